"""The acceptor's side of the kiosk: polls, starts the unit, follows its states, tells the flow. No I/O.

    no line --connected--> starting (startup.py) --19, table known--> in service
                ^                                                        |
                `---- silent for 5 s, power-up, initialising, a fault ---'

Sources: protocols.md 1.3-1.9; I6 I7 I12 I13; faults 30-36.
"""

from enum import Enum

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import CheatingSeen, Event, HealthChanged, NoteRejected, NoteStacked
from kiosk_app.hardware.bill_acceptor import protocol
from kiosk_app.hardware.bill_acceptor.bill_table import BillTable
from kiosk_app.hardware.bill_acceptor.credit import Credit
from kiosk_app.hardware.bill_acceptor.escrow import Escrow
from kiosk_app.hardware.bill_acceptor.link import LONG, Kind, Link, Outcome
from kiosk_app.hardware.bill_acceptor.protocol import HOLD, POLL, RETURN, STACK, Report
from kiosk_app.hardware.bill_acceptor.startup import Startup
from kiosk_app.hardware.bill_acceptor.states import (
    FAULTS,
    PASSING,
    POWER_UPS,
    State,
    failure_name,
    reject_reason,
)

POLL_EVERY_S = 0.1
POLL_LOST_EVERY_S = 1.0
BUSY_AT_MOST_S = 2.0  # DEVICE BUSY may ask for 25 s; a unit that is asked so rarely would count as lost
CREDIT_WITHIN_S = 2.0  # then BILL STACKED is polled for again
SILENT_S = 5.0
SILENT_LONG_S = 10.0  # while a question is out that the unit may not know and takes its time for

IN_SERVICE = frozenset(
    {
        State.IDLING,
        State.ACCEPTING,
        State.STACKING,
        State.RETURNING,
        State.UNIT_DISABLED,
        State.HOLDING,
        State.REJECTING,
        State.ESCROW_POSITION,
        State.BILL_STACKED,
        State.BILL_RETURNED,
    }
)


class AcceptorCommand(Enum):
    """What the flow may ask for."""

    OPEN = "open"
    CLOSE = "close"
    STACK = "stack"
    GIVE_BACK = "give_back"
    CREDITED = "credited"  # the credit of the note reported last is durable


