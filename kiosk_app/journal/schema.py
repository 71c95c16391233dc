"""The table's append-only guard, and the steps from one version of the journal to the next."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import Connection, StaticPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from kiosk_app.journal.table import APPLICATION_ID, metadata


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
