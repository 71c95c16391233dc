"""The receipt printer as its host meets it. No I/O but the tray; `now` in monotonic seconds.

Bytes go into the buffer and are worked off one command after the other, as fast as paper moves. Real-time commands
are carried out when they arrive, even offline, even within a picture's dots (protocols.md 2.2, 2.5).
"""

from collections import deque
from typing import Any

from emulators.receipt_printer import status
from emulators.receipt_printer.actions import Action, Automatic, Cut, OpenDrawer, Tell, TellPaper
from emulators.receipt_printer.commands import REAL_TIME, take
from emulators.receipt_printer.interpreter import Interpreter
from emulators.receipt_printer.mechanism import USUAL, Mechanism, Pace
from emulators.receipt_printer.paper import DOTS_PER_MM, Block, Tray
from emulators.receipt_printer.status import Condition

BUFFER = 4096
XOFF_FREE, XON_FREE = 256, 1024  # bytes free when the host is told to wait, and to go on
PORTION = 64  # bytes that go from the buffer into a command at once
XON, XOFF = b"\x11", b"\x13"
LONGEST_REAL_TIME = max(len(command) for command in REAL_TIME)
EOT, ENQ = 0x04, 0x05
RETRY = 1  # DLE ENQ: go on where the error was; 2 clears what waits


