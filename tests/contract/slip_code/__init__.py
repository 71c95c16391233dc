"""Codes on slips that both sides are held to: the kiosk prints just these, the platform proves them."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

KEY = ec.derive_private_key(20_261_123, ec.SECP256R1())  # of terminal GD-0117

_CODES: dict[str, Any] = json.loads(Path(__file__).with_name("codes.json").read_text("utf-8"))
SLIPS: list[dict[str, Any]] = _CODES["slips"]
FORGED: list[dict[str, str]] = _CODES["forged"]
MALFORMED: list[dict[str, str]] = _CODES["malformed"]


def named(row: dict[str, Any]) -> str:
    """Return a row's name, for a test's."""
    return str(row["name"])
