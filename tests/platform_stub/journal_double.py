"""A terminal's journal as it is sent: rows that follow each other, sealed as docs/interfaces.md 5 says."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from platform_stub.journals.chain import GENESIS

BOOT = "5f0c1e7a9b3d2846"
BILLS = [{"bill_id": "3104587000-2026-08"}]
CARD_FILES = [[1, "68" + "00" * 43 + "16"], [2, "0000271000000007"], [5, "00" * 49], [6, "00"]]


@dataclass
class JournalDouble:
    """Seals by the words of the document, not by the platform's own code."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, **body: Any) -> None:
        seq, text = len(self.rows) + 1, json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        sealed = [seq, BOOT, seq * 10, seq * 1_000, kind, text]
        canonical = json.dumps(sealed, ensure_ascii=False, separators=(",", ":")).encode()
        hashed = hashlib.sha256(bytes.fromhex(self.hash(seq - 1)) + canonical).hexdigest()
        names = ("seq", "boot_id", "mono_ms", "wall_ms", "kind", "body")
        self.rows.append({**dict(zip(names, sealed, strict=True)), "hash": hashed})

    def hash(self, seq: int) -> str:
        return str(self.rows[seq - 1]["hash"]) if seq else GENESIS

    def page(self, first: int = 1, last: int | None = None) -> dict[str, Any]:
        return {"first_seq": first, "previous": self.hash(first - 1), "rows": self.rows[first - 1 : last]}

    def begin(self, number: int = 1, *, kind: str = "bill_payment", customer_no: str = "3104587000") -> str:
        """Begin a sale that books as `conftest.payment` or `conftest.purchase` does."""
        sale = f"GD0117-{number:06}"
        card = {"profile": "sgcc-cpu-2013", "serial": "1122334455667788", "files": CARD_FILES, "card_type": 2}
        bought = kind == "purchase"
        terms = {"kind": kind, "customer_no": customer_no, "bills": [] if bought else BILLS, "due": 0}
        self.add("SaleBegun", sale=sale, terms={**terms, "card": card if bought else None})
        return sale

    def tender(self, sale: str, notes: int, value: int = 1_000, closed: int | None = None) -> None:
        """Take notes, then close the tender."""
        for ordinal in range(notes):
            self.add("NoteOffered", sale=sale, ordinal=ordinal + 1, note={"value": value, "bill_type": 0})
            self.add("NoteCredited", sale=sale, ordinal=ordinal + 1, note={"value": value, "bill_type": 0})
        self.add("TenderClosed", sale=sale, paid=notes * value if closed is None else closed)
