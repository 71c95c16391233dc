"""The standard contract of card readers (ACC-4): `runtime.ports.CardReader` as commands for a driver's thread.

Every driver answers a command as the port says, and besides:

    CardInserted      once for each card put in while one is awaited
    CardUnusable      GONE when a card that was inserted is gone before it was offered; a command that cannot be
                      carried out is answered with it too, or with CardWriteFailed
    CardTaken         after `eject`, also when there was no card any more
    HealthChanged     whenever the reader is better or worse, down to the failed part
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk_app.domain.events import CardUnusable, CardWriteFailed
from kiosk_app.domain.meter_card import CardProblem, WriteOrder


@dataclass(frozen=True, slots=True)
class AwaitCard:
    """Open the slot for a card."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Close the slot; a card that slips in meanwhile is put out again."""


@dataclass(frozen=True, slots=True)
class Read:
    """Power the card on and read it."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """GET CHALLENGE."""

    length: int


@dataclass(frozen=True, slots=True)
class Authenticate:
    """EXTERNAL AUTHENTICATE."""

    key_no: int
    cryptogram: bytes


@dataclass(frozen=True, slots=True)
class Write:
    """Write the order and read everything back."""

    order: WriteOrder


@dataclass(frozen=True, slots=True)
class Eject:
    """Offer the card."""


@dataclass(frozen=True, slots=True)
class Retain:
    """Swallow the card."""


ChipCommand = Read | Challenge | Authenticate | Write
ReaderCommand = AwaitCard | Withdraw | ChipCommand | Eject | Retain


class CommandedReader:
    """Implements `runtime.ports.CardReader` by queueing commands; none of the methods blocks."""

    def __init__(self, give: Callable[[ReaderCommand], None]) -> None:
        self._give = give

    def await_card(self) -> None:
        """Open the slot; answered by CardInserted."""
        self._give(AwaitCard())

    def withdraw(self) -> None:
        """Close the slot."""
        self._give(Withdraw())

    def read(self) -> None:
        """Power on and read; answered by CardRead or CardUnusable."""
        self._give(Read())

    def challenge(self, length: int) -> None:
        """GET CHALLENGE; answered by CardChallenged or CardUnusable."""
        self._give(Challenge(length))

    def authenticate(self, key_no: int, cryptogram: bytes) -> None:
        """EXTERNAL AUTHENTICATE; answered by CardAuthenticated or CardUnusable."""
        self._give(Authenticate(key_no, cryptogram))

    def write(self, order: WriteOrder) -> None:
        """Write and read back; answered by WriteProgressed…, then CardWritten or CardWriteFailed."""
        self._give(Write(order))

    def eject(self) -> None:
        """Offer the card; answered by CardTaken."""
        self._give(Eject())

    def retain(self) -> None:
        """Swallow the card; answered by CardRetained, or CardUnusable where the reader cannot."""
        self._give(Retain())


def failure(command: ChipCommand, problem: CardProblem, detail: str) -> CardUnusable | CardWriteFailed:
    """Return the event that answers a command which cannot be carried out."""
    return CardWriteFailed(problem, detail) if isinstance(command, Write) else CardUnusable(problem, detail)
