"""The hash chain: each row seals itself and everything before it (I10)."""

import hashlib
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

GENESIS = bytes(32)

decimal = int.__repr__


class Row(NamedTuple):
    """One stored fact, as it is sealed. A tuple, as a start makes one for each row that the journal has."""

    seq: int
    boot_id: str
    mono_ms: int
    wall_ms: int
    kind: str
    body: str


def seal(previous: bytes, row: tuple[int, str, int, int, str, str]) -> bytes:
    """Return SHA-256 over the previous hash and the row, a `Row`, as a JSON array without spaces.

    Raises TypeError for a value of another type, which a damaged file may hold.
    """
    seq, boot_id, mono_ms, wall_ms, kind, body = row
    canonical = (
        f"[{decimal(seq)},{quoted(boot_id)},{decimal(mono_ms)},{decimal(wall_ms)},{quoted(kind)},{quoted(body)}]"
    )
    return hashlib.sha256(previous + canonical.encode("utf-8", "surrogatepass")).digest()
