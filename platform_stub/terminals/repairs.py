"""Terminals out of use (PLAT-2): reported for repair, repaired, scrapped, each with its record.

While a terminal is in repair its service is paused by order and its cash is not settled (E2105). What it says and what
is open goes on. A scrapped one is refused from its next request on, for ever.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from platform_stub.storage.schema import IN_REPAIR, IN_SERVICE, SCRAPPED, repairs, terminals
from platform_stub.storage.times import stamp
from platform_stub.terminals import orders, registry

PENDING, REPAIRED, GIVEN_UP = 0, 2, 3  # a record's result (PLAT-2)
KIND_AT_MOST = 60

_PENDING = repairs.c.result == PENDING


class RepairRefused(Exception):
    """What cannot be done about this terminal now; the text says why."""


def report(connection: Connection, terminal: str, kind: str, *, by: str, now: datetime) -> None:
    """Report a terminal for repair: its service is paused. Raises RepairRefused or RegistrationRefused."""
    if not kind.strip() or len(kind) > KIND_AT_MOST or not kind.isprintable():
        raise RepairRefused(f"what is to be repaired is told in 1 to {KIND_AT_MOST} characters")
    if _held(connection, terminal) == IN_REPAIR:
        raise RepairRefused(f"{terminal} is in repair already")
    row = {"terminal": terminal, "kind": kind.strip(), "reported_at": stamp(now), "reported_by": by}
    connection.execute(insert(repairs).values(row))
    _become(connection, terminal, IN_REPAIR)
    orders.give(connection, terminal, "pause_service", by=by, now=now)


def repaired(connection: Connection, terminal: str, *, by: str, now: datetime) -> None:
    """Put a terminal back into service. Raises RepairRefused or RegistrationRefused."""
    if _held(connection, terminal) != IN_REPAIR:
        raise RepairRefused(f"{terminal} is not in repair")
    ended = {"result": REPAIRED, "repaired_at": stamp(now), "repaired_by": by}
    connection.execute(update(repairs).where(repairs.c.terminal == terminal, _PENDING).values(ended))
    _become(connection, terminal, IN_SERVICE)
    orders.give(connection, terminal, "resume_service", by=by, now=now)


def scrap(connection: Connection, terminal: str, *, by: str, now: datetime) -> None:
    """Use a terminal no more; raise RegistrationRefused where it is scrapped already."""
    _held(connection, terminal)
    ended = {"result": GIVEN_UP, "scrapped_at": stamp(now), "scrapped_by": by}
    connection.execute(update(repairs).where(repairs.c.terminal == terminal, _PENDING).values(ended))
    _become(connection, terminal, SCRAPPED)
    registry.withdraw_codes(connection, terminal, now)


def _held(connection: Connection, terminal: str) -> int:
    """Return the terminal's status, which nobody else changes until this transaction is over."""
    registry.usable(connection, terminal)
    return registry.hold(connection, terminal)


def _become(connection: Connection, terminal: str, status: int) -> None:
    connection.execute(update(terminals).where(terminals.c.terminal == terminal).values(status=status))
