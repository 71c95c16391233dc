"""What the journal refuses besides broken chains: sealed nonsense, other terms, a full disk (I7, I9)."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk_app.domain.facts import Booted, IncidentSeen
from kiosk_app.journal import storage
from kiosk_app.journal.chain import Row, seal
from kiosk_app.journal.journal import JournalFailed, SqliteJournal, good_prefix
from kiosk_app.journal.storage import JournalBroken

NO_SPACE = OSError(28, "No space left on device")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of one row."""
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1"):
        return tmp_path / "journal.db"


@pytest.mark.parametrize(
    ("kind", "body"), [("Nonsense", "{}"), ("IncidentSeen", '{"code":1,"detail":""}'), ("IncidentSeen", "{")]
)
def test_a_row_that_is_sealed_and_no_fact_is_refused(path: Path, kind: str, body: str) -> None:
    """I25: written by a program that this one does not understand; nothing behind it is guessed at."""
    (first,), _ = good_prefix(path)
    row = Row(2, first.row.boot_id, 0, 0, kind, body)
    with closing(sqlite3.connect(path)) as raw:
        values = (row.seq, row.boot_id, row.mono_ms, row.wall_ms, row.kind, row.body, seal(first.hash, row))
        raw.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        raw.commit()

    with pytest.raises(JournalBroken) as refused:
        SqliteJournal(path, "GD-0117", "1")
    assert (refused.value.code, refused.value.good_rows) == ("journal_row", 1)
    entries, broken = good_prefix(path)
    assert [entry.fact for entry in entries] == [Booted("GD-0117", "1")]
    assert broken is not None and broken.code == "journal_row"


def test_i9_behind_one_failed_append_no_other_is_taken(path: Path) -> None:
    """Whether the failed row is on the disk is known after a new start only; a later one must not hide that."""
    with SqliteJournal(path, "GD-0117", "1") as journal:
        journal._driver.execute("PRAGMA query_only = 1")
        with pytest.raises(JournalFailed):
            journal.record(IncidentSeen("first"))
        journal._driver.execute("PRAGMA query_only = 0")
        before = journal.head
        with pytest.raises(JournalFailed, match="failed before"):
            journal.record(IncidentSeen("second"))
        assert journal.head == before
    assert [entry.fact for entry in good_prefix(path)[0]] == [Booted("GD-0117", "1")] * 2


def test_a_journal_on_other_terms_than_these_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pragma that is set and does not hold would lose acknowledged rows at a power cut."""
    monkeypatch.setattr(storage, "PRAGMAS", (*storage.PRAGMAS[:1], ("synchronous", "9"), *storage.PRAGMAS[2:]))
    with pytest.raises(JournalBroken, match="pragma synchronous is"):
        SqliteJournal(path, "GD-0117", "1")


@pytest.mark.parametrize("call", ["pwrite", "fsync"])
def test_fault_14_a_disk_without_room_for_the_start_is_no_broken_journal(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise NO_SPACE

    monkeypatch.setattr(os, call, full)
    with pytest.raises(JournalFailed, match="No space"):
        SqliteJournal(path, "GD-0117", "1")
    monkeypatch.undo()
    assert list(path.parent.glob("*.broken-*")) == [], "nothing is wrong with what it holds"
    with SqliteJournal(path, "GD-0117", "1") as journal:
        assert journal.head[0] >= 2


def test_a_broken_journal_is_refused_also_where_no_copy_can_be_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise NO_SPACE

    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    monkeypatch.setattr(storage, "set_aside", full)
    with pytest.raises(JournalBroken):
        SqliteJournal(path, "GD-0117", "1")
