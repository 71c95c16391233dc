"""What to send to the receipt printer next, given its answers and *now*; no I/O, no clock, no thread.

    idle ──job──> checking ──all four good──> sending ──> confirming ──barrier──> verifying ──good──> printed
      │              │                                        │                       │
      └── clearing <─┘ something may lie in the buffer        └── fault, silence ─────┴──> failed(code)

A slip is printed only when the printer said so behind its last byte and is well after it (protocols.md 2.5).
Whatever was sent and not confirmed may still lie in the printer and would come out when the paper is back, in
front of the next customer: before anything else is printed it is cleared, and answers to old barriers are waited
out. A new connection starts that way too, as an earlier run may have ended in the middle of a slip.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event, HealthChanged, ReceiptFailed, ReceiptPrinted
from kiosk_app.hardware.printer.inquiry import Inquiry
from kiosk_app.hardware.printer.protocol import (
    AUTOMATIC_STATUS_OFF,
    CLEAR_BUFFERS,
    FEED_AND_CUT,
    PAPER_BARRIER,
    PAPER_NEAR_END,
    AutomaticStatus,
    Message,
    PaperReply,
    PrinterStatus,
    Receiver,
    StatusReply,
    Trouble,
)

IDLE_POLL_S = 1.5
WATCH_POLL_S = 0.3  # while a slip is on its way out, or half a slip waits for paper
CONFIRM_S = 10.0  # 25 cm of slip at 150 mm/s, and the cut
QUIET_S = 0.5  # behind the answer to a barrier, until no older one can follow
BYTE_GAP_S = 0.25
PORTION = 512  # bytes between two looks at the line: half a second at 9600 baud
BITS_PER_BYTE = 10


class Phase(StrEnum):
    """What the session is about."""

    IDLE = "idle"
    CHECKING = "checking"
    CLEARING = "clearing"
    SENDING = "sending"
    CONFIRMING = "confirming"
    VERIFYING = "verifying"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A slip to print; `data` is complete, from initialising to cutting."""

    job: str
    data: bytes


