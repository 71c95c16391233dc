"""Looks with every heartbeat whether terminal and platform have the same sales, and says which to reconcile (PAY-8).

A sale under way differs for a moment, so a difference counts when it was there the time before too; and one that no
reconciliation makes good is reconciled once, not with every heartbeat. No clock, no I/O here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kiosk_app.domain.batches import Batches, JournalBatch, Stage
from kiosk_app.domain.facts import Fact, TenderClosed
from kiosk_app.domain.staff_facts import SettlementClosed
from kiosk_app.sync.digest import Book, Span
from kiosk_app.sync.digest_exchange import Differing
from kiosk_app.sync.digest_sales import SaleDigests, number_of


@dataclass
class Watch:
    """The terminal's own digests as far as the journal was read, and what differed."""

    heard: int = 0  # rows of the journal
    _digests: SaleDigests = field(default_factory=SaleDigests)
    _closed_at: dict[int, int] = field(default_factory=dict)  # sale -> the row with its total
    _settled: int = 0  # the last sale that was handed in
    _whole: bool = True  # the next look is at all sales, not only at those since the last settlement
    _suspected: frozenset[int] = frozenset()
    _told: set[int] = field(default_factory=set)  # sales that were reconciled for a difference, in this run

    def hear(self, seq: int, fact: Fact) -> None:
        """Take the journal's next row."""
        assert seq == self.heard + 1, "every row, in order"
        self.heard = seq
        self._digests.hear(fact)
        if isinstance(fact, TenderClosed) and fact.paid:
            self._closed_at.setdefault(number_of(fact.sale), seq)
        elif isinstance(fact, SettlementClosed):
            self._settled = fact.period.last

    def question(self, *, everything: bool = False) -> tuple[Book, Span]:
        """Return what is compared this time: all at the start, then what is not settled yet."""
        return self._digests.book(), self._digests.span(0 if everything or self._whole else self._settled)

    def answered(self, differing: Differing) -> tuple[int, ...]:
        """Take what differs now; return the sales to reconcile, in order."""
        found = frozenset(differing.numbers)
        lasting = found if not differing.complete else found & self._suspected
        self._whole, self._suspected = bool(found - self._told) and self._whole, found
        fresh = tuple(sorted(lasting - self._told))
        self._told.update(fresh)
        return fresh

    def batches_of(self, sales: Sequence[int], batches: Batches) -> tuple[tuple[JournalBatch, ...], bool]:
        """Return the reconciled batches in which these sales are, and whether others are in no such batch yet."""
        rows = [self._closed_at[sale] for sale in sales if sale in self._closed_at]
        unbatched = any(row > batches.reached for row in rows) or len(rows) < len(sales)
        return tuple(holding(rows, batches)), unbatched


def holding(rows: Sequence[int], batches: Batches) -> Iterable[JournalBatch]:
    """Yield the reconciled batches that hold one of these rows."""
    for batch in batches.known.values():
        if batch.stage is Stage.RECONCILED and any(batch.first_seq <= row <= batch.last_seq for row in rows):
            yield batch
