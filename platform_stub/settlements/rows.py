"""Rows of settlements. Every function works in the caller's transaction.

A settlement is written once and never changed (I3): there is no function that would. Where a person let another
content stand under a number that is used (`refusals`), both are there, and the period is that of the accepted one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from platform_stub.settlements.report import Settlement
from platform_stub.storage.schema import settlement_refusals, settlement_totals, settlements
from platform_stub.storage.times import stamp

UNTOLD = "untold"  # the reason for a difference, where an accepted settlement gives none


@dataclass(frozen=True, slots=True)
class Known:
    """A settlement as it is held."""

    settlement: str
    number: int
    first_seq: int
    last_seq: int


def content(connection: Connection, settlement: str) -> str | None:
    """Return what was told under this number; None where nothing was."""
    found = select(settlements.c.content).where(settlements.c.settlement == settlement)
    told: str | None = connection.execute(found).scalar_one_or_none()
    return told


def neighbours(connection: Connection, terminal: str, number: int) -> tuple[Known | None, Known | None]:
    """Return the terminal's settlements just before and just after this number, where they are held."""
    found = _standing(connection, terminal, (number - 1, number + 1))
    return found.get(number - 1), found.get(number + 1)


def _standing(connection: Connection, terminal: str, numbers: tuple[int, ...]) -> dict[int, Known]:
    """Return the held ones of these numbers; the period is what a person accepted last, where somebody had to."""
    found: dict[int, Known] = {}
    mine = settlements.c.terminal == terminal, settlements.c.number.in_(numbers)
    for row in connection.execute(select(settlements).where(*mine)):
        found[row.number] = Known(row.settlement, row.number, row.first_seq, row.last_seq)
    told = settlement_refusals.c
    accepted = told.terminal == terminal, told.number.in_(tuple(found)), told.accepted_at.is_not(None)
    for row in connection.execute(select(settlement_refusals).where(*accepted).order_by(told.accepted_at, told.no)):
        found[row.number] = Known(row.settlement, row.number, row.first_seq, row.last_seq)
    return found


def settled_through(connection: Connection, terminal: str) -> int | None:
    """Return the number of the last sale that was handed in, 0 before the first settlement; None where one of them
    is missing between those that are held."""
    mine = settlements.c.terminal == terminal
    counted = select(func.count(), func.coalesce(func.max(settlements.c.number), 0)).where(mine)
    count, newest = connection.execute(counted).one()
    if count != newest:
        return None
    held = _standing(connection, terminal, (newest,)).get(newest)
    return held.last_seq if held is not None else 0


def keep(
    connection: Connection, terminal: str, told: Settlement, ledger: tuple[int, int], now: datetime, content: str
) -> None:
    """Write a settlement and the whole report down, with the ledger's own count and sum beside it; IntegrityError
    where it is there."""
    difference = told.counted_fen - told.journal_fen  # which is what it says, but where a person accepted it
    values: dict[str, Any] = {
        "settlement": told.settlement,
        "terminal": terminal,
        "number": told.number,
        "closed_by": told.closed_by,
        "operator": told.operator,
        "witness": told.witness,
        "first_seq": told.first_seq,
        "last_seq": told.last_seq,
        "count": told.count,
        "sum_fen": told.sum_fen,
        "ledger_count": ledger[0],
        "ledger_sum_fen": ledger[1],
        "journal_fen": told.journal_fen,
        "counted_fen": told.counted_fen,
        "difference_fen": difference,
        "reason": told.reason or (UNTOLD if difference else ""),
        "box": told.box,
        "seal": told.seal,
        "content": content,
        "received_at": stamp(now),
    }
    connection.execute(insert(settlements).values(values))
    totals = [
        {"settlement": told.settlement, "part": part, "name": name, "count": count, "sum_fen": sum_fen}
        for part, name, count, sum_fen in parts(told)
    ]
    if totals:
        connection.execute(insert(settlement_totals), totals)


def parts(told: Settlement) -> Iterator[tuple[str, str, int, int]]:
    """Yield every total: by service, by method, and by denomination in the four counts of notes."""
    for service in told.services:
        yield "service", service.service, service.count, service.sum_fen
    for method in told.methods:
        yield "method", method.method, method.count, method.sum_fen
    counts = {
        "journal": told.journal_notes,
        "doubtful": told.doubtful_notes,
        "acceptor": told.acceptor_notes or [],
        "counted": told.counted_notes,
    }
    for part, notes in counts.items():
        for each in notes:
            yield part, str(each.value_fen), each.count, each.value_fen * each.count
