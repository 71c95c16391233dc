"""What came of the journal at the platform: read from both files with nothing of either side's code.

PAY-6 PAY-7 PAY-8, I3 I5 I10 I20: every row is there and seals what is before it; money that was taken is in the ledger
once; a file's rows are taken once; digests and files find the same; no alarm stands that nothing explains.
"""

import gzip
import hashlib
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from tests.simulation.violation import Violation

NAME = "delivery"
ROW = "seq, boot_id, mono_ms, wall_ms, kind, body"
RAISED_BY_STRAYS = {"TERMINAL_CLONED", "REQUEST_REPLAYED"}  # `gate` looks at these
UNBOOKED_FOR_A_WHILE = ("core.", "platform.", "net.", "sync.", "upload.", "power.", "process.", "disk.")


class Side(Protocol):
    """The platform as far as it is read here."""

    area: Path

    @property
    def database(self) -> sqlite3.Connection:
        """Its tables."""

    @property
    def postings(self) -> Any:
        """The billing core's books."""


class Delivery:
    """Compares once, when everything has come to its end and the kiosk has stopped."""

    def __init__(self, journal: Path, platform: Side, struck: Counter[str]) -> None:
        self._journal, self._platform, self._struck = journal, platform, struck
        self._taken: dict[str, tuple[int, int]] = {}  # sale -> its money, and the row with its total
        self._word: dict[str, str] = {}  # sale -> what the terminal heard last that counts
        self._kind: dict[str, str] = {}

    def check(self) -> None:
        """Compare everything."""
        self._rows()
        self._ledger()
        self._files()
        self._alarms()

    def _asked(self, question: str) -> list[Any]:
        return self._platform.database.execute(question).fetchall()

    # --- rows ---

    def _rows(self) -> None:
        with closing(sqlite3.connect(self._journal)) as raw:
            ours = raw.execute(f"SELECT {ROW}, lower(hex(hash)) FROM facts ORDER BY seq").fetchall()
        theirs = self._asked(f"SELECT {ROW}, hash FROM facts ORDER BY seq")
        if len(theirs) != len(ours):
            raise Violation(NAME, "PAY-7", f"the journal has {len(ours)} rows, the platform {len(theirs)}")
        head = bytes(32)
        for our, their in zip(ours, theirs, strict=True):
            if our != their:
                raise Violation(NAME, "I10", f"row {our[0]} is {our[4]} here and {their[4]} of {their[0]} there")
            text = json.dumps(list(their[:6]), ensure_ascii=False, separators=(",", ":"))
            head = hashlib.sha256(head + text.encode()).digest()
            if head.hex() != their[6]:
                raise Violation(NAME, "I10", f"row {their[0]} at the platform does not follow from the row before it")
            self._hear(their[0], their[4], json.loads(their[5]))
        if self._asked("SELECT count, head FROM journals") != [(len(ours), head.hex())]:
            raise Violation(NAME, "I10", "the platform's head is not the journal's")

    def _hear(self, seq: int, kind: str, body: dict[str, Any]) -> None:
        match kind:
            case "SaleBegun":
                self._kind[body["sale"]] = body["terms"]["kind"]
            case "TenderClosed" if body["paid"]:
                self._taken[body["sale"]] = body["paid"], seq
            case "SaleAccepted":
                self._word[body["sale"]] = "succeeded"
            case "SaleRejected":
                self._word.setdefault(body["sale"], "failed")
            case _:
                pass

    # --- the ledger ---

    def _ledger(self) -> None:
        """I5: unknown < failed < succeeded; what the core has posted is booked, and what was taken is there once."""
        ledger = Counter(sale for (sale,) in self._asked("SELECT sale FROM sales"))
        states = {sale: (state, paid) for sale, state, paid in self._asked("SELECT sale, state, paid_fen FROM sales")}
        if set(ledger) != set(self._taken) or any(count != 1 for count in ledger.values()):
            wrong = sorted(set(ledger) ^ set(self._taken))
            raise Violation(NAME, "PAY-6", f"sales with money that only one side has: {', '.join(wrong)}")
        posted = Counter(each.serial for each in self._platform.postings)
        heard = dict(self._asked("SELECT sale, status FROM terminal_sales"))
        for sale, (paid, _) in self._taken.items():
            state, booked = states[sale]
            if booked != paid:
                raise Violation(NAME, "PAY-8", f"sale {sale}: {paid} was taken, the ledger has {booked}")
            if heard[sale] != self._word.get(sale, "unknown"):
                raise Violation(NAME, "PAY-8", f"the terminal's word on sale {sale} is kept as {heard[sale]}")
            if (state == "booked") != (posted[sale] == 1) or posted[sale] > 1:
                raise Violation(NAME, "I5", f"sale {sale} is {state} and posted {posted[sale]} times")
            if state != "booked" and (self._kind[sale] == "bill_payment" or state == "pending"):
                raise Violation(NAME, "PAY-8", f"sale {sale} over {paid} fen is {state} and nobody refuses it")

    # --- files ---

    def _files(self) -> None:
        """I20: the files' rows follow each other; each sale that was closed in them stands in one of them, once."""
        taken = self._asked(
            "SELECT name, first_seq, last_seq FROM uploads WHERE last_seq IS NOT NULL ORDER BY first_seq"
        )
        following = 1
        for name, first, last in taken:
            if first != following:
                raise Violation(NAME, "I20", f"{name} begins with row {first}, the files before reach {following - 1}")
            following = last + 1
        found = Counter(line.split("|")[2] for name, _, _ in taken for line in self._lines(name))
        expected = Counter(sale for sale, (_, seq) in self._taken.items() if seq < following)
        if found != expected:
            wrong = ", ".join(sorted((found - expected) + (expected - found)))
            raise Violation(NAME, "I20", f"sales that stand not just once in the files: {wrong}")
        kept = Counter(sale for (sale,) in self._asked("SELECT sale FROM file_rows"))
        if kept != found:
            raise Violation(NAME, "I20", "the rows that were applied are not those of the files")

    def _lines(self, name: str) -> list[str]:
        path = self._platform.area / name
        if not path.exists():  # lost with the file area after it was applied
            return [line for (line,) in self._asked(f"SELECT line FROM file_rows WHERE name = '{name}'")]
        return [line for line in gzip.decompress(path.read_bytes()).decode().split("\n") if line.startswith("D|")]

    # --- alarms ---

    def _alarms(self) -> None:
        open_ones = self._asked("SELECT kind, subject, code FROM alarms WHERE ended_at IS NULL AND cleared_at IS NULL")
        for kind, subject, code in open_ones:
            explained = kind in RAISED_BY_STRAYS
            if kind == "RECONCILIATION_DIFFERS":
                explained = any(self._struck[name] for name in self._struck if name.startswith(UNBOOKED_FOR_A_WHILE))
            if not explained:
                raise Violation(
                    NAME, "PAY-8", f"the alarm {kind} about {subject} ({code}) stands, and nothing explains it"
                )


