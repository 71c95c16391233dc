"""The journal's file read with nothing of the kiosk's: gaps, chain, clocks, and each row against what was recorded.

I9, I10, I23. The form of a row and of its seal is taken from docs/adr/0002 and the schema, not from the code that
writes them.
"""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from tests.simulation.violation import Violation

NAME = "file"


def check_file(path: Path, recorded: list[Any]) -> None:
    """Compare the file of a stopped kiosk with the facts that were made durable, in order."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT seq, boot_id, mono_ms, wall_ms, kind, body, hash FROM facts ORDER BY seq").fetchall()
    if len(rows) != len(recorded):
        raise Violation(NAME, "I9", f"{len(recorded)} rows were made durable, the file has {len(rows)}")
    head, clock, boot = bytes(32), 0, ""
    for place, (row, fact) in enumerate(zip(rows, recorded, strict=True), start=1):
        seq, boot_id, mono_ms, _, kind, body, sealed = row
        if seq != place:
            raise Violation(NAME, "I10", f"row {place} has the number {seq}")
        head = hashlib.sha256(
            head + json.dumps(list(row[:6]), ensure_ascii=False, separators=(",", ":")).encode()
        ).digest()
        if head != sealed:
            raise Violation(NAME, "I10", f"row {seq} does not follow from the row before it")
        if boot_id == boot and mono_ms < clock:
            raise Violation(NAME, "I23", f"row {seq} is older than row {seq - 1} of the same life")
        if (kind, json.loads(body)) != (type(fact).__name__, plain(fact)):
            raise Violation(NAME, "I9", f"row {seq} says {kind} {body}, recorded was {fact}")
        clock, boot = mono_ms, boot_id


def plain(value: Any) -> Any:
    """Turn a fact into JSON's own types, without the journal's codec."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, bytes):
        return value.hex().upper()
    return [plain(item) for item in value] if isinstance(value, tuple) else value
