"""What staff see of the terminal as a whole, gathered at one moment from whoever knows it (OPS-2)."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from kiosk_app.domain.money import Fen
from kiosk_app.domain.staff import Outlook


class Days(Protocol):
    """What the journal's rows say by their wall clocks."""

    @property
    def reconciled_at(self) -> datetime | None:
        """When the books were compared last."""

    @property
    def left(self) -> int:
        """Sales of that comparison that are not made good."""

    def of(self, day: date) -> tuple[int, Fen]:
        """Return number and sum of a day's sales."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """Where to ask; `heard`, `rows` and `held` may be asked in any thread."""

    days: Days
    heard: Callable[[], tuple[float, float] | None]  # last answer: monotonic seconds, our clock less the platform's
    rows: Callable[[], int]
    held: Callable[[], int | None]  # rows that the platform has confirmed
    directory: Path
    version: str

    def look(self) -> Outlook:
        """Gather what is known now."""
        heard, held, rows = self.heard(), self.held(), self.rows()
        count, total = self.days.of(datetime.now().astimezone().date())
        at = self.days.reconciled_at
        disk = shutil.disk_usage(self.directory)
        return Outlook(
            count,
            total,
            at.strftime("%m-%d %H:%M") if at is not None else "",
            self.days.left,
            None if heard is None else max(0, int(time.monotonic() - heard[0])),
            None if heard is None else round(heard[1], 1),
            rows,
            None if held is None else max(0, rows - held),
            round(100 * disk.used / disk.total),
            self.version,
        )
