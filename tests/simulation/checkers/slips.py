"""Slips tell the truth: the right kind, the right sum, each copy once, and only after the row (I8 I16)."""

from typing import Any

from kiosk_app.domain.voucher import Voucher
from kiosk_app.flows import enquiry
from tests.simulation.checkers.bookings import ExactlyOnce
from tests.simulation.checkers.books import Books, SaleRows
from tests.simulation.things import Slip
from tests.simulation.violation import Violation


class TrueSlips:
    """Reads every slip that is sent and every slip that comes out."""

    name = "slips"

    def __init__(self, books: Books, bookings: ExactlyOnce) -> None:
        self._books, self._bookings = books, bookings
        self._sent: set[tuple[str, int]] = set()
        self._asked: set[str] = set()  # sales about which a slip was begun for somebody who asked

    def print_ordered(self, voucher: Voucher) -> None:
        """Compare with rows and books."""
        sale = self._books.sales.get(voucher.sale)
        if sale is None:
            raise Violation(self.name, "I16", f"a slip for sale {voucher.sale}, which never began")
        if not voucher.customer_no:
            self._enquired(voucher, sale)
            return
        key = (voucher.sale, voucher.copy)
        if key in self._sent:
            raise Violation(self.name, "I16", f"copy {voucher.copy} of sale {voucher.sale} is sent twice")
        self._sent.add(key)
        if not sale.slips or (sale.slips[-1].slip, sale.slips[-1].copy) != (str(voucher.kind), voucher.copy):
            raise Violation(self.name, "I7", f"a slip of sale {voucher.sale} is sent before its intent is durable")
        if voucher.paid != sale.credited or sum(each.value * each.count for each in voucher.notes) != sale.credited:
            raise Violation(self.name, "I16", f"a slip says {voucher.paid}; sale {voucher.sale} has {sale.credited}")
        self._kind(voucher, sale)

    def _kind(self, voucher: Voucher, sale: SaleRows) -> None:
        kind, posting = str(voucher.kind), self._bookings.postings.get(voucher.sale)
        success = kind in ("payment", "purchase")
        if (success or kind == "unwritten") and (sale.accepted is None or posting is None):
            raise Violation(self.name, "I16", f"a {kind} slip for sale {voucher.sale}, which is not booked")
        if success and posting is not None and posting.paid != voucher.paid:
            raise Violation(self.name, "I16", f"a {kind} slip says {voucher.paid}, booked are {posting.paid}")
        if kind == "purchase" and sale.completed is None:
            raise Violation(self.name, "I16", f"a purchase slip for sale {voucher.sale}; its card is not written")
        if kind == "payment" and posting is not None and posting.counter:
            raise Violation(self.name, "I16", f"a payment slip for the purchase {voucher.sale}")
        if kind == "refused" and not sale.rejected:
            raise Violation(self.name, "I16", f"a slip says that sale {voucher.sale} was refused")

    def _enquired(self, voucher: Voucher, sale: SaleRows) -> None:
        """A slip for somebody who asked: its intent first; what is booked and, where it goes there, on its card."""
        if voucher.sale not in self._asked:
            raise Violation(self.name, "I7", f"a slip about sale {voucher.sale} is sent before its intent is durable")
        posting = self._bookings.postings.get(voucher.sale)
        kind = "purchase" if posting is not None and posting.counter else "payment"
        if posting is None or posting.paid != voucher.paid or str(voucher.kind) != kind:
            raise Violation(self.name, "I16", f"a {voucher.kind} slip about sale {voucher.sale}; booked is {posting}")
        if posting.counter and sale.completed is None:
            raise Violation(self.name, "I16", f"a purchase slip about sale {voucher.sale}; its card is not written")
        if voucher.copy < 2:
            raise Violation(self.name, "I16", f"a slip about sale {voucher.sale} says that it is the first")

    def row_enquiry_noted(self, fact: Any) -> None:
        if fact.what == "slip_begun":
            self._asked.add(fact.about)
        if fact.what == "told" and fact.detail == "booked" and fact.about not in self._bookings.postings:
            raise Violation(self.name, "I8", f"somebody is told that sale {fact.about} is booked, and it is not")

    def seen(self, person: Any, front: Any) -> None:
        """I8: what is told of a sale is so."""
        if not isinstance(front, enquiry.Told):
            return
        found, posting = front.found, self._bookings.postings.get(front.found.sale)
        if found.state == "booked" and (posting is None or posting.paid != found.paid):
            raise Violation(self.name, "I8", f"sale {found.sale} is told as booked; booked is {posting}")
        if found.state != "booked" and posting is not None and found.booking is not None:
            raise Violation(self.name, "I8", f"sale {found.sale} is told as {found.state} with a booking")
        if found.paid != self._books.sales[found.sale].credited:
            raise Violation(self.name, "I8", f"sale {found.sale} is told with {found.paid}, which was not put in")

    def printed(self, slip: Slip) -> None:
        """What comes out was sent."""
        if not slip.voucher.customer_no and slip.voucher.sale in self._asked:
            return
        if (slip.voucher.sale, slip.voucher.copy) not in self._sent:
            raise Violation(self.name, "I16", f"a slip of sale {slip.voucher.sale} comes out that nobody sent")
