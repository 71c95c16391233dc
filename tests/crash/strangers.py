"""Summaries that do not belong where they lie: of the same journal at another time, and of another journal.

No cut leaves them. A disk that is copied back from an older copy does, or a journal that is begun anew beside what an
old one left.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk_app.domain.facts import NoteCredited, NoteOffered
from kiosk_app.journal import summary
from tests.crash.disk import EMPTY, Disk, Image, image_of
from tests.crash.marked import MarkedJournal
from tests.crash.program import JOURNAL, SUMMARY
from tests.crash.recording import Renamed, Step
from tests.crash.recovery import FIXED_CLOCK
from tests.support import samples


def strangers(steps: Sequence[Step]) -> tuple[bytes, ...]:
    """Return every summary that a recorded run wrote, and another journal's."""
    now, found = EMPTY, [another_journals()]
    for step in steps:
        now = now.after(step)
        if isinstance(step, Renamed) and step.new == SUMMARY:
            found.append(dict(image_of(now, now.pending))[SUMMARY])
    return tuple(found)


def another_journals() -> bytes:
    """Write a journal of other sales at another time, and return its summary."""
    with tempfile.TemporaryDirectory(prefix="gridkiosk-stranger-") as name:
        path = Path(name) / JOURNAL
        with MarkedJournal(path, clock=replace(FIXED_CLOCK, wall_ms=lambda: 1_700_000_000_000)) as journal:
            sale, ordinal = journal.open_sale(samples.PURCHASE_TERMS), 0
            while not summary.place_of(path).exists():
                ordinal += 1
                journal.record(NoteOffered(sale, ordinal, samples.HUNDRED))
                journal.record(NoteCredited(sale, ordinal, samples.HUNDRED))
                journal.sum_up()
        return summary.place_of(path).read_bytes()


def beside(disk: Disk, contents: Sequence[bytes], chance: random.Random) -> Iterator[Image]:
    """Yield what the disk holds with each of these summaries beside it."""
    whole = dict(image_of(disk, disk.pending))
    for content in chance.sample(contents, len(contents)):
        yield tuple(sorted({**whole, SUMMARY: content}.items()))
