"""The append-only record of everything that touched money: durable when `record` returns, verified when opened."""

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.facts import Booted, Fact, Ledger, SaleBegun, apply, period_of
from kiosk_app.domain.sale import SaleNumber, SaleTerms
from kiosk_app.domain.sealed import ROWS_AT_MOST, Page, SealedRow, bounded
from kiosk_app.domain.staff import Period, SettlementNumber
from kiosk_app.domain.staff_facts import SettlementClosed
from kiosk_app.journal import storage, summary
from kiosk_app.journal.chain import GENESIS, seal
from kiosk_app.journal.codec import encode
from kiosk_app.journal.diary import Diary
from kiosk_app.journal.recent import ROWS_KEPT, Recent
from kiosk_app.journal.rows import Entry, verified
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.journal.summary import Summary
from kiosk_app.journal.table import APPEND, READ_FROM


class JournalFailed(Exception):
    """A fact could not be made durable: nothing may be done that needs it. The process stops and starts again."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks a row is stamped with, in milliseconds."""

    monotonic_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000
    wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000


class SqliteJournal:
    """One process, one connection, one writer. After one failed append it takes no other: the process starts again."""

    def __init__(self, path: Path, terminal: str, version: str, clock: Clock | None = None) -> None:
        """Open, migrate, verify and fold; then record that the kiosk has started.

        Raises JournalBroken when the file is not a whole journal (a copy of it is kept aside then), JournalBusy when
        another process has it, JournalFailed when the disk does not take the start.
        """
        self._clock, self._prefix = clock or Clock(), terminal.replace("-", "")
        self._boot_id = secrets.token_hex(8)
        self._path, self._version = path, version
        self._seq, self._head, self._failed = 0, GENESIS, False
        self.recent = Recent()
        self._ledger, self._to_fold = Ledger(), list[Fact]()
        self.diary, self._summed = Diary(), 0
        try:
            self._driver = storage.connect(path)
        except JournalBroken:
            with suppress(OSError):
                storage.set_aside(path)
            raise
        try:
            storage.migrate(self._driver)
            storage.check(self._driver)
            self._add_up()
            storage.settle(path, self._driver)
            storage.make_room(path)
            self.record(Booted(terminal, version))
            self.sum_up()
        except BaseException as error:
            self._give_up(path, error)
            raise

    def _give_up(self, path: Path, error: BaseException) -> None:
        """Close the file again. Closing may tidy the log away, so a broken journal is kept as it was found, before."""
        broken = error if isinstance(error, JournalBroken) else None
        if isinstance(error, storage.UNREADABLE):
            broken = JournalBroken("journal_unreadable", str(error))
        if broken is not None:
            with suppress(OSError):  # a full disk keeps no copy, and what is refused is refused all the same
                storage.set_aside(path)
        self.close()
        if broken is not None and broken is not error:
            raise broken from error
        if isinstance(error, OSError):
            raise JournalFailed(str(error)) from error

    @property
    def boot_id(self) -> str:
        """This run of the kiosk."""
        return self._boot_id

    @property
    def head(self) -> tuple[int, bytes]:
        """The number of rows and the last hash."""
        return self._seq, self._head

    @property
    def ledger(self) -> Ledger:
        """What the rows add up to; new ones are added when somebody asks, as a note in escrow waits for an append."""
        for fact in self._to_fold:
            self._ledger = apply(self._ledger, fact)
        self._to_fold.clear()
        return self._ledger

    def record(self, fact: Fact) -> None:
        """Append one fact; it is durable when this returns. Raises JournalFailed."""
        kind, body = encode(fact)
        clock = self._clock
        row = (self._seq + 1, self._boot_id, clock.monotonic_ms(), wall_ms := clock.wall_ms(), kind, body)
        sealed = seal(self._head, row)
        assert not self._driver.in_transaction, "an append is a transaction of its own, and nobody is reading meanwhile"
        if self._failed:
            raise JournalFailed("an append failed before; what the disk holds is known after a new start")
        try:
            self._driver.execute(APPEND, (*row, sealed))
        except sqlite3.Error as error:
            self._failed = True
            raise JournalFailed(str(error)) from error
        self._seq, self._head = self._seq + 1, sealed
        self.recent.add(SealedRow(*row, sealed))
        self._to_fold.append(fact)
        self.diary.hear(wall_ms, fact)

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        """Give out the next sale number together with its terms, durably."""
        number = SaleNumber(f"{self._prefix}-{self.ledger.sales + 1:06}")
        self.record(SaleBegun(number, terms))
        return number

    @property
    def open_settlement(self) -> Settlement | None:
        """A settlement that is not at its end."""
        return self.ledger.books.open

    @property
    def unreported(self) -> tuple[Settlement, ...]:
        """Settlements that are done and of which the platform has not said that it has them."""
        return tuple(self.ledger.books.unreported.values())

    def period(self) -> Period:
        """Add the transactions since the last settlement up."""
        return period_of(self.ledger)

    def close_period(self, operator: str) -> Settlement:
        """Give out the next settlement number together with the period, durably."""
        assert self.open_settlement is None, "one settlement at a time"
        period, number = self.period(), SettlementNumber(f"{self._prefix}-S{self.ledger.books.settlements + 1:05}")
        self.record(SettlementClosed(number, operator, period))
        return Settlement(number, operator, period)

    def entries(self) -> Iterator[Entry]:
        """Read every row back, verified."""
        with storage.transaction(self._driver):
            yield from verified(self._driver)

    def page(self, after: int) -> Page:
        """Read the page that follows row `after` from the file; in the thread that records, like everything else.

        Raises JournalFailed where the file cannot be read any more.
        """
        try:
            with storage.transaction(self._driver):
                found = self._driver.execute(READ_FROM, (after, ROWS_AT_MOST + 1, 0)).fetchall()
        except sqlite3.Error as error:
            raise JournalFailed(str(error)) from error
        read = [SealedRow(*row) for row in found]
        previous = read.pop(0).hash if after else GENESIS
        return Page(previous, bounded(read))

    def hash_at(self, seq: int) -> bytes:
        """Return a row's hash, zeros for row 0, nothing where there is no such row. Raises JournalFailed."""
        recent = self.recent.hash_at(seq)
        if recent is not None:
            return recent
        return self.page(seq).previous

    def close(self) -> None:
        """Close the file."""
        self._driver.close()

    def sum_up(self) -> None:
        """Keep what the rows add up to, where enough have come since it was kept last. Raises JournalFailed.

        Ask when nobody is in front. A disk that does not take the file makes the next start slower, and nothing worse.
        """
        if self._seq - self._summed < summary.EVERY:
            return
        self._summed = self._seq
        named = summary.program(self._version)
        kept = summary.keep(self._path, Summary(named, self._seq, self._head, self.ledger, self.diary.remembered))
        if kept is not None:
            self.record(kept)

    def _add_up(self) -> None:
        with storage.transaction(self._driver):
            found = summary.added_up(self._driver, summary.find(self._path, self._version), ROWS_KEPT + 1)
        self._ledger, self.diary, self._summed = found.ledger, found.diary, found.summed
        for stored in found.newest:
            self.recent.add(SealedRow(*stored))
        self._seq, self._head = self.recent.head()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def good_prefix(path: Path) -> tuple[list[Entry], JournalBroken | None]:
    """Read as much of a journal as can be trusted, from a copy of it, and why it ends where it ends.

    Raises JournalBusy when a kiosk holds it.
    """
    if not path.exists():
        return [], JournalBroken("journal_unreadable", f"there is no {path}")
    if storage.in_use(path):
        raise storage.JournalBusy(str(path))
    entries: list[Entry] = []
    with tempfile.TemporaryDirectory(prefix="gridkiosk-journal-") as folder:
        try:
            raw = storage.connect(storage.copy(path, Path(folder)))
        except JournalBroken as broken:
            return entries, broken
        try:
            for entry in verified(raw):
                entries.append(entry)
        except JournalBroken as broken:
            return entries, broken
        finally:
            raw.close()
    return entries, None
