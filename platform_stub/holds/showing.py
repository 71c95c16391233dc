"""Sales whose money lies in a box without being booked, for a person: no customer, no request, no answer's facts."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select

from platform_stub.holds.holding import NotHeld, refuse_to_hold
from platform_stub.journals.rows import words
from platform_stub.sales import ledger
from platform_stub.sales.ledger import SaleRow
from platform_stub.storage.schema import attempts, held_sales, sales, terminal_sales
from platform_stub.terminals.alarms import open_alarms
from platform_stub.text_table import text_table

HEADINGS = (
    "sale", "terminal", "state", "code", "asked_fen", "in_box_fen", "received_at", "held_at", "held_by", "reason",
)  # fmt: skip
Line = tuple[object, ...]


def listed(connection: Connection, terminal: str | None, *, held_only: bool) -> tuple[Sequence[str], list[Line]]:
    """Return headings and rows of what took money and is not booked; of `held_only` what is held for customers."""
    told = terminal_sales.c
    both = terminal_sales.outerjoin(sales, sales.c.sale == told.sale)
    columns = (
        told.sale, told.terminal, sales.c.state, sales.c.answer, sales.c.paid_fen, told.closed_fen,
        sales.c.received_at, held_sales.c.held_at, held_sales.c.held_by, held_sales.c.reason,
    )  # fmt: skip
    found = select(*columns).select_from(both.outerjoin(held_sales, held_sales.c.sale_no == sales.c.no))
    found = found.where(told.closed_fen > 0, sales.c.state.is_distinct_from("booked")).order_by(told.sale)
    if terminal is not None:
        found = found.where(told.terminal == terminal)
    if held_only:
        found = found.where(held_sales.c.held_at.is_not(None))
    return HEADINGS, [_line(row) for row in connection.execute(found)]


def _line(row: Row[*tuple[object, ...]]) -> Line:
    state = "held" if row.held_at else row.state or "unheard"
    code = json.loads(row.answer)["code"] if row.answer else ""
    return (
        row.sale, row.terminal, state, code, row.paid_fen, row.closed_fen, row.received_at, row.held_at, row.held_by,
        row.reason,
    )  # fmt: skip


def described(connection: Connection, sale: str) -> str:
    """Return what ledger, journal and core said of a sale, and whether its money is held or can be; "" where nobody
    has told of it."""
    row, word = ledger.find(connection, sale), words(connection, [sale]).get(sale)
    if row is None and word is None:
        return ""
    in_box = "has told of nothing" if word is None else "did not close it"
    if word is not None and word.closed_fen is not None:
        in_box = f"took {word.closed_fen} fen; it knows of it: {word.status.name.lower()} {word.code}".rstrip()
    lines = [sale, f"ledger: {_ledger(row)}", f"journal: the terminal {in_box}", _held(connection, sale)]
    if row is not None:
        lines += [f"open alarm: {kind} {code}".rstrip() for kind, code in _alarms(connection, row)]
        lines.append(_attempts(connection, row.no))
    return "\n".join(lines)


def _ledger(row: SaleRow | None) -> str:
    if row is None:
        return "nobody asked to have it booked"
    code = f" with {row.answer['code']}" if row.state == "refused" and row.answer else ""
    return f"{row.kind} of {row.request.paid_fen} fen, {row.state}{code}{', for good' if row.final else ''}"


def _held(connection: Connection, sale: str) -> str:
    try:
        refuse_to_hold(connection, sale)
    except NotHeld as why:
        return f"held: {why}"
    return "held: nobody holds it; `sale hold` can, where the billing core will not book it"


def _alarms(connection: Connection, row: SaleRow) -> Iterator[tuple[str, str]]:
    for kind, subject, code in open_alarms(connection, row.terminal):
        if subject == row.sale:
            yield kind, code


def _attempts(connection: Connection, no: int) -> str:
    columns = (attempts.c.began_at, attempts.c.ended_at, attempts.c.outcome, attempts.c.code)
    tried = connection.execute(select(*columns).where(attempts.c.sale_no == no).order_by(attempts.c.no))
    return text_table(
        [f"attempt {columns[0].name}", *(each.name for each in columns[1:])], [tuple(row) for row in tried]
    )
