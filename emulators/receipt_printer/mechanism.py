"""Head, motor and cutter: what is printed when, and where the paper is. Pure; `now` in monotonic seconds."""

from dataclasses import dataclass

from emulators.receipt_printer.actions import Cut
from emulators.receipt_printer.paper import DOTS_PER_MM, Block, Roll, Strip, Tray

ROLL_M, NEAR_END_M = 80, 4


def dots(metres: float) -> int:
    """Return a length of paper in dots."""
    return round(metres * 1000 * DOTS_PER_MM)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the printer is: 150 mm/s (HW-7)."""

    mm_per_s: float = 150.0
    cut_s: float = 0.3
    booting_s: float = 1.0

    @property
    def dots_per_s(self) -> float:
        """Rows a second."""
        return self.mm_per_s * DOTS_PER_MM


USUAL = Pace()
FAST = Pace(mm_per_s=3000.0, cut_s=0.02, booting_s=0.05)


@dataclass(frozen=True, slots=True)
class Running:
    """Rows or a cut under way."""

    work: Block | Cut
    began_at: float
    ends_at: float


class Mechanism:
    """What moves, and what is physically so."""

    def __init__(self, tray: Tray, pace: Pace, roll_m: float = ROLL_M) -> None:
        self.pace = pace
        self.tray = tray
        self.roll = Roll(dots(roll_m), dots(NEAR_END_M))
        self.strip = Strip()
        self.running: Running | None = None
        self.cover_open = False
        self.cutter_blocked = False
        self.cuts = 0

    def begin(self, work: Block | Cut, now: float) -> None:
        """Start to print rows or to cut."""
        assert self.running is None, "one thing at a time"
        rows = 0 if isinstance(work, Cut) else min(work.height, self.roll.left)
        seconds = self.pace.cut_s if isinstance(work, Cut) else rows / self.pace.dots_per_s
        self.running = Running(work, now, now + seconds)

    def wake_at(self) -> float | None:
        """Return when what is under way ends."""
        return None if self.running is None else self.running.ends_at

    def finish(self) -> Block | Cut | None:
        """End what was under way; return it when it did not succeed: paper out, or the cutter blocked."""
        assert self.running is not None, "something was under way"
        work, self.running = self.running.work, None
        match work:
            case Cut() if self.cutter_blocked:
                return work
            case Cut():
                self.cuts += 1
                if (slip := self.strip.cut()) is not None:
                    self.tray.put(slip)
            case Block(height=height) if height > self.roll.left:
                self._feed(work.rows(0, self.roll.left, with_lines=False))
                self._fall()
                return work
            case Block():
                self._feed(work)
                if self.roll.end:
                    self._fall()
        return None

    def interrupt(self, now: float) -> Block | Cut | None:
        """Stop at once; return what was under way. Rows printed until now stay on the paper, without their text."""
        if self.running is None:
            return None
        running, self.running = self.running, None
        if isinstance(running.work, Block):
            printed = int((now - running.began_at) * self.pace.dots_per_s)
            printed = max(0, min(printed, running.work.height, self.roll.left))
            if printed:
                self._feed(running.work.rows(0, printed, with_lines=False))
            if self.roll.end:
                self._fall()
        return running.work

    def tear_off(self) -> bool:
        """Pull off what hangs out; False when nothing does."""
        slip = self.strip.tear()
        if slip is not None:
            self.tray.put(slip)
        return slip is not None

    def load(self, metres: float) -> None:
        """Put a new roll in; what hung out of the old one is thrown into the tray."""
        self.tear_off()
        self.roll = Roll(dots(metres), dots(NEAR_END_M))

    def _feed(self, block: Block) -> None:
        if block.height:
            self.strip.add(block)
            self.roll.left -= block.height

    def _fall(self) -> None:
        """The paper's end has left the head: the half slip falls."""
        self.tear_off()
