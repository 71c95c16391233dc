"""The answer to a recovery as it must be (docs/interfaces.md 10), and its way into a value of the domain."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from kiosk_app.domain import recovered, sale
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.sync.wire import Amount, Name, PurchaseMessage, RefusedAnswer


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class RecoveredBookingMessage(_Message):
    """A booking without the account's balance."""

    platform_serial: Name
    paid_fen: Amount
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    purchase: PurchaseMessage | None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        onto_card = self.purchase.money_fen if self.purchase else 0
        if onto_card + self.bills_fen + self.late_fees_fen + self.surplus_fen != self.paid_fen:
            raise ValueError("the parts are not what was paid")
        return self

    def value(self) -> recovered.RecoveredBooking:
        """Return the domain's booking."""
        bought = None
        if (each := self.purchase) is not None:
            money, energy, rest = Fen(each.money_fen), CentiKwh(each.energy_ckwh), Fen(each.remainder_fen)
            bought = sale.Purchase(each.vend_id, each.counter, each.wallet_value, money, energy, rest)
        return recovered.RecoveredBooking(
            self.platform_serial,
            Fen(self.paid_fen),
            Fen(self.bills_fen),
            Fen(self.late_fees_fen),
            Fen(self.surplus_fen),
            bought,
        )


class RecoveryAnswer(_Message):
    """What became of a sale."""

    outcome: Literal["ok"]
    state: Literal["unheard", "pending", "booked", "refused"]
    kind: Literal["bill_payment", "purchase"]
    paid_fen: Amount
    booking: RecoveredBookingMessage | None
    waits_for_card: bool

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        """Booked has a booking of that sum and kind; only a booked purchase waits for a card."""
        if (self.state == "booked") != (self.booking is not None):
            raise ValueError("what is booked has a booking, and nothing else has one")
        bought = self.booking is not None and self.booking.purchase is not None
        if self.booking is not None and self.booking.paid_fen != self.paid_fen:
            raise ValueError("another sum was booked")
        if self.booking is not None and bought != (self.kind == "purchase"):
            raise ValueError("another kind was booked")
        if self.waits_for_card and not bought:
            raise ValueError("nothing is to be written")
        return self

    def value(self, number: sale.SaleNumber) -> recovered.RecoveredSale:
        """Return the domain's value."""
        return recovered.RecoveredSale(
            number,
            recovered.SaleState(self.state),
            sale.SaleKind(self.kind),
            Fen(self.paid_fen),
            self.booking.value() if self.booking is not None else None,
            self.waits_for_card,
        )


RECOVERY: TypeAdapter[RecoveryAnswer | RefusedAnswer] = TypeAdapter(RecoveryAnswer | RefusedAnswer)
