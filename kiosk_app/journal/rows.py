"""The journal's rows read back from its file: the whole chain verified, each row a fact or the journal is broken."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from kiosk_app.domain.facts import Fact
from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.codec import NotAFact, decode
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.journal.table import READ

Stored = tuple[int, str, int, int, str, str, bytes]
"""A row as SQLite gives it: what `Row` has, and its hash. A start reads each row of the journal, so nothing is made
of most of them."""


class Entry(NamedTuple):
    """One row read back: its fact and its seal."""

    row: Row
    fact: Fact
    hash: bytes


def chained(raw: sqlite3.Connection) -> Iterator[Stored]:
    """Yield every row in order; raise JournalBroken at the first that is missing or altered (I10)."""
    previous, seq = GENESIS, 0
    try:
        for stored in raw.execute(READ):
            sealed = seal(previous, stored[:6]) if stored[0] == seq + 1 else b""
            if sealed != stored[6]:
                raise JournalBroken("journal_chain", f"row {stored[0]} does not follow row {seq}", seq)
            yield stored
            previous, seq = sealed, stored[0]
    except (sqlite3.Error, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise JournalBroken("journal_pages", str(error), seq) from error


def fact_of(stored: Stored) -> Fact:
    """Return what a row says, or raise JournalBroken."""
    try:
        return decode(stored[4], stored[5])
    except NotAFact as error:
        raise JournalBroken("journal_row", str(error), stored[0] - 1) from error


def verified(raw: sqlite3.Connection) -> Iterator[Entry]:
    """Yield every row in order; raise JournalBroken at the first that is missing, altered or not a fact."""
    for stored in chained(raw):
        yield Entry(Row(*stored[:6]), fact_of(stored), stored[6])