class AcceptorSession:
    """Implements `hardware.worker.Session` for one CCNET bill acceptor."""

    def __init__(self) -> None:
        self.link = Link()
        self.escrow = Escrow()
        self._credit = Credit()
        self._startup: Startup | None = Startup()
        self._table: BillTable | None = None
        self._health: Health | None = None
        self._happened: list[Event] = []
        self._up = False
        self._lost = False
        self._since = 0.0  # of the line, or of the last sign of life
        self._poll_at = 0.0
        self._last: Report | None = None
        self._fresh = False  # nothing was sent since `_last`
        self._shut = True  # it said so, and was not enabled since
        self._rested = True  # the bus was free at the last tick
        self._open = False

    @property
    def closed(self) -> bool:
        """True when the unit takes no note, as far as can be known; other threads may look."""
        return not self._up or self._lost or (self._shut and not self._open)

    # --- what the worker calls ---

    def connected(self, now: float) -> None:
        """The line is open: find out what state the unit is in."""
        self.link, self._up, self._lost, self._since, self._poll_at = Link(), True, False, now, now
        self._start()
        if self._health is None:
            self._tell(Condition.STARTING, "starting")

    def disconnected(self, now: float) -> None:
        """The line is gone."""
        self._up, self._since = False, now
        self._lose()

    def command(self, command: AcceptorCommand, now: float) -> None:
        """Take what the flow asks for."""
        match command:
            case AcceptorCommand.OPEN:
                self._open = True
                self.escrow.sale_begins()
            case AcceptorCommand.CLOSE:
                self._open = False
                self.escrow.give_back()
            case AcceptorCommand.STACK:
                self.escrow.decide(STACK)
            case AcceptorCommand.GIVE_BACK:
                self.escrow.decide(RETURN)
            case AcceptorCommand.CREDITED:
                self._grant(now)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self.link.receive(data, now)
        self._take_outcomes(now)

    def tick(self, now: float) -> None:
        """Let time pass, and ask the next question when the bus is free."""
        if not self._up:
            return
        self.link.tick(now)
        self._take_outcomes(now)
        heard = max(self._since, self.link.heard_at or self._since)
        request = self.link.request
        limit = SILENT_LONG_S if request is not None and request[0] in LONG else SILENT_S
        if not self._lost and now >= heard + limit:
            self._lost = True
            self._lose()
        self._rested = self.link.idle(now)
        if self._rested and (question := self._question(now)) is not None:
            self._fresh = False
            self.link.ask(question, now)

    def outgoing(self) -> bytes:
        """Return what is to be written now, once."""
        return self.link.outgoing()

    def sent(self, now: float) -> None:
        """What `outgoing` returned has left the port."""
        self.link.sent(now)

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        happened, self._happened = self._happened, []
        return happened

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        if not self._up:
            return None
        wake_at = self.link.wake_at()
        return max(wake_at, self._poll_at) if self._rested and self.link.request is None else wake_at

    # --- questions ---

    def _question(self, now: float) -> bytes | None:
        wanted = self._service_request(now) if self._startup is None else self._startup.request(now)
        if self._startup is not None and self._startup.finished:
            self._finish_start(self._startup)
        return POLL if wanted is None and now >= self._poll_at else wanted

    def _service_request(self, now: float) -> bytes | None:
        if (order := self.escrow.request(now)) is not None:
            if order == STACK:
                self._credit.clear()  # what is stacked from now on is this note
            return order
        if not self._fresh or self._last is None or self._table is None:
            return None
        if self._last.code == State.UNIT_DISABLED and self._open:
            self._shut = False
            return protocol.enable_bill_types(self._table.accepted)
        if self._last.code == State.IDLING and not self._open:
            return protocol.DISABLE
        return None

    # --- answers ---

    def _take_outcomes(self, now: float) -> None:
        for outcome in self.link.outcomes():
            if outcome.request != POLL:
                self._answered(outcome, now)
            elif outcome.kind is Kind.UNANSWERED:
                self._poll_at = now + (POLL_LOST_EVERY_S if self._lost else POLL_EVERY_S)
            else:
                self._polled(protocol.parse_report(outcome.payload), now)

    def _answered(self, outcome: Outcome, now: float) -> None:
        self._poll_at = now
        if outcome.kind is Kind.UNANSWERED and outcome.request[0] in LONG:
            self._since = now  # its silence says nothing yet: it may not know the question
        if outcome.request in (STACK, RETURN, HOLD):
            self.escrow.answered(outcome.request, outcome.kind, now)
        if self._startup is not None:
            self._startup.outcome(outcome, now)
            self._announce(self._startup, now)

    def _polled(self, report: Report, now: float) -> None:
        again = report == self._last
        self._poll_at = now + POLL_EVERY_S
        if report.code == State.DEVICE_BUSY:
            self._poll_at = now + min(max((report.detail or 0) * 0.1, POLL_EVERY_S), BUSY_AT_MOST_S)
        if self._startup is None and (report.code in POWER_UPS | FAULTS.keys() or report.code == State.INITIALIZE):
            self._happened += self.escrow.forget()
            self._start()
        self._last, self._fresh, self._lost = report, True, False
        self._shut = report.code == State.UNIT_DISABLED or report.code in POWER_UPS or report.code in FAULTS
        self._tell_health(report)
        self._tell_note(report, again)
        if report.code == State.BILL_STACKED:
            self._bill_stacked(report, now)
        elif self._startup is not None:
            self._startup.report(report, now)
        else:
            self._credit.other_state()
            self._follow(report, again, now)
        if self._startup is not None:
            self._announce(self._startup, now)

    def _tell_note(self, report: Report, again: bool) -> None:
        if again:
            return
        if report.code == State.REJECTING:
            self._happened.append(NoteRejected(reject_reason(report.detail)))
        elif report.code == State.CHEATED:
            self._happened.append(CheatingSeen())

    def _follow(self, report: Report, again: bool, now: float) -> None:
        escrow = self.escrow
        match report.code:
            case State.ESCROW_POSITION:
                assert self._table is not None and report.detail is not None, "in service without a table"
                note = self._table.note(report.detail)
                refused = "" if self._open else "inhibit"
                if report.detail not in self._table.accepted:
                    refused = "unknown_type"
                self._happened += escrow.escrowed(note, refused, now)
            case State.HOLDING:
                escrow.holding()
            case State.STACKING | State.RETURNING:
                escrow.moving()
            case State.BILL_RETURNED:
                self._happened += [] if again else escrow.returned()
            case State.IDLING | State.ACCEPTING | State.UNIT_DISABLED:
                self._happened += escrow.vanished()
            case State.CHEATED | State.PAUSE:
                self._happened += escrow.in_doubt()
            case _:
                escrow.paused()

    # --- the stacked note ---

    def _bill_stacked(self, report: Report, now: float) -> None:
        assert report.detail is not None, "a stacked note without its type"
        new = self._credit.reported(report.detail)
        if self._startup is not None:
            self._startup.stacked(report.detail, not new)
        elif new:
            assert self._table is not None, "in service without a table"
            self._happened.append(NoteStacked(self._table.note(report.detail)))
            self.escrow.stacked()
        self._acknowledge_credit(now)

    def _grant(self, now: float) -> None:
        self._credit.granted()
        self._acknowledge_credit(now)

    def _acknowledge_credit(self, now: float) -> None:
        if self._last is None or self._last.code != State.BILL_STACKED or self.link.request is not None:
            return
        if self._credit.durable:
            self._credit.acknowledged()
            self.link.acknowledge()
            self._poll_at = now
        else:
            self._poll_at = now + CREDIT_WITHIN_S

    # --- starting and losing ---

    def _start(self) -> None:
        self._startup, self._open, self._last = Startup(), False, None
        self._credit.unit_restarted()

    def _announce(self, startup: Startup, now: float) -> None:
        if startup.acknowledge_early:
            startup.acknowledge_early = False
            self._grant(now)
        self._happened += startup.announcement()

    def _finish_start(self, startup: Startup) -> None:
        self._happened += startup.announcement()
        self._table, self._startup = startup.table, None
        self._tell(Condition.READY, detail=startup.identification)

    def _lose(self) -> None:
        self._happened += self.escrow.forget()
        self._tell(Condition.LOST, "not_answering")
        self._start()

    # --- health ---

    def _tell_health(self, report: Report) -> None:
        if report.code == State.FAILURE:
            self._tell(Condition.FAULT, f"failure_{failure_name(report.detail)}", str(report))
        elif report.code in FAULTS:
            self._tell(Condition.FAULT, FAULTS[report.code], str(report))
        elif self._startup is not None:
            if self._startup.unreadable:
                self._tell(Condition.FAULT, "failure_bill_table")
            else:
                self._tell(Condition.STARTING, "starting")
        elif report.code in PASSING:
            self._tell(Condition.ATTENTION, PASSING[report.code], str(report))
        elif report.code in IN_SERVICE:
            self._tell(Condition.READY)

    def _tell(self, condition: Condition, code: str = "", detail: str = "") -> None:
        health = Health(Device.BILL_ACCEPTOR, condition, code, detail)
        if self._health is None or (self._health.condition, self._health.code) != (condition, code):
            self._health = health
            self._happened.append(HealthChanged(health))
