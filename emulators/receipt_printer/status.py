"""What the printer says about itself, as bytes (protocols.md 2.2)."""

from dataclasses import dataclass

FIXED = 0x12  # bits 1 and 4 of every reply to DLE EOT
AUTOMATIC_FIXED = 0x10


@dataclass(frozen=True, slots=True)
class Condition:
    """How the printer is."""

    cover_open: bool = False
    paper_end: bool = False
    near_end: bool = False
    cutter_error: bool = False
    broken: bool = False  # an error that no command ends
    hot: bool = False  # the head; it ends by itself

    @property
    def error(self) -> bool:
        """Some error has occurred."""
        return self.cutter_error or self.broken or self.hot

    @property
    def offline(self) -> bool:
        """Nothing is printed."""
        return self.cover_open or self.paper_end or self.error


def real_time(question: int, condition: Condition) -> int:
    """Return the reply to DLE EOT 1 to 4."""
    c = condition
    match question:
        case 1:
            return FIXED | c.offline * 0x08
        case 2:
            return FIXED | c.cover_open * 0x04 | c.paper_end * 0x20 | c.error * 0x40
        case 3:
            return FIXED | c.cutter_error * 0x08 | c.broken * 0x20 | c.hot * 0x40
        case 4:
            return FIXED | c.near_end * 0x0C | c.paper_end * 0x60
        case _:
            raise ValueError(f"DLE EOT asks 1 to 4, not {question}")


def paper(condition: Condition) -> int:
    """Return the reply to GS r 1."""
    return condition.near_end * 0x03 | condition.paper_end * 0x0C


def automatic(condition: Condition) -> bytes:
    """Return the four bytes of the automatic status (ASB)."""
    c = condition
    first = AUTOMATIC_FIXED | c.offline * 0x08 | c.cover_open * 0x20
    second = c.cutter_error * 0x08 | c.broken * 0x20 | c.hot * 0x40
    return bytes([first, second, c.near_end * 0x03 | c.paper_end * 0x0C, 0])


def wanted(report: bytes, switches: int) -> bytes:
    """Return what of an automatic status the host has asked for by GS a: 02 on and off line, 04 errors, 08 paper."""
    masks = bytes([0x28 if switches & 0x02 else 0, 0xFF if switches & 0x04 else 0, 0xFF if switches & 0x08 else 0])
    return bytes(byte & mask for byte, mask in zip(report, masks, strict=False))
