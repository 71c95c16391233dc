"""The hash chain: each row seals itself and everything before it (I10)."""

import hashlib
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted

GENESIS = bytes(32)


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
    """Return SHA-256 over the previous hash and the row as a JSON array without spaces.

    Raises TypeError for a value of another type, which a damaged file may hold.
    """
    seq, mono_ms, wall_ms = (int.__repr__(value) for value in (row.seq, row.mono_ms, row.wall_ms))
    canonical = f"[{seq},{quoted(row.boot_id)},{mono_ms},{wall_ms},{quoted(row.kind)},{quoted(row.body)}]"
    return hashlib.sha256(previous + canonical.encode("utf-8", "surrogatepass")).digest()
