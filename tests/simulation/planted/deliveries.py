"""Bugs on the journal's way to the platform, on both sides of the line."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain.batches import Batches
from kiosk_app.sync import posting, rounds, watch
from kiosk_app.sync.digest import Span
from kiosk_app.sync.digest_sales import SaleDigests
from kiosk_app.sync.outbox import Outbox
from platform_stub.files import uploads
from platform_stub.journals import intake, word
from platform_stub.journals.word import Word
from tests.simulation.planted.bug import Bed, Patch
from tests.simulation.scenario import Variant

FAR = 10**9
bed = Bed({"visits#0": 0})  # a few visits: it shows when the seed ends


@bed.bug("the outbox takes a gap for a yes and leaves the rows before it", variant=Variant.SYNC)
def gap_taken_for_a_yes(patch: Patch) -> None:
    patch.set(posting, "gap", lambda outbox, held, now_s, chance: Outbox(held=FAR))


@bed.bug("a file whose answer was lost is applied a second time", variant=Variant.SYNC)
def file_applied_twice(patch: Patch) -> None:
    class Forgetful:
        """A row of `uploads` that knows no answer."""

        def __init__(self, row: Any) -> None:
            self._row = row

        def __getattr__(self, name: str) -> Any:
            return None if name == "answer" else getattr(self._row, name)

    real = uploads.Uploads._find

    def find(self: uploads.Uploads, connection: Any, terminal: str, name: str) -> Any:
        row = real(self, connection, terminal, name)
        return None if row is None else Forgetful(row)

    patch.set(uploads.Uploads, "_find", find)
    patch.set(uploads, "against_others", lambda connection, file: None)


@bed.bug("digests leave out the last sale", variant=Variant.SYNC)
def last_range_not_compared(patch: Patch) -> None:
    def span(self: SaleDigests, after: int = 0) -> Span:
        return Span(after + 1, max(after + 1, self.last - 1))

    patch.set(SaleDigests, "span", span)


@bed.bug("the next file begins one row too late", variant=Variant.SYNC)
def row_between_two_files(patch: Patch) -> None:
    def reached(batches: Batches) -> int:
        last = max(batches.reconciled, batches.covered)
        return last + 1 if last else 0

    patch.set(Batches, "reached", property(reached))


@bed.bug("the platform counts a note of the terminal's word twice", variant=Variant.SYNC)
def word_counts_twice(patch: Patch) -> None:
    real = word.hear

    def hear(told: Word, kind: str, fact: Any, seq: int) -> Word:
        heard = real(told, kind, fact, seq)
        return real(heard, kind, fact, seq) if kind == "NoteCredited" else heard

    patch.set(intake, "hear", hear)


@bed.bug("what the digests find is not compared in the files", variant=Variant.SYNC)
def difference_left_alone(patch: Patch) -> None:
    patch.set(watch, "holding", lambda rows, batches: iter(()))
    patch.set(rounds, "after_cut", lambda now, batches: replace(now, wanted=False, planned=""))
