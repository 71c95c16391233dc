"""What the courier acts with, and the file that it makes of a batch."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk_app.domain.batches import JournalBatch
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.sealed import Page, SealedRow
from kiosk_app.sync import rounds
from kiosk_app.sync.journal_file import Stamped, batch_of, content_of, packed
from kiosk_app.sync.outgoing import keep_once
from kiosk_app.sync.upload import Bring, Line

FILES_KEPT = 40


class Ended(Exception):
    """The kiosk stops: nothing more is done."""


class Keeper(Protocol):
    """The journal as another thread may use it: each call is carried out in the main thread. Raises Ended."""

    def last_row(self) -> SealedRow:
        """Return the last row."""

    def page(self, after: int) -> Page:
        """Return the page that follows a row."""

    def record(self, fact: Fact) -> None:
        """Append a fact; it is durable when this returns."""

    def idle(self) -> bool:
        """True while nobody is in front."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the courier acts with."""

    terminal: str
    keeper: Keeper
    line: Line
    carry: Bring
    key: Callable[[], ec.EllipticCurvePrivateKey]  # raises IdentityWrong or OSError
    decode: Callable[[str, str], Fact]
    delivered: Callable[[], int]  # rows that the platform is known to hold
    hurry: Callable[[], None]  # let the rows go out now
    outgoing: Path


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time and chance."""

    monotonic: Callable[[], float] = time.monotonic
    wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    chance: Callable[[], float] = random.random


def name_of(terminal: str, batch: JournalBatch) -> str:
    """Return the name of a batch's file."""
    return f"{terminal}_{batch.day}_{batch.number:03}.txt.gz"


def file_of(means: Means, batch: JournalBatch) -> Path:
    """Return the batch's file; one that lies there is whole, and is not made again.

    Raises IdentityWrong, AlreadyThere, OSError or Ended.
    """
    outgoing, name = means.outgoing, name_of(means.terminal, batch)
    if (outgoing / name).exists():
        return outgoing / name
    outgoing.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = (Stamped(row.seq, row.wall_ms, fact, row.hash) for row, fact in rows_of(means, 0))
    made = batch_of(entries, means.terminal, batch.number, batch.first_seq, batch.last_seq)
    assert f"{made.name}.gz" == name, "the day is of the batch's last row"
    for old in rounds.superfluous((path.name for path in outgoing.glob("*.txt.gz")), FILES_KEPT):
        (outgoing / old).unlink(missing_ok=True)
    return keep_once(outgoing, name, packed(content_of(made, means.key())))


def rows_of(means: Means, after: int) -> Iterator[tuple[SealedRow, Fact]]:
    """Read the journal's rows behind this one, a page at a time; raises Ended."""
    while rows := means.keeper.page(after).rows:
        for row in rows:
            yield row, means.decode(row.kind, row.body)
        after = rows[-1].seq
