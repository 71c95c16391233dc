"""What a day brought and when the books were compared last, by the rows' wall clocks: for showing only (I23)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from kiosk_app.domain.batches import JournalReconciled
from kiosk_app.domain.facts import Fact, TenderClosed
from kiosk_app.domain.money import Fen

DAYS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a diary holds, as it is kept over a restart."""

    days: tuple[tuple[str, int, Fen], ...] = ()  # date, sales that took money, their sum
    reconciled_ms: int | None = None  # wall clock
    left: int = 0


class Diary:
    """Hears every row once, in order."""

    def __init__(self, remembered: Remembered = Remembered()) -> None:
        """Go on behind the rows that brought this. Raises ValueError for a date that is none."""
        self._counts = Counter({date.fromisoformat(day): count for day, count, _ in remembered.days})
        self._totals = Counter({date.fromisoformat(day): total for day, _, total in remembered.days})
        self._reconciled_ms = remembered.reconciled_ms
        self.left = remembered.left  # sales of the last reconciliation that are not made good

    @property
    def remembered(self) -> Remembered:
        """What is to be kept."""
        days = tuple((day.isoformat(), self._counts[day], Fen(self._totals[day])) for day in self._counts)
        return Remembered(days, self._reconciled_ms, self.left)

    @property
    def reconciled_at(self) -> datetime | None:
        """When the books were compared last."""
        return None if self._reconciled_ms is None else local(self._reconciled_ms)

    def hear(self, wall_ms: int, fact: Fact) -> None:
        """Take one row; a wall clock that cannot be is nobody's day."""
        match fact:
            case TenderClosed(_, paid) if paid and (at := local(wall_ms)) is not None:
                self._counts[at.date()] += 1
                self._totals[at.date()] += paid
                self._forget()
            case JournalReconciled() if local(wall_ms) is not None:
                self._reconciled_ms, self.left = wall_ms, fact.left
            case _:
                pass

    def of(self, day: date) -> tuple[int, Fen]:
        """Return how many sales took money on this day, and their sum."""
        return self._counts[day], Fen(self._totals[day])

    def _forget(self) -> None:
        """Keep the last few days."""
        if len(self._counts) > DAYS_AT_MOST:
            oldest = min(self._counts)
            del self._counts[oldest], self._totals[oldest]


def local(wall_ms: int) -> datetime | None:
    """Return the local time of a wall clock, or None for one that cannot be."""
    try:
        return datetime.fromtimestamp(wall_ms / 1000).astimezone()
    except (OverflowError, ValueError, OSError):
        return None
