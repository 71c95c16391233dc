"""Opening the database, and doing work in one transaction. SQLite, or PostgreSQL by its URL."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")
BUSY_MS = 8_000
RACES = 4
CONNECT_S = 5
CONNECTIONS, MORE = 10, 30


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
            connect_args={"connect_timeout": CONNECT_S, "options": f"-c lock_timeout={BUSY_MS}"},
        )
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise DatabaseUnknown(f"{parsed.drivername}: only sqlite and postgresql+psycopg are known")
    if parsed.database not in {None, "", ":memory:"}:
        assert parsed.database is not None
        os.close(os.open(parsed.database, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite would make it readable to all
    engine = create_engine(parsed, hide_parameters=True, pool_size=CONNECTIONS, max_overflow=MORE)
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


def _make_durable(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by _lock_from_the_start, not by the driver
    # EXTRA before the journal mode: otherwise a power cut may lose an acknowledged commit (reliability.md 0.1).
    # No WAL: with several connections it is unsafe before SQLite 3.51.3.
    for pragma in ("synchronous=EXTRA", "journal_mode=TRUNCATE", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _lock_from_the_start(connection: Connection) -> None:
    """Take the write lock first, so that what a transaction has read cannot change before it commits."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
