"""Opening the database, and doing work in one transaction."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from sg186_stub.schema import metadata

Result = TypeVar("Result")
BUSY_MS = 10_000


def open_database(url: str) -> Engine:
    """Open the database and create what is missing."""
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _lock_from_the_start)
    metadata.create_all(engine)
    return engine


def in_one_transaction(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Do `work` wholly or not at all. Whoever loses a race for a key does it again and finds the winner's answer."""
    try:
        with engine.begin() as connection:
            return work(connection)
    except IntegrityError:
        with engine.begin() as connection:
            return work(connection)


def _make_durable(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by _lock_from_the_start, not by the driver
    # EXTRA before the journal mode: otherwise a power cut may lose an acknowledged commit (reliability.md 0.1).
    # No WAL: with several connections it is unsafe before SQLite 3.51.3.
    for pragma in ("synchronous=EXTRA", "journal_mode=TRUNCATE", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _lock_from_the_start(connection: Connection) -> None:
    """Take the write lock first, so that what a posting has read cannot change before it commits."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
