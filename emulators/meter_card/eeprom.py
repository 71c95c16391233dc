"""Writing to the card's EEPROM, and losing power while doing it (meter_card.md 3.1)."""

from collections.abc import Callable
from dataclasses import dataclass

from emulators.meter_card.image import CardImage

ATOMIC_BYTES = 8  # a wallet is written wholly or not at all; longer files may tear

Save = Callable[[CardImage], None]


class PowerLost(Exception):
    """The card has no power (any more): no answer comes, and what it was writing may be torn."""


def forget(image: CardImage) -> None:
    """Keep the card in memory only."""


@dataclass(slots=True)
class Eeprom:
    """The one way to change a card's files; knows after how many bytes the power goes."""

    image: CardImage
    save: Save = forget
    bytes_left: int | None = None  # file bytes that still get written; None: power stays
    garble: int | None = None  # what the byte in flight becomes then; None: it stays as it was

    def write(self, sfi: int, offset: int, data: bytes) -> None:
        """Write into a file, or raise PowerLost when power goes within or right after it, before the answer."""
        written = len(data) if self.bytes_left is None else min(self.bytes_left, len(data))
        content = self.image.files[sfi]
        if len(data) > ATOMIC_BYTES or written == len(data):
            content[offset : offset + written] = data[:written]
            if written < len(data) and self.garble is not None:
                content[offset + written] = self.garble
        self.save(self.image)
        if self.bytes_left is None:
            return
        self.bytes_left -= written
        if self.bytes_left == 0:
            self.steady()
            raise PowerLost(f"after {written} of {len(data)} bytes of file {sfi:02X}")

    def steady(self) -> None:
        """Forget every planned loss of power."""
        self.bytes_left = self.garble = None

    def set_tries(self, key_no: int, left: int) -> None:
        """Change a key's try counter; never torn, and not counted with the file bytes."""
        self.image.tries[key_no] = left
        self.save(self.image)
