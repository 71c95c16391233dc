"""What staff see of the terminal as a whole (OPS-2)."""

import time
from datetime import date, datetime
from pathlib import Path

from kiosk_app.domain.money import Fen
from kiosk_app.runtime.outlook import Lookout


class Days:
    reconciled_at: datetime | None = None
    left = 0

    def of(self, day: date) -> tuple[int, Fen]:
        assert day == datetime.now().astimezone().date()
        return 3, Fen(12_000)


def lookout(days: Days, heard: tuple[float, float] | None, held: int | None, folder: Path) -> Lookout:
    return Lookout(days, lambda: heard, lambda: 40, lambda: held, folder, "1.4.2")


def test_everything_that_is_known_is_told(tmp_path: Path) -> None:
    days = Days()
    days.reconciled_at, days.left = datetime(2026, 11, 22, 23, 55).astimezone(), 2
    seen = lookout(days, (time.monotonic() - 12.5, 0.42), 37, tmp_path).look()
    assert (seen.today_count, seen.today_total) == (3, 12_000)
    assert (seen.reconciled_at, seen.left) == ("11-22 23:55", 2)
    assert (seen.rows, seen.unsent, seen.clock_off_s, seen.version) == (40, 3, 0.4, "1.4.2")
    assert seen.heard_s is not None and seen.heard_s >= 12
    assert 0 <= seen.disk_used <= 100


def test_what_nobody_knows_yet_is_not_guessed(tmp_path: Path) -> None:
    seen = lookout(Days(), None, None, tmp_path).look()
    assert (seen.reconciled_at, seen.heard_s, seen.clock_off_s, seen.unsent) == ("", None, None, None)
