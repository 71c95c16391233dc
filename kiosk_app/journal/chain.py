"""The hash chain: each row seals itself and everything before it (I10)."""

import hashlib
import json
from dataclasses import dataclass

GENESIS = bytes(32)
CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Row:
    """One stored fact, as it is sealed."""

    seq: int
    boot_id: str
    mono_ms: int
    wall_ms: int
    kind: str
    body: str


def seal(previous: bytes, row: Row) -> bytes:
    """Return SHA-256 over the previous hash and the canonical form of this row."""
    canonical = CANONICAL.encode([row.seq, row.boot_id, row.mono_ms, row.wall_ms, row.kind, row.body])
    return hashlib.sha256(previous + canonical.encode("utf-8", "surrogatepass")).digest()
