"""Bugs in the summary, planted by name: a matrix that does not catch them proves nothing about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk_app.journal import summary
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.journal.summary import Kept, Sum, Summary

WHOLE: dict[str, tuple[Any, Callable[..., Any]]] = {
    "find": (summary, summary.find),
    "add": (Sum, Sum.add),
    "sum_up": (SqliteJournal, SqliteJournal.sum_up),
}
"""Where a bug may be planted, and what belongs there."""


def found_or_refused(journal: Path, version: str) -> Kept | None:
    """Depend on the file being whole, although nobody has synced it."""
    kept: Kept | None = WHOLE["find"][1](journal, version)
    if kept is None and summary.place_of(journal).exists():
        raise JournalBroken("journal_summary", "the summary cannot be read")
    return kept


def believed(self: Sum, raw: Any, kept: Kept | None) -> bool:
    """Ask neither for the row that the summary ends with nor for the one that speaks for it."""
    WHOLE["add"][1](self, raw, kept)
    return True


def summed_short(self: SqliteJournal) -> None:
    """Leave out the rows that were appended since somebody asked for the ledger last."""
    if self._seq - self._summed < summary.EVERY:
        return
    self._summed = self._seq
    named = summary.program(self._version)
    kept = summary.keep(self._path, Summary(named, self._seq, self._head, self._ledger, self.diary.remembered))
    if kept is not None:
        self.record(kept)


BUGS: dict[str, dict[str, Callable[..., Any]]] = {
    "": {},
    "summary-needed": {"find": found_or_refused},
    "summary-believed": {"add": believed},
    "summary-short": {"sum_up": summed_short},
}


def plant(name: str) -> None:
    """Plant this bug and no other; an empty name plants none."""
    for place, (owner, whole) in WHOLE.items():
        setattr(owner, place, BUGS[name].get(place, whole))
