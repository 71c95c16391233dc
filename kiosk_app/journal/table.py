"""The journal's table and what is said to it, in SQLAlchemy Core; each statement is compiled once.

They are carried out on the driver's own connection, an append as a transaction of its own: Core's way to a row costs as
much again as the disk's (`./kiosk bench`), and a start reads every row that there is.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    insert,
    select,
)
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql import ClauseElement

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


def compiled(statement: ClauseElement) -> str:
    """Return a statement in SQLite's words; its values are given in order."""
    return str(statement.compile(dialect=dialect()))


APPEND = compiled(insert(facts))
READ = compiled(select(facts).order_by(facts.c.seq))
READ_FROM = compiled(
    select(facts).where(facts.c.seq >= bindparam("first")).order_by(facts.c.seq).limit(bindparam("most"))
)
"""Its values: the first row's number, how many rows at most, and how many to pass over, which Core says to SQLite."""
