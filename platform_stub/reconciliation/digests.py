"""Which ranges of a terminal's sales are not the same here: the platform's side of docs/interfaces.md 6.3 (PAY-8).

A row is what the ledger has of a sale, written as the journal file writes it (6), without what only one side knows. A
sale that is not booked says whose word that is, so it differs from whatever the terminal has: it is to be made good.
But where a person holds a refused sale's money for the customer, the word is the terminal's that has heard the refusal.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from platform_stub.sales.bodies import sale_prefix
from platform_stub.sales.ledger import HELD
from platform_stub.storage.schema import sales

LENGTH = 8  # bytes of a digest
AT_ONCE = 500  # sales in one question to the database
WORDS = {
    "booked": "SUCCEEDED", "refused": "platform FAILED", "pending": "platform UNKNOWN", "held": "terminal FAILED",
}  # fmt: skip
SERVICES = {"bill_payment": "PAY", "purchase": "VEND"}


class Range(Protocol):
    """A range as a terminal sends it, with its digest."""

    @property
    def first(self) -> int:
        """Its first number."""

    @property
    def last(self) -> int:
        """Its last number."""

    @property
    def digest(self) -> str:
        """Of the terminal's rows in it, 16 hex."""


def canonical(word: str, content: str) -> str:
    """Return the row that is digested, from a sale's word and its content as the ledger keeps it."""
    told = json.loads(content)
    card = told["card"]
    notes = "+".join(f"{each['value_fen']}x{each['count']}" for each in told["notes"])
    fields = (
        WORDS[word], told["sale"], SERVICES[told["kind"]], told["customer_no"], told["paid_fen"], "CASH",
        card["serial"] if card else "", notes, ",".join(told["bill_ids"]),
        ",".join((card["profile"], *(card["files"][name] for name in ("01", "02", "05")))) if card else "",
    )  # fmt: skip
    return "|".join(str(field) for field in fields)


def row_digest(text: str) -> bytes:
    """Return the digest of a canonical row."""
    return hashlib.sha256(text.encode()).digest()[:LENGTH]


def differing(rows: Mapping[int, bytes], asked: Sequence[Range]) -> Iterator[Range]:
    """Yield the ranges whose digest is not that of these rows: of each number (8 bytes, big-endian) and digest."""
    numbers = sorted(rows)
    for each in asked:
        whole = b"".join(number.to_bytes(8, "big") + rows[number] for number in within(numbers, each))
        if hashlib.sha256(whole).digest()[:LENGTH].hex() != each.digest:
            yield each


def rows_of(connection: Connection, terminal: str, asked: Sequence[Range]) -> dict[int, bytes]:
    """Return the digests of the ledger's sales of a terminal that lie in any of these ranges, by their number."""
    first, last = min(each.first for each in asked), max(each.last for each in asked)
    mine = select(sales.c.no, sales.c.sale).where(sales.c.terminal == terminal, numbered(terminal, first, last))
    known = {int(row.sale.rpartition("-")[2]): row.no for row in connection.execute(mine)}
    numbers = sorted(known)
    wanted = [known[number] for each in asked for number in within(numbers, each)]
    return dict(read(connection, wanted))


def numbered(terminal: str, first: int, last: int) -> ColumnElement[bool]:
    """Return the condition that a sale's number lies between these, so that the index on numbers serves: among
    numbers of one length the order of texts is the order of numbers."""
    prefix, lengths = f"{sale_prefix(terminal)}-", range(max(6, len(str(first))), max(6, len(str(last))) + 1)
    spans = (
        (length, max(first, 10 ** (length - 1) if length > 6 else 0), min(last, 10**length - 1)) for length in lengths
    )
    return or_(
        *(
            and_(
                sales.c.sale.between(f"{prefix}{low:06}", f"{prefix}{high:06}"),
                func.length(sales.c.sale) == len(prefix) + length,
            )
            for length, low, high in spans
        )
    )


def within(numbers: Sequence[int], each: Range) -> Sequence[int]:
    """Return those of sorted numbers that lie in a range."""
    return numbers[bisect_left(numbers, each.first) : bisect_right(numbers, each.last)]


def read(connection: Connection, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield number and digest of the sales with these places in the ledger."""
    for start in range(0, len(wanted), AT_ONCE):
        part = sales.c.no.in_(wanted[start : start + AT_ONCE])
        for row in connection.execute(select(sales.c.sale, sales.c.state, sales.c.content, HELD).where(part)):
            word = "held" if row.held else row.state
            yield int(row.sale.rpartition("-")[2]), row_digest(canonical(word, row.content))
