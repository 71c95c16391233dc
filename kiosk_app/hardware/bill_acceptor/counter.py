"""How many notes the acceptor has put into its cassette since that was changed: the acceptor's own count (PAY-10).

CCNET has no command for this that can be relied on: REQUEST STATISTICS (60) is laid out differently by each model, and
RECYCLING CASSETTE STATUS (3B) belongs to another machine (protocols.md 1.5). So what is counted is what the unit
itself has said: each BILL STACKED once. The count is kept beside the journal and never reads it: at a settlement both
stand beside the hand count, and where they differ a person says why.

    {"notes": {"10000": 3}, "ordinal": 17, "last": 10000}      file, durable before the report is acknowledged
    "17"                                  beside it: the report of the 17th note of all will not be repeated

A unit repeats the report of its last note until it is acknowledged, also to a kiosk that has started meanwhile: that
note is counted once. A cassette that was taken out and put back begins anew: nobody can tell it from an empty one.
"""

import json
import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from kiosk_app.domain.device import Device, Health
from kiosk_app.domain.events import AcceptorStarted, Event, HealthChanged, NoteEscrowed, NoteStacked
from kiosk_app.domain.facts import counted
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note, NoteCount

REMOVED = "cassette_removed"

log = structlog.get_logger(__name__)


class StackedNotes:
    """Hears the acceptor's events in its thread; `counts` may be read by any other.

    A file that cannot be read or written makes the count unknown until the cassette is changed: a secondary count must
    not stop the terminal, and must not lie either.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._settled = path, path.with_suffix(".settled")
        self._notes: Counter[Fen] = Counter()
        self._ordinal = 0  # notes ever counted
        self._last: Fen | None = None  # of which the report may come again
        self.counts: tuple[NoteCount, ...] | None = ()
        try:
            self._read()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            self._unknown(error)

    def take(self, event: Event) -> None:
        """Count what the unit says; called before its report can be acknowledged."""
        if self.counts is None and not is_removal(event):
            return
        try:
            self._take(event)
        except OSError as error:
            self._unknown(error)

    def _take(self, event: Event) -> None:
        match event:
            case NoteStacked(note):
                self._add(note)
            case AcceptorStarted(_, None):
                self._settle()
            case AcceptorStarted(_, Note() as note) if note.value != self._last:
                self._add(note)
            case NoteEscrowed():
                self._settle()
            case HealthChanged() if is_removal(event) and (self._notes or self.counts is None):
                self._notes.clear()
                self._last = None
                self._write()
            case _:
                pass

    def _add(self, note: Note) -> None:
        self._notes[note.value] += 1
        self._ordinal += 1
        self._last = note.value
        self._write()

    def _settle(self) -> None:
        """The report of the last note will not come again. Not synced: it matters to a start after a kill only."""
        if self._last is not None:
            self._last = None
            self._settled.write_text(str(self._ordinal), encoding="ascii")

    def _write(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".part")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump({"notes": self._notes, "ordinal": self._ordinal, "last": self._last}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.counts = counted(self._notes)

    def _read(self) -> None:
        """Read the file; none means that the cassette is new. Raises ValueError or TypeError for what is no count."""
        with suppress(FileNotFoundError):
            content = json.loads(self._path.read_bytes())
            self._notes = Counter({Fen(int(value)): whole(count) for value, count in content["notes"].items()})
            self._ordinal = whole(content["ordinal"])
            self._last = None if content["last"] is None else Fen(whole(content["last"]))
        with suppress(FileNotFoundError):
            if self._settled.read_bytes() == str(self._ordinal).encode():
                self._last = None
        self.counts = counted(self._notes)

    def _unknown(self, error: Exception) -> None:
        log.error("stacked_notes_unknown", reason=type(error).__name__)
        self.counts = None


def is_removal(event: Event) -> bool:
    """True when the cassette was taken out."""
    match event:
        case HealthChanged(Health(Device.BILL_ACCEPTOR, _, code)):
            return code == REMOVED
        case _:
            return False


def whole(value: Any) -> int:
    """Return a count, or raise ValueError."""
    if type(value) is not int or value < 0:
        raise ValueError("no count")
    return value
