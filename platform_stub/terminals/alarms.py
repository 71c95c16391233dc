"""Alarms: raised once for as long as they are open, counted when they come again, cleared by a person (STAT-1)."""

from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from platform_stub.storage.schema import alarms
from platform_stub.storage.times import stamp

KEY_REUSED = "KEY_REUSED"  # a sale's number came again with other content (I4)
FOREIGN_SALE = "FOREIGN_SALE"  # a terminal spoke of another terminal's sale
CORE_REJECTED = "CORE_REJECTED"  # the core calls our request malformed
CORE_CONTRADICTS = "CORE_CONTRADICTS"  # the core's answer does not add up to what was paid, or has our key otherwise
JOURNAL_BROKEN = "JOURNAL_BROKEN"  # rows of a terminal's journal do not follow each other (I10)
FACT_CONFLICT = "FACT_CONFLICT"  # another journal than the one that is held (faults 18, 58)
JOURNAL_ROLLED_BACK = "JOURNAL_ROLLED_BACK"  # a terminal's journal lacks what was held of it (fault 18)
SLIP_FORGED = "SLIP_FORGED"  # a slip's code that no terminal signed was presented at this terminal
SLIP_DIFFERS = "SLIP_DIFFERS"  # this terminal signed another amount on a slip than it asked to book
FACT_UNREADABLE = "FACT_UNREADABLE"  # a row says nothing that can be understood; it is kept
REQUEST_REPLAYED = "REQUEST_REPLAYED"  # a request's number came twice (fault 57)
DOOR_ALARM = "DOOR_ALARM"  # a door was opened when it should not be, or nobody knows whether it is shut (fault 52)
DEVICE_FAULT, DEVICE_LOST = "DEVICE_FAULT", "DEVICE_LOST"
RECONCILIATION_DIFFERS = "RECONCILIATION_DIFFERS"  # a difference that no rule makes good
TERMINAL_CLONED = "TERMINAL_CLONED"  # a former start of the terminal is heard again: two machines with one identity

_OPEN = and_(alarms.c.ended_at.is_(None), alarms.c.cleared_at.is_(None))


def raise_alarm(
    connection: Connection, terminal: str, kind: str, *, subject: str, code: str = "", now: datetime
) -> bool:
    """Raise an alarm, or count it where it is open already; True when it is new.

    Who loses a race for the same alarm gets IntegrityError, and counts it at the second try.
    """
    same = and_(
        alarms.c.terminal == terminal, alarms.c.kind == kind, alarms.c.subject == subject, alarms.c.code == code
    )
    again = update(alarms).where(same, _OPEN).values(times=alarms.c.times + 1, last_at=stamp(now))
    if connection.execute(again).rowcount:
        return False
    at = stamp(now)
    new = {"terminal": terminal, "kind": kind, "subject": subject, "code": code, "raised_at": at, "last_at": at}
    connection.execute(insert(alarms).values(new))
    return True


def end_alarms(
    connection: Connection, terminal: str, kind: str, subject: str, *, but: str | None, now: datetime
) -> int:
    """Note that what these alarms are about is over, all but the one with this code; return how many ended."""
    over = [alarms.c.terminal == terminal, alarms.c.kind == kind, alarms.c.subject == subject, _OPEN]
    if but is not None:
        over.append(alarms.c.code != but)
    return connection.execute(update(alarms).where(*over).values(ended_at=stamp(now))).rowcount


def clear(connection: Connection, no: int, *, by: str, now: datetime) -> str | None:
    """Note that a person has seen to an alarm; return whose it is, None where there is none of this number to clear."""
    same = and_(alarms.c.no == no, alarms.c.cleared_at.is_(None))
    terminal: str | None = connection.execute(select(alarms.c.terminal).where(same)).scalar_one_or_none()
    connection.execute(update(alarms).where(same).values(cleared_at=stamp(now), cleared_by=by))
    return terminal


def clear_about(connection: Connection, terminal: str, kind: str, subject: str, *, by: str, now: datetime) -> int:
    """Note that a person has seen to all alarms of a kind about one thing; return how many."""
    same = (alarms.c.terminal == terminal, alarms.c.kind == kind, alarms.c.subject == subject)
    left = update(alarms).where(*same, alarms.c.cleared_at.is_(None))
    return connection.execute(left.values(cleared_at=stamp(now), cleared_by=by)).rowcount


def open_alarms(connection: Connection, terminal: str) -> list[tuple[str, str, str]]:
    """Return kind, subject and code of a terminal's open alarms, the oldest first."""
    found = select(alarms.c.kind, alarms.c.subject, alarms.c.code).where(alarms.c.terminal == terminal, _OPEN)
    return [(row.kind, row.subject, row.code) for row in connection.execute(found.order_by(alarms.c.no))]
