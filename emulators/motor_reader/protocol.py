"""Bytes and frames of the CRT-310, the device's side (protocols.md 3.1, link and frame).

02 | LENH LENL | CM PM data… | 03 | BCC        BCC: XOR of everything from 02 through 03; LEN counts CM…data
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

START, END = 0x02, 0x03
HEAD, TAIL = 3, 2  # STX and length; ETX and BCC
LONGEST = 264


class Control(IntEnum):
    """Single bytes of the handshake."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


CONTROLS = frozenset(Control)


class Negative(IntEnum):
    """Why a command is refused with 4E CM E."""

    UNKNOWN_COMMAND = 0x00
    BAD_PARAMETER = 0x01
    CANNOT_EXECUTE = 0x02
    BAD_DATA = 0x04
    ABNORMAL_CARD = 0x06
    BACKUP_POWER = 0x07


class Operation(IntEnum):
    """The operation byte P of most answers."""

    DONE = 0x59  # Y
    FAILED = 0x4E  # N
    NO_CARD = 0x45  # E
    WRONG_POSITION = 0x57  # W


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose check is right: CM PM data…"""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """Something like a frame, with a wrong length, end or check."""


Item = Frame | Damaged | Control


def encode(payload: bytes) -> bytes:
    """Return the frame around `payload`, of 1 to 264 bytes."""
    assert 0 < len(payload) <= LONGEST, "a frame holds 1 to 264 bytes"
    body = bytes([START]) + len(payload).to_bytes(2, "big") + payload + bytes([END])
    return body + bytes([reduce(xor, body)])


def negative(command: int, reason: Negative) -> bytes:
    """Return the payload of a refusal."""
    return bytes([0x4E, command, reason])


class Decoder:
    """Takes bytes in any portions and gives back what they mean."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def within_frame(self) -> bool:
        """True while a frame has begun and not ended."""
        return bool(self._buffer)

    def drop(self) -> None:
        """Forget a frame that does not end."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Item]:
        """Return what `data` completes; noise between frames is skipped."""
        items: list[Item] = []
        for byte in data:
            if self._buffer or byte == START:
                self._buffer.append(byte)
                if (item := self._complete()) is not None:
                    items.append(item)
                    self._buffer.clear()
            elif byte in CONTROLS:
                items.append(Control(byte))
        return items

    def _complete(self) -> Frame | Damaged | None:
        buffer = self._buffer
        if len(buffer) < HEAD:
            return None
        length = int.from_bytes(buffer[1:HEAD], "big")
        if not 0 < length <= LONGEST:
            return Damaged()
        if len(buffer) < HEAD + length + TAIL:
            return None
        if buffer[-2] != END or reduce(xor, buffer):
            return Damaged()
        return Frame(bytes(buffer[HEAD:-TAIL]))
