"""The one note between the customer's hand and the box: escrow, hold, the decision, and where it went. No I/O.

    80 --told--> flow --STACK--> 17 --> 81 stacked          (the session posts NoteStacked)
      |                `-RETURN-> 18 --> 82 returned
      `-- HOLD every 4 s while the flow decides; RETURN by itself after 60 s

Each NoteEscrowed gets one decision of the flow. A decision that comes after its note has gone is remembered as owed
and dropped: otherwise it would stack the next note before that note's intent is durable (I7).
"""

from dataclasses import dataclass

from kiosk_app.domain.events import CheatingSeen, Event, NoteEscrowed, NoteLost, NoteRejected, NoteReturned
from kiosk_app.domain.notes import Note
from kiosk_app.hardware.bill_acceptor.link import Kind
from kiosk_app.hardware.bill_acceptor.protocol import HOLD, RETURN, STACK

HOLD_EVERY_S = 4.0  # the unit hands a note back 10 s after its last HOLD; 5 s is the limit asked for
HOLD_AGAIN_S = 1.0
DECIDE_WITHIN_S = 60.0
ORDER_AGAIN_S = 2.0  # a STACK or RETURN that was accepted and had no effect


@dataclass(slots=True)
class NoteInPath:
    """The note that the unit reported last."""

    note: Note
    since: float
    offered: bool  # the flow knows of it
    order: bytes = b""  # STACK or RETURN, once decided
    decided: bool = False  # by the flow
    stack_sent: bool = False
    stack_accepted: bool = False
    moved: bool = False  # it has left the escrow position
    lost: bool = False  # NoteLost was posted
    order_at: float = 0.0  # not before this
    hold_at: float = 0.0


class Escrow:
    """Follows one note at a time."""

    def __init__(self) -> None:
        self.note: NoteInPath | None = None
        self._owed = 0  # decisions still to come for notes that have gone
        self._waiting = False  # the last report said that the note waits for an order

    def escrowed(self, note: Note, refused: str, now: float) -> list[Event]:
        """Take a report of ESCROW POSITION; `refused` says why the flow is not asked about such a note."""
        self._waiting = True
        current = self.note
        if current is not None and not current.moved and current.note == note:
            return []
        events = self.vanished()
        self._waiting = True
        offered = not refused
        self.note = NoteInPath(note, now, offered, b"" if offered else RETURN, hold_at=now + HOLD_EVERY_S)
        return [*events, NoteEscrowed(note) if offered else NoteRejected(refused)]

    def holding(self) -> None:
        """Take a report of HOLDING."""
        self._waiting = True

    def moving(self) -> None:
        """Take a report of STACKING or RETURNING."""
        self._waiting = False
        if self.note is not None:
            self.note.moved = True

    def paused(self) -> None:
        """Take a report that says nothing about the note; no order is given before the next that does."""
        self._waiting = False

    def stacked(self) -> None:
        """The note is in the box."""
        self._gone()

    def returned(self) -> list[Event]:
        """Take a report of BILL RETURNED; after an accepted STACK somebody pulled the note (protocols.md 1.9)."""
        note = self._gone()
        if note is None or note.offered:
            pulled = note is not None and note.stack_accepted
            return [CheatingSeen(), NoteReturned()] if pulled else [NoteReturned()]
        return []

    def vanished(self) -> list[Event]:
        """The unit is idle again without a word: without a STACK the note went back, else nobody knows (I12)."""
        note = self._gone()
        if note is None or not note.offered:
            return []
        if not note.stack_sent:
            return [NoteReturned()]
        return [] if note.lost else [NoteLost()]

    def in_doubt(self) -> list[Event]:
        """The unit has failed; it may still say where the note went."""
        self._waiting = False
        if self.note is None or not self.note.offered or self.note.lost:
            return []
        self.note.lost = True
        return [NoteLost()]

    def forget(self) -> list[Event]:
        """The unit is gone or starts anew; its start will tell."""
        events = self.in_doubt()
        self._gone()
        return events

    def decide(self, order: bytes) -> None:
        """The flow has decided on the oldest note that it has not decided on."""
        if self._owed:
            self._owed -= 1
        elif self.note is not None and self.note.offered and not self.note.decided:
            self.note.decided = True
            self.note.order = self.note.order or order

    def give_back(self) -> None:
        """Hand the note back unless its way into the box is decided."""
        if self.note is not None:
            self.note.order = self.note.order or RETURN

    def sale_begins(self) -> None:
        """The flow has decided on all that it was told of: nothing is owed any more."""
        self._owed = 0

    def request(self, now: float) -> bytes | None:
        """Return the order to give now; each report of a waiting note allows one."""
        note = self.note
        if note is None or not self._waiting:
            return None
        if not note.order and now >= note.since + DECIDE_WITHIN_S:
            note.order = RETURN
        if note.order and now >= note.order_at:
            self._waiting = False
            note.stack_sent = note.stack_sent or note.order == STACK
            return note.order
        if not note.order and now >= note.hold_at:
            self._waiting, note.hold_at = False, now + HOLD_AGAIN_S
            return HOLD
        return None

    def answered(self, request: bytes, kind: Kind, now: float) -> None:
        """Take the answer to STACK, RETURN or HOLD."""
        note = self.note
        if note is None or kind is not Kind.ANSWERED:
            return
        if request == HOLD:
            note.hold_at = now + HOLD_EVERY_S
        else:
            note.order_at = now + ORDER_AGAIN_S
            note.stack_accepted = note.stack_accepted or request == STACK

    def _gone(self) -> NoteInPath | None:
        note, self.note, self._waiting = self.note, None, False
        if note is not None and note.offered and not note.decided:
            self._owed += 1
        return note