class Agreement:
    """The digest exchange and the files' reconciliation, asked about the same books (PAY-8)."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._lost, self._reports, self._ends = "", 0, 0

    def asked(self, lost: str) -> None:
        """Both are about to be asked; this booked sale has just been lost at the platform."""
        self._lost = lost
        self._reports = self._database.execute("SELECT coalesce(max(no), 0) FROM reconciliations").fetchone()[0]

    def _apart(self) -> set[str]:
        """Return sales with money that one side calls booked at most: refused, or made good behind a refusal's back."""
        of_both = "SELECT t.sale FROM terminal_sales t LEFT JOIN sales s ON s.sale = t.sale WHERE t.closed_fen > 0"
        return {
            sale
            for (sale,) in self._database.execute(f"{of_both} AND (s.state <> 'booked' OR t.status <> 'succeeded')")
        }

    def digests(self, numbers: tuple[int, ...]) -> None:
        """The digest exchange finds what is lost, and what only one side calls booked; nothing else."""
        expected = self._apart() | ({self._lost} if self._lost else set())
        if set(numbers) != {int(sale[-6:]) for sale in expected}:
            raise Violation(NAME, "PAY-8", f"digests find {numbers}; what differs is {sorted(expected)}")

    def reconciled(self, ends: list[Any]) -> None:
        """A round came to its end, and its reports have the lost sale, made good."""
        if len(ends) == self._ends or ends[-1].code:
            raise Violation(NAME, "I28", f"all is healed and no reconciliation ends: {ends[-1:]}")
        self._ends = len(ends)
        rows = "SELECT sale, done FROM reconciliation_rows WHERE reconciliation > ?"
        found = set(self._database.execute(rows, (self._reports,)).fetchall())
        if self._lost and (self._lost, "booked") not in found:
            raise Violation(NAME, "PAY-8", f"sale {self._lost} was lost; its reconciliation says {found}")
        strangers = {sale for sale, done in found if done != "platform_stands"} - self._apart() - {self._lost}
        if self._lost and strangers:
            raise Violation(NAME, "PAY-8", f"nothing but {self._lost} was lost; its reconciliation says {found}")

    def at_last(self, numbers: tuple[int, ...]) -> None:
        """Nothing is left but what stays apart."""
        self._lost = ""
        self.digests(numbers)
