"""What the demonstration leaves behind, and the question it ends with: do all the books agree?"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.town import Town, rows
from kiosk_app.journal.journal import good_prefix
from platform_stub.text_table import text_table


@dataclass
class Evidence:
    """Checks, each with what was expected and found; printed as a table, kept as JSON."""

    checks: list[tuple[str, str, str]] = field(default_factory=list)

    def agree(self, what: str, expected: object, found: object) -> None:
        """Note one check."""
        self.checks.append((what, str(expected), str(found)))

    @property
    def all_agree(self) -> bool:
        """True when there was something to check and all of it held."""
        return bool(self.checks) and all(expected == found for _, expected, found in self.checks)

    def table(self) -> str:
        """Return the checks as a table, what does not agree beside what was expected."""
        rows = [
            ("ok" if expected == found else "NO", what, found, "" if expected == found else f"expected {expected}")
            for what, expected, found in self.checks
        ]
        return text_table(("", "check", "found", ""), rows)


def journal_facts(town: Town) -> list[dict[str, Any]]:
    """Return the journal's rows as objects; the chain is verified on the way."""
    entries, broken = good_prefix(town.journal)
    if broken is not None:
        raise broken
    return [{"seq": each.row.seq, "kind": each.row.kind, **json.loads(each.row.body)} for each in entries]


def platform_sales(town: Town) -> list[dict[str, Any]]:
    """Return the platform's ledger."""
    return rows(town.platform / "platform.db", "SELECT * FROM sales ORDER BY 1")


def core_rows(town: Town, table: str) -> list[dict[str, Any]]:
    """Return one table of the billing core."""
    return rows(town.books / "billing-core" / "core.db", f"SELECT * FROM {table}")  # noqa: S608 - our own names


def write_rows(town: Town, evidence: Evidence) -> None:
    """Leave the rows of journal, platform and billing core, and the checks, as files that a person can read."""
    books = {
        "journal": journal_facts(town),
        "platform-sales": platform_sales(town),
        "core-postings": core_rows(town, "postings"),
        "core-purchases": core_rows(town, "purchases"),
        "checks": [dict(zip(("what", "expected", "found"), each, strict=True)) for each in evidence.checks],
    }
    for name, content in books.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in content)
        (town.out / f"{name}.jsonl").write_text(text + "\n", encoding="utf-8")


def receipts(folder: Path) -> list[str]:
    """Return the text of every receipt that lies in the printer's tray."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
