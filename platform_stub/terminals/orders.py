"""What the platform orders its terminals to do (OPS-2): given with each heartbeat's answer until the end is told."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from platform_stub.storage.schema import commands
from platform_stub.storage.times import stamp
from platform_stub.terminals import registry

KINDS = ("restart", "pause_service", "resume_service", "reconcile")
AT_ONCE = 16  # given with one answer; the rest follow


@dataclass(frozen=True, slots=True)
class Done:
    """An order's end, as the terminal tells it."""

    number: str
    result: str


def give(connection: Connection, terminal: str, kind: str, *, by: str, now: datetime) -> str:
    """Order something; return the order's number. Raises RegistrationRefused."""
    assert kind in KINDS, "an order is of a known kind"
    registry.usable(connection, terminal)
    number = secrets.token_hex(8)  # by chance: a platform from a backup must not use a number again
    row = {"id": number, "terminal": terminal, "kind": kind, "issued_by": by, "issued_at": stamp(now)}
    connection.execute(insert(commands).values(row))
    return number


def hear(connection: Connection, terminal: str, done: Sequence[Done], now: datetime) -> None:
    """Note which orders came to their end; told again, or of an order that nobody gave, it changes nothing."""
    for each in done:
        this = (commands.c.id == each.number, commands.c.terminal == terminal, commands.c.done_at.is_(None))
        connection.execute(update(commands).where(*this).values(done_at=stamp(now), result=each.result))


def waiting(connection: Connection, terminal: str, now: datetime) -> list[dict[str, object]]:
    """Return the orders that the terminal is still to carry out, the oldest first."""
    is_open = (commands.c.terminal == terminal, commands.c.done_at.is_(None))
    found = select(commands.c.id, commands.c.kind).where(*is_open).order_by(commands.c.no).limit(AT_ONCE)
    told = [{"id": row.id, "kind": row.kind, "arguments": {}} for row in connection.execute(found)]
    unsent = (commands.c.id.in_([each["id"] for each in told]), commands.c.sent_at.is_(None))
    if told:
        connection.execute(update(commands).where(*unsent).values(sent_at=stamp(now)))
    return told
