"""What follows when the platform refuses a journal file for ever, so that later files still go out (PAY-7, fault 58).

`FILE_STALE` with the row up to which applied files reach: the next batch begins behind it. `FILE_LINE` and
`FILE_DUPLICATE_ROW` in a sale's line: the next one leaves this sale out; it has gone out row by row, and the
reconciliation tells a person of it. `FILE_TOO_LARGE`: the next one is half as long. All three are cut at once.

Any other code: the next batch, cut when one is due again, takes the rows up under its own name, for what was wrong lies
in the file, its key or its name. Every refusal is a fact, an alarm at the platform, and told of the journal's health
until a batch is reconciled again.
"""

import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path

from kiosk_app.domain.batches import TOO_LARGE, Batches, JournalBatch, JournalCovered, JournalSetAside

STALE = "FILE_STALE"
OF_A_LINE = frozenset({"FILE_LINE", "FILE_DUPLICATE_ROW"})


def consequence(
    batches: Batches, batch: JournalBatch, code: str, facts: Mapping[str, str], file: Path
) -> JournalSetAside | JournalCovered | None:
    """Return the fact that lets the next batch pass; None where there is none, or where it would change nothing."""
    if code == STALE:
        through = min(number(facts.get("last_seq", "")), batch.last_seq)
        return JournalCovered(through) if through > batches.reached else None
    if code in OF_A_LINE:
        sale = sale_in(file, number(facts.get("line", "")))
        return JournalSetAside(sale, code) if sale and sale not in batches.aside else None
    return None


def is_halved(batch: JournalBatch, code: str) -> bool:
    """Tell whether the next batch is cut at once, shorter."""
    return code == TOO_LARGE and batch.last_seq > batch.first_seq


def sale_in(file: Path, line: int) -> str:
    """Return the number of the sale in this line of a packed file, from 1; "" where it is no sale's, or no file."""
    try:
        lines = gzip.decompress(file.read_bytes()).decode().split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return ""
    fields = lines[line - 1].split("|") if 1 <= line <= len(lines) else []
    return fields[2] if fields[:1] == ["D"] and len(fields) > 2 else ""


def number(text: str) -> int:
    """Read a row's number; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
