"""The platform's answers as they must be (docs/interfaces.md 1), and their way into values of the domain.

Strict: another type, a missing or an unknown field, sums that disagree: a broken contract, and never guessed at.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator

from kiosk_app.domain import customer, meter_card, sale
from kiosk_app.domain.money import CentiKwh, Fen

Amount = Annotated[int, Field(ge=0, le=10_000_000_000)]
Count = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
Balance = Annotated[int, Field(ge=-10_000_000_000, le=10_000_000_000)]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]  # it comes to be printed
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Time = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$")
]
CustomerNo = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
MeterNo = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
CardSerial = Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
FileNo = Annotated[str, Field(pattern=r"^0[1-6]$")]
Hex = Annotated[str, Field(pattern=r"^([0-9A-F]{2}){1,512}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,40}$")]
OrderNumber = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,59}$")]
Setting = bool | int | Text
Meter = Literal["post_paid", "fee_controlled", "energy_controlled"]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class BillMessage(_Message):
    """One month owed."""

    bill_id: Name
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    energy_kwh: Count
    amount_fen: Amount
    late_fee_fen: Amount


class AccountMessage(_Message):
    """A customer's account."""

    customer_no: CustomerNo
    name_masked: Text
    address_masked: Text
    meter_kind: Meter
    meter_no: MeterNo | None
    balance_fen: Balance
    bills: Annotated[list[BillMessage], Field(max_length=120)]
    as_of: Time

    @model_validator(mode="after")
    def _oldest_first_and_once(self) -> Self:
        months = [bill.month for bill in self.bills]
        if months != sorted(months) or len({bill.bill_id for bill in self.bills}) != len(months):
            raise ValueError("bills are not each once, oldest first")
        return self

    def value(self) -> customer.Account:
        """Return the domain's account; the time is cut to the minute for the screen."""
        bills = tuple(
            customer.Bill(each.bill_id, each.month, each.energy_kwh, Fen(each.amount_fen), Fen(each.late_fee_fen))
            for each in self.bills
        )
        kind = customer.MeterKind(self.meter_kind)
        as_of = self.as_of[:16].replace("T", " ")
        return customer.Account(
            self.customer_no,
            self.name_masked,
            self.address_masked,
            kind,
            self.meter_no,
            Fen(self.balance_fen),
            bills,
            as_of,
        )


class TermsMessage(_Message):
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

    def value(self) -> customer.PurchaseTerms:
        """Return the domain's terms."""
        return customer.PurchaseTerms(
            customer.MeterKind(self.meter_kind),
            self.meter_no,
            self.counter,
            Fen(self.arrears_fen),
            Fen(self.minimum_fen),
            Fen(self.maximum_fen),
            self.price_text,
        )


class TierMessage(_Message):
    """One step of the tariff."""

    energy_ckwh: Amount
    price_e4: Count