class Unit:
    """A printer with paper in it that stands ready."""

    def __init__(self, tray: Tray, pace: Pace = USUAL, *, xon_xoff: bool = True) -> None:
        self.mechanism = Mechanism(tray, pace)
        self.interpreter = Interpreter()
        self.xon_xoff = xon_xoff
        self.power_on = self.plugged_in = True
        self.broken = self.hot = False
        self.senses_near_end = True  # some units have no such sensor
        self.lost_bytes = 0  # that found the buffer full
        self.drawer_pulses = 0
        self._booted_at: float | None = None
        self._out = bytearray()
        self._forget()

    def _forget(self) -> None:
        """Lose everything that needs power."""
        self._buffer = bytearray()
        self._begun = bytearray()  # a command that is not complete yet; pictures are longer than the buffer
        self._todo: deque[Action] = deque()
        self._dropped = 0  # so many of the last bytes found the buffer full
        self._recent = b""  # the last bytes, at whose end a real-time command may stand
        self._automatic = 0
        self._told = b""  # the last automatic status
        self._paused = False  # XOFF was sent
        self._cutter_error = False
        self._out.clear()
        self.interpreter.initialise()

    # the line

    def receive(self, data: bytes, now: float) -> None:
        """Bytes have arrived from the host."""
        self.tick(now)
        if not self._awake or not self.plugged_in:
            return
        for byte in data:
            self._hear(byte)
            self._flow()
        self.tick(now)

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def tick(self, now: float) -> None:
        """Let time pass; what is due happens in its order."""
        if self._booted_at is not None and now >= self._booted_at:
            self._booted_at = None
        if not self._awake:
            return
        self._work(now)
        while (due := self.mechanism.wake_at()) is not None and due <= now:
            self._finish()
            self._work(due)
        self._tell_change()
        self._flow()

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next; None when nothing is under way."""
        return self._booted_at if self._booted_at is not None else self.mechanism.wake_at()

    @property
    def _awake(self) -> bool:
        return self.power_on and self._booted_at is None

    @property
    def busy(self) -> bool:
        """What the DTR line says, where it is wired: the buffer is full."""
        return self._paused

    def _hear(self, byte: int) -> None:
        self._recent = self._recent[1 - LONGEST_REAL_TIME :] + bytes([byte])
        command = next((each for each in REAL_TIME if self._recent.endswith(each)), None)
        if len(self._buffer) < BUFFER:
            self._buffer.append(byte)
            self._dropped = 0
        else:
            self.lost_bytes += 1
            self._dropped += 1
        if command is not None:
            self._take_back(len(command))
            self._at_once(command)

    def _take_back(self, length: int) -> None:
        """A real-time command needs no room: when not all of it found some, none of it stays in the buffer."""
        dropped = min(self._dropped, length)
        if dropped:
            del self._buffer[BUFFER - (length - dropped) :]
            self.lost_bytes -= dropped
            self._dropped = 0

    def _at_once(self, command: bytes) -> None:
        match command[1]:
            case code if code == EOT:
                self._say(bytes([status.real_time(command[2], self.condition)]))
            case code if code == ENQ:
                if not self.mechanism.cutter_blocked:
                    self._cutter_error = False
                if command[2] != RETRY:
                    self._clear()
            case _:
                self._clear()

    def _clear(self) -> None:
        """Forget what waits to be printed; rows under way are finished, and printed paper stays where it is."""
        self._buffer.clear()
        self._begun.clear()
        self._todo.clear()
        self.interpreter.modes.clear_line()

    def _flow(self) -> None:
        free = BUFFER - len(self._buffer)
        if (free <= XOFF_FREE and not self._paused) or (free >= XON_FREE and self._paused):
            self._paused = not self._paused
            if self.xon_xoff:
                self._say(XOFF if self._paused else XON)

    def _say(self, data: bytes) -> None:
        if self.plugged_in:
            self._out += data

    # work

    @property
    def condition(self) -> Condition:
        """What the sensors say."""
        mechanism = self.mechanism
        return Condition(
            cover_open=mechanism.cover_open,
            paper_end=mechanism.roll.end,
            near_end=self.senses_near_end and mechanism.roll.near_end,
            cutter_error=self._cutter_error,
            broken=self.broken,
            hot=self.hot,
        )

    def _work(self, now: float) -> None:
        """Work off commands until one takes time, or more bytes are needed, or nothing can be printed."""
        while self.mechanism.running is None and not self.condition.offline:
            if self._todo:
                self._do(self._todo.popleft(), now)
                continue
            taken = take(self._begun, chinese=self.interpreter.modes.chinese)
            if taken is not None:
                item, length = taken
                del self._begun[:length]
                self._todo.extend(self.interpreter.execute(item))
            elif self._buffer:
                self._begun += self._buffer[:PORTION]
                del self._buffer[:PORTION]
            else:
                return

    def _do(self, action: Action, now: float) -> None:
        match action:
            case Block() | Cut():
                self.mechanism.begin(action, now)
            case TellPaper():
                self._say(bytes([status.paper(self.condition)]))
            case Tell(data):
                self._say(data)
            case Automatic(wanted):
                self._automatic = wanted
                self._told = status.automatic(self.condition)
                if wanted:
                    self._say(self._told)
            case OpenDrawer():
                self.drawer_pulses += 1

    def _finish(self) -> None:
        failed = self.mechanism.finish()
        if failed is not None:
            self._todo.appendleft(failed)
        if isinstance(failed, Cut):
            self._cutter_error = True

    def _stop(self, now: float) -> None:
        """What is under way stops; it is begun again when printing goes on."""
        stopped = self.mechanism.interrupt(now)
        if stopped is not None:
            self._todo.appendleft(stopped)

    def _tell_change(self) -> None:
        """Send the automatic status when something has changed that the host wants to know."""
        if not self._automatic:
            return
        current = status.automatic(self.condition)
        if status.wanted(current, self._automatic) != status.wanted(self._told, self._automatic):
            self._say(current)
        self._told = current

    # what is true

    @property
    def doing(self) -> str:
        """What the printer is doing, in one word."""
        condition = self.condition
        named = {
            "off": not self.power_on,
            "booting": not self._awake,
            "cover_open": condition.cover_open,
            "paper_end": condition.paper_end,
            "cutter_error": condition.cutter_error,
            "broken": condition.broken,
            "hot": condition.hot,
            "printing": self.mechanism.running is not None,
        }
        return next((name for name, holds in named.items() if holds), "idle")

    def state(self) -> dict[str, Any]:
        """Return the truth as JSON values. `unknown` lists commands that were not understood or not possible."""
        mechanism, condition = self.mechanism, self.condition
        return {
            "state": self.doing,
            "power": self.power_on,
            "plugged_in": self.plugged_in,
            "status": bytes(status.real_time(question, condition) for question in (1, 2, 3, 4)).hex(" ").upper(),
            "near_end": condition.near_end,
            "paper_mm": mechanism.roll.left // DOTS_PER_MM,
            "hanging_mm": mechanism.strip.height // DOTS_PER_MM,
            "printed_uncut": mechanism.strip.printed,
            "cutter_blocked": mechanism.cutter_blocked,
            "cuts": mechanism.cuts,
            "buffered": len(self._buffer) + len(self._begun),
            "busy": self.busy,
            "lost_bytes": self.lost_bytes,
            "drawer_pulses": self.drawer_pulses,
            "unknown": list(self.interpreter.unknown),
        }
