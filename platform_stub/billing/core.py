"""What the platform asks of the billing core, whoever it is: an interface, its values, and its two ways to fail."""

from typing import Literal, Protocol, Self

from pydantic import model_validator

from platform_stub.shapes import (
    Account,
    Amount,
    Authorisation,
    Balance,
    Card,
    Count,
    CustomerNo,
    Message,
    Name,
    Order,
    Quote,
    Refused,
    Terms,
    Text,
)


class CoreSilent(Exception):
    """No answer of the contract came: it is not known whether the request took effect."""


class CoreRejected(Exception):
    """The core read the request and refuses it as such: it took no effect, and no repetition will change that."""


class PaymentOrder(Message):
    """A payment to be booked under `serial`, once for ever."""

    serial: Text
    customer_no: CustomerNo
    paid_fen: Amount
    bill_ids: list[Text]


class PurchaseOrder(Message):
    """A purchase to be booked under `serial`, once for ever, as the card's next counter."""

    serial: Text
    customer_no: CustomerNo
    paid_fen: Amount
    card: Card


class Payment(Message):
    """A booked payment: `bills_fen + late_fees_fen + surplus_fen` is what was paid."""

    core_serial: Name
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    balance_fen: Balance


class Purchase(Message):
    """A booked purchase: `money_fen + remainder_fen` is what was paid."""

    core_serial: Name
    vend_id: Name
    counter: Count
    wallet_value: Count
    money_fen: Amount
    energy_ckwh: Amount
    remainder_fen: Amount
    balance_fen: Balance


class Identified(Message):
    """Whose card it is, and what it may buy."""

    outcome: Literal["ok"] = "ok"
    account: Account
    terms: Terms

    @model_validator(mode="after")
    def _of_one_meter(self) -> Self:
        if (self.account.meter_kind, self.account.meter_no) != (self.terms.meter_kind, self.terms.meter_no):
            raise ValueError("the terms are another meter's")
        return self


FINAL_REFUSALS = frozenset({"DUPLICATE_SERIAL", "REVERSED"})
"""Refusals that say the core has a posting under this serial: asking again can book nothing, and must not."""


class BillingCore(Protocol):
    """The core. Every call may raise CoreSilent or CoreRejected; `find_…` answers None for a serial unheard of."""

    def query_customer(self, customer_no: str, password: str | None) -> Account | Refused:
        """Look a customer up; the core counts wrong passwords. None: the customer has shown a bill (UI-1)."""

    def identify_card(self, card: Card) -> Identified | Refused:
        """Say whose card this is."""

    def quote(self, customer_no: str, *, money_fen: int | None, energy_ckwh: int | None) -> Quote | Refused:
        """Quote energy for money, or money for energy; exactly one is given."""

    def pay(self, order: PaymentOrder) -> Payment | Refused:
        """Book a payment; the same order again gets the stored answer."""

    def find_payment(self, serial: str) -> Payment | Refused | None:
        """Return the stored answer."""

    def buy(self, order: PurchaseOrder) -> Purchase | Refused:
        """Book a purchase; the same order again gets the stored answer."""

    def find_purchase(self, serial: str) -> Purchase | Refused | None:
        """Return the stored answer."""

    def authorise(self, serial: str, card_serial: str, challenge: str, step: int) -> Authorisation | Refused:
        """Answer the challenge of a booked purchase's card."""

    def order_write(self, serial: str, card: Card, random: str) -> Order | Refused:
        """Order the write of a booked purchase: the same counter and amount each time."""

    def confirm_write(self, serial: str, card: Card) -> Refused | None:
        """Report that the card shows the purchase; None is yes, also the second time."""
