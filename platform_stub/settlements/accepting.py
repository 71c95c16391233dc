"""A person lets a settlement stand that was refused for ever (PAY-10, I26): the cash is out of the terminal, and the
next settlement waits behind it (E2106).

Nothing is made right by it: what was told is kept as it was told, beside what the platform had booked, with who let it
stand and why. Where another content has the number already, that one stays too.
"""

from datetime import datetime

from sqlalchemy import Connection

from platform_stub.settlements import refusals, rows
from platform_stub.settlements.handing_in import REFUSED, keep
from platform_stub.settlements.unread import as_far_as_read
from platform_stub.terminals import alarms, registry

REASON_AT_MOST = 200


class NothingToAccept(Exception):
    """What cannot be accepted; the text says why."""


def accept(
    connection: Connection, settlement: str, no: int | None, *, by: str, reason: str, now: datetime
) -> refusals.Refusal:
    """Let a refused settlement stand, clear its alarms, and return what was refused; raise NothingToAccept.

    `no` is the refusal's own number, needed where several contents were refused under one settlement's.
    """
    if not reason.strip() or len(reason) > REASON_AT_MOST:
        raise NothingToAccept(f"a reason is 1 to {REASON_AT_MOST} characters long")
    chosen = _chosen(refusals.of(connection, settlement, waiting=True), settlement, no)
    registry.hold(connection, chosen.terminal)
    if (told := as_far_as_read(chosen.content, settlement)) is None:
        raise NothingToAccept(f"nobody can read the period of {settlement}: its terminal's program must be put right")
    if rows.content(connection, settlement) is None:
        keep(connection, chosen.terminal, told, now, chosen.content)
    refusals.let_stand(connection, chosen.no, by=by, reason=reason.strip(), now=now)
    for kind in (REFUSED, alarms.KEY_REUSED):
        alarms.clear_about(connection, chosen.terminal, kind, settlement, by=by, now=now)
    return chosen


def _chosen(waiting: list[refusals.Refusal], settlement: str, no: int | None) -> refusals.Refusal:
    """Return the one that is meant."""
    if not waiting:
        raise NothingToAccept(f"no refused settlement {settlement} waits for anybody")
    if no is None and len(waiting) > 1:
        named = ", ".join(str(each.no) for each in waiting)
        raise NothingToAccept(f"{settlement} was refused with several contents: say which, --refusal {named}")
    for each in waiting:
        if no in (None, each.no):
            return each
    raise NothingToAccept(f"no refusal {no} of {settlement} waits for anybody")
