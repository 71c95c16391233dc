"""Settlements that were refused, whole as they were told: the terminal tells each again until it is taken, and a person
may let it stand. Every function works in the caller's transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select, update

from platform_stub.settlements.report import Settlement
from platform_stub.storage.schema import settlement_refusals, settlements
from platform_stub.storage.times import stamp

KEPT_AT_MOST = 100  # of one terminal that wait for a person: a program that errs may tell another one each time

CONTENT_AT_MOST = 16_384  # characters; a settlement has some two thousand

_told = settlement_refusals.c


@dataclass(frozen=True, slots=True)
class Told:
    """What is refused: a settlement's number, its period as far as it can be read, and the whole report as it came."""

    settlement: str
    first_seq: int
    last_seq: int
    content: str

    @property
    def number(self) -> int:
        """Its number among the terminal's settlements."""
        return int(self.settlement.rpartition("S")[2])


def told(settlement: Settlement) -> Told:
    """Return a settlement that can be read."""
    return Told(settlement.settlement, settlement.first_seq, settlement.last_seq, settlement.content())


@dataclass(frozen=True, slots=True)
class Refusal:
    """One content that was refused under a number."""

    no: int
    settlement: str
    terminal: str
    code: str
    content: str
    ledger: tuple[int, int]  # what the platform had booked of the period: count, sum in fen
    accepted: str = ""  # by whom, why; "" while nobody did


def note(connection: Connection, terminal: str, told: Told, code: str, ledger: tuple[int, int], now: datetime) -> None:
    """Keep what was refused, or count it where it is here; more than CONTENT_AT_MOST is no settlement."""
    if len(told.content) > CONTENT_AT_MOST:
        return
    at, digest = stamp(now), hashlib.sha256(told.content.encode()).hexdigest()
    same = _told.settlement == told.settlement, _told.digest == digest
    again = {"times": _told.times + 1, "last_at": at, "code": code}
    if connection.execute(update(settlement_refusals).where(*same).values(again)).rowcount:
        return
    mine = select(func.count()).where(_told.terminal == terminal, _told.accepted_at.is_(None))
    if connection.execute(mine).scalar_one() >= KEPT_AT_MOST:
        return  # the alarm that is raised beside this counts on
    row: dict[str, Any] = {
        "settlement": told.settlement,
        "terminal": terminal,
        "number": told.number,
        "first_seq": told.first_seq,
        "last_seq": told.last_seq,
        "code": code,
        "digest": digest,
        "content": told.content,
        "ledger_count": ledger[0],
        "ledger_sum_fen": ledger[1],
        "first_at": at,
        "last_at": at,
    }
    connection.execute(insert(settlement_refusals).values(row))


def accepted(connection: Connection, settlement: str, content: str) -> bool:
    """Tell whether a person let just this content stand."""
    this = _told.settlement == settlement, _told.content == content, _told.accepted_at.is_not(None)
    return connection.execute(select(_told.no).where(*this)).first() is not None


def is_waiting() -> ColumnElement[bool]:
    """Return the condition of a row that nobody accepted, and that was not taken later by itself."""
    taken = exists().where(settlements.c.settlement == _told.settlement, settlements.c.content == _told.content)
    return and_(_told.accepted_at.is_(None), ~taken)


def of(connection: Connection, settlement: str, *, waiting: bool = False) -> list[Refusal]:
    """Return what was refused under this number, the oldest first; with `waiting` what nobody saw to yet."""
    found = select(settlement_refusals).where(_told.settlement == settlement).order_by(_told.no)
    return [
        Refusal(
            row.no, row.settlement, row.terminal, row.code, row.content, (row.ledger_count, row.ledger_sum_fen),
            f"{row.accepted_by}: {row.reason}" if row.accepted_at else "",
        )
        for row in connection.execute(found.where(is_waiting()) if waiting else found)
    ]  # fmt: skip


def let_stand(connection: Connection, no: int, *, by: str, reason: str, now: datetime) -> None:
    """Write down who let this content stand, and why."""
    values = {"accepted_at": stamp(now), "accepted_by": by, "reason": reason}
    connection.execute(update(settlement_refusals).where(_told.no == no).values(values))
