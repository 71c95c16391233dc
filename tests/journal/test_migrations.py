"""A journal of an older kiosk is brought up step by step; one of a newer kiosk is not touched (I9, I10, I25)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from kiosk_app.domain.facts import Booted, Fact, NoteCredited
from kiosk_app.journal import schema
from kiosk_app.journal.journal import JournalFailed, SqliteJournal, good_prefix
from kiosk_app.journal.storage import JournalBroken
from tests.support import samples
from tests.support.samples import HUNDRED

Step = Callable[[Connection], None]


def add_seals(connection: Connection) -> None:
    """What a later version might want: a table beside the facts."""
    connection.execute(text("CREATE TABLE seals (seq INTEGER PRIMARY KEY, signature BLOB NOT NULL)"))


def add_note_to_seals(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE seals ADD COLUMN note TEXT"))


def fails_half_way(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE half (id INTEGER)"))
    connection.execute(text("CREATE TABLE half (id INTEGER)"))


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Be the program of another version: the first step, and these."""

    def become(*steps: Step) -> None:
        known(monkeypatch, (schema.create_facts, *steps))

    return become


def known(monkeypatch: pytest.MonkeyPatch, steps: tuple[Step, ...]) -> None:
    """Let this program know just these steps."""
    monkeypatch.setattr(schema, "MIGRATIONS", steps)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal of version 1 with a sale under way."""
    path = tmp_path / "journal.db"
    with SqliteJournal(path, "GD-0117", "1") as journal:
        sale = journal.open_sale(samples.BILL_TERMS)
        journal.record(NoteCredited(sale, 1, HUNDRED))
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        found: int = raw.execute("PRAGMA user_version").fetchone()[0]
        return found


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        return {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def facts_of(path: Path) -> list[Fact]:
    entries, broken = good_prefix(path)
    assert broken is None
    return [entry.fact for entry in entries]


def test_a_new_journal_has_the_present_version(old: Path) -> None:
    assert version(old) == len(schema.MIGRATIONS) == 1
    assert tables(old) == {"facts"}


def test_i25_an_older_journal_is_brought_up_step_by_step_and_loses_nothing(
    old: Path, programs: Callable[..., None]
) -> None:
    before = facts_of(old)
    programs(add_seals, add_note_to_seals)
    with SqliteJournal(old, "GD-0117", "3") as journal:
        assert journal.ledger.box == {10_000: 1}
        assert [entry.fact for entry in journal.entries()] == [*before, Booted("GD-0117", "3")]
    assert version(old) == 3
    assert tables(old) == {"facts", "seals"}


def test_a_journal_is_migrated_once(old: Path, programs: Callable[..., None]) -> None:
    programs(add_seals)
    for _ in range(3):
        SqliteJournal(old, "GD-0117", "2").close()
    assert version(old) == 2


def test_a_new_journal_takes_every_step(tmp_path: Path, programs: Callable[..., None]) -> None:
    programs(add_seals, add_note_to_seals)
    SqliteJournal(tmp_path / "journal.db", "GD-0117", "3").close()
    assert version(tmp_path / "journal.db") == 3


def test_from_every_older_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: tuple[Step, ...] = (schema.create_facts, add_seals, add_note_to_seals)
    for oldest in range(1, len(steps) + 1):
        path = tmp_path / f"journal-{oldest}.db"
        for newest in range(oldest, len(steps) + 1):
            known(monkeypatch, steps[:newest])
            SqliteJournal(path, "GD-0117", str(newest)).close()
            assert version(path) == newest
        assert len(facts_of(path)) == len(steps) - oldest + 1


def test_a_step_that_fails_leaves_the_version_before_it(old: Path, programs: Callable[..., None]) -> None:
    """Each step is one transaction: a cut or a bug in it leaves the older journal whole."""
    before = facts_of(old)
    programs(add_seals, fails_half_way)
    with pytest.raises((JournalBroken, JournalFailed)):
        SqliteJournal(old, "GD-0117", "3")
    assert version(old) == 2
    assert tables(old) == {"facts", "seals"}
    programs(add_seals, add_note_to_seals)
    with SqliteJournal(old, "GD-0117", "3") as journal:
        assert [entry.fact for entry in journal.entries()][:-1] == before
    assert version(old) == 3


@pytest.fixture
def newer(old: Path, programs: Callable[..., None]) -> Path:
    """A journal of version 2, in the hands of the program of version 1."""
    programs(add_seals)
    SqliteJournal(old, "GD-0117", "2").close()
    programs()
    return old


def test_i25_a_newer_journal_is_refused_and_stays_as_it_is(newer: Path) -> None:
    before = newer.read_bytes()
    with pytest.raises(JournalBroken, match="version 2 is newer than this program's 1") as refused:
        SqliteJournal(newer, "GD-0117", "1")
    assert refused.value.code == "journal_newer"
    assert newer.read_bytes() == before


def test_a_newer_journal_is_said_to_be_newer_when_it_is_read(newer: Path) -> None:
    _, broken = good_prefix(newer)
    assert broken is not None and broken.code == "journal_newer"


def test_facts_cannot_be_changed_after_a_migration_either(old: Path, programs: Callable[..., None]) -> None:
    programs(add_seals)
    SqliteJournal(old, "GD-0117", "2").close()
    with closing(sqlite3.connect(old)) as raw, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        raw.execute("UPDATE facts SET body = '{}'")
