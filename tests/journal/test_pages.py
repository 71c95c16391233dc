"""The journal's rows as they go out: newest from memory, older ones from the file, and both the same rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import IncidentSeen, NoteCredited, NoteOffered, TenderClosed, fold
from kiosk_app.domain.sealed import ROWS_AT_MOST, SealedRow
from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.journal import JournalFailed, SqliteJournal
from kiosk_app.journal.recent import Recent
from kiosk_app.journal.storage import JournalBroken, check, settle
from tests.support import samples
from tests.support.samples import HUNDRED


def journal_with(path: Path, incidents: int) -> SqliteJournal:
    journal = SqliteJournal(path, "GD-0117", "1")
    for number in range(incidents):
        journal.record(IncidentSeen("test", str(number)))
    return journal


def rows(count: int) -> list[SealedRow]:
    """Return a chain of that many rows."""
    before, made = GENESIS, []
    for seq in range(1, count + 1):
        row = Row(seq, "0" * 16, seq, seq, "IncidentSeen", str(seq))
        before = seal(before, row)
        made.append(SealedRow(row.seq, row.boot_id, row.mono_ms, row.wall_ms, row.kind, row.body, before))
    return made


@given(st.integers(0, 12), st.integers(1, 5), st.integers(0, 14))
def test_what_is_recent_is_a_window_on_the_journal(count: int, kept: int, after: int) -> None:
    recent, chain = Recent(kept), rows(count)
    for row in chain:
        recent.add(row)
    hashes = [GENESIS, *(row.hash for row in chain)]
    assert recent.head() == (count, hashes[-1])
    known = recent.hash_at(after)
    page = recent.page(after)
    if after < max(0, count - kept):
        assert (known, page) == (None, None), "older than what is here: the file knows"
    else:
        assert known == (hashes[after] if after <= count else b"")
        assert page is not None
        assert page.rows == tuple(chain[after:])
        assert after > count or page.previous == hashes[after]


def test_a_page_from_the_file_is_the_page_from_memory(tmp_path: Path) -> None:
    with journal_with(tmp_path / "journal.db", ROWS_AT_MOST + 20) as journal:
        count, head = journal.head
        for after in (0, 1, 7, count - 1, count):
            assert journal.page(after) == journal.recent.page(after)
        assert len(journal.page(0).rows) == ROWS_AT_MOST
        assert journal.hash_at(0) == GENESIS
        assert journal.hash_at(count) == head
        assert len(journal.boot_id) == 16


def test_an_older_hash_is_read_from_the_file(tmp_path: Path) -> None:
    with journal_with(tmp_path / "journal.db", 30) as journal:
        everything = journal.page(0).rows
        journal.recent = Recent(5)
        for row in everything:
            journal.recent.add(row)
        assert journal.recent.hash_at(10) is None
        assert journal.hash_at(10) == everything[9].hash


def test_a_file_that_cannot_be_read_any_more_is_a_failure(tmp_path: Path) -> None:
    journal = journal_with(tmp_path / "journal.db", 3)
    journal._driver.execute("DROP TABLE facts")
    with pytest.raises(JournalFailed):
        journal.page(0)
    journal.close()


def test_pay_10_a_period_is_closed_under_the_next_number_and_stays_open_until_it_is_done(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        sale = journal.open_sale(samples.BILL_TERMS)
        for fact in (NoteOffered(sale, 1, HUNDRED), NoteCredited(sale, 1, HUNDRED), TenderClosed(sale, HUNDRED.value)):
            journal.record(fact)
        period = journal.period()
        assert (period.count, period.total) == (1, HUNDRED.value)
        settlement = journal.close_period("1001")
        assert settlement.number == "GD0117-S00001"
        assert fold(entry.fact for entry in journal.entries()).books.open == settlement
        assert journal.unreported == ()
        with pytest.raises(AssertionError, match="one settlement at a time"):
            journal.close_period("1001")
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as again:
        assert again.open_settlement == settlement


# --- a disk that fails while the journal opens ---


def test_fault_15_a_log_that_cannot_be_settled_is_an_error_of_the_disk(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "journal.db")
    raw.close()
    with pytest.raises(OSError, match="closed"):
        settle(tmp_path / "journal.db", raw)


def test_fault_17_pages_that_cannot_be_read_are_no_journal(tmp_path: Path) -> None:
    """The first page says what the file is: with it gone, SQLite reads nothing and says so."""
    path = tmp_path / "journal.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4_080)
    with closing(sqlite3.connect(path)) as raw, pytest.raises(JournalBroken) as broken:
        check(raw)
    assert broken.value.args[0] or str(broken.value)
