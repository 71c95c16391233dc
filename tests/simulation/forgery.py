"""What somebody does to the journal's file while the kiosk is off (faults 17, 18 and 58); the true file is put back.

Changing a row breaks the chain. An older copy, or a chain that was made anew over a changed row, is whole in itself:
only the head that the platform has counter-signed tells that it is not this terminal's journal any more.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.sync import witness
from kiosk_app.sync.witness import SignedHead
from tests.simulation.violation import Violation
from tests.simulation.world import World


class Forger:
    """Has the file between two lives."""

    def __init__(self, world: World, path: Path, terminal: str, version: str) -> None:
        self._world, self._path, self._about = world, path, (terminal, version)
        self._signed: SignedHead | None = None
        self._older, self._older_rows = b"", 0

    # --- what the platform signs ---

    def heartbeat(self, journal: SqliteJournal) -> None:
        """The platform signs the head of a life that has come to its end; sometimes a copy of the file is kept too."""
        world = self._world
        if world.tape.choose(2, "disk.head_signed"):
            self._signed = SignedHead(*journal.head, "")
        if not self._older and world.faults.rates["disk.older_copy"]:
            self._older, self._older_rows = self._path.read_bytes(), journal.head[0]

    def is_ours(self, journal: SqliteJournal) -> None:
        """I10: the true journal contains what the platform signed."""
        if not witness.contains(self._signed, journal.hash_at):
            raise Violation("storage", "I10", "the true journal is taken for another one")

    # --- what somebody does ---

    def meddle(self) -> None:
        """Try what may be tried in this seed."""
        if not self._path.exists():
            return
        for fault, forge in (
            ("disk.row_altered", self._alter),
            ("disk.older_copy", self._roll_back),
            ("disk.chain_rewritten", self._rewrite),
        ):
            if self._world.faults.rates[fault] and self._world.faults.strikes(fault):
                with self._in_place_of_the_true_file():
                    forge()

    @contextmanager
    def _in_place_of_the_true_file(self) -> Iterator[None]:
        true = self._path.read_bytes()
        try:
            yield
        finally:
            self._path.write_bytes(true)

    def _alter(self) -> None:
        """Another body, and the hashes as they were: the chain does not hold."""
        rows = self._credits()
        if not rows:
            return
        seq, body = rows[self._world.tape.choose(len(rows), "disk.altered_row")]
        self._put(seq, body.replace(":", " :", 1))
        try:
            SqliteJournal(self._path, *self._about).close()
        except JournalBroken:
            self._world.marks.hit("altered_row_refused")
        else:
            raise Violation("storage", "I10", f"row {seq} was altered and the journal opens")

    def _roll_back(self) -> None:
        """Fault 18: yesterday's file, in which today's notes are not."""
        if self._older and self._signed is not None and self._signed.count > self._older_rows:
            self._path.write_bytes(self._older)
            self._refused("older_copy_refused", "an older copy of the journal")

    def _rewrite(self) -> None:
        """Fault 58: a note is worth another thing, and every hash behind it is computed anew."""
        rows, signed = self._credits(), self._signed
        if not rows or signed is None or rows[0][0] > signed.count:
            return
        seq, body = rows[0]
        self._put(seq, body.replace(":", " :", 1))
        with closing(sqlite3.connect(self._path, isolation_level=None)) as raw:
            head = GENESIS
            content = "SELECT seq, boot_id, mono_ms, wall_ms, kind, body FROM facts ORDER BY seq"
            for row in raw.execute(content).fetchall():
                head = seal(head, Row(*row))
                raw.execute("UPDATE facts SET hash = ? WHERE seq = ?", (head, row[0]))
        self._refused("rewritten_chain_refused", "a journal with a rewritten chain")

    def _refused(self, mark: str, what: str) -> None:
        journal = SqliteJournal(self._path, *self._about)
        try:
            if witness.contains(self._signed, journal.hash_at):
                raise Violation("storage", "I10", f"{what} passes for one that has {self._signed} in it")
        finally:
            journal.close()
        self._world.marks.hit(mark)

    def _credits(self) -> list[tuple[int, str]]:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as raw:
            return raw.execute("SELECT seq, body FROM facts WHERE kind = 'NoteCredited' ORDER BY seq").fetchall()

    def _put(self, seq: int, body: str) -> None:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as raw:
            raw.execute("DROP TRIGGER IF EXISTS facts_no_update")
            raw.execute("UPDATE facts SET body = ? WHERE seq = ?", (body, seq))
