"""The journal's table, its append-only guard, and the steps from one version of it to the next."""

from collections.abc import Callable

from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, MetaData, Table, Text, text

APPLICATION_ID = 0x474B4A31  # "GKJ1": this file is a GridKiosk journal and nothing else

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
