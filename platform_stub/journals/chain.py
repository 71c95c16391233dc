"""The hash chain of a terminal's journal: each row seals itself and everything before it (I10)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

GENESIS = bytes(32).hex()
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class ChainBroken(Exception):
    """A row does not follow the one before it; the text is its number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the terminal sealed it; hashes are lower-case hex."""

    seq: int
    boot_id: str
    mono_ms: int
    wall_ms: int
    kind: str
    body: str
    hash: str


def seal(previous: str, row: Row) -> str:
    """Return SHA-256 over the previous hash and the canonical form of this row (docs/interfaces.md 5)."""
    canonical = _CANONICAL.encode([row.seq, row.boot_id, row.mono_ms, row.wall_ms, row.kind, row.body])
    return hashlib.sha256(bytes.fromhex(previous) + canonical.encode()).hexdigest()


def follow(previous: str, first_seq: int, rows: Sequence[Row]) -> None:
    """Raise ChainBroken unless the rows follow each other, without a gap, and the first follows `previous`."""
    for expected, row in enumerate(rows, first_seq):
        if row.seq != expected or seal(previous, row) != row.hash:
            raise ChainBroken(str(row.seq))
        previous = row.hash
