"""Rows of held sales. Every function works in the caller's transaction; a hold is written once and never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from platform_stub.storage.schema import held_sales, sales
from platform_stub.storage.times import stamp


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds a sale's money for the customer, since when, and why."""

    at: str
    by: str
    reason: str


def of(connection: Connection, sale: str) -> Hold | None:
    """Return who holds a sale's money; None where nobody does."""
    found = select(held_sales).join(sales, sales.c.no == held_sales.c.sale_no).where(sales.c.sale == sale)
    row = connection.execute(found).one_or_none()
    return None if row is None else Hold(row.held_at, row.held_by, row.reason)


def keep(connection: Connection, no: int, *, by: str, reason: str, now: datetime) -> None:
    """Write down who holds the money of the ledger's sale `no`; IntegrityError where somebody does."""
    connection.execute(insert(held_sales).values(sale_no=no, held_at=stamp(now), held_by=by, reason=reason))
