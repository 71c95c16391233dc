"""What the core answers, shaped as docs/interfaces.md chapter 1 says. Fen, 0.01 kWh, upper-case hex."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refused:
    """A business refusal with a neutral code (meter_card.md 8); nothing was booked."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BillDue:
    """One month, as much of it as is still open."""

    bill_id: str
    month: str
    energy_kwh: int
    amount_fen: int
    late_fee_fen: int


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account; name and address leave the core masked."""

    customer_no: str
    name_masked: str
    address_masked: str
    meter_kind: str
    meter_no: str | None
    balance_fen: int
    bills: tuple[BillDue, ...]  # oldest first
    as_of: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a card may buy."""

    meter_kind: str
    meter_no: str
    counter: int
    arrears_fen: int
    minimum_fen: int
    maximum_fen: int
    price_text: str


@dataclass(frozen=True, slots=True)
class Identified:
    """A card that may buy."""

    account: Account
    terms: Terms


@dataclass(frozen=True, slots=True)
class QuoteTier:
    """So much energy at one step's price."""

    energy_ckwh: int
    price_e4: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Money against energy. On a fee-controlled meter the energy is an estimate: the meter itself prices it."""

    money_fen: int
    energy_ckwh: int
    cost_fen: int
    remainder_fen: int
    tiers: tuple[QuoteTier, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """A booked payment: `bills_fen + late_fees_fen + surplus_fen` is what was paid."""

    core_serial: str
    bills_fen: int
    late_fees_fen: int
    surplus_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A booked purchase: `money_fen + remainder_fen` is what was paid.

    `energy_ckwh` is 0 on a fee-controlled meter: there money is sold, not energy.
    """

    core_serial: str
    vend_id: str
    counter: int
    wallet_value: int
    money_fen: int
    energy_ckwh: int
    remainder_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The answer to a card's challenge, under the key that it names."""

    key_no: int
    cryptogram: str
    more: bool


@dataclass(frozen=True, slots=True)
class FileWrite:
    """One UPDATE BINARY with its MAC."""

    sfi: str
    offset: int
    data: str
    mac: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written, in this order, and what must be read back."""

    vend_id: str
    card_serial: str
    counter: int
    wallet_value: int
    writes: tuple[FileWrite, ...]
    expected: dict[str, str]
