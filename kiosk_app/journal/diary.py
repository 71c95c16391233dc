"""What a day brought and when the books were compared last, by the rows' wall clocks: for showing only (I23)."""

from collections import Counter
from datetime import date, datetime

from kiosk_app.domain.batches import JournalReconciled
from kiosk_app.domain.facts import Fact, TenderClosed
from kiosk_app.domain.money import Fen

DAYS_AT_MOST = 8


class Diary:
    """Hears every row once, in order."""

    def __init__(self) -> None:
        self._counts: Counter[date] = Counter()
        self._totals: Counter[date] = Counter()
        self.reconciled_at: datetime | None = None
        self.left = 0  # sales of the last reconciliation that are not made good

    def hear(self, wall_ms: int, fact: Fact) -> None:
        """Take one row; a wall clock that cannot be is nobody's day."""
        match fact:
            case TenderClosed(_, paid) if paid and (at := local(wall_ms)) is not None:
                self._counts[at.date()] += 1
                self._totals[at.date()] += paid
                self._forget()
            case JournalReconciled() if (at := local(wall_ms)) is not None:
                self.reconciled_at, self.left = at, fact.left
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
