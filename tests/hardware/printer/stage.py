"""A printer and a clock that exist only in tests: the session's worker and its peer in virtual time."""

import heapq
import itertools
from collections.abc import Callable

from kiosk_app.domain.events import Event
from kiosk_app.hardware.printer.session import PrintJob, ReceiptPrinterSession
from tests.contract.escpos import vectors

REPLY_S = 0.01
_STATES = {recorded.state: recorded.replies for recorded in vectors.STATUS}
_FAULTY = ("cover open", "paper end", "cutter error", "unrecoverable", "offline")


class Printer:
    """Keeps what it cannot print, goes on when it can again, and forgets it on DLE ENQ 2: as real ones do."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage
        self.replies = _STATES["ok"]
        self.state = "ok"
        self.mute = False  # sends nothing
        self.deaf_to_barriers = False
        self.ignores_clear = False
        self.print_s = 2.0  # from the last byte of a slip to the cut
        self.buffer = b""
        self.paper: list[bytes] = []
        self.cuts = 0  # of nothing new: what was left on the strip falls off
        self.heard: list[bytes] = []
        self._generation = 0

    def become(self, state: str) -> None:
        self.state = state
        self.replies = (0x1A, 0x12, 0x12, 0x12) if state == "offline" else _STATES[state]
        if state not in _FAULTY and self.buffer:
            self._begin()

    def say(self, data: bytes) -> None:
        if not self.mute:
            self._stage.after(REPLY_S, lambda: self._stage.arrive(data))

    def take(self, data: bytes) -> None:
        self.heard.append(data)
        if data[:2] == b"\x10\x04":
            self.say(bytes((self.replies[data[2] - 1],)))
            return
        if data.startswith(vectors.CLEAR):
            data = data[len(vectors.CLEAR) :]
            if not self.ignores_clear:
                self.buffer = b""
        if data.startswith(vectors.AUTOMATIC_OFF):
            data = data[len(vectors.AUTOMATIC_OFF) :]
        if data:
            self.buffer += data
            self._begin()

    def _begin(self) -> None:
        self._generation += 1
        mine = self._generation
        longest = self.print_s if len(self.buffer) > len(vectors.CUT + vectors.BARRIER) else REPLY_S
        self._stage.after(longest, lambda: self._finish(mine))

    def _finish(self, generation: int) -> None:
        if generation != self._generation or self.state in _FAULTY or not self.buffer.endswith(vectors.BARRIER):
            return
        parts, self.buffer = self.buffer.split(vectors.BARRIER), b""
        for part in parts[:-1]:
            if part == vectors.CUT:
                self.cuts += 1
            elif part:
                self.paper.append(part)
            if not self.deaf_to_barriers:
                self.say(b"\x00")


class Stage:
    """Runs a session as the worker does, with a clock of its own."""

    def __init__(self, baud: int = 9600) -> None:
        self.now = 100.0
        self.session = ReceiptPrinterSession(baud)
        self.printer = Printer(self)
        self.events: list[Event] = []
        self.stamps: list[tuple[float, Event]] = []
        self._cues: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._connected = False

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._cues, (self.now + seconds, next(self._order), action))

    def connect(self) -> None:
        self._connected = True
        self.session.connected(self.now)

    def disconnect(self) -> None:
        self._connected = False
        self.session.disconnected(self.now)
        self._collect()

    def arrive(self, data: bytes) -> None:
        if self._connected:
            self.session.receive(data, self.now)

    def submit(self, job: str, data: bytes = b"a slip\n") -> None:
        self.session.command(PrintJob(job, data), self.now)
        self._collect()

    def run(self, seconds: float) -> list[Event]:
        """Let time pass; return what happened in it."""
        until, already = self.now + seconds, len(self.events)
        for _ in range(20_000):
            self._turn()
            wake_at = self.session.wake_at()
            candidates = [until]
            if wake_at is not None and self._connected:
                candidates.append(max(wake_at, self.now))
            if self._cues:
                candidates.append(self._cues[0][0])
            self.now = max(self.now, min(candidates))
            if self.now >= until and not (self._cues and self._cues[0][0] <= until):
                self._turn()
                return self.events[already:]
            while self._cues and self._cues[0][0] <= self.now:
                heapq.heappop(self._cues)[2]()
        raise AssertionError("the session never lets time pass")

    def _turn(self) -> None:
        if self._connected:
            self.session.tick(self.now)
            while data := self.session.outgoing():
                self.printer.take(data)
                self.session.sent(self.now)
        self._collect()

    def _collect(self) -> None:
        fresh = self.session.events()
        self.events += fresh
        self.stamps += [(self.now, event) for event in fresh]