class ReceiptPrinterSession:
    """Implements hardware.worker.Session for one printer."""

    def __init__(self, baud: int, *, strip_used: bool = False) -> None:
        """`strip_used`: an earlier run of the kiosk never heard what became of its last slip."""
        self._strip_used = strip_used  # lines of an unconfirmed slip may hang between head and cutter
        self._byte_s = BITS_PER_BYTE / baud
        self._receiver, self._inquiry = Receiver(), Inquiry()
        self._jobs: deque[PrintJob] = deque()  # the first is the one under way
        self._phase = Phase.IDLE
        self._connected = False
        self._out, self._portion_due = b"", True
        self._residue = True  # something unconfirmed may lie in the printer's buffer
        self._deadline: float | None = None  # of confirming and clearing
        self._round_due: float | None = None
        self._cleared = False  # the barrier behind the clearing was answered
        self._confirmed_at = 0.0
        self._heard_at = self._now = 0.0
        self._trouble: Trouble | None = None
        self._opened = False  # somebody has opened the cover since the last error was ended
        self._health: Health | None = None
        self._events: list[Event] = []

    # --- worker's side ------------------------------------------------------------------------

    def connected(self, now: float) -> None:
        """The line is open: ask how the printer is."""
        self._connected, self._residue = True, True
        self._out = AUTOMATIC_STATUS_OFF
        self._round_due = now

    def disconnected(self, now: float) -> None:
        """The line is gone: a slip under way is unconfirmed, and no other can be printed."""
        self._now = now
        self._connected, self._out = False, b""
        self._inquiry.stop()
        self._receiver.abandon()
        under_way = self._phase in (Phase.SENDING, Phase.CONFIRMING, Phase.VERIFYING)
        self._rest(None)
        if under_way:
            self._fail(Trouble.NO_CONFIRMATION)
        while self._jobs:
            self._fail(Trouble.NOT_ANSWERING)
        self._tell(Condition.LOST, Trouble.NOT_ANSWERING)

    def command(self, command: PrintJob, now: float) -> None:
        """Take a slip; it is printed after those before it."""
        self._now = now
        self._jobs.append(command)
        if not self._connected:
            self._fail(Trouble.NOT_ANSWERING)

    def receive(self, data: bytes, now: float) -> None:
        """Sort what has arrived."""
        self._now = now
        if self._receiver.incomplete and now - self._heard_at > BYTE_GAP_S:
            self._receiver.abandon()
        self._heard_at = now
        for message in self._receiver.receive(data):
            self._hear(message, now)

    def tick(self, now: float) -> None:
        """Let deadlines pass, begin the next slip or the next round of questions."""
        self._now, self._portion_due = now, True
        if not self._connected:
            return
        if self._inquiry.tick(now):
            self._unanswered(now)
        if self._deadline is not None and now >= self._deadline:
            self._overdue(now)
        if self._inquiry.active or self._phase is Phase.SENDING:
            return
        if self._phase is Phase.IDLE and self._jobs:
            self._phase = Phase.CHECKING
            self._ask(now)
        elif self._round_due is not None and now >= self._round_due:
            self._ask(now)

    def outgoing(self) -> bytes:
        """Return a portion of the slip, at most one between two ticks, or the next question."""
        if not self._out:
            return self._inquiry.outgoing()
        if not self._portion_due:
            return b""
        self._portion_due = False
        portion, self._out = self._out[:PORTION], self._out[PORTION:]
        return portion

    def sent(self, now: float) -> None:
        """Once the slip's last byte has left, wait for the printer to reach the barrier."""
        if self._phase is Phase.SENDING and not self._out:
            self._phase = Phase.CONFIRMING
            self._deadline = now + CONFIRM_S + len(self._jobs[0].data) * self._byte_s
            self._round_due = now + WATCH_POLL_S

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        happened, self._events = self._events, []
        return happened

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        if self._out:
            return self._now
        waits = (self._inquiry.due, self._deadline, None if self._inquiry.active else self._round_due)
        return min((wait for wait in waits if wait is not None), default=None)

    # --- what the printer says ----------------------------------------------------------------

    def _hear(self, message: Message, now: float) -> None:
        if isinstance(message, StatusReply):
            if (status := self._inquiry.answer(message.value, now)) is not None:
                self._learn(status, now)
        elif isinstance(message, PaperReply):
            self._reached_barrier(now)
        elif isinstance(message, AutomaticStatus):
            self._round_due = now  # it says that something changed; the answers to our questions say what

    def _reached_barrier(self, now: float) -> None:
        if self._phase is Phase.CONFIRMING:
            self._residue = False
            self._phase, self._deadline = Phase.VERIFYING, None
            self._confirmed_at = now
            if not self._inquiry.active:  # one under way is finished first, or its replies would mix with the new ones
                self._ask(now)
        elif self._phase is Phase.CLEARING:
            self._cleared, self._deadline = True, now + QUIET_S

    def _learn(self, status: PrinterStatus, now: float) -> None:
        self._trouble = status.trouble
        self._opened = self._opened or status.trouble is Trouble.COVER_OPEN
        self._round_due = now + (WATCH_POLL_S if self._residue else IDLE_POLL_S)
        if status.trouble is not None:
            self._tell(Condition.FAULT, status.trouble, status.raw())
        elif status.near_end:
            self._tell(Condition.ATTENTION, PAPER_NEAR_END, status.raw())
        else:
            self._tell(Condition.READY, "", status.raw())
        if self._phase is Phase.IDLE:
            self._tidy_up(status, now)
        elif self._phase is Phase.CHECKING:
            self._checked(now)
        elif self._phase is Phase.VERIFYING:
            self._verified(now)
        elif self._phase is Phase.CONFIRMING and self._trouble not in (None, Trouble.OFFLINE):
            self._give_up(self._trouble, now)  # but some are offline for moments while they print

    def _tidy_up(self, status: PrinterStatus, now: float) -> None:
        if status.recoverable and self._opened:
            self._opened = False
            self._out = CLEAR_BUFFERS  # somebody had the cover open and closed it: the jam may be gone, the error stays
        elif status.trouble is None and self._residue:
            self._clear(now)

    def _checked(self, now: float) -> None:
        if self._trouble is not None:
            self._give_up(self._trouble, now)
        elif self._residue:
            self._clear(now)
        else:
            self._phase, self._residue, self._strip_used = Phase.SENDING, True, True
            self._out = self._jobs[0].data + PAPER_BARRIER

    def _verified(self, now: float) -> None:
        if self._inquiry.began < self._confirmed_at:
            self._ask(now)
        elif self._trouble is not None:
            self._give_up(self._trouble, now)
        else:
            self._strip_used = False
            self._events.append(ReceiptPrinted(self._jobs.popleft().job))
            self._rest(now + IDLE_POLL_S)

    def _unanswered(self, now: float) -> None:
        self._tell(Condition.LOST, Trouble.NOT_ANSWERING)
        self._round_due = now + IDLE_POLL_S
        if self._phase is Phase.CHECKING:
            self._give_up(Trouble.NOT_ANSWERING, now)
        elif self._phase is Phase.VERIFYING:
            self._give_up(Trouble.NO_CONFIRMATION, now)

    def _overdue(self, now: float) -> None:
        if self._phase is Phase.CLEARING and self._cleared:
            self._residue = self._strip_used = False
            self._rest(now + IDLE_POLL_S)
        elif self._jobs:
            self._give_up(Trouble.OFFLINE if self._trouble is Trouble.OFFLINE else Trouble.NO_CONFIRMATION, now)
        else:
            self._rest(now + IDLE_POLL_S)

    # --- what is done about it ----------------------------------------------------------------

    def _ask(self, now: float) -> None:
        self._round_due = None
        self._inquiry.start(now)

    def _clear(self, now: float) -> None:
        self._phase, self._cleared = Phase.CLEARING, False
        # What was printed of an earlier slip is cut off: the next customer's must not begin with it (I17).
        self._out = CLEAR_BUFFERS + (FEED_AND_CUT if self._strip_used else b"") + PAPER_BARRIER
        self._deadline = now + CONFIRM_S

    def _give_up(self, code: Trouble, now: float) -> None:
        self._fail(code)
        self._rest(now + (WATCH_POLL_S if self._residue else IDLE_POLL_S))

    def _rest(self, round_due: float | None) -> None:
        self._phase, self._deadline, self._round_due = Phase.IDLE, None, round_due

    def _fail(self, code: Trouble) -> None:
        self._events.append(ReceiptFailed(self._jobs.popleft().job, code))

    def _tell(self, condition: Condition, code: str, detail: str = "") -> None:
        before, self._health = self._health, Health(Device.RECEIPT_PRINTER, condition, code, detail)
        if before is None or (before.condition, before.code) != (condition, code):
            self._events.append(HealthChanged(self._health))
