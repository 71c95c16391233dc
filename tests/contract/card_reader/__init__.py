"""Frames of the CRT-310 and cards in both states, for both sides of the wire (protocols.md 3.1, meter_card.md 7)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Vector:
    """One frame and what it carries."""

    name: str
    payload: bytes
    frame: bytes


def crt310() -> tuple[Vector, ...]:
    """Return every recorded frame of the CRT-310."""
    rows = json.loads(Path(__file__).with_name("crt310.json").read_text(encoding="utf-8"))
    return tuple(Vector(row["name"], bytes.fromhex(row["payload"]), bytes.fromhex(row["frame"])) for row in rows)


def apdus() -> dict[str, Any]:
    """Return recorded commands to a card, with their MACs, and recorded files with what they mean."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("apdus.json").read_text(encoding="utf-8"))
    return found
