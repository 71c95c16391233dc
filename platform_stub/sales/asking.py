"""A sale put to the core in its own words, and the core's answer as a booking."""

from dataclasses import dataclass
from typing import Any

from platform_stub.billing.core import BillingCore, Payment, PaymentOrder, Purchase, PurchaseOrder
from platform_stub.sales.bodies import Sale
from platform_stub.shapes import Refused, Vended


@dataclass(frozen=True, slots=True)
class Booked:
    """What the core booked."""

    what: Payment | Purchase

    def adds_up(self, sale: Sale) -> bool:
        """Tell whether the core booked what was paid, no more and no less (I2), and sold that onto the card (I14)."""
        what = self.what
        if isinstance(what, Payment):
            return what.bills_fen + what.late_fees_fen + what.surplus_fen == sale.paid_fen
        onto_card = what.energy_ckwh or what.money_fen
        return what.money_fen + what.remainder_fen == sale.paid_fen and what.wallet_value == onto_card

    def booking(self, no: int, sale: Sale) -> dict[str, Any]:
        """Return the booking as docs/interfaces.md 1 shapes it; `no` makes the platform's own serial."""
        what = self.what
        head = {"platform_serial": f"P{no:010}", "paid_fen": sale.paid_fen}
        if isinstance(what, Payment):
            return {**head, **what.model_dump(exclude={"core_serial"}), "purchase": None}
        vended = Vended(**what.model_dump(exclude={"core_serial", "balance_fen"}))
        money = {"bills_fen": 0, "late_fees_fen": 0, "surplus_fen": what.remainder_fen}
        return {**head, **money, "balance_fen": what.balance_fen, "purchase": vended.model_dump()}


def ask_core(core: BillingCore, sale: Sale) -> Booked | Refused:
    """Have the sale booked under its own number; the same sale is the same order at every repetition."""
    if sale.card is None:
        paid = core.pay(
            PaymentOrder(serial=sale.sale, customer_no=sale.customer_no, paid_fen=sale.paid_fen, bill_ids=sale.bill_ids)
        )
        return paid if isinstance(paid, Refused) else Booked(paid)
    sold = core.buy(
        PurchaseOrder(serial=sale.sale, customer_no=sale.customer_no, paid_fen=sale.paid_fen, card=sale.card)
    )
    return sold if isinstance(sold, Refused) else Booked(sold)


def find_at_core(core: BillingCore, sale: Sale) -> Booked | Refused | None:
    """Return what the core has under the sale's number."""
    found = core.find_payment(sale.sale) if sale.card is None else core.find_purchase(sale.sale)
    return found if found is None or isinstance(found, Refused) else Booked(found)
