"""What the simulation needs of a platform: an answer to each request, or none; and the core's books, for the eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk_app.domain import effects as do
from kiosk_app.domain.events import Event
from kiosk_app.sync.office import OfficeRequest

Request = (
    do.AskAccount
    | do.AskCard
    | do.AskQuote
    | do.AskRecovery
    | do.BookSale
    | do.AskCardAuthorisation
    | do.AskWriteOrder
    | do.ConfirmWrite
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the billing core's books."""

    serial: str  # of the request that the platform sent: one for each sale, for ever
    customer_no: str
    paid: int
    bills: int
    late_fees: int
    surplus: int
    card_serial: str = ""
    counter: int = 0  # of a purchase
    value: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """Which request of which start of the kiosk it is; a copy on the wire has the same, a question asked again not."""

    life: int
    number: int


class PlatformLogic(Protocol):
    """The platform service without its network."""

    def answer(self, request: Request | OfficeRequest, bound: Bound) -> Event | None:
        """Return the answer, or None where the terminal learns nothing: the service died, or says UNKNOWN_OUTCOME."""

    def hears(self, bound: Bound) -> bool:
        """Take a heartbeat; False where the terminal is not spoken to."""

    def hear_clone(self) -> None:
        """Another machine speaks under the terminal's identity (fault 57)."""

    @property
    def postings(self) -> Sequence[Posting]:
        """The core's books; they only grow."""

    def restore(self) -> None:
        """The service comes back from yesterday's backup (fault 46)."""

    def reconcile(self) -> None:
        """What the terminal has booked and the service has forgotten is brought back from the terminal's journal."""

    def core_silent(self, until: int) -> None:
        """The billing core does not answer before then."""
