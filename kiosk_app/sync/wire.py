"""The platform's answers as they must be (docs/interfaces.md 1), and their way into values of the domain.

Strict: another type, a missing or an unknown field is a broken contract and never guessed at.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.domain import customer, meter_card, sale
from kiosk_app.domain.money import CentiKwh, Fen

Amount = Annotated[int, Field(ge=0, le=10_000_000_000)]
Count = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
Text = Annotated[str, Field(max_length=200)]
Hex = Annotated[str, Field(pattern=r"^([0-9A-F]{2}){0,512}$")]
Meter = Literal["post_paid", "fee_controlled", "energy_controlled"]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class BillMessage(_Message):
    """One month owed."""

    bill_id: Text
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    energy_kwh: Count
    amount_fen: Amount
    late_fee_fen: Amount


class AccountMessage(_Message):
    """A customer's account."""

    customer_no: Annotated[str, Field(pattern=r"^\d{10}$")]
    name_masked: Text
    address_masked: Text
    meter_kind: Meter
    meter_no: Annotated[str, Field(pattern=r"^\d{12}$")] | None
    balance_fen: Annotated[int, Field(ge=-10_000_000_000, le=10_000_000_000)]
    bills: Annotated[list[BillMessage], Field(max_length=120)]
    as_of: Text

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
    meter_no: Annotated[str, Field(pattern=r"^\d{12}$")]
    counter: Count
    arrears_fen: Amount
    minimum_fen: Amount
    maximum_fen: Amount
    price_text: Text

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

    def value(self) -> customer.Quote:
        """Return the domain's quote."""
        tiers = tuple((CentiKwh(each.energy_ckwh), each.price_e4) for each in self.tiers)
        energy, cost, rest = CentiKwh(self.energy_ckwh), Fen(self.cost_fen), Fen(self.remainder_fen)
        return customer.Quote(Fen(self.money_fen), energy, cost, rest, tiers)


class PurchaseMessage(_Message):
    """What was sold onto a card."""

    vend_id: Text
    counter: Count
    wallet_value: Count
    money_fen: Amount
    energy_ckwh: Amount
    remainder_fen: Amount


class BookingMessage(_Message):
    """A booked sale."""

    platform_serial: Text
    paid_fen: Amount
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    balance_fen: Annotated[int, Field(ge=-10_000_000_000, le=10_000_000_000)]
    purchase: PurchaseMessage | None

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

    sfi: Annotated[str, Field(pattern=r"^0[1-6]$")]
    offset: Annotated[int, Field(ge=0, le=255)]
    data: Hex
    mac: Annotated[str, Field(pattern=r"^[0-9A-F]{8}$")]


class OrderMessage(_Message):
    """A write order."""

    vend_id: Text
    card_serial: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    counter: Count
    wallet_value: Count
    writes: Annotated[list[WriteMessage], Field(min_length=1, max_length=12)]
    expected: dict[Annotated[str, Field(pattern=r"^0[1-6]$")], Hex]

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
    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,40}$")]
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


class QuoteAnswer(_Message):
    """Answer to quotes."""

    outcome: Literal["ok"]
    quote: QuoteMessage


class SaleAnswer(_Message):
    """Answer to a booking."""

    outcome: Literal["booked"]
    booking: BookingMessage


class AuthorisationAnswer(_Message):
    """Answer to card-authorisations."""

    outcome: Literal["ok"]
    key_no: Annotated[str, Field(pattern=r"^0[0-9]$")]
    cryptogram: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    more: bool


class OrderAnswer(_Message):
    """Answer to write-orders."""

    outcome: Literal["ok"]
    order: OrderMessage


class PlainAnswer(_Message):
    """Answer that says no more than ok."""

    outcome: Literal["ok"]


class HeartbeatAnswer(_Message):
    """Answer to heartbeats."""

    outcome: Literal["ok"]
    server_time: Text


class ProtocolError(BaseModel):
    """A 4xx answer."""

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,40}$")]


ACCOUNT: TypeAdapter[AccountAnswer | RefusedAnswer] = TypeAdapter(AccountAnswer | RefusedAnswer)
CARD: TypeAdapter[CardAnswer | RefusedAnswer] = TypeAdapter(CardAnswer | RefusedAnswer)
QUOTE: TypeAdapter[QuoteAnswer | RefusedAnswer] = TypeAdapter(QuoteAnswer | RefusedAnswer)
SALE: TypeAdapter[SaleAnswer | RefusedAnswer] = TypeAdapter(SaleAnswer | RefusedAnswer)
AUTHORISATION: TypeAdapter[AuthorisationAnswer | RefusedAnswer] = TypeAdapter(AuthorisationAnswer | RefusedAnswer)
ORDER: TypeAdapter[OrderAnswer | RefusedAnswer] = TypeAdapter(OrderAnswer | RefusedAnswer)
PLAIN: TypeAdapter[PlainAnswer | RefusedAnswer] = TypeAdapter(PlainAnswer | RefusedAnswer)
HEARTBEAT: TypeAdapter[HeartbeatAnswer] = TypeAdapter(HeartbeatAnswer)


def card_block(card: meter_card.CardSnapshot) -> dict[str, Any]:
    """Return the card as it is sent."""
    files = {f"{sfi:02X}": content.hex().upper() for sfi, content in card.files if sfi in (0x01, 0x02, 0x05)}
    return {"profile": card.profile, "serial": card.serial, "files": files}


def booking_body(request: sale.BookingRequest) -> dict[str, Any]:
    """Return a booking as it is sent: byte for byte the same at every repetition (I4)."""
    return {
        "sale": request.sale,
        "kind": str(request.kind),
        "customer_no": request.customer_no,
        "method": "cash",
        "paid_fen": request.paid,
        "notes": [{"value_fen": each.value, "count": each.count} for each in request.notes],
        "bill_ids": list(request.bill_ids),
        "card": card_block(request.card) if request.card is not None else None,
    }
