"""Journal files made from the specification (docs/interfaces.md 6), well and badly; nothing of the kiosk is in it."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.contract.journal_file import KEY

CARD = ",".join(("sgcc-cpu-2013", "68" + "00" * 43 + "16", "0000271000000007", "00" * 49))


def signature(line: str, key: ec.EllipticCurvePrivateKey) -> str:
    r, s = decode_dss_signature(key.sign(line.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def payment(n: int = 1, number: int | None = None, fen: int = 12_000, status: str = "UNKNOWN", **changed: str) -> str:
    """Return the line of a bill payment."""
    names = {
        "kind": "D", "n": str(n), "sale": f"GD0117-{number if number is not None else n:06}",
        "platform_serial": "P0000000001" if status == "SUCCEEDED" else "", "service": "PAY",
        "customer_no": "3104587000", "amount": str(fen), "method": "CASH", "closed": "20261123102707",
        "status": status, "card_serial": "", "purchase_no": "", "write_state": "", "notes": f"1000x{fen // 1_000}",
        "bill_ids": "3104587000-2026-08", "card": "",
    }  # fmt: skip
    return "|".join({**names, **changed}.values())


def purchase(n: int = 1, number: int | None = None, fen: int = 10_000, status: str = "UNKNOWN", **changed: str) -> str:
    """Return the line of a purchase."""
    told = {
        "service": "VEND", "customer_no": "3104587926", "card_serial": "1122334455667788", "write_state": "NONE",
        "purchase_no": "8" if status == "SUCCEEDED" else "", "bill_ids": "", "card": CARD,
    }  # fmt: skip
    return payment(n, number, fen, status, **{**told, **changed})


@dataclass
class Draft:
    """A file to be; what is set is written, whether it is right or not."""

    rows: Sequence[str] = field(default_factory=lambda: [payment(1), payment(2, fen=6_000), purchase(3)])
    terminal: str = "GD-0117"
    date: str = "20261123"
    batch: int = 1
    first: int = 1
    last: int = 31
    created: str = "20261123102731"
    head: str = "ab" * 32
    count: int | None = None
    total: int | None = None
    digest: str | None = None
    journal_count: int | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: KEY)

    @property
    def name(self) -> str:
        return f"{self.terminal}_{self.date}_{self.batch:03}.txt"

    def content(self) -> bytes:
        header = f"H|1|{self.terminal}|{self.date}|{self.batch:03}|{self.first}|{self.last}|{self.created}"
        before = "".join(f"{line}\n" for line in (header, *self.rows))
        count = len(self.rows) if self.count is None else self.count
        total = sum(int(row.split("|")[6]) for row in self.rows) if self.total is None else self.total
        digest = hashlib.sha256(before.encode()).hexdigest() if self.digest is None else self.digest
        seen = self.last if self.journal_count is None else self.journal_count
        trailer = f"T|{count}|{total}|{digest}|{seen}|{self.head}|"
        return (before + trailer + signature(trailer, self.key) + "\n").encode()
