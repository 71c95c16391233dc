"""The values of docs/interfaces.md chapter 1, as terminals and billing core write them alike.

Strict: an unknown field, a missing field, another type, sums that disagree: no such value, and never guessed at.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FEN_AT_MOST = 10_000_000_000
PARAMETERS_LENGTH, WALLET_LENGTH, RETURN_LENGTH = 45, 8, 49  # bytes of the card's files (meter_card.md 1.2)

Amount = Annotated[int, Field(ge=0, le=FEN_AT_MOST)]
Balance = Annotated[int, Field(ge=-FEN_AT_MOST, le=FEN_AT_MOST)]
Count = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]  # it is shown and printed somewhere
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Time = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$")
]
CustomerNo = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
MeterNo = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
CardSerial = Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,40}$")]
Sfi = Annotated[str, Field(pattern=r"^0[1-6]$")]
Hex = Annotated[str, Field(pattern=r"^([0-9A-F]{2}){1,512}$")]


class Message(BaseModel):
    """A value that is taken as it is, or not at all."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Refused(Message):
    """A business refusal with a neutral code; nothing took effect."""

    outcome: Literal["refused"] = "refused"
    code: Code
    facts: Annotated[dict[Text, Text], Field(max_length=16)] = Field(default_factory=dict)


class Bill(Message):
    """One month owed."""

    bill_id: Name
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    energy_kwh: Count
    amount_fen: Amount
    late_fee_fen: Amount


class Account(Message):
    """A customer's account; name and address come masked from the core."""

    customer_no: CustomerNo
    name_masked: Text
    address_masked: Text
    meter_kind: Literal["post_paid", "fee_controlled", "energy_controlled"]
    meter_no: MeterNo | None
    balance_fen: Balance
    bills: Annotated[list[Bill], Field(max_length=120)]
    as_of: Time

    @model_validator(mode="after")
    def _bills_are_in_order(self) -> Self:
        """The oldest is paid first, so the order is part of what is said."""
        months = [each.month for each in self.bills]
        if months != sorted(months) or len({each.bill_id for each in self.bills}) != len(months):
            raise ValueError("bills are not each once, oldest first")
        return self


class Terms(Message):
    """What a card may buy."""

    meter_kind: Literal["fee_controlled", "energy_controlled"]
    meter_no: MeterNo
    counter: Count
    arrears_fen: Amount
    minimum_fen: Amount
    maximum_fen: Amount
    price_text: Text

    @model_validator(mode="after")
    def _something_can_be_bought(self) -> Self:
        if self.minimum_fen > self.maximum_fen:
            raise ValueError("the minimum is above the maximum")
        return self


class Tier(Message):
    """So much energy at one step's price."""

    energy_ckwh: Amount
    price_e4: Count


class Quote(Message):
    """Money against energy."""

    money_fen: Amount
    energy_ckwh: Amount
    cost_fen: Amount
    remainder_fen: Amount
    tiers: Annotated[list[Tier], Field(max_length=8)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.cost_fen + self.remainder_fen != self.money_fen:
            raise ValueError("cost and remainder are not the money")
        return self


def _bytes(length: int) -> str:
    return rf"^[0-9A-F]{{{2 * length}}}$"


class CardFiles(Message):
    """A card's files as read."""

    parameters: str = Field(alias="01", pattern=_bytes(PARAMETERS_LENGTH))
    wallet: str = Field(alias="02", pattern=_bytes(WALLET_LENGTH))
    return_write: str = Field(alias="05", pattern=_bytes(RETURN_LENGTH))


class Card(Message):
    """A meter card as the terminal read it; what is on it, the vending system says."""

    profile: Literal["sgcc-cpu-2013", "quantity-cpu"]
    serial: CardSerial
    files: CardFiles


class Vended(Message):
    """What was sold onto a card."""

    vend_id: Name
    counter: Count
    wallet_value: Count
    money_fen: Amount
    energy_ckwh: Amount
    remainder_fen: Amount


class Authorisation(Message):
    """The answer to a card's challenge, under the key that it names."""

    key_no: Annotated[int, Field(ge=0, le=15)]
    cryptogram: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    more: bool


class FileWrite(Message):
    """One UPDATE BINARY with its MAC."""

    sfi: Sfi
    offset: Annotated[int, Field(ge=0, le=255)]
    data: Hex
    mac: Annotated[str, Field(pattern=r"^[0-9A-F]{8}$")]


class Order(Message):
    """What is to be written, in this order, and what must be read back."""

    vend_id: Name
    card_serial: CardSerial
    counter: Count
    wallet_value: Count
    writes: Annotated[list[FileWrite], Field(min_length=1, max_length=12)]
    expected: dict[Sfi, Hex]

    @model_validator(mode="after")
    def _what_is_written_is_read_back(self) -> Self:
        if not {each.sfi for each in self.writes} <= self.expected.keys():
            raise ValueError("a written file is not expected back")
        return self
