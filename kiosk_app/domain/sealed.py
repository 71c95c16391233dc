"""Rows of the journal as they leave the kiosk: what was sealed, byte for byte, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

ROWS_AT_MOST = 100
LETTERS_AT_MOST = 60_000  # of the bodies in one page: in UTF-8, with its escapes, well below what a request may hold


class SealedRow(NamedTuple):
    """One row of the journal and its hash. A tuple, as a note in escrow waits for one to be made."""

    seq: int
    boot_id: str
    mono_ms: int
    wall_ms: int
    kind: str
    body: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in order, and the hash of the row before the first; zeros before the first of all."""

    previous: bytes
    rows: tuple[SealedRow, ...]


def bounded(rows: Iterable[SealedRow]) -> tuple[SealedRow, ...]:
    """Return the first of these rows, at least one, as many as one page may hold."""
    page: list[SealedRow] = []
    letters = 0
    for row in rows:
        letters += len(row.body)
        if page and (len(page) == ROWS_AT_MOST or letters > LETTERS_AT_MOST):
            break
        page.append(row)
    return tuple(page)
