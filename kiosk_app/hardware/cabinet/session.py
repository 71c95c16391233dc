"""What to ask the relay board next, given its replies and *now*; no I/O, no clock, no thread.

Door contacts are wired normally closed: an open circuit, a cut wire included, is an open door. A reading counts when
two in a row, 60 ms apart, agree. A board that does not answer three times is lost: its doors are unknown, not closed.
The lock is released for five seconds or until its door opens; whatever a run before left released is locked first.
"""

from collections import deque
from dataclasses import dataclass

from kiosk_app.domain.events import Event
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import BoxStuck, DoorChanged
from kiosk_app.hardware.cabinet.protocol import (
    CoilWritten,
    Inputs,
    ReadInputs,
    Refused,
    Request,
    WriteCoil,
    decode,
    encode,
    reply_length,
)

DOORS = {0: Door.SERVICE, 1: Door.CASH_BOX}  # input -> door
LOCK = 0  # relay of the lock in front of the cash box
POLL_S = 0.06
ANSWER_S = 0.3
GAP_S = 0.005  # silence between two frames, more than 3.5 characters at 9600 baud
TRIES = 3
RELEASED_S = 5.0
LOST_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class OpenCashBox:
    """Release the lock."""


class CabinetSession:
    """Implements hardware.worker.Session for one relay board."""

    def __init__(self, address: int = 1) -> None:
        self._address = address
        self._wanted: deque[Request] = deque()
        self._asked: Request | None = None
        self._out, self._received = b"", b""
        self._tries, self._deadline, self._due = 0, 0.0, 0.0
        self._last: tuple[bool, ...] | None = None  # the reading before this one
        self._doors: dict[Door, DoorState] = {}
        self._released_until: float | None = None
        self._opening = False  # a release was asked for and not echoed yet
        self._connected = False
        self._events: list[Event] = []

    # --- worker's side ---

    def connected(self, now: float) -> None:
        """The line is open: lock first, then look."""
        self._connected = True
        self._wanted.clear()
        self._wanted.append(WriteCoil(self._address, LOCK, on=False))
        self._asked, self._out, self._received, self._due = None, b"", b"", now
        self._ask_next(now)

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the worker's contract
        """The line is gone."""
        self._connected, self._asked, self._out, self._received = False, None, b"", b""
        self._lost()

    def command(self, command: OpenCashBox, now: float) -> None:  # noqa: ARG002 - there is only one
        """Release the lock, before the next look at the doors."""
        if not self._connected or DoorState.UNKNOWN in self._doors.values():
            self._events.append(BoxStuck("cabinet_lost"))
            return
        self._opening = True
        self._wanted.append(WriteCoil(self._address, LOCK, on=True))
        self._ask_next(now)

    def receive(self, data: bytes, now: float) -> None:
        """Collect the reply; bytes that nobody asked for are noise."""
        if self._asked is None:
            return
        self._received += data
        wanted = reply_length(self._asked, self._received)
        if len(self._received) < wanted:
            return
        reply = decode(self._asked, self._received[:wanted])
        if reply is None:
            return  # damaged: the deadline asks again
        self._asked, self._received, self._tries = None, b"", 0
        self._due = max(self._due, now + GAP_S)
        self._take(reply, now)

    def tick(self, now: float) -> None:
        """Ask again, give up, lock again, look at the doors."""
        if self._asked is not None and now >= self._deadline:
            self._unanswered(now)
        if self._released_until is not None and now >= self._released_until:
            self._lock()
        self._ask_next(now)

    def outgoing(self) -> bytes:
        """Return the frame to write, once."""
        out, self._out = self._out, b""
        return out

    def sent(self, now: float) -> None:
        """The frame has left the port: the board's time begins."""
        self._deadline = now + ANSWER_S

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        events, self._events = self._events, []
        return events

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        if not self._connected:
            return None
        return self._deadline if self._asked is not None else self._due

    # --- inside ---

    def _ask_next(self, now: float) -> None:
        if self._asked is not None or now < self._due or not self._connected:
            return
        self._asked = self._wanted.popleft() if self._wanted else ReadInputs(self._address)
        self._write(now)

    def _write(self, now: float) -> None:
        assert self._asked is not None, "nothing to ask"
        self._out, self._received, self._deadline = encode(self._asked), b"", now + ANSWER_S

    def _unanswered(self, now: float) -> None:
        self._tries += 1
        if self._tries < TRIES:
            self._write(now)
            return
        self._tries = 0
        self._asked, self._due = None, now + LOST_POLL_S
        self._wanted.clear()
        self._lost()
        self._lock()  # the board may have heard a release whose echo was lost: it is locked as soon as it is back

    def _lost(self) -> None:
        self._last = None
        if self._opening:
            self._opening = False
            self._events.append(BoxStuck("cabinet_lost"))
        self._released_until = None
        for door in DOORS.values():
            self._tell(door, DoorState.UNKNOWN)

    def _lock(self) -> None:
        self._released_until = None
        self._wanted.append(WriteCoil(self._address, LOCK, on=False))

    def _take(self, reply: Inputs | CoilWritten | Refused, now: float) -> None:
        match reply:
            case CoilWritten(_, True):
                self._opening, self._released_until = False, now + RELEASED_S
            case CoilWritten():
                pass
            case Inputs(closed):
                self._due = now + POLL_S
                self._look(closed)
            case Refused(code):
                self._due = now + POLL_S
                if self._opening:
                    self._opening = False
                    self._events.append(BoxStuck(f"cabinet_refused_{code}"))

    def _look(self, closed: tuple[bool, ...]) -> None:
        if closed == self._last:
            for place, door in DOORS.items():
                self._tell(door, DoorState.CLOSED if closed[place] else DoorState.OPEN)
        self._last = closed

    def _tell(self, door: Door, state: DoorState) -> None:
        if self._doors.get(door) is state:
            return
        self._doors[door] = state
        self._events.append(DoorChanged(door, state))
        if door is Door.CASH_BOX and state is DoorState.OPEN and self._released_until is not None:
            self._lock()
