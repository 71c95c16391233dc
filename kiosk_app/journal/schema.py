"""The journal's table, its append-only guard, and the steps from one version of it to the next.

Loaded only where a file is new or older than this program (`table`).
"""

import sqlite3
from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    StaticPool,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError

from kiosk_app.journal.table import APPLICATION_ID

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # from 1, without gaps
    Column("boot_id", Text, nullable=False),  # one run of the kiosk
    Column("mono_ms", BigInteger, nullable=False),  # monotonic clock of that run
    Column("wall_ms", BigInteger, nullable=False),  # wall clock; decides nothing (I23)
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),  # canonical JSON
    Column("hash", LargeBinary, nullable=False),  # SHA-256(previous hash ‖ this row)
)


def create_facts(connection: Connection) -> None:
    """Version 1: one table that only grows."""
    metadata.create_all(connection)
    for action in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER facts_no_{action.lower()} BEFORE {action} ON facts "
                "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
            )
        )
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (create_facts,)
"""Step n leads from version n to n + 1. Steps are never edited once released; rows are never rewritten."""


def bring_up(raw: sqlite3.Connection, version: int) -> None:
    """Take the steps from this version on, each in one transaction; the connection stays open.

    Raises sqlite3.DatabaseError for a step that fails: the file has the version before it.
    """
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            for step in range(version, len(MIGRATIONS)):
                with connection.begin():
                    MIGRATIONS[step](connection)
                    connection.execute(text(f"PRAGMA user_version = {step + 1}"))
    except DBAPIError as error:
        raise sqlite3.DatabaseError(str(error)) from error
