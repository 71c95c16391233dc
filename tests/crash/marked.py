"""The real journal, watched: what it had found when it was opened, and where each append begins and is acknowledged."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.domain.facts import Booted, Fact
from kiosk_app.journal.diary import Remembered
from kiosk_app.journal.journal import Clock, SqliteJournal

Mark = Callable[[str], object]

TERMINAL, VERSION = "GD-0117", "1"


def unheard(_: str) -> None:
    """Keep a mark from everybody."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a journal held before the start wrote its first row."""

    rows: int
    head: bytes
    diary: Remembered
    summed: int  # the row that the summary ends with which the start went on from; 0: every row was added up


class MarkedJournal(SqliteJournal):
    """Marks `begin` and `ack ROWS` around each append, whoever asked for it: the start's and the summary's as well."""

    opened: Opened | None = None

    def __init__(self, path: Path, mark: Mark = unheard, clock: Clock | None = None) -> None:
        self._mark = mark
        super().__init__(path, TERMINAL, VERSION, clock)

    def record(self, fact: Fact) -> None:
        if self.opened is None:
            assert isinstance(fact, Booted)
            self.opened = Opened(*self.head, self.diary.remembered, self._summed)
        self._mark("begin")
        super().record(fact)
        self._mark(f"ack {self.head[0]}")
