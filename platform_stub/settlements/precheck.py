"""Comparing a period: the ledger's bookings, the terminal's journal as it is held here, and what the terminal says.

E2105 the terminal is reported for repair; E2106 the period does not adjoin the last settlement, or one before it has
not come; E2101 count differs; E2102 sum differs; E2107 a sale of the period is not booked; E2103 the journal's head
differs, or the platform has not got so many rows yet; E2104 an alarm is open that says that the books may not be
trusted. The first that holds is the answer. A refused sale whose money a person holds for the customer counts like a
booked one: the terminal's record stands (PAY-8). A revoked or scrapped terminal does not come as far as this (403),
and says E2105 to its staff by itself.
"""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, select

from platform_stub.journals.rows import hash_at
from platform_stub.sales.bodies import sale_prefix
from platform_stub.sales.ledger import HELD
from platform_stub.settlements.bodies import ROWS_AT_MOST, Code, PrecheckBody, PrecheckRefused, Row, State
from platform_stub.settlements.rows import settled_through
from platform_stub.storage.schema import IN_SERVICE, sales, terminal_sales, terminals
from platform_stub.terminals import alarms

DISTRUST = frozenset(
    {
        alarms.KEY_REUSED,
        alarms.FOREIGN_SALE,
        alarms.CORE_CONTRADICTS,
        alarms.JOURNAL_BROKEN,
        alarms.FACT_CONFLICT,
        alarms.FACT_UNREADABLE,
        alarms.TERMINAL_CLONED,
        "JOURNAL_ROLLED_BACK",
    }
)
STATES: dict[str, State] = {"booked": "SUCCEEDED", "refused": "FAILED", "pending": "UNKNOWN"}


class Span(Protocol):
    """Sales from one number to another of a terminal's sequence."""

    @property
    def first_seq(self) -> int:
        """The first."""

    @property
    def last_seq(self) -> int:
        """The last; `first_seq` - 1 where there is none."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger has of one sale."""

    state: str
    paid_fen: int
    held: bool = False

    @property
    def agreed(self) -> bool:
        """Tell whether the money is the terminal's to hand in: booked, or held for the customer."""
        return self.state == "booked" or self.held


def precheck(connection: Connection, terminal: str, asked: PrecheckBody) -> PrecheckRefused | None:
    """Return why the period may not be settled; None where both agree."""
    posted, told = ledger(connection, terminal, asked), words(connection, terminal, asked)
    agreed = [sale.paid_fen for sale in posted.values() if sale.agreed]
    rows = [row for sale in sorted({*posted, *told}) if (row := compare(sale, posted.get(sale), told.get(sale)))]
    code = first_code(connection, terminal, asked, agreed, rows)
    if code is None:
        return None
    return PrecheckRefused(code=code, count=len(agreed), sum_fen=sum(agreed), rows=rows[:ROWS_AT_MOST])


def first_code(
    connection: Connection, terminal: str, asked: PrecheckBody, agreed: list[int], rows: list[Row]
) -> Code | None:
    """Return the first code that holds."""
    if status(connection, terminal) != IN_SERVICE:
        return "E2105"
    settled = settled_through(connection, terminal)
    if settled is None or asked.first_seq != settled + 1:
        return "E2106"
    if len(agreed) != asked.count:
        return "E2101"
    if sum(agreed) != asked.sum_fen:
        return "E2102"
    if rows:
        return "E2107"
    if hash_at(connection, terminal, asked.journal_count) != asked.head:
        return "E2103"
    if any(kind in DISTRUST for kind, _, _ in alarms.open_alarms(connection, terminal)):
        return "E2104"
    return None


def status(connection: Connection, terminal: str) -> int:
    """Return the terminal's status (PLAT-2)."""
    return int(connection.execute(select(terminals.c.status).where(terminals.c.terminal == terminal)).scalar_one())


def ledger(connection: Connection, terminal: str, asked: Span) -> dict[str, Posted]:
    """Return the ledger's sales of the period."""
    found = select(sales.c.sale, sales.c.state, sales.c.paid_fen, HELD).where(sales.c.terminal == terminal)
    rows = connection.execute(found)
    return {
        row.sale: Posted(row.state, row.paid_fen, bool(row.held)) for row in rows if within(row.sale, terminal, asked)
    }


def words(connection: Connection, terminal: str, asked: Span) -> dict[str, int]:
    """Return the sales of the period that took money by the terminal's own journal, with their totals."""
    closed = terminal_sales.c.closed_fen
    found = select(terminal_sales.c.sale, closed).where(terminal_sales.c.terminal == terminal, closed > 0)
    return {row.sale: row.closed_fen for row in connection.execute(found) if within(row.sale, terminal, asked)}


def within(sale: str, terminal: str, asked: Span) -> bool:
    """Tell whether a sale belongs to the period; by number, for a sequence outgrows its zeros one day."""
    prefix, _, sequence = sale.rpartition("-")
    return prefix == sale_prefix(terminal) and asked.first_seq <= int(sequence) <= asked.last_seq


def compare(sale: str, posted: Posted | None, told: int | None) -> Row | None:
    """Return the row of a sale on which both disagree; a refusal of a sale without money is none."""
    if posted is None and told is not None:
        return Row(sale=sale, amount_fen=told, terminal="SUCCEEDED", platform="NONE", why="unheard")
    if posted is None:
        return None
    state, amount = STATES[posted.state], told if told is not None else posted.paid_fen
    terminal: State = "SUCCEEDED" if told is not None else "NONE"
    if not posted.agreed:
        why = "pending" if posted.state == "pending" else "refused"
        return Row.model_validate(
            {"sale": sale, "amount_fen": amount, "terminal": terminal, "platform": state, "why": why}
        )
    if told is None:
        return Row(sale=sale, amount_fen=amount, terminal="NONE", platform=state, why="foreign")
    if told != posted.paid_fen:
        return Row(sale=sale, amount_fen=amount, terminal="SUCCEEDED", platform=state, why="amount")
    return None
