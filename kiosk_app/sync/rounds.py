"""What is next on the journal's way to the platform, and when: cut, bring, compare, rest. No clock, no I/O here.

A round begins when the timetable or somebody asks for it. What it has done is in the journal; after a cut the next
step is the one that the journal does not know as done, and each may be done twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kiosk_app.domain.batches import Batches, JournalBatch, Stage
from kiosk_app.sync.journal_file import CHINA

FIRST_PAUSE_S, LAST_PAUSE_S = 5.0, 900.0
DOUBLINGS_AT_MOST = 12
BETWEEN_PLANNED_S = 3_600.0  # however the wall clock jumps
LOOKED_AT_AGAIN = 10  # batches in which something was left, in one round

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Make a batch of what is in the journal now; `planned` is the timetable's day."""

    planned: str


@dataclass(frozen=True, slots=True)
class Bring:
    """Bring a batch's file and have it applied."""

    batch: JournalBatch


@dataclass(frozen=True, slots=True)
class Compare:
    """Have a batch reconciled."""

    batch: JournalBatch


Step = Rest | Cut | Bring | Compare


@dataclass(frozen=True, slots=True)
class Round:
    """What is still wanted, beyond what the journal says is under way."""

    wanted: bool = False  # somebody asked for a batch of what is there now
    planned: str = ""  # the timetable's day, likewise
    lost: tuple[Key, ...] = ()  # files that the platform had and has no more (fault 46)
    doubtful: tuple[Key, ...] = ()  # reconciled, but not everything was made good


@dataclass(frozen=True, slots=True)
class Pace:
    """How often in a row it failed, and how long to leave the platform alone."""

    failures: int = 0
    due_s: float = 0.0  # not before this, on the monotonic clock


def next_step(batches: Batches, now: Round) -> Step:
    """Return what is next: one thing at a time, the oldest first."""
    for key in now.lost:
        return Bring(batches.known[key])
    for batch in reversed(batches.known.values()):
        if batch.under_way:
            return Bring(batch) if batch.stage is Stage.CUT else Compare(batch)
        break  # a batch is cut when no other is under way
    if now.wanted or now.planned:
        return Cut(now.planned)
    for key in now.doubtful:
        return Compare(batches.known[key])
    return Rest()


def after_cut(now: Round, batches: Batches) -> Round:
    """Return the round once its batch is cut; batches in which something was left are looked at again."""
    left = [batch.key for batch in batches.known.values() if batch.stage is Stage.RECONCILED and batch.left]
    again = dict.fromkeys((*now.doubtful, *left[-LOOKED_AT_AGAIN:]))
    return replace(now, wanted=False, planned="", doubtful=tuple(again))


def after_bringing(now: Round, key: Key) -> Round:
    """Return the round once this file is applied, or refused."""
    return replace(now, lost=tuple(each for each in now.lost if each != key))


def after_comparing(now: Round, key: Key) -> Round:
    """Return the round once this batch is reconciled."""
    return replace(now, doubtful=tuple(each for each in now.doubtful if each != key))


def lost_files(batches: Batches, batch: JournalBatch, first: int, last: int) -> tuple[Key, ...]:
    """Return the files that hold these rows of the journal, oldest first: the platform asks for them again.

    `batch` itself is among them where the platform does not say which rows (`first` is 0).
    """
    if not first:
        return (batch.key,)
    applied = [each for each in batches.known.values() if each.stage is Stage.RECONCILED]
    return tuple(each.key for each in applied if each.first_seq <= last and each.last_seq >= first)


def planned_day(at: str, wall_ms: int, before: str) -> str:
    """Return the day for which the timetable wants a batch now, yyyyMMdd; "" where it wants none.

    `at` is HH:MM in China's time, "" for never; `before` is the day of the last planned batch. A terminal that was off
    at the time does it when it is on again; a clock that jumps asks at most once for each day that it shows.
    """
    if not at:
        return ""
    now = datetime.fromtimestamp(wall_ms // 1_000, UTC).astimezone(CHINA)
    day = now.strftime("%Y%m%d")
    return day if day != before and now.strftime("%H:%M") >= at else ""


def failed(pace: Pace, now_s: float, chance: float) -> Pace:
    """Return the pace after a failure: later, and each time later still; `chance` is from 0 to 1."""
    pause = min(FIRST_PAUSE_S * 2 ** min(pace.failures, DOUBLINGS_AT_MOST), LAST_PAUSE_S) * (0.5 + chance / 2)
    return Pace(pace.failures + 1, now_s + pause)


def superfluous(names: Iterable[str], kept: int) -> list[str]:
    """Return the files that need not lie here any more: all but the newest by name."""
    return sorted(names)[:-kept]
