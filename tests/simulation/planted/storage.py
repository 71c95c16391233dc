"""Bugs of the journal: of the simulated one, which stands for the real one, and of the real one's check."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kiosk_app.domain import facts
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.sale import SaleNumber, SaleTerms
from kiosk_app.journal import journal as real_journal
from kiosk_app.journal import rows, summary
from kiosk_app.journal.chain import GENESIS, seal
from kiosk_app.journal.table import READ
from kiosk_app.sync import witness
from tests.simulation import memory
from tests.simulation.planted.bug import Bed, Patch
from tests.simulation.scenario import Variant

bed = Bed()


@bed.bug("sale numbers begin anew after a restart")
def number_reused_after_restart(patch: Patch) -> None:
    real = memory.MemoryJournal.__init__

    def begin(journal: memory.MemoryJournal, store: memory.MemoryStore) -> None:
        real(journal, store)
        journal._sales = 0

    patch.set(memory.MemoryJournal, "__init__", begin)


@bed.bug("a sale number is given out and not recorded")
def number_without_a_row(patch: Patch) -> None:
    def open_sale(journal: Any, terms: SaleTerms) -> SaleNumber:
        journal._sales += 1
        return SaleNumber(f"GD0117-{journal._sales:06}")

    patch.set(memory.MemoryJournal, "open_sale", open_sale)


@bed.bug("a row is durable only when the next one comes")
def row_durable_one_later(patch: Patch) -> None:
    real = memory.MemoryJournal.record
    held: dict[int, Fact] = {}

    def record(journal: memory.MemoryJournal, fact: Fact) -> None:
        before, held[id(journal)] = held.get(id(journal)), fact
        if before is not None:
            real(journal, before)

    patch.set(memory.MemoryJournal, "record", record)


@bed.bug("the last row is lost at a restart")
def last_row_lost(patch: Patch) -> None:
    real = memory.MemoryStore.open

    def opened(store: memory.MemoryStore, life: int) -> Any:
        if store.rows:
            store.rows.pop()
            store._ledger, store._folded = facts.Ledger(), 0
        return real(store, life)

    patch.set(memory.MemoryStore, "open", opened)


@bed.bug("an old row is written over")
def row_written_over(patch: Patch) -> None:
    real = memory.MemoryStore.open

    def opened(store: memory.MemoryStore, life: int) -> Any:
        for place, row in enumerate(store.rows):
            if isinstance(row, facts.NoteCredited):
                store.rows[place] = replace(row, ordinal=row.ordinal + 1)
        return real(store, life)

    patch.set(memory.MemoryStore, "open", opened)


@bed.bug("open intents are not seen when the journal is read")
def fold_forgets_intents(patch: Patch) -> None:
    fold_as(patch, lambda sale: replace(sale, moving=None))


@bed.bug("doubts are not seen when the journal is read")
def fold_forgets_doubts(patch: Patch) -> None:
    fold_as(patch, lambda sale: replace(sale, in_doubt=()))


@bed.bug("what was written to a card is not seen when the journal is read")
def fold_takes_unwritten_for_written(patch: Patch) -> None:
    fold_as(patch, lambda sale: replace(sale, written=sale.terms.card if sale.booking else None))


def fold_as(patch: Patch, change: Any) -> None:
    """Read open sales otherwise at a start."""
    real = memory.MemoryStore.open

    def opened(store: memory.MemoryStore, life: int) -> Any:
        journal, open_sales = real(store, life)
        return journal, tuple(change(sale) for sale in open_sales)

    patch.set(memory.MemoryStore, "open", opened)


@bed.bug("a row is sealed without the row before it", variant=Variant.JOURNAL)
def chain_of_single_rows(patch: Patch) -> None:
    for module in (real_journal, rows):
        patch.set(module, "seal", lambda previous, row: seal(GENESIS, row))


@bed.bug(
    "a whole journal is this terminal's, whatever the platform has signed",
    variant=Variant.JOURNAL,
    given={"rate.disk.older_copy#0": 3},
)
def counter_signature_not_asked(patch: Patch) -> None:
    patch.set(witness, "contains", lambda head, hash_at: True)


@bed.bug(
    "a journal that is long enough contains what the platform has signed",
    variant=Variant.JOURNAL,
    given={"rate.disk.chain_rewritten#0": 3},
)
def only_rows_are_counted(patch: Patch) -> None:
    patch.set(witness, "contains", lambda head, hash_at: head is None or bool(hash_at(head.count)))


@bed.bug(
    "the hash chain is not verified when the journal is opened",
    variant=Variant.JOURNAL,
    given={"rate.disk.row_altered#0": 3},
)
def chain_not_verified(patch: Patch) -> None:
    def believed(raw: Any) -> Iterator[rows.Stored]:
        yield from raw.execute(READ)

    patch.set(rows, "chained", believed)
    patch.set(summary, "chained", believed)
