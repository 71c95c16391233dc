"""The terminal's own rows for the digest exchange, kept up to date fact by fact (PAY-8)."""

from kiosk_app.domain.facts import Fact, OpenSale, SaleEnded
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.sync.digest import Book, Span, canonical, row_digest
from kiosk_app.sync.journal_file import Taken, follow, row


class SaleDigests:
    """One digest for each sale that took money: 8 bytes are kept of a sale that is at its end. Used by one thread."""

    def __init__(self) -> None:
        self._known: dict[SaleNumber, OpenSale] = {}
        self._rows: dict[int, bytes] = {}

    def hear(self, fact: Fact) -> None:
        """Take one more fact of the journal, from its first row on, in order."""
        follow(self._known, fact, keep={})
        about: SaleNumber | None = getattr(fact, "sale", None)
        sale = self._known.get(about) if about is not None else None
        if sale is not None and sale.closed and not isinstance(fact, SaleEnded):
            self._rows[number_of(sale.sale)] = row_digest(canonical(row(0, Taken(sale, 0))))

    @property
    def last(self) -> int:
        """Number of the last sale that took money; 0 before the first."""
        return max(self._rows, default=0)

    def book(self) -> Book:
        """Return the digests as they are now."""
        return Book(self._rows)

    def span(self, after: int = 0) -> Span:
        """Return the range behind sale number `after`, such as the last one that was settled, up to the last."""
        return Span(after + 1, self.last)


def number_of(sale: SaleNumber) -> int:
    """Return a sale's place in the terminal's sequence."""
    return int(sale.rpartition("-")[2])
