"""On what terms the journal's file is kept: the product's own, the rival, three that are known to lose rows.

And the product's with a bug planted in the summary (`tests.crash.planted`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kiosk_app.journal import storage, summary
from tests.crash.planted import BUGS, plant

Pragmas = tuple[tuple[str, str], ...]

SUMMED_EVERY = 9
"""Rows from one summary to the next: one short story holds three, and one of them is written in a start."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What `kiosk_app.journal` is told before the journal is opened."""

    name: str
    pragmas: Pragmas
    options: str
    room: int
    every: int = SUMMED_EVERY
    planted: str = ""

    def apply(self) -> None:
        """Keep every journal of this process on these terms, for good: for a process of its own."""
        storage.PRAGMAS, storage.OPTIONS, storage.ROOM = self.pragmas, self.options, self.room
        summary.EVERY = self.every
        plant(self.planted)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Keep the journals of this process on these terms for a while."""
        before = Terms("before", storage.PRAGMAS, storage.OPTIONS, storage.ROOM, summary.EVERY)
        self.apply()
        try:
            yield
        finally:
            before.apply()


OFF, NORMAL, FULL, EXTRA = "0", "1", "2", "3"
OFTEN = ("wal_autocheckpoint", "12")
"""A checkpoint every dozen pages, so that one short story holds several."""
SMALL_ROOM = 16 * 4096
ALONE = ("locking_mode", "exclusive")


def chosen(synchronous: str, mode: str, *first: tuple[str, str]) -> Pragmas:
    """Return pragmas in an order that is safe, for those that can be."""
    return (*first, ("synchronous", synchronous), ("journal_mode", mode))


PRODUCT = Terms("product", (*storage.PRAGMAS, OFTEN), storage.OPTIONS, min(storage.ROOM, SMALL_ROOM))
"""The product's own terms; only the log is shorter and emptied more often, and the rows are summed up more often, as a
short story would never have so many."""

PLANTED = tuple(name for name in BUGS if name)
"""Bugs in the summary, each on the product's own terms."""

TERMS = {
    terms.name: terms
    for terms in (
        PRODUCT,
        Terms("truncate-extra", chosen(EXTRA, "truncate", ALONE), "", 0),
        Terms("wal-extra", (*chosen(EXTRA, "wal", ALONE), OFTEN), "&psow=0", SMALL_ROOM),
        Terms("wal-extra-psow", (*chosen(EXTRA, "wal", ALONE), OFTEN), "&psow=1", SMALL_ROOM),
        Terms("delete-full", chosen(FULL, "delete"), "", 0),
        Terms("wal-normal", (*chosen(NORMAL, "wal", ALONE), OFTEN), "", 0),
        Terms("off", chosen(OFF, "delete"), "", 0),
        *(replace(PRODUCT, name=name, planted=name) for name in PLANTED),
    )
}
CONTROLS = ("delete-full", "wal-normal", "off")
"""SQLite's default, the popular advice, and no syncs at all: a matrix that does not catch them proves nothing."""
