"""Calls that may never return, made so that the caller does: in a thread that is left behind when one hangs.

libpcsclite waits without limit for a service that is stopped or a reader that hangs. At most one call is stuck at a
time: until it comes back nothing else is tried, and what it brings then is thrown away.
"""

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk_app.hardware.card_reader.apdu import NoAnswer
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, Terminal, TerminalLost

Result = TypeVar("Result")

STUCK = "service_stuck"
LOOK_S, CHIP_S = 3.0, 10.0  # a card may ask for more time, and pcscd lets one card wait for another
SLICE_S = 0.5


class Call(Generic[Result]):
    """One call and what became of it."""

    def __init__(self, action: Callable[[], Result]) -> None:
        self._action = action
        self._results: list[Result] = []
        self._error: NoAnswer | TerminalLost | None = None
        self._ended = threading.Event()

    def make(self) -> None:
        """Make the call; every error but the terminal's own is a bug and ends the thread."""
        try:
            self._results.append(self._action())
        except (NoAnswer, TerminalLost) as error:
            self._error = error
        self._ended.set()

    def wait(self, seconds: float) -> bool:
        """True once it has ended."""
        return self._ended.wait(seconds)

    def outcome(self) -> Result:
        """Return or raise what it brought."""
        if self._error is not None:
            raise self._error
        return self._results[0]


class Caller:
    """Makes one call at a time in a thread of its own; `waiting` is told twice a second that it is not idle."""

    def __init__(self, name: str, waiting: Callable[[], None]) -> None:
        self._waiting = waiting
        self._wanted: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._stuck: Callable[[float], bool] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, action: Callable[[], Result], patience_s: float) -> Result:
        """Return what `action` returns, or raise what it raises; TerminalLost when it does not end in time."""
        if self._stuck is not None and not self._stuck(0):
            raise TerminalLost(STUCK)
        call = Call(action)
        self._stuck = call.wait
        self._wanted.put(call.make)
        for _ in range(int(patience_s / SLICE_S)):
            if call.wait(SLICE_S):
                self._stuck = None
                return call.outcome()
            self._waiting()
        raise TerminalLost(STUCK)

    def close(self, deadline_s: float) -> bool:
        """End the thread; False when it is stuck: it is a daemon thread and ends with the process."""
        self._wanted.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (make := self._wanted.get()) is not None:
            make()


class BoundedTerminal:
    """A terminal whose calls end in time."""

    def __init__(self, terminal: Terminal, waiting: Callable[[], None]) -> None:
        self._terminal, self._caller = terminal, Caller("card-reader-calls", waiting)

    def look(self) -> Sight:
        """See whether a card is there; raises TerminalLost."""
        return self._caller.call(self._terminal.look, LOOK_S)

    def power_on(self) -> bytes:
        """Reset the card cold and return its ATR; raises apdu.NoAnswer or TerminalLost."""
        return self._caller.call(self._terminal.power_on, CHIP_S)

    def transmit(self, command: bytes) -> bytes:
        """Exchange an APDU; raises apdu.NoAnswer or TerminalLost."""
        return self._caller.call(lambda: self._terminal.transmit(command), CHIP_S)

    def release(self) -> None:
        """Take the power off the card; a reader that is stuck does so when it comes back."""
        try:
            self._caller.call(self._terminal.release, LOOK_S)
        except TerminalLost:
            return

    def close(self, deadline_s: float) -> bool:
        """End the calls; False when one is stuck."""
        return self._caller.close(deadline_s)
