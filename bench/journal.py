"""A durable append to the real journal, against overwriting as many bytes of a raw file and syncing them.

Overwriting in place is the least that durability costs on this disk: no name, length or block changes. The raw writes
of a round take exactly as many bytes as the journal's appends before them wrote; the two are done in turns.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.table import Row, p50_p99
from kiosk_app.domain.facts import (
    Fact,
    NoteCredited,
    NoteOffered,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    SaleAccepted,
    SaleEnded,
    TenderClosed,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.journal.journal import SqliteJournal
from tests.support import samples

A_ROUND = 25
LENGTH = 4 << 20  # bytes of the raw file, all of them written before
TARGET = 1.5


def facts_of_a_sale(sale: SaleNumber) -> tuple[Fact, ...]:
    """Return what a cash sale with two notes appends after its beginning."""
    hundred = samples.HUNDRED
    notes = tuple(kind(sale, ordinal, hundred) for ordinal in (1, 2) for kind in (NoteOffered, NoteCredited))
    booked = (TenderClosed(sale, Fen(20_000)), SaleAccepted(sale, samples.BOOKING))
    return (*notes, *booked, ReceiptBegun(sale, "payment", 1), ReceiptDone(sale, 1), SaleEnded(sale, Outcome.SOLD))


def appends(journal: SqliteJournal) -> Iterator[Callable[[], object]]:
    """Yield the appends of sale after sale, one to call at a time."""
    while True:
        yield lambda: journal.open_sale(samples.BILL_TERMS)
        for fact in facts_of_a_sale(next(iter(journal.ledger.open_sales))):
            yield partial(journal.record, fact)


class RawFile:
    """A file that has its length already; every write goes in place and is synced."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.pwrite(self._file, bytes(LENGTH), 0)
        os.fsync(self._file)
        self._at = 0

    def overwrite(self, data: bytes) -> None:
        """Write the next bytes of the file anew, from its start again at its end, durably."""
        self._at = 0 if self._at + len(data) > LENGTH else self._at
        os.pwrite(self._file, data, self._at)
        os.fdatasync(self._file)
        self._at += len(data)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def written_so_far() -> int:
    """Return how many bytes this process has written, in all calls together."""
    return int(Path("/proc/self/io").read_text().split("wchar: ")[1].split()[0])


def took(act: Callable[[], object]) -> float:
    """Return how long this takes, in microseconds."""
    begun = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - begun) / 1_000


def measure(rounds: int, folder: Path | None = None) -> Row:
    """Measure so many rounds on the disk that holds this folder, by default the one that the product is on."""
    ours: list[float] = []
    raw: list[float] = []
    ratios: list[float] = []
    sizes: list[int] = []
    with tempfile.TemporaryDirectory(prefix=".gridkiosk-bench-", dir=folder or Path.cwd()) as name:
        file = RawFile(Path(name) / "raw")
        with SqliteJournal(Path(name) / "journal.db", "GD-0117", "1") as journal:
            coming = appends(journal)
            for _ in range(rounds):
                appended, overwritten = [], []
                for _ in range(A_ROUND):
                    before, append = written_so_far(), next(coming)
                    appended.append(took(append))
                    sizes.append(written_so_far() - before)
                for size in sizes[-A_ROUND:]:
                    overwritten.append(took(partial(file.overwrite, os.urandom(size))))
                ours, raw = ours + appended, raw + overwritten
                ratios.append(statistics.median(appended) / statistics.median(overwritten))
        file.close()
    note = f"{rounds} rounds of {A_ROUND}, {statistics.median(sizes):.0f} bytes an append; ratio: median of the rounds'"
    limit = "raw in-place write + fdatasync"
    return Row("journal append", p50_p99(ours), limit, p50_p99(raw), statistics.median(ratios), TARGET, note)
