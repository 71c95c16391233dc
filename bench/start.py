"""From the start of the process to a screen that serves, after a kill, with a journal of 100,000 rows.

The real kiosk beside a real platform and emulated devices. Its journal holds sales in which nothing was paid, so that
the platform has nothing to make good while the starts are measured; it is brought there meanwhile, as after a week
without a line. It is there before the first start: a journal that is not what the platform has signed does not serve.
Every start ends with SIGKILL, so that the next one finds the log that a power cut leaves. The first one adds every row
up and keeps the sum; it is told apart, as a kiosk that runs keeps its sum up to date.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from bench.table import Row, p50_p99
from demo.customer import Customer
from demo.town import TERMINAL, Town
from kiosk_app.domain.facts import Booted, Fact, NoteHandedBack, NoteOffered, Outcome, SaleBegun, SaleEnded
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.journal import storage
from kiosk_app.journal.chain import GENESIS, seal
from kiosk_app.journal.chain import Row as JournalRow
from kiosk_app.journal.codec import encode
from kiosk_app.journal.table import APPEND
from tests.support import samples

ROWS = 100_000
AT_MOST_US = 3_000_000.0
START_S = 120.0


def facts() -> Iterator[Fact]:
    """Yield what a terminal records at which people begin to pay and take their note back, for ever."""
    yield Booted(TERMINAL, "1")
    for number in count(1):
        sale = SaleNumber(f"{TERMINAL.replace('-', '')}-{number:06}")
        yield SaleBegun(sale, samples.BILL_TERMS)
        yield NoteOffered(sale, 1, samples.HUNDRED)
        yield NoteHandedBack(sale, 1)
        yield SaleEnded(sale, Outcome.NOTHING_PAID)


def rows(how_many: int) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a journal's table, chained; the last sale is at its end."""
    previous = GENESIS
    for seq, fact in enumerate(islice(facts(), how_many), 1):
        kind, body = encode(fact)
        row = JournalRow(seq, "00" * 8, seq, seq, kind, body)
        previous = seal(previous, row)
        yield seq, row.boot_id, seq, seq, kind, body, previous


def fill(path: Path, how_many: int) -> None:
    """Make a journal of so many rows in one transaction."""
    raw = storage.connect(path)
    try:
        storage.migrate(raw)
        with storage.transaction(raw):
            raw.executemany(APPEND, rows(how_many))
    finally:
        raw.close()


@dataclass(frozen=True, slots=True)
class Start:
    """What one start took."""

    wait_us: float
    processor_s: float  # of the kiosk's process alone; the same on a busy machine, nearly


def starts(rounds: int, how_many: int) -> list[Start]:
    """Start a kiosk with so many rows, each time until it serves, and kill it."""
    took = []
    with (
        tempfile.TemporaryDirectory(prefix=".gridkiosk-bench-", dir=Path.cwd()) as name,
        Town(Path(name) / "out") as town,
    ):
        fill(town.journal, how_many)
        customer = Customer(town.finger, town.out / "screens", lambda: town.kiosk.alive)
        for _ in range(rounds):
            begun, before = time.perf_counter_ns(), processor_s()
            town.start_kiosk()
            customer.sees("IdleView", seconds=START_S)
            wait_us = (time.perf_counter_ns() - begun) / 1_000
            town.kiosk.kill()
            took.append(Start(wait_us, processor_s() - before))
    return took


def processor_s() -> float:
    """Return what processes that were started here and have ended took of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(rounds: int, how_many: int = ROWS) -> Row:
    """Measure so many starts with a long journal, and as many with a short one to tell what the rows cost."""
    short, (first, *later) = starts(rounds, 1), starts(rounds + 1, how_many)
    long = p50_p99([each.wait_us for each in later])
    note = (
        f"{rounds} starts, {shown(later)}; the first, which adds every row up, {shown([first])};"
        f" with a journal of one row {shown(short)}; against three seconds"
    )
    limit = (AT_MOST_US, AT_MOST_US)
    return Row(f"start after a kill, {how_many:,} rows", long, "the goal", limit, long[0] / AT_MOST_US, 1.0, note)


def shown(took: list[Start]) -> str:
    """Tell the medians."""
    wait, processor = (
        statistics.median(each.wait_us for each in took) / 1e6,
        statistics.median(each.processor_s for each in took),
    )
    return f"{wait:.2f} s ({processor:.2f} s of a processor)"
