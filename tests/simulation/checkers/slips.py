"""Slips tell the truth: the right kind, the right sum, each copy once, and only after the row (I8 I16)."""

from kiosk_app.domain.voucher import Voucher
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

    def print_ordered(self, voucher: Voucher) -> None:
        """Compare with rows and books."""
        sale = self._books.sales.get(voucher.sale)
        if sale is None:
            raise Violation(self.name, "I16", f"a slip for sale {voucher.sale}, which never began")
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

    def printed(self, slip: Slip) -> None:
        """What comes out was sent."""
        if (slip.voucher.sale, slip.voucher.copy) not in self._sent:
            raise Violation(self.name, "I16", f"a slip of sale {slip.voucher.sale} comes out that nobody sent")
