"""The cable between host and unit, and what can go wrong on it; each fault strikes once and is counted.

Which bit noise flips walks over all bits of the frames that it strikes, so that no place is spared.
"""

from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum

BITS = 8
SILENCE = "silence"


class Fault(StrEnum):
    """What goes wrong with the next frame that it can strike."""

    COMMAND_NOISE = "command_noise"  # one bit of what the host said
    COMMAND_LOST = "command_lost"
    COMMAND_REFUSED = "command_refused"  # the unit answers a good command with NAK
    ANSWER_NOISE = "answer_noise"
    ANSWER_LOST = "answer_lost"
    ANSWER_TWICE = "answer_twice"
    ANSWER_LATE = "answer_late"


ON_COMMANDS = frozenset({Fault.COMMAND_NOISE, Fault.COMMAND_LOST, Fault.COMMAND_REFUSED})


@dataclass(frozen=True, slots=True)
class Planned:
    """One fault to come; `seconds` is how late a late answer is."""

    fault: Fault
    seconds: float = 0.0


class Line:
    """Carries answers to the host, late ones too, and bytes to the unit."""

    def __init__(self) -> None:
        self.plugged_in = True
        self.happened: Counter[str] = Counter()  # each fault, and SILENCE
        self._on_commands: deque[Planned] = deque()
        self._on_answers: deque[Planned] = deque()
        self._silent_until: float | None = None
        self._late: list[tuple[float, bytes]] = []
        self._out = bytearray()
        self._flipped = 0

    def plan(self, fault: Fault, times: int, seconds: float) -> None:
        """Let `fault` strike the next `times` commands or answers, behind what is planned already."""
        queue = self._on_commands if fault in ON_COMMANDS else self._on_answers
        queue.extend([Planned(fault, seconds)] * times)

    def be_silent(self, until: float) -> None:
        """Let nothing through, either way, for a while."""
        self._silent_until = until
        self.happened[SILENCE] += 1

    def forget(self) -> None:
        """The unit has lost its power: what it had to say is gone."""
        self._out.clear()
        self._late.clear()

    @property
    def planned(self) -> int:
        """How many faults are still to come."""
        return len(self._on_commands) + len(self._on_answers)

    def arriving(self, data: bytes) -> tuple[bytes, bool]:
        """Return what of the host's bytes comes through, and whether the unit is to refuse the command in them."""
        if not self.plugged_in or self._silent_until is not None or not data:
            return b"", False
        fault = self._strike(self._on_commands)
        match fault:
            case Planned(Fault.COMMAND_LOST):
                return b"", False
            case Planned(Fault.COMMAND_NOISE):
                return self._noisy(data), False
            case _:
                return data, fault is not None

    def send(self, data: bytes, now: float) -> None:
        """Send an answer to the host, with the fault that is due."""
        fault = self._strike(self._on_answers)
        match fault:
            case Planned(Fault.ANSWER_LOST):
                return
            case Planned(Fault.ANSWER_NOISE):
                data = self._noisy(data)
            case Planned(Fault.ANSWER_TWICE):
                data += data
            case Planned(Fault.ANSWER_LATE, seconds):
                self._late.append((now + seconds, data))
                return
            case _:
                pass
        self._pass(data)

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def step(self, now: float) -> None:
        """Let late answers arrive and silence end."""
        if self._silent_until is not None and now >= self._silent_until:
            self._silent_until = None
        for due, data in [late for late in self._late if late[0] <= now]:
            self._late.remove((due, data))
            self._pass(data)

    def wake_at(self) -> float | None:
        """Return when `step` is wanted next."""
        moments = [due for due, _ in self._late]
        if self._silent_until is not None:
            moments.append(self._silent_until)
        return min(moments, default=None)

    def _pass(self, data: bytes) -> None:
        if self.plugged_in and self._silent_until is None:
            self._out += data

    def _strike(self, planned: deque[Planned]) -> Planned | None:
        if not planned:
            return None
        self.happened[planned[0].fault.value] += 1
        return planned.popleft()

    def _noisy(self, data: bytes) -> bytes:
        place, bit = divmod(self._flipped % (len(data) * BITS), BITS)
        self._flipped += 1
        return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
