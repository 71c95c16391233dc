"""Rows of sales and attempts. Every function works in the caller's transaction.

A sale goes from pending to booked or refused; booked is absorbing (I5); refused goes back to pending only where the
terminal asks again for what the core never took (`sales.desk`), and never once a person holds its money for the
customer (`holds`).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, exists, insert, or_, select, update

from platform_stub.sales.bodies import Sale
from platform_stub.storage.schema import attempts, held_sales, sales
from platform_stub.storage.times import stamp

State = Literal["pending", "booked", "refused"]
Outcome = Literal["booked", "refused", "unknown"]

HELD = exists().where(held_sales.c.sale_no == sales.c.no).label("held")
"""Whether the utility holds a refused sale's money for the customer: a column beside those of `sales`."""


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale as the ledger has it."""

    no: int
    sale: str
    terminal: str
    kind: str
    state: State
    content: str
    answer: dict[str, Any] | None  # as it goes to the terminal; None while pending
    final: bool
    held: bool

    @property
    def request(self) -> Sale:
        """Return what the terminal asked for."""
        return Sale.model_validate_json(self.content)


def find(connection: Connection, sale: str) -> SaleRow | None:
    """Look a sale up by its key."""
    row = connection.execute(select(sales, HELD).where(sales.c.sale == sale)).mappings().one_or_none()
    return None if row is None else _row(row)


def claim(connection: Connection, terminal: str, sale: Sale, now: datetime) -> SaleRow:
    """Return the sale's row, made now if the key was never heard: from here on the intent is durable (I7)."""
    found = find(connection, sale.sale)
    if found is not None:
        return found
    connection.execute(
        insert(sales).values(
            sale=sale.sale,
            terminal=terminal,
            kind=sale.kind,
            customer_no=sale.customer_no,
            method=sale.method,
            paid_fen=sale.paid_fen,
            card_serial=sale.card.serial if sale.card is not None else None,
            content=sale.content(),
            state="pending",
            received_at=stamp(now),
        )
    )
    made = find(connection, sale.sale)
    assert made is not None and made.state == "pending", "a new sale is pending"
    return made


def begin_attempt(connection: Connection, no: int, now: datetime) -> int:
    """Write down that the core is about to be asked; return the attempt's number. A refused sale is pending again."""
    open_again = update(sales).where(sales.c.no == no, sales.c.state != "booked", sales.c.final == 0)
    changed = connection.execute(open_again.values(state="pending", answer=None, settled_at=None))
    assert changed.rowcount == 1, "what is booked, or refused for good, is never attempted again"
    result = connection.execute(insert(attempts).values(sale_no=no, began_at=stamp(now)))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def end_attempt(connection: Connection, attempt: int, outcome: Outcome, code: str | None, now: datetime) -> None:
    """Write down how an attempt ended, as far as anybody knows."""
    ended = {"ended_at": stamp(now), "outcome": outcome, "code": code}
    connection.execute(update(attempts).where(attempts.c.no == attempt).values(ended))


def was_attempted(connection: Connection, no: int) -> bool:
    """Tell whether the core may have heard of this sale."""
    return connection.execute(select(attempts.c.no).where(attempts.c.sale_no == no).limit(1)).first() is not None


def doubtful_since(connection: Connection, no: int, since: datetime) -> bool:
    """Tell whether an attempt that began after `since` has no known end: it may still take effect at the core."""
    unknown = or_(attempts.c.outcome.is_(None), attempts.c.outcome == "unknown")
    found = select(attempts.c.no).where(attempts.c.sale_no == no, attempts.c.began_at > stamp(since), unknown)
    return connection.execute(found.limit(1)).first() is not None


def book(connection: Connection, no: int, answer: dict[str, Any], now: datetime) -> None:
    """Keep the booking; from here on it is the sale's only answer."""
    assert answer["outcome"] == "booked"
    _settle(connection, no, "booked", answer, final=False, now=now)


def refuse(connection: Connection, no: int, answer: dict[str, Any], *, final: bool, now: datetime) -> None:
    """Keep the refusal."""
    assert answer["outcome"] == "refused"
    _settle(connection, no, "refused", answer, final=final, now=now)


def refuse_for_good(connection: Connection, no: int) -> bool:
    """Let no repetition change a refusal any more; False where there is none to keep."""
    refused = update(sales).where(sales.c.no == no, sales.c.state == "refused")
    return connection.execute(refused.values(final=1)).rowcount == 1


def pending(connection: Connection, *, at_most: int) -> list[str]:
    """Return sales of unknown outcome, the oldest first."""
    return _numbers(connection, select(sales.c.sale).where(sales.c.state == "pending"), at_most)


def pending_of_card(connection: Connection, card_serial: str) -> list[str]:
    """Return purchases of unknown outcome for this card."""
    found = select(sales.c.sale).where(sales.c.state == "pending", sales.c.card_serial == card_serial)
    return _numbers(connection, found, at_most=10)


def waiting_for_card(connection: Connection, card_serial: str) -> str | None:
    """Return the latest booked purchase whose write nobody confirmed, if it is this card's latest."""
    latest = (
        select(sales.c.sale, sales.c.card_written_at)
        .where(sales.c.state == "booked", sales.c.card_serial == card_serial)
        .order_by(sales.c.no.desc())
        .limit(1)
    )
    row = connection.execute(latest).one_or_none()
    return None if row is None or row.card_written_at is not None else str(row.sale)


def card_written(connection: Connection, sale: str, now: datetime) -> None:
    """Keep the confirmation of a purchase's write; the first time counts."""
    first = update(sales).where(sales.c.sale == sale, sales.c.card_written_at.is_(None))
    connection.execute(first.values(card_written_at=stamp(now)))


def is_written(connection: Connection, sale: str) -> bool:
    """Tell whether a purchase's write was confirmed."""
    found = select(sales.c.no).where(sales.c.sale == sale, sales.c.card_written_at.is_not(None))
    return connection.execute(found).first() is not None


def _settle(
    connection: Connection, no: int, state: State, answer: dict[str, Any], *, final: bool, now: datetime
) -> None:
    unsettled = update(sales).where(sales.c.no == no, sales.c.state != "booked", sales.c.final == 0)
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    changed = connection.execute(
        unsettled.values(state=state, answer=text, final=int(final), settled_at=stamp(now))
    ).rowcount
    assert changed == 1, "what is booked, or refused for good, stays so (I5)"


def _numbers(connection: Connection, found: Select[tuple[str]], at_most: int) -> list[str]:
    return [str(sale) for (sale,) in connection.execute(found.order_by(sales.c.no).limit(at_most))]


def _row(row: RowMapping) -> SaleRow:
    return SaleRow(
        no=row["no"],
        sale=row["sale"],
        terminal=row["terminal"],
        kind=row["kind"],
        state=row["state"],
        content=row["content"],
        answer=None if row["answer"] is None else json.loads(row["answer"]),
        final=bool(row["final"]),
        held=bool(row["held"]),
    )
