"""Rows for a person to read: never a request's content, a code, an answer."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Row, case, func, select

from platform_stub.settlements.showing import listed
from platform_stub.storage.schema import (
    alarms,
    attempts,
    certificates,
    commands,
    conditions,
    configurations,
    heartbeats,
    journals,
    operator_grants,
    repairs,
    sales,
    terminal_sales,
    terminals,
)
from platform_stub.terminals.repairs import GIVEN_UP, PENDING, REPAIRED
from platform_stub.text_table import text_table

STATUS = {0: "in service", 1: "in repair", 2: "scrapped"}
RESULTS = {PENDING: "pending", REPAIRED: "repaired", GIVEN_UP: "scrapped"}
Rows = tuple[Sequence[str], Sequence[Sequence[object]]]


def show(connection: Connection, what: str, terminal: str | None) -> str:
    """Return a table; `what` is a key of SHOWN."""
    headings, rows = SHOWN[what](connection, terminal)
    return text_table(headings, rows)


def _sales(connection: Connection, terminal: str | None) -> Rows:
    tried = select(func.count()).where(attempts.c.sale_no == sales.c.no).scalar_subquery()
    columns = (
        sales.c.no, sales.c.sale, sales.c.kind, sales.c.paid_fen, sales.c.state, tried.label("attempts"),
        sales.c.received_at, sales.c.settled_at, sales.c.card_written_at,
    )  # fmt: skip
    found = select(*columns).order_by(sales.c.no)
    if terminal is not None:
        found = found.where(sales.c.terminal == terminal)
    return [column.name for column in columns], _tuples(connection.execute(found).all())


def _alarms(connection: Connection, terminal: str | None) -> Rows:
    found = select(alarms).order_by(alarms.c.no)
    if terminal is not None:
        found = found.where(alarms.c.terminal == terminal)
    return [column.name for column in alarms.columns], _tuples(connection.execute(found).all())


def _terminals(connection: Connection, terminal: str | None) -> Rows:
    until = (
        select(func.max(certificates.c.not_after))
        .where(certificates.c.terminal == terminals.c.terminal, certificates.c.revoked_at.is_(None))
        .scalar_subquery()
    )
    broken = repairs.c.terminal == terminals.c.terminal, repairs.c.result == PENDING
    kind = select(repairs.c.kind).where(*broken).scalar_subquery()
    columns = (*terminals.columns, until.label("certificate_until"), kind.label("repair"))
    found = select(*columns).order_by(terminals.c.terminal)
    if terminal is not None:
        found = found.where(terminals.c.terminal == terminal)
    headings = [
        "terminal",
        "name",
        "type",
        "address",
        "region",
        "status",
        "by",
        "registered_at",
        "certificate_until",
        "repair",
    ]
    rows = [
        (row.terminal, row.name, row.type, row.address, row.region, STATUS[row.status], row.registered_by,
         row.registered_at, row.certificate_until, row.repair)
        for row in connection.execute(found)
    ]  # fmt: skip
    return headings, rows


def _heartbeats(connection: Connection, terminal: str | None) -> Rows:
    beats = select(heartbeats).order_by(heartbeats.c.terminal)
    parts = select(conditions).order_by(conditions.c.terminal, conditions.c.device)
    if terminal is not None:
        beats = beats.where(heartbeats.c.terminal == terminal)
        parts = parts.where(conditions.c.terminal == terminal)
    told: dict[str, list[str]] = {}
    for part in connection.execute(parts):
        told.setdefault(part.terminal, []).append(f"{part.device} {part.condition} {part.code}".rstrip())
    rows = [
        (row.terminal, row.received_at, row.version, row.boot_id, "; ".join(told.get(row.terminal, [])))
        for row in connection.execute(beats)
    ]
    return ["terminal", "received_at", "version", "boot_id", "parts"], rows


def _terminal_sales(connection: Connection, terminal: str | None) -> Rows:
    told = terminal_sales.c
    columns = (
        told.sale, told.kind, told.paid_fen, told.closed_fen, told.status, told.code, told.write_state, told.ended,
        told.matched, told.tries,
    )  # fmt: skip
    found = select(*columns).order_by(told.sale)
    if terminal is not None:
        found = found.where(told.terminal == terminal)
    return [column.name for column in columns], _tuples(connection.execute(found).all())


def _journals(connection: Connection, terminal: str | None) -> Rows:
    found = select(journals).order_by(journals.c.terminal)
    if terminal is not None:
        found = found.where(journals.c.terminal == terminal)
    return [column.name for column in journals.columns], _tuples(connection.execute(found).all())


def _repairs(connection: Connection, terminal: str | None) -> Rows:
    found = select(repairs).order_by(repairs.c.no)
    if terminal is not None:
        found = found.where(repairs.c.terminal == terminal)
    headings = [column.name for column in repairs.columns]
    at = headings.index("result")
    rows = [(*row[:at], RESULTS[row.result], *row[at + 1 :]) for row in connection.execute(found)]
    return headings, rows


def _orders(connection: Connection, terminal: str | None) -> Rows:
    found = select(commands).order_by(commands.c.no)
    if terminal is not None:
        found = found.where(commands.c.terminal == terminal)
    return [column.name for column in commands.columns], _tuples(connection.execute(found).all())


def _configurations(connection: Connection, terminal: str | None) -> Rows:
    found = select(configurations).order_by(configurations.c.terminal, configurations.c.version)
    if terminal is not None:
        found = found.where(configurations.c.terminal == terminal)
    return [column.name for column in configurations.columns], _tuples(connection.execute(found).all())


def _tuples(rows: Sequence[Row[*tuple[object, ...]]]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows]


def _operators(connection: Connection, terminal: str | None) -> Rows:
    columns = [column for column in operator_grants.columns if column.name != "hash"]
    state = case((operator_grants.c.hash == "", "closed"), else_="first password").label("granted")
    found = select(*columns, state).order_by(operator_grants.c.terminal, operator_grants.c.no)
    if terminal is not None:
        found = found.where(operator_grants.c.terminal == terminal)
    return [*(column.name for column in columns), "granted"], _tuples(connection.execute(found).all())


SHOWN: dict[str, Callable[[Connection, str | None], Rows]] = {
    "sales": _sales,
    "alarms": _alarms,
    "terminals": _terminals,
    "heartbeats": _heartbeats,
    "terminal-sales": _terminal_sales,
    "journals": _journals,
    "settlements": listed,
    "commands": _orders,
    "repairs": _repairs,
    "configurations": _configurations,
    "operators": _operators,
}
