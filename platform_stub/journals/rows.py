"""Rows of journals and of the terminals' words. Every function works in the caller's transaction."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, insert, or_, select, update

from platform_stub.journals.chain import GENESIS, Row
from platform_stub.journals.status import Status
from platform_stub.journals.word import Word
from platform_stub.storage.schema import facts, held_sales, journals, sales, terminal_sales
from platform_stub.storage.times import stamp


def head(connection: Connection, terminal: str) -> tuple[int, str]:
    """Return count and last hash of what is held of this terminal's journal."""
    found = select(journals.c.count, journals.c.head).where(journals.c.terminal == terminal)
    for count, last in connection.execute(found):
        return int(count), str(last)
    return 0, GENESIS


def locked_head(connection: Connection, terminal: str) -> tuple[int, str]:
    """Return `head`, and let nobody else add to it until this transaction is over."""
    same = journals.c.terminal == terminal
    for count, last in connection.execute(select(journals.c.count, journals.c.head).where(same).with_for_update()):
        return int(count), str(last)
    connection.execute(insert(journals).values(terminal=terminal, count=0, head=GENESIS))
    return 0, GENESIS


def hash_at(connection: Connection, terminal: str, seq: int) -> str | None:
    """Return the hash of one row; None where it is not held."""
    if seq == 0:
        return GENESIS
    found = select(facts.c.hash).where(facts.c.terminal == terminal, facts.c.seq == seq)
    hashed: str | None = connection.execute(found).scalar_one_or_none()
    return hashed


def hashes(connection: Connection, terminal: str, first: int, last: int) -> list[str]:
    """Return the hashes of the held rows from `first` to `last`, in order."""
    within = (facts.c.terminal == terminal, facts.c.seq >= first, facts.c.seq <= last)
    return [str(each) for (each,) in connection.execute(select(facts.c.hash).where(*within).order_by(facts.c.seq))]


def append(connection: Connection, terminal: str, rows: Sequence[Row], now: datetime) -> None:
    """Add rows behind the head."""
    at = stamp(now)
    values = [
        {
            "terminal": terminal, "seq": row.seq, "boot_id": row.boot_id, "mono_ms": row.mono_ms,
            "wall_ms": row.wall_ms, "kind": row.kind, "body": row.body, "hash": row.hash, "received_at": at,
        }
        for row in rows
    ]  # fmt: skip
    connection.execute(insert(facts), values)
    grown = update(journals).where(journals.c.terminal == terminal, journals.c.count == rows[0].seq - 1)
    changed = connection.execute(grown.values(count=rows[-1].seq, head=rows[-1].hash)).rowcount
    assert changed == 1, "rows are added behind the head, by whoever holds it"


def words(connection: Connection, sales: Iterable[str]) -> dict[str, Word]:
    """Return what is known of these sales."""
    found = select(terminal_sales).where(terminal_sales.c.sale.in_(list(sales)))
    return {row["sale"]: _word(row) for row in connection.execute(found).mappings()}


def keep(connection: Connection, terminal: str, word: Word) -> None:
    """Keep what is known of a sale."""
    values: dict[str, Any] = {
        "kind": word.kind,
        "customer_no": word.customer_no,
        "bill_ids": json.dumps(word.bill_ids),
        "card": None if word.card is None else json.dumps(word.card),
        "notes": json.dumps(word.notes),
        "paid_fen": sum(value * count for value, count in word.notes.items()),
        "closed_fen": word.closed_fen,
        "status": word.status.name.lower(),
        "code": word.code,
        "write_state": word.write_state,
        "ended": word.ended,
        "first_seq": word.first_seq,
        "last_seq": word.last_seq,
        "begun_wall_ms": word.begun_wall_ms,
    }
    if not connection.execute(update(terminal_sales).where(terminal_sales.c.sale == word.sale).values(values)).rowcount:
        connection.execute(insert(terminal_sales).values(sale=word.sale, terminal=terminal, **values))


def unmatched(connection: Connection, now: datetime, *, at_most: int) -> list[tuple[str, Word, int]]:
    """Return terminal, word and tries of sales that took money and that nobody has matched with the ledger yet; where
    a person holds the money there is nothing to match."""
    due = or_(terminal_sales.c.next_try_at.is_(None), terminal_sales.c.next_try_at <= stamp(now))
    held = exists().where(sales.c.sale == terminal_sales.c.sale, sales.c.no == held_sales.c.sale_no)
    found = (
        select(terminal_sales)
        .where(terminal_sales.c.closed_fen > 0, terminal_sales.c.matched.is_(None), due, ~held)
        .order_by(terminal_sales.c.tries, terminal_sales.c.sale)
        .limit(at_most)
    )
    return [(row["terminal"], _word(row), row["tries"]) for row in connection.execute(found).mappings()]


def match(connection: Connection, sale: str, outcome: str) -> None:
    """Keep how the ledger and the terminal's word came together."""
    connection.execute(update(terminal_sales).where(terminal_sales.c.sale == sale).values(matched=outcome))


def postpone(connection: Connection, sale: str, tries: int, until: datetime) -> None:
    """Look at a sale again later."""
    later = update(terminal_sales).where(terminal_sales.c.sale == sale)
    connection.execute(later.values(tries=tries, next_try_at=stamp(until)))


def _word(row: RowMapping) -> Word:
    return Word(
        sale=row["sale"],
        kind=row["kind"],
        customer_no=row["customer_no"],
        bill_ids=tuple(json.loads(row["bill_ids"])),
        card=None if row["card"] is None else json.loads(row["card"]),
        first_seq=row["first_seq"],
        begun_wall_ms=row["begun_wall_ms"],
        notes={int(value): count for value, count in json.loads(row["notes"]).items()},
        last_seq=row["last_seq"],
        closed_fen=row["closed_fen"],
        status=Status[row["status"].upper()],
        code=row["code"],
        write_state=row["write_state"],
        ended=row["ended"],
    )
