"""Recorded bytes of scanners that both sides are held to."""

import json
from pathlib import Path
from typing import Any

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
TRIGGERS: dict[str, dict[str, bytes]] = {
    maker: {name: bytes.fromhex(text) for name, text in each.items()} for maker, each in VECTORS["triggers"].items()
}
READS: list[dict[str, Any]] = VECTORS["reads"]
CHECKS: list[dict[str, str]] = VECTORS["check_bytes"]
