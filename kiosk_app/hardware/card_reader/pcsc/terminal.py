"""What the desk needs of a reader: to see a card, to reset it, to exchange an APDU. Each call blocks."""

from dataclasses import dataclass
from typing import Protocol


class TerminalLost(Exception):
    """The reader, or the service that owns it, is not there; `code` is the part at fault."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Sight:
    """What the reader shows. `changes` counts cards put in and taken out, so a quick swap is not overlooked."""

    present: bool
    changes: int


class Terminal(Protocol):
    """A reader without a shutter."""

    def look(self) -> Sight:
        """See whether a card is there; raises TerminalLost."""

    def power_on(self) -> bytes:
        """Reset the card cold and return its ATR; raises apdu.NoAnswer or TerminalLost."""

    def transmit(self, command: bytes) -> bytes:
        """Exchange an APDU with the card that was powered on; raises apdu.NoAnswer or TerminalLost."""

    def release(self) -> None:
        """Take the power off the card; nothing can go wrong with that."""
