"""What the kiosk knows of a customer: masked by the billing core before it leaves there (T19)."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk_app.domain.money import CentiKwh, Fen


class MeterKind(StrEnum):
    """How a customer's meter is paid (VEND-3)."""

    POST_PAID = "post_paid"
    FEE_CONTROLLED = "fee_controlled"  # 费控表: the card carries yuan
    ENERGY_CONTROLLED = "energy_controlled"  # 量控表: the card carries kWh


class Secret:
    """A password on its way to the platform: never shown, logged, compared or kept longer than the call."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one request that carries it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash("Secret")


@dataclass(frozen=True, slots=True)
class Bill:
    """One month that is owed (PAY-1)."""

    bill_id: str
    month: str  # "2026-08"
    energy_kwh: int
    amount: Fen
    late_fee: Fen

    @property
    def due(self) -> Fen:
        """Energy charge and late fee together."""
        return Fen(self.amount + self.late_fee)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account as the platform returned it; names and addresses are masked."""

    customer_no: str
    name_masked: str
    address_masked: str
    meter_kind: MeterKind
    meter_no: str | None
    balance: Fen
    bills: tuple[Bill, ...]  # oldest first
    as_of: str  # "2026-11-23 10:27"


@dataclass(frozen=True, slots=True)
class PurchaseTerms:
    """What the vending system allows this card to buy (VEND-1)."""

    meter_kind: MeterKind
    meter_no: str
    counter: int  # the system's purchase counter; the next purchase is counter + 1
    arrears: Fen
    minimum: Fen
    maximum: Fen
    price_text: str  # "第一档 0.5380 元/kWh"


@dataclass(frozen=True, slots=True)
class Quote:
    """Money against energy at the customer's present tariff (VEND-3)."""

    money: Fen
    energy: CentiKwh
    cost: Fen
    remainder: Fen  # what the tariff cannot turn into energy; goes to advance payment
    tiers: tuple[tuple[CentiKwh, int], ...] = field(default=())  # (energy, price in 0.0001 yuan/kWh)
