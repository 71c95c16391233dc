"""From the first answer to a disabled unit whose bill table is known, and what that says about a note. No I/O.

    10 11 12 --RESET--> 13 … --> 19 --> status, security, identification, bill table --> 19: started
    14 (kept running) --ENABLE none--> 19 …
    80 1A (a note of an earlier life) --RETURN--> 18 82 …
    41-44 47 48: out of service; the unit leaves them when somebody has mended it, or by a RESET

A unit that kept running is not reset: that could make it forget a report that nobody has acknowledged. For the same
reason the bill table is asked for before the RESET when a note waits in the stacker (12), and before the ACK when
BILL STACKED comes first: a note without a value cannot be recorded. Sources: protocols.md 1.6, 1.8; I12, I13.
"""

from collections import deque
from dataclasses import dataclass, field

from kiosk_app.domain.events import AcceptorStarted, Event, NoteStacked, PowerUpNote
from kiosk_app.hardware.bill_acceptor import protocol
from kiosk_app.hardware.bill_acceptor.bill_table import BillTable, parse_bill_table
from kiosk_app.hardware.bill_acceptor.link import Kind, Outcome
from kiosk_app.hardware.bill_acceptor.protocol import GET_BILL_TABLE, RESET, RETURN, Report
from kiosk_app.hardware.bill_acceptor.states import POWER_UPS, State

RESET_AGAIN_S = 5.0  # a unit that stays in 10, 11, 12 or 42
REMOVED_RESET_AGAIN_S = 30.0  # later ones while the cassette stays away
TABLE_RESET_AGAIN_S = 30.0
RETURN_AGAIN_S = 2.0
STACKER_REPORT_S = 5.0  # how long a unit that started with 12 may take to report the note

FOUND: dict[int, PowerUpNote] = {
    State.POWER_UP: PowerUpNote.NONE,
    State.POWER_UP_BILL_IN_VALIDATOR: PowerUpNote.IN_VALIDATOR,
    State.POWER_UP_BILL_IN_STACKER: PowerUpNote.IN_STACKER,
}
QUESTIONS = (
    protocol.GET_STATUS,
    protocol.set_security(()),  # the maker's checks; the stricter ones cost genuine worn notes (HW-3: 98 %)
    protocol.IDENTIFICATION,
    GET_BILL_TABLE,
)


