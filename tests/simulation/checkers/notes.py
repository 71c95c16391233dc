"""Each note by its own identity: intent before it moves, one fate for one intent, credit for what lies in the box.

I6, I7, I12, I13; the note's place is physical truth.
"""

from dataclasses import dataclass
from typing import Any

from tests.simulation.checkers.watch import Watch
from tests.simulation.devices.acceptor import Acceptor
from tests.simulation.things import Banknote, Place
from tests.simulation.violation import Violation


@dataclass(slots=True)
class Intent:
    """One NoteOffered and the note that was really in escrow then."""

    sale: str
    note: Banknote | None
    fate: str = ""


class NoteTrail:
    """Follows every note from escrow to its fate."""

    name = "notes"

    def __init__(self, watch: Watch, acceptor: Acceptor) -> None:
        self._watch, self._acceptor = watch, acceptor
        self.intents: dict[tuple[str, int], Intent] = {}
        self._of: dict[int, Intent] = {}  # the latest intent of a note
        self.certain: dict[int, str] = {}  # note -> the row that holds it
        self._owed: Banknote | None = None  # credited while the unit reports it, and not acknowledged since

    def row_note_offered(self, fact: Any) -> None:
        key = (fact.sale, fact.ordinal)
        if (
            key in self.intents and self.intents[key].fate != "handed back"
        ):  # the place of a note that went back is free
            raise Violation(self.name, "I6", f"note {fact.ordinal} of sale {fact.sale} is offered twice")
        note = self._acceptor.path
        intent = Intent(fact.sale, note)
        self.intents[key] = intent
        if note is not None:
            self._of[note.ident] = intent

    def stack_ordered(self, note: Banknote | None) -> None:
        """I7: no note is stacked unless its intent is durable."""
        if note is None:
            return
        intent = self._of.get(note.ident)
        if intent is None or intent.fate:
            raise Violation(self.name, "I7", f"note #{note.ident} is ordered into the box without a durable intent")

    def fallen(self, note: Banknote) -> None:
        """I1: whatever falls is held by an open intent, or by one that is in doubt."""
        intent = self._of.get(note.ident)
        if intent is None or intent.fate not in ("", "doubt"):
            what = "without an intent" if intent is None else f"after its intent ended as {intent.fate}"
            raise Violation(self.name, "I1", f"note #{note.ident} lies in the box {what}")

    def _settle(self, fact: Any, fate: str) -> Intent:
        intent = self.intents.get((fact.sale, fact.ordinal))
        if intent is None:
            raise Violation(self.name, "I6", f"note {fact.ordinal} of sale {fact.sale} is {fate} without an intent")
        if intent.fate:
            text = f"note {fact.ordinal} of sale {fact.sale} is {fate}, and was {intent.fate} before"
            raise Violation(self.name, "I12", text)
        intent.fate = fate
        return intent

    def row_note_credited(self, fact: Any) -> None:
        note = self._settle(fact, "credited").note
        if note is None or note.place is not Place.BOX:
            where = "nowhere" if note is None else note.place
            raise Violation(self.name, "I13", f"note {fact.ordinal} of sale {fact.sale} is credited and lies {where}")
        if note.value != fact.note.value:
            text = f"note #{note.ident} is worth {note.value} and credited as {fact.note.value}"
            raise Violation(self.name, "I2", text)
        self._hold(note, f"credited to {fact.sale}")
        self._owed = note if note is self._acceptor.unacknowledged else None

    def died(self, end: object) -> None:
        self._owed = None  # the unit says it again to the next life

    def acceptor_opened(self) -> None:
        """I28: a unit that still reports a note takes no other."""
        if self._owed is not None:
            text = f"the acceptor is opened and note #{self._owed.ident} was credited and never acknowledged"
            raise Violation(self.name, "I28", text)

    def row_note_unexpected(self, fact: Any) -> None:
        note = self._watch.reporting
        if note is None or note.place is not Place.BOX or note.value != fact.note.value:
            raise Violation(self.name, "I13", f"an unexpected note of {fact.note.value} is recorded, and none fell")
        self._hold(note, "unexpected")

    def _hold(self, note: Banknote, by: str) -> None:
        if note.ident in self.certain:
            text = f"note #{note.ident} is {by}, and was {self.certain[note.ident]} already: one note, two rows"
            raise Violation(self.name, "I2", text)
        self.certain[note.ident] = by

    def row_note_handed_back(self, fact: Any) -> None:
        note = self._settle(fact, "handed back").note
        if note is not None and note.place in (Place.BOX, Place.MOVING, Place.STACKER):
            raise Violation(self.name, "I12", f"note #{note.ident} is recorded as handed back and lies {note.place}")

    def row_note_in_doubt(self, fact: Any) -> None:
        self._settle(fact, "doubt")

    def acknowledged(self, note: Banknote | None) -> None:
        """The unit may forget a note only when a row holds it."""
        self._owed = None
        if note is None or note.ident in self.certain:
            return
        intent = self._of.get(note.ident)
        if intent is None or intent.fate != "doubt":
            raise Violation(self.name, "I9", f"note #{note.ident} is acknowledged before its credit is durable")

    def counted(self, box: list[Banknote]) -> None:
        """At the end every note in the box is held by exactly one row, or is one of the doubts."""
        for note in box:
            intent = self._of.get(note.ident)
            if note.ident not in self.certain and (intent is None or intent.fate != "doubt"):
                raise Violation(self.name, "I1", f"note #{note.ident} of {note.value} lies in the box and in no row")
        missing = set(self.certain) - {note.ident for note in box}
        if missing:
            raise Violation(self.name, "I2", f"notes {sorted(missing)} are credited and not in the box")
