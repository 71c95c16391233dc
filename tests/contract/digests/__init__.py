"""Rows, their digests and those of ranges (docs/interfaces.md 6.3), which both sides must make of the same sales.

`rows` are lines of a journal file with the canonical row of each side; `platform` has one for each state of the ledger,
and `held` for a refused sale whose money the utility holds for the customer.
`ranges` are numbers with the digests of their rows, and the digest of the whole.
"""

import json
from pathlib import Path
from typing import Any


def recorded() -> dict[str, Any]:
    """Return what is recorded."""
    content: dict[str, Any] = json.loads(Path(__file__).with_name("digests.json").read_text("utf-8"))
    return content