@dataclass(slots=True)
class Startup:
    """One start of the unit. `report` and `outcome` tell it what came; `request` says what to ask next, POLL apart."""

    table: BillTable | None = None
    identification: str = ""
    finished: bool = False
    announced: bool = False  # AcceptorStarted has been posted
    unreadable: bool = False  # the unit does not tell its bill table, or knows no note that this kiosk takes
    acknowledge_early: bool = False  # it does not tell the table while a note is reported: the type is remembered here
    _power_up: PowerUpNote | None = None
    _same_note: bool = True  # no new note can have come in since the first report
    _stacked: list[tuple[int, bool]] = field(default_factory=list)  # (bill type, is it the note of the earlier life)
    _state: int | None = None  # of a report that nothing was done about yet
    _questions: deque[bytes] = field(default_factory=lambda: deque(QUESTIONS))
    _asked_early_in: set[int] = field(default_factory=set)
    _reset_at: float | None = None
    _returned_at: float | None = None
    _removed_at: float | None = None
    _failure_reset: bool = False
    _ask_table: bool = True  # not since it was refused
    _settled_at: float | None = None

    def report(self, report: Report, now: float) -> None:
        """Take an answer to POLL; BILL STACKED comes through `stacked`."""
        self._state = report.code
        if report.code in POWER_UPS and self._power_up is None:
            self._power_up = FOUND[report.code]
        if report.code in (State.IDLING, State.ACCEPTING, State.REJECTING) and self._power_up is None:
            self._same_note = False
        if report.code != State.DROP_CASSETTE_OUT_OF_POSITION:
            self._removed_at = None
        elif self._removed_at is None:
            self._removed_at = now

    def stacked(self, bill_type: int, again: bool) -> None:
        """Take a BILL STACKED; `again` when this session has posted it already."""
        self._state = None if again else State.BILL_STACKED
        if not again:
            self._stacked.append((bill_type, self._same_note))
            self.acknowledge_early = self.table is None and State.BILL_STACKED in self._asked_early_in

    def outcome(self, outcome: Outcome, now: float) -> None:
        """Take the answer to anything but POLL."""
        request = outcome.request
        if request == GET_BILL_TABLE:
            self._table_told(outcome)
        if outcome.kind is Kind.ANSWERED and request == protocol.IDENTIFICATION:
            self.identification = str(protocol.parse_identification(outcome.payload))
        if self._questions and request == self._questions[0] and (request != GET_BILL_TABLE or self.table is not None):
            self._questions.popleft()
        if not self._questions and self._settled_at is None:
            self._settled_at, self._state = now, None

    def request(self, now: float) -> bytes | None:
        """Return what to ask now instead of POLL; each report is acted upon once."""
        state = self._state
        if state == State.UNIT_DISABLED and self._questions and self._ask_table:
            return self._questions[0]
        self._state = None
        match state:
            case State.POWER_UP_BILL_IN_STACKER | State.BILL_STACKED if self._ask_early(state):
                self._state = state
                return GET_BILL_TABLE
            case State.POWER_UP | State.POWER_UP_BILL_IN_VALIDATOR | State.POWER_UP_BILL_IN_STACKER:
                return self._reset(now, RESET_AGAIN_S)
            case State.ESCROW_POSITION | State.HOLDING:
                return self._give_back(now)
            case State.IDLING:
                return protocol.DISABLE
            case State.UNIT_DISABLED if not self._ask_table:
                return self._reset(now, TABLE_RESET_AGAIN_S)
            case State.UNIT_DISABLED:
                self.finished = self._note_reported(now)
            case State.DROP_CASSETTE_OUT_OF_POSITION | State.FAILURE:
                return self._mend(State(state), now)
            case _:
                pass
        return None

    def announcement(self) -> list[Event]:
        """Return what the start proved, once: when it is finished, or when a stacked note waits to be credited."""
        waiting = bool(self._stacked) and self.table is not None
        if not (waiting or self.finished):
            return []
        assert self.table is not None, "started without a bill table"
        notes = [(self.table.note(bill_type), same) for bill_type, same in self._stacked]
        self._stacked.clear()
        events: list[Event] = []
        if not self.announced:
            self.announced = True
            evidence = notes.pop(0)[0] if notes and notes[0][1] else None
            power_up = self._power_up or PowerUpNote.NONE
            events.append(AcceptorStarted(power_up, evidence, was_powered=self._power_up is None))
        return [*events, *(NoteStacked(note) for note, _ in notes)]

    def _table_told(self, outcome: Outcome) -> None:
        told = parse_bill_table(outcome.payload) if outcome.kind is Kind.ANSWERED else None
        if told is not None and told.accepted:
            self.table, self.unreadable = told, False
        elif self._state == State.UNIT_DISABLED:
            self.unreadable, self._ask_table = True, False
        elif self._state == State.BILL_STACKED:
            self.acknowledge_early = True

    def _ask_early(self, state: int) -> bool:
        if self.table is not None or state in self._asked_early_in:
            return False
        self._asked_early_in.add(state)
        return True

    def _note_reported(self, now: float) -> bool:
        if self._power_up is not PowerUpNote.IN_STACKER or self.announced or self._stacked:
            return True
        return self._settled_at is not None and now >= self._settled_at + STACKER_REPORT_S

    def _reset(self, now: float, pause_s: float) -> bytes | None:
        if self._reset_at is not None and now < self._reset_at + pause_s:
            return None
        self._reset_at, self._ask_table = now, True
        return RESET

    def _give_back(self, now: float) -> bytes | None:
        if self._returned_at is not None and now < self._returned_at + RETURN_AGAIN_S:
            return None
        self._returned_at = now
        return RETURN

    def _mend(self, state: State, now: float) -> bytes | None:
        if state is State.FAILURE:
            again, self._failure_reset = self._failure_reset, True
            return None if again else self._reset(now, 0.0)
        if self._removed_at is None or now < self._removed_at + RESET_AGAIN_S:
            return None
        return self._reset(now, REMOVED_RESET_AGAIN_S)
