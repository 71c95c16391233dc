"""The append-only record of everything that touched money: durable when `record` returns, verified when opened."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from kiosk_app.domain.facts import Booted, Fact, SaleBegun, apply, fold
from kiosk_app.domain.sale import SaleNumber, SaleTerms
from kiosk_app.journal import schema, storage
from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.codec import NotAFact, decode, encode
from kiosk_app.journal.storage import JournalBroken


class JournalFailed(Exception):
    """A fact could not be made durable: nothing may be done that needs it. The process stops and starts again."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks a row is stamped with, in milliseconds."""

    monotonic_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000
    wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row read back: its fact and its seal."""

    row: Row
    fact: Fact
    hash: bytes


def verified(connection: Connection) -> Iterator[Entry]:
    """Yield every row in order; raise JournalBroken at the first that is missing, altered or not a fact."""
    previous, seq = GENESIS, 0
    try:
        for found in connection.execute(select(schema.facts).order_by(schema.facts.c.seq)):
            row = Row(found.seq, found.boot_id, found.mono_ms, found.wall_ms, found.kind, found.body)
            sealed = seal(previous, row) if row.seq == seq + 1 else b""
            if sealed != found.hash:
                raise JournalBroken("journal_chain", f"row {row.seq} does not follow row {seq}", seq)
            yield Entry(row, decode(row.kind, row.body), sealed)
            previous, seq = sealed, row.seq
    except NotAFact as error:
        raise JournalBroken("journal_row", str(error), seq) from error
    except (SQLAlchemyError, TypeError, AttributeError) as error:
        raise JournalBroken("journal_pages", str(error), seq) from error


class SqliteJournal:
    """One process, one connection, one writer."""

    def __init__(self, path: Path, terminal: str, version: str, clock: Clock | None = None) -> None:
        """Open, migrate, verify and fold; then record that the kiosk has started.

        Raises JournalBroken when the file is not a whole journal, JournalBusy when another process has it.
        """
        self._clock, self._prefix = clock or Clock(), terminal.replace("-", "")
        self._boot_id = secrets.token_hex(8)
        self._engine, self._connection = storage.connect(path)
        try:
            storage.migrate(self._connection)
            storage.check(self._connection)
            self._seq, self._head = 0, GENESIS
            self.ledger = fold(self._remembered())
        except BaseException as error:
            self.close()
            if isinstance(error, DatabaseError):
                raise JournalBroken("journal_unreadable", str(error.orig)) from error
            raise
        self.record(Booted(terminal, version))

    @property
    def boot_id(self) -> str:
        """This run of the kiosk."""
        return self._boot_id

    @property
    def head(self) -> tuple[int, bytes]:
        """The number of rows and the last hash."""
        return self._seq, self._head

    def record(self, fact: Fact) -> None:
        """Append one fact; it is durable when this returns. Raises JournalFailed."""
        kind, body = encode(fact)
        row = Row(self._seq + 1, self._boot_id, self._clock.monotonic_ms(), self._clock.wall_ms(), kind, body)
        sealed = seal(self._head, row)
        values = {
            "seq": row.seq,
            "boot_id": row.boot_id,
            "mono_ms": row.mono_ms,
            "wall_ms": row.wall_ms,
            "kind": kind,
            "body": body,
            "hash": sealed,
        }
        try:
            with self._connection.begin():
                self._connection.execute(insert(schema.facts), values)
        except SQLAlchemyError as error:
            raise JournalFailed(str(error)) from error
        self._seq, self._head = row.seq, sealed
        self.ledger = apply(self.ledger, fact)

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        """Give out the next sale number together with its terms, durably."""
        number = SaleNumber(f"{self._prefix}-{self.ledger.sales + 1:06}")
        self.record(SaleBegun(number, terms))
        return number

    def entries(self) -> Iterator[Entry]:
        """Read every row back, verified."""
        with self._connection.begin():
            yield from verified(self._connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._engine.dispose()

    def _remembered(self) -> Iterator[Fact]:
        for entry in self.entries():
            self._seq, self._head = entry.row.seq, entry.hash
            yield entry.fact

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def good_prefix(path: Path) -> tuple[list[Entry], JournalBroken | None]:
    """Read as much of a file as can be trusted, without writing to it, and why it ends where it ends."""
    entries: list[Entry] = []
    try:
        engine, connection = storage.connect(path, read_only=True)
    except JournalBroken as broken:
        return entries, broken
    try:
        for entry in verified(connection):
            entries.append(entry)
    except JournalBroken as broken:
        return entries, broken
    finally:
        connection.close()
        engine.dispose()
    return entries, None
