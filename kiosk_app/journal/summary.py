"""What the first rows of a journal add up to, kept beside it, so that a start adds up the last ones alone.

Never believed over the rows. The chain is verified whole at every start; a summary is used where the row it ends with
has the hash it names, and where a later row of that same chain, a `JournalSummed`, has the hash of the summary itself.
So it can be forged no more than a row can. Whatever else lies there, or nothing, or the summary of another program:
every row is added up (docs/adr/0006-summary.md).

The file need not survive a cut: one that is not whole has another hash.
"""

import hashlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from kiosk_app import domain
from kiosk_app.domain.facts import JournalSummed, Ledger, apply
from kiosk_app.journal.codec import builder, parsed, text
from kiosk_app.journal.diary import Diary, Remembered
from kiosk_app.journal.rows import Stored, chained, fact_of

EVERY = 5_000
"""Rows from one summary to the next: to decode and add up so many takes a twentieth of a second."""

BYTES_AT_MOST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Summary:
    """What so many rows add up to."""

    program: str  # of the program that added up: no other believes it
    rows: int
    head: bytes  # the hash of the last of them
    ledger: Ledger
    diary: Remembered


@dataclass(frozen=True, slots=True)
class Kept:
    """A summary as it was found, and the hash of the file."""

    summary: Summary
    digest: str


@cache
def program(version: str) -> str:
    """Name this program: its version, and what its domain is made of where that lies there as text."""
    found = hashlib.sha256(version.encode())
    for folder in domain.__path__:
        for source in sorted(Path(folder).glob("*.py")):
            found.update(source.read_bytes())
    return found.hexdigest()


def place_of(journal: Path) -> Path:
    """Return where a journal's summary lies."""
    return Path(f"{journal}.sum")


def find(journal: Path, version: str) -> Kept | None:
    """Return the summary that lies beside a journal; None where there is none that this program could read."""
    try:
        with place_of(journal).open("rb") as file:
            content = file.read(BYTES_AT_MOST + 1)
        if len(content) > BYTES_AT_MOST:
            return None
        summary: Summary = builder(Summary)(parsed(content.decode()))
        Diary(summary.diary)  # raises ValueError for a day that is none
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return Kept(summary, hashlib.sha256(content).hexdigest()) if summary.program == program(version) else None


def keep(journal: Path, summary: Summary) -> JournalSummed | None:
    """Write a summary beside a journal; return the fact that makes it count, None where the disk does not take it."""
    content = text(flat(summary)).encode()
    place, part = place_of(journal), Path(f"{place_of(journal)}.part")
    try:
        # Closed to others before the first byte, for a kill may leave it there; also one that a cut has left.
        part.touch(0o600)
        part.chmod(0o600)
        part.write_bytes(content)
        part.replace(place)
    except OSError:
        with suppress(OSError):
            part.unlink()
        return None
    return JournalSummed(summary.rows, hashlib.sha256(content).hexdigest())


def flat(value: Any) -> Any:
    """Return a value whose maps are tuples of pairs, which is how they are written."""
    if isinstance(value, dict):
        return tuple([(flat(key), flat(each)) for key, each in value.items()])
    if isinstance(value, tuple):
        return tuple([flat(each) for each in value])
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: flat(getattr(value, each.name)) for each in fields(value)})
    return value


class Sum:
    """The rows of a journal, added up."""

    def __init__(self, newest: int) -> None:
        """Remember so many rows besides."""
        self.ledger, self.diary = Ledger(), Diary()
        self.newest: deque[Stored] = deque(maxlen=newest)
        self.summed = 0  # the row that the last summary ends with, if it holds

    def add(self, raw: Any, kept: Kept | None) -> bool:
        """Verify every row and add up those behind the summary; False where it is none of this journal. JournalBroken.

        What was added up is of no use then: begin anew without the summary.
        """
        rows, head, spoken_for = 0, b"", kept is None
        if kept is not None:
            rows, head = kept.summary.rows, kept.summary.head
            self.ledger, self.diary = kept.summary.ledger, Diary(kept.summary.diary)
        self.summed = rows
        ledger, newest, diary = self.ledger, self.newest, self.diary
        for stored in chained(raw):
            newest.append(stored)
            if stored[0] > rows:
                fact = fact_of(stored)
                ledger = apply(ledger, fact)
                diary.hear(stored[3], fact)
                if kept is not None and isinstance(fact, JournalSummed):
                    spoken_for = spoken_for or fact == JournalSummed(rows, kept.digest)
            elif stored[0] == rows and stored[6] != head:
                return False
        self.ledger = ledger
        return spoken_for


def added_up(raw: Any, kept: Kept | None, newest: int) -> Sum:
    """Add a journal up, from its summary where that holds. Raises JournalBroken."""
    found = Sum(newest)
    if kept is None or not found.add(raw, kept):
        found = Sum(newest)
        found.add(raw, None)
    return found