class QuoteMessage(_Message):
    """Money against energy."""

    money_fen: Amount
    energy_ckwh: Amount
    cost_fen: Amount
    remainder_fen: Amount
    tiers: Annotated[list[TierMessage], Field(max_length=8)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.cost_fen + self.remainder_fen != self.money_fen:
            raise ValueError("cost and remainder are not the money")
        return self

    def value(self) -> customer.Quote:
        """Return the domain's quote."""
        tiers = tuple((CentiKwh(each.energy_ckwh), each.price_e4) for each in self.tiers)
        energy, cost, rest = CentiKwh(self.energy_ckwh), Fen(self.cost_fen), Fen(self.remainder_fen)
        return customer.Quote(Fen(self.money_fen), energy, cost, rest, tiers)


class PurchaseMessage(_Message):
    """What was sold onto a card."""

    vend_id: Name
    counter: Count
    wallet_value: Count
    money_fen: Amount
    energy_ckwh: Amount
    remainder_fen: Amount


class BookingMessage(_Message):
    """A booked sale."""

    platform_serial: Name
    paid_fen: Amount
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    balance_fen: Balance
    purchase: PurchaseMessage | None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        bought = self.purchase
        onto_card = bought.money_fen if bought else 0
        if onto_card + self.bills_fen + self.late_fees_fen + self.surplus_fen != self.paid_fen:
            raise ValueError("the parts are not what was paid")
        if bought and bought.remainder_fen != self.surplus_fen:
            raise ValueError("the remainder is not the surplus")
        return self

    def value(self) -> sale.Booking:
        """Return the domain's booking."""
        bought = None
        if (each := self.purchase) is not None:
            bought = sale.Purchase(
                each.vend_id,
                each.counter,
                each.wallet_value,
                Fen(each.money_fen),
                CentiKwh(each.energy_ckwh),
                Fen(each.remainder_fen),
            )
        return sale.Booking(
            self.platform_serial,
            Fen(self.paid_fen),
            Fen(self.bills_fen),
            Fen(self.late_fees_fen),
            Fen(self.surplus_fen),
            Fen(self.balance_fen),
            bought,
        )


class WriteMessage(_Message):
    """One UPDATE BINARY."""

    sfi: FileNo
    offset: Annotated[int, Field(ge=0, le=255)]
    data: Hex
    mac: Annotated[str, Field(pattern=r"^[0-9A-F]{8}$")]


class OrderMessage(_Message):
    """A write order."""

    vend_id: Name
    card_serial: CardSerial
    counter: Count
    wallet_value: Count
    writes: Annotated[list[WriteMessage], Field(min_length=1, max_length=12)]
    expected: dict[FileNo, Hex]

    @model_validator(mode="after")
    def _everything_written_is_read_back(self) -> Self:
        if not {each.sfi for each in self.writes} <= self.expected.keys():
            raise ValueError("a written file is not expected back")
        return self

    def value(self) -> meter_card.WriteOrder:
        """Return the domain's order."""
        writes = tuple(
            meter_card.FileWrite(int(each.sfi, 16), each.offset, bytes.fromhex(each.data), bytes.fromhex(each.mac))
            for each in self.writes
        )
        expected = tuple((int(sfi, 16), bytes.fromhex(data)) for sfi, data in self.expected.items())
        return meter_card.WriteOrder(self.vend_id, self.card_serial, self.counter, self.wallet_value, writes, expected)


class RefusedAnswer(_Message):
    """A business refusal."""

    outcome: Literal["refused"]
    code: Code
    facts: dict[Text, Text] = Field(default_factory=dict)


class AccountAnswer(_Message):
    """Answer to accounts/query."""

    outcome: Literal["ok"]
    account: AccountMessage


class CardAnswer(_Message):
    """Answer to cards/identify."""

    outcome: Literal["ok"]
    account: AccountMessage
    terms: TermsMessage

    @model_validator(mode="after")
    def _of_one_meter(self) -> Self:
        if (self.account.meter_kind, self.account.meter_no) != (self.terms.meter_kind, self.terms.meter_no):
            raise ValueError("account and terms are of two meters")
        return self


class QuoteAnswer(_Message):
    """Answer to quotes."""

    outcome: Literal["ok"]
    quote: QuoteMessage


class SaleAnswer(_Message):
    """Answer to a booking."""

    outcome: Literal["booked"]
    booking: BookingMessage
    written: bool = False  # a purchase: its card was written, at whatever terminal


class AuthorisationAnswer(_Message):
    """Answer to card-authorisations."""

    outcome: Literal["ok"]
    key_no: Annotated[int, Field(ge=0, le=15)]
    cryptogram: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    more: bool


class OrderAnswer(_Message):
    """Answer to write-orders."""

    outcome: Literal["ok"]
    order: OrderMessage


class PlainAnswer(_Message):
    """Answer that says no more than ok."""

    outcome: Literal["ok"]


class FactsAnswer(_Message):
    """Answer to facts: how many rows of this terminal's journal the platform has."""

    outcome: Literal["ok"]
    held: Annotated[int, Field(ge=0, le=2**53)]


class HeadMessage(_Message):
    """So many rows of this terminal's journal the platform confirms, with its counter-signature."""

    count: Annotated[int, Field(ge=0, le=2**53)]
    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class CommandMessage(_Message):
    """What the platform orders; a kind that is not known here is told back, and harms nothing."""

    id: OrderNumber
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]
    arguments: Annotated[dict[Key, Text], Field(max_length=8)]


class ConfigMessage(_Message):
    """What the platform configures: whole, and judged by `kiosk_app.config` like the file."""

    version: Annotated[int, Field(ge=1, le=2**31)]
    values: Annotated[dict[Key, Setting], Field(max_length=64)]


class HeartbeatAnswer(_Message):
    """Answer to heartbeats."""

    outcome: Literal["ok"]
    server_time: Time
    head: HeadMessage
    commands: Annotated[list[CommandMessage], Field(max_length=16)]
    config: ConfigMessage | None

    @field_validator("server_time")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        datetime.fromisoformat(text)  # raises ValueError for a thirteenth month
        return text


class RenewalAnswer(_Message):
    """Answer to identity/renewal: PEM."""

    outcome: Literal["ok"]
    certificate: Annotated[str, Field(max_length=8_000)]


class ProtocolError(_Message):
    """A 4xx answer."""

    code: Code
    detail: Annotated[str, Field(max_length=2_000)]


ACCOUNT: TypeAdapter[AccountAnswer | RefusedAnswer] = TypeAdapter(AccountAnswer | RefusedAnswer)
CARD: TypeAdapter[CardAnswer | RefusedAnswer] = TypeAdapter(CardAnswer | RefusedAnswer)
QUOTE: TypeAdapter[QuoteAnswer | RefusedAnswer] = TypeAdapter(QuoteAnswer | RefusedAnswer)
SALE: TypeAdapter[SaleAnswer | RefusedAnswer] = TypeAdapter(SaleAnswer | RefusedAnswer)
AUTHORISATION: TypeAdapter[AuthorisationAnswer | RefusedAnswer] = TypeAdapter(AuthorisationAnswer | RefusedAnswer)
ORDER: TypeAdapter[OrderAnswer | RefusedAnswer] = TypeAdapter(OrderAnswer | RefusedAnswer)
PLAIN: TypeAdapter[PlainAnswer | RefusedAnswer] = TypeAdapter(PlainAnswer | RefusedAnswer)
FACTS: TypeAdapter[FactsAnswer | RefusedAnswer] = TypeAdapter(FactsAnswer | RefusedAnswer)
HEARTBEAT: TypeAdapter[HeartbeatAnswer] = TypeAdapter(HeartbeatAnswer)
