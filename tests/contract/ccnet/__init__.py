"""CCNET frames that both sides of the wire are tested against; the CRCs were computed with an independent library."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Vector:
    """One frame and what it carries."""

    name: str
    payload: bytes
    frame: bytes


def vectors() -> tuple[Vector, ...]:
    """Return every recorded frame."""
    rows = json.loads(Path(__file__).with_name("vectors.json").read_text())
    return tuple(Vector(row["name"], bytes.fromhex(row["payload"]), bytes.fromhex(row["frame"])) for row in rows)
