"""Opening the database, and doing work in one transaction. SQLite, or PostgreSQL by its URL."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")
BUSY_MS = 4_000  # a terminal waits 12 s for all of its call
RACES = 4
CONNECT_S = 5
_ONLY_READS = "platform_only_reads"
CONNECTIONS, MORE = 10, 30


DATABASE_AWAY = (OperationalError, InterfaceError, PoolExhausted)
"""Locked, gone, full: what took effect shows when the same is asked again. Anything else of SQLAlchemy's is a bug."""


class DatabaseUnknown(Exception):
    """A URL of neither SQLite nor PostgreSQL."""


def open_engine(url: str) -> Engine:
    """Open the database as it is; `storage.migrate` brings it up to date. Raises DatabaseUnknown."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnknown("not a database URL") from error  # never repeats the URL: it may hold a password
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(
            parsed,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=MORE,
            pool_timeout=BUSY_MS / 1000,
            connect_args={
                "connect_timeout": CONNECT_S,
                "tcp_user_timeout": 2 * BUSY_MS,  # a server that is gone without a word
                "options": f"-c lock_timeout={BUSY_MS} -c statement_timeout={2 * BUSY_MS}",
            },
        )
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise DatabaseUnknown(f"{parsed.drivername}: only sqlite and postgresql+psycopg are known")
    if parsed.database not in {None, "", ":memory:"}:
        assert parsed.database is not None
        os.close(os.open(parsed.database, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite would make it readable to all
    engine = create_engine(
        parsed, hide_parameters=True, pool_size=CONNECTIONS, max_overflow=MORE, pool_timeout=BUSY_MS / 1000
    )
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _lock_from_the_start)
    return engine


def in_one_transaction(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Do `work` wholly or not at all. Whoever loses a race for a key does it again and finds the winner's row.

    One piece of work may race for several keys, one after the other: it is given RACES chances to lose.
    """
    for _ in range(RACES):
        try:
            with engine.begin() as connection:
                return work(connection)
        except IntegrityError:
            continue
    with engine.begin() as connection:
        return work(connection)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read in one transaction that changes nothing and keeps no writer waiting."""
    with engine.connect() as connection:
        connection.execution_options(**{_ONLY_READS: True})
        with connection.begin():
            yield connection


def _make_durable(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by _lock_from_the_start, not by the driver
    # EXTRA before the journal mode: otherwise a power cut may lose an acknowledged commit (reliability.md 0.1).
    # No WAL: with several connections it is unsafe before SQLite 3.51.3.
    for pragma in ("synchronous=EXTRA", "journal_mode=TRUNCATE", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _lock_from_the_start(connection: Connection) -> None:
    """Take the write lock first, so that what a transaction has read cannot change before it commits."""
    only_reads = connection.get_execution_options().get(_ONLY_READS, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
