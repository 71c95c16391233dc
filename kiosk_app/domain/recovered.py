"""What the platform tells of a sale of any terminal: no customer, no balance (PAY-6)."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import Purchase, SaleKind, SaleNumber


class SaleState(StrEnum):
    """What became of a sale, as far as the platform knows."""

    UNHEARD = "unheard"  # a slip or a journal says that money was taken; nobody has asked for its booking yet
    PENDING = "pending"
    BOOKED = "booked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RecoveredBooking:
    """A booking without what the customer's account holds."""

    platform_serial: str
    paid: Fen
    bills: Fen
    late_fees: Fen
    surplus: Fen
    purchase: Purchase | None


@dataclass(frozen=True, slots=True)
class RecoveredSale:
    """A sale that somebody asked about."""

    sale: SaleNumber
    state: SaleState
    kind: SaleKind
    paid: Fen
    booking: RecoveredBooking | None
    waits_for_card: bool  # booked, and not on its card
