"""When to let the scanner look and which of its reads to tell; no I/O, no clock, no thread.

A trigger lasts some five seconds, so it is given again while a code is wanted. A code that stays in front of the window
is told once a second at the most; whoever wants a code next is not told of one that was left there. What comes while
none is wanted is nobody's.

Whether the scanner is there is told as its health: the line is gone, or a trigger that it should answer was not
answered. Two of the three makers say nothing to a trigger, so of theirs the line is all that is known.
"""

from dataclasses import dataclass

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import CodeScanned, Event, HealthChanged
from kiosk_app.hardware.scanner.protocol import TRIGGERS, Lines, Model

TRIGGER_S = 4.5
AGAIN_S = 1.0  # after a read the scanner rests, and the same code is the same showing for so long
LEFT_S = 2.5  # a code that lies in front is read again within this time: a rest and a slow read


@dataclass(frozen=True, slots=True)
class Look:
    """Look for codes, or for none any more."""

    wanted: bool


class ScannerSession:
    """Implements hardware.worker.Session for one scanner."""

    def __init__(self, model: Model) -> None:
        self._triggers = TRIGGERS[model]
        self._lines = Lines(self._triggers.answer)
        self._wanted = self._connected = False
        self._due = 0.0  # of the next trigger
        self._last: tuple[str, float] | None = None  # the code told last, and when it was seen last
        self._left: tuple[str, float] | None = None  # a code told to somebody before, and until when it is left there
        self._out = b""
        self._events: list[Event] = []
        self._asked = self._heard = False  # a trigger went out; something came since
        self._health: Health | None = None

    # --- worker's side ---

    def connected(self, now: float) -> None:
        """The line is open: whatever a run before left on is put out, or on again."""
        self._connected = True
        self._lines.forget()
        self._out = self._triggers.stop
        self._due = now
        self._asked = self._heard = False
        self._is(Health(Device.SCANNER, Condition.READY))

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the worker's contract
        """The line is gone, and what was half read with it."""
        self._connected, self._out = False, b""
        self._lines.forget()
        self._is(Health(Device.SCANNER, Condition.LOST, "not_answering"))

    def command(self, command: Look, now: float) -> None:
        """Look from now on, or rest; whoever comes next is told of no code that somebody else has shown."""
        self._wanted = command.wanted
        self._lines.forget()
        if self._last is not None:
            self._left = self._last
            self._last = None
        if self._left is not None:
            self._left = self._left[0], now + LEFT_S
        if self._connected:
            self._out = b"" if self._wanted else self._triggers.stop
        self._asked = False
        self._due = now

    def receive(self, data: bytes, now: float) -> None:
        """Take what was read, in any portions."""
        if data:
            self._heard = True
            self._is(Health(Device.SCANNER, Condition.READY))
        self._tell(self._lines.feed(data, now), now)

    def tick(self, now: float) -> None:
        """End a read by silence; trigger again."""
        self._lines.tick(now)
        self._tell(self._lines.reads(), now)
        if self._connected and self._wanted and now >= self._due:
            if self._triggers.answer and self._asked and not self._heard:
                self._is(Health(Device.SCANNER, Condition.LOST, "not_answering"))
            self._asked, self._heard = True, False
            self._out += self._triggers.start
            self._due = now + TRIGGER_S

    def outgoing(self) -> bytes:
        """Return what is to be written, once."""
        out, self._out = self._out, b""
        return out

    def sent(self, now: float) -> None:
        """Nothing waits for this."""

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        events, self._events = self._events, []
        return events

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        times = [self._due] if self._connected and self._wanted else []
        silence = self._lines.wake_at()
        return min([*times, silence] if silence is not None else times, default=None)

    # --- inside ---

    def _is(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._events.append(HealthChanged(health))

    def _tell(self, reads: list[str], now: float) -> None:
        for text in reads:
            if not self._wanted:
                continue
            self._due = min(self._due, now + AGAIN_S)  # the trigger ends with a read
            if self._left is not None and self._left[0] == text and now < self._left[1]:
                self._left = text, now + LEFT_S
                continue
            if self._last is not None and self._last[0] == text and now < self._last[1] + AGAIN_S:
                self._last = text, now
                continue
            self._last = text, now
            self._events.append(CodeScanned(text))
