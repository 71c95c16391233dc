"""Turn over every byte of a journal's files: what is served must be what was written, or nothing."""

import multiprocessing
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk_app.domain.facts import IncidentSeen, NoteCredited, NoteOffered
from kiosk_app.journal import summary
from kiosk_app.journal.journal import JournalFailed
from kiosk_app.journal.rows import Entry
from kiosk_app.journal.storage import JournalBroken
from tests.crash.disk import Image
from tests.crash.marked import MarkedJournal
from tests.crash.recovery import FIXED_CLOCK, fix_boot_id, laid_out, memory, taken_in
from tests.crash.terms import TERMS
from tests.support import samples

PRODUCT = replace(TERMS["product"], every=summary.EVERY)
"""Nothing is summed up between one flip and the next; flips in a summary: `tests/journal/test_summary.py`."""


@dataclass(slots=True)
class Turned:
    """What came of the flips."""

    noticed: int = 0
    unchanged: int = 0  # the flip hit nothing that a row is made of
    shorter: int = 0  # the last rows are gone, as after a cut
    served_wrong: list[int] = field(default_factory=list)  # places where something else than was written came out
    missed: list[int] = field(default_factory=list)  # places in a row's values whose flip was not noticed

    def add(self, other: "Turned") -> None:
        """Take another part in."""
        self.noticed += other.noticed
        self.unchanged += other.unchanged
        self.shorter += other.shorter
        self.served_wrong += other.served_wrong
        self.missed += other.missed

    def __str__(self) -> str:
        wrong = len(self.served_wrong) + len(self.missed)
        return (
            f"{self.noticed} noticed, {self.unchanged} without effect, {self.shorter} cut the log short, {wrong} wrong"
        )


def small_journal(folder: Path, notes: int) -> MarkedJournal:
    """Write a few rows and return the journal, still open."""
    folder.mkdir(exist_ok=True)
    journal = MarkedJournal(folder / "journal.db", clock=FIXED_CLOCK)
    sale = journal.open_sale(samples.PURCHASE_TERMS)
    for ordinal in range(1, 1 + notes):
        journal.record(NoteOffered(sale, ordinal, samples.HUNDRED))
        journal.record(NoteCredited(sale, ordinal, samples.HUNDRED))
    journal.record(IncidentSeen("test", "最后一行"))
    return journal


def rows_at(path: Path) -> Iterator[range]:
    """Yield where the bytes of each row's values are in the file: found by what SQLite says about the rows."""
    whole = path.read_bytes()
    raw = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    for boot, kind, body, sealed in raw.execute("SELECT boot_id, kind, body, hash FROM facts"):
        values = boot.encode(), kind.encode(), body.encode(), sealed
        start = whole.index(sealed) + len(sealed)
        first = whole.rindex(values[0], 0, start)
        assert start - first < sum(map(len, values)) + 32, "a row that is not in one piece"
        yield range(first, start)
    raw.close()


def flipped(image: Image, name: str, position: int, bits: int) -> Image:
    """Return the image with some bits of one byte turned over."""
    return tuple(
        (each, content[:position] + bytes([content[position] ^ bits]) + content[position + 1 :])
        if each == name
        else (each, content)
        for each, content in image
    )


def turn(image: Image, name: str, positions: Sequence[int], rows: frozenset[int], folder: Path) -> Turned:
    """Turn over one or more bits of each byte and compare what the journal then holds with what it held."""
    turned = Turned()
    laid_out(image, folder)
    written = served(folder)
    for position in positions:
        bits = random.Random(position).randrange(1, 256)
        laid_out(flipped(image, name, position, bits), folder)
        try:
            found = served(folder)
        except (JournalBroken, JournalFailed):
            turned.noticed += 1
            continue
        if found != written[: len(found)]:
            turned.served_wrong.append(position)
        elif position in rows:
            turned.missed.append(position)
        elif found == written:
            turned.unchanged += 1
        else:
            turned.shorter += 1
    return turned


def served(folder: Path) -> list[Entry]:
    """Return what a start of the kiosk reads, without the rows that it writes itself."""
    with MarkedJournal(folder / "journal.db", clock=FIXED_CLOCK) as journal:
        assert journal.opened is not None
        return list(journal.entries())[: journal.opened.rows]


def at_rest(folder: Path) -> tuple[Image, frozenset[int]]:
    """Return the files of a kiosk that was stopped in order, and the places of the values of its rows."""
    with PRODUCT.in_force():
        small_journal(folder, 2).close()
    return taken_in(folder), frozenset(place for row in rows_at(folder / "journal.db") for place in row)


def cut_off(folder: Path) -> Image:
    """Return the files of a kiosk that was killed: the last rows are in the log."""
    with replace(PRODUCT, pragmas=PRODUCT.pragmas[:-1]).in_force():  # the log is not emptied in between
        journal = small_journal(folder, 3)
        image = taken_in(folder)
        journal.close()
    return image


def work(unit: tuple[Image, str, Sequence[int], frozenset[int]]) -> Turned:
    """Turn over some bytes in a worker."""
    PRODUCT.apply()
    with tempfile.TemporaryDirectory(prefix="gridkiosk-flips-", dir=memory()) as name:
        return turn(*unit, Path(name) / "journal")


def every_flip(step: int, say: Callable[[str], object] = print) -> list[str]:
    """Turn over every byte of a journal at rest, every seventh of a log; return what was wrong.

    A damaged log ends, for SQLite, where the damage is: its last rows may be missing, as after a cut. That they are is
    seen by the platform, which knows how many rows there were; that none is changed is seen here.
    """
    with tempfile.TemporaryDirectory(prefix="gridkiosk-flips-") as name:
        rest, rows = at_rest(Path(name) / "rest")
        cut = cut_off(Path(name) / "cut")
    files = {
        "at rest": (rest, "journal.db", step, rows),
        "in the log": (cut, "journal.db-wal", 7 * step, frozenset[int]()),
    }
    problems = []
    with multiprocessing.get_context("fork").Pool(initializer=fix_boot_id) as pool:
        for where, (image, file, stride, places) in files.items():
            length = len(dict(image)[file].rstrip(b"\0"))
            chosen = sorted({*range(0, length, stride), *(place for place in places if place % step == 0)})
            total = Turned()
            for part in pool.imap_unordered(work, [(image, file, chosen[n::32], places) for n in range(32)]):
                total.add(part)
            say(f"flips {where}: {len(chosen)} bytes turned over, {len(places)} of them in rows; {total}")
            problems += [f"flip {where} at {place} was served" for place in total.served_wrong + total.missed]
            if total.shorter and file == "journal.db":
                problems.append(f"{total.shorter} flips {where} shortened the journal unnoticed")
    return problems
