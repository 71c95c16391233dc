"""The recorded ESC/POS bytes, for both sides of the wire."""

import json
from dataclasses import dataclass
from pathlib import Path

_DATA = json.loads(Path(__file__).with_name("escpos.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class RecordedStatus:
    state: str
    replies: tuple[int, int, int, int]
    trouble: str | None
    near_end: bool


STATUS = [
    RecordedStatus(
        entry["state"],
        (
            int(entry["replies"]["1"], 16),
            int(entry["replies"]["2"], 16),
            int(entry["replies"]["3"], 16),
            int(entry["replies"]["4"], 16),
        ),
        entry["trouble"],
        entry["near_end"],
    )
    for entry in _DATA["status"]
]
PAPER_REPLIES: list[tuple[int, bool, bool]] = [
    (int(entry["byte"], 16), entry["near_end"], entry["end"]) for entry in _DATA["paper_replies"]
]
AUTOMATIC_STATUS: dict[str, bytes] = {
    entry["state"]: bytes.fromhex(entry["bytes"]) for entry in _DATA["automatic_status"]
}
FRAMES: dict[str, bytes] = {name: bytes.fromhex(text) for name, text in _DATA["frames"].items()}
QUESTIONS: dict[int, bytes] = {int(n): bytes.fromhex(text) for n, text in _DATA["commands"]["status"].items()}
BARRIER, CLEAR, AUTOMATIC_OFF = (
    bytes.fromhex(_DATA["commands"][name]) for name in ("barrier", "clear buffers", "automatic status off")
)
CUT = FRAMES["cut"]
