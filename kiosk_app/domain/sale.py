"""A sale: identify, quote, tender, book, fulfil, receipt. What stays the same from its opening to its end."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kiosk_app.domain.customer import Bill
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount

SaleNumber = NewType("SaleNumber", str)
"""The transaction number (终端流水号) and idempotency key: terminal and sequence, "GD0117-002381". It never expires."""


class SaleKind(StrEnum):
    """What the customer's money is for."""

    BILL_PAYMENT = "bill_payment"
    PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """Everything needed to book the sale after a crash; durable before the first note is taken."""

    kind: SaleKind
    customer_no: str
    name_masked: str
    address_masked: str
    due: Fen  # what the customer chose to pay; 0 means "as much as is put in"
    maximum: Fen  # notes that would exceed it are handed back
    bills: tuple[Bill, ...] = ()  # chosen, oldest first
    card: CardSnapshot | None = None  # of a purchase
    meter_no: str | None = None


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What is sent to the platform to book a sale; the same for every repetition (I4)."""

    sale: SaleNumber
    kind: SaleKind
    customer_no: str
    paid: Fen
    notes: tuple[NoteCount, ...]
    bill_ids: tuple[str, ...]
    card: CardSnapshot | None


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the vending system sold: it goes onto the card as `counter` and `wallet_value`."""

    vend_id: str
    counter: int
    wallet_value: int  # fen, or 0.01 kWh on an energy-controlled meter's card
    money: Fen
    energy: CentiKwh  # 0 where money is sold, on a fee-controlled meter's card
    remainder: Fen

    @property
    def energy_on_card(self) -> CentiKwh | None:
        """The energy on an energy-controlled meter's card; None on a card that carries yuan."""
        return self.energy or None

    @property
    def money_on_card(self) -> Fen | None:
        """The yuan on a fee-controlled meter's card; None on a card that carries energy."""
        return None if self.energy else self.money


@dataclass(frozen=True, slots=True)
class Booking:
    """The platform's answer to a booked sale; the same answer for every repetition (I3)."""

    platform_serial: str
    paid: Fen
    bills: Fen  # written off, without late fees
    late_fees: Fen
    surplus: Fen  # put to the customer's advance payment (预收)
    balance: Fen  # of the account, after this
    purchase: Purchase | None = None
