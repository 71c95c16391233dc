"""What the rows add up to is kept beside them, and is never believed over them (I10; docs/adr/0006-summary.md)."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import (
    Fact,
    JournalSummed,
    Ledger,
    NoteCredited,
    NoteOffered,
    Outcome,
    SaleEnded,
    TenderClosed,
    apply,
    fold,
)
from kiosk_app.domain.money import Fen
from kiosk_app.journal import summary
from kiosk_app.journal.codec import builder, parsed, text
from kiosk_app.journal.diary import Remembered
from kiosk_app.journal.journal import JournalFailed, SqliteJournal, good_prefix
from kiosk_app.journal.rows import Stored, fact_of
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.journal.summary import Summary
from tests.domain import values
from tests.support import samples
from tests.support.samples import HUNDRED

AT_LEAST = 12


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a summary every few rows."""
    monkeypatch.setattr(summary, "EVERY", AT_LEAST)


def pay(journal: SqliteJournal) -> None:
    """Record a sale for a hundred yuan."""
    sale = journal.open_sale(samples.BILL_TERMS)
    journal.record(NoteOffered(sale, 1, HUNDRED))
    journal.record(NoteCredited(sale, 1, HUNDRED))
    journal.record(TenderClosed(sale, Fen(10_000)))
    journal.record(SaleEnded(sale, Outcome.SOLD))


def opened(path: Path, version: str = "1") -> SqliteJournal:
    return SqliteJournal(path, "GD-0117", version)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with a summary, and a sale behind it that is not at its end."""
    with opened(tmp_path / "journal.db") as journal:
        for _ in range(3):
            pay(journal)
        journal.sum_up()
        journal.record(NoteCredited(journal.open_sale(samples.PURCHASE_TERMS), 1, HUNDRED))
    return tmp_path / "journal.db"


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that a start decodes and adds up."""
    rows: list[int] = []

    def noted(stored: Stored) -> Fact:
        rows.append(stored[0])
        return fact_of(stored)

    monkeypatch.setattr(summary, "fact_of", noted)
    return rows


def truth(path: Path) -> Ledger:
    """Add every row up, in this test's own words."""
    entries, broken = good_prefix(path)
    assert broken is None
    return fold(entry.fact for entry in entries)


# --- a summary that holds -------------------------------------------------------------------------


def test_a_start_adds_up_what_lies_behind_the_summary_alone(path: Path, decoded: list[int]) -> None:
    with opened(path) as journal:
        assert decoded == [17, 18, 19], "the fact that speaks for the summary, and the sale"
        assert (journal.ledger.sales, journal.ledger.box) == (4, {Fen(10_000): 4})
        assert [sale.terms for sale in journal.ledger.open_sales.values()] == [samples.PURCHASE_TERMS]
        assert sum(journal.diary.remembered.days[0][1:]) == 3 + 30_000
        assert journal.recent.head() == journal.head == (20, [*journal.entries()][-1].hash)
    with opened(path) as journal:
        assert fold(entry.fact for entry in journal.entries()) == journal.ledger


@given(st.lists(values.facts, max_size=30), st.lists(values.facts, max_size=10), st.integers(0, 2**40))
def test_the_ledger_goes_on_from_a_summary_as_if_it_had_never_been_away(
    facts: list[Fact], later: list[Fact], wall_ms: int
) -> None:
    kept = Summary("p", len(facts), bytes(32), fold(facts), Remembered((("2026-11-23", 2, Fen(10)),), wall_ms, 1))
    written = text(summary.flat(kept))
    back: Summary = builder(Summary)(parsed(written))
    assert back == kept
    assert repr(back) == repr(kept), "in the same order, and of the same types"
    one, other = back.ledger, fold(facts)
    for fact in later:
        one, other = apply(one, fact), apply(other, fact)
    assert repr(one) == repr(other)


def test_it_is_kept_when_enough_rows_have_come_and_not_again_at_once(tmp_path: Path) -> None:
    def summed(journal: SqliteJournal) -> list[int]:
        return [entry.fact.rows for entry in journal.entries() if isinstance(entry.fact, JournalSummed)]

    with opened(tmp_path / "journal.db") as journal:
        pay(journal)
        journal.sum_up()
        assert summed(journal) == []
        for _ in range(2):
            pay(journal)
        for _ in range(3):
            journal.sum_up()
        assert summed(journal) == [16]
    for start in range(AT_LEAST + 2):
        with opened(tmp_path / "journal.db") as journal:
            assert len(summed(journal)) == 1 + (start >= AT_LEAST - 2)


def test_an_older_summary_of_this_journal_is_as_good(path: Path, decoded: list[int]) -> None:
    older = summary.place_of(path).read_bytes()
    with opened(path) as journal:
        for _ in range(3):
            pay(journal)
        journal.sum_up()
    summary.place_of(path).write_bytes(older)
    decoded.clear()
    with opened(path) as journal:
        assert decoded[0] == 17
        assert journal.ledger.box == {Fen(10_000): 7}


def test_what_is_kept_is_for_this_program_alone(path: Path) -> None:
    assert summary.place_of(path).stat().st_mode & 0o077 == 0


def test_i24_not_even_a_half_written_one_is_for_anybody_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill may come behind any call, and what another cut has left may be there already."""
    part, modes = Path(f"{summary.place_of(path)}.part"), list[int]()

    def written(place: Path, content: bytes) -> int:
        modes.append(place.stat().st_mode & 0o777)
        with place.open("wb") as file:
            return file.write(content)

    monkeypatch.setattr(Path, "write_bytes", written)
    for left in (False, True):
        if left:
            part.touch()
            part.chmod(0o644)
        assert summary.keep(path, Summary("p", 1, bytes(32), Ledger(), Remembered())) is not None
    assert modes == [0o600, 0o600]


# --- a summary that does not ----------------------------------------------------------------------


def robbed(kept: Summary) -> Summary:
    """A note less in the box."""
    box = kept.ledger.box.copy()
    box[Fen(10_000)] -= 1
    return replace(kept, ledger=replace(kept.ledger, box=box))


FORGED: dict[str, Callable[[Summary], Summary]] = {
    "a note less": robbed,
    "of fewer rows": lambda kept: replace(kept, rows=kept.rows - 1),
    "of more rows": lambda kept: replace(kept, rows=kept.rows + 1),
    "of rows that are not there": lambda kept: replace(kept, rows=kept.rows + 1_000),
    "of no rows": lambda kept: replace(kept, rows=0),
    "of another journal": lambda kept: replace(kept, head=bytes(32)),
    "of another program": lambda kept: replace(kept, program="0" * 64),
    "of a day that is none": lambda kept: replace(kept, diary=Remembered((("2026-02-30", 1, Fen(1)),))),
}


@pytest.mark.parametrize("how", FORGED)
def test_h10_a_forged_summary_is_no_summary(path: Path, decoded: list[int], how: str) -> None:
    """Well formed, and no row of the chain speaks for it."""
    found = summary.find(path, "1")
    assert found is not None
    summary.place_of(path).write_text(text(summary.flat(FORGED[how](found.summary))), encoding="utf-8")
    with opened(path) as journal:
        assert decoded[-19:] == [*range(1, 20)]
        assert journal.ledger.box == {Fen(10_000): 4}
    assert truth(path) == journal.ledger


def test_a_summary_that_a_row_speaks_for_is_no_summary_of_other_rows(path: Path, decoded: list[int]) -> None:
    """Somebody made the program record the hash: the row that it ends with must have the hash it names all the same."""
    found = summary.find(path, "1")
    assert found is not None
    with opened(path) as journal:
        spoken_for = summary.keep(path, replace(robbed(found.summary), head=bytes(32)))
        assert spoken_for is not None
        journal.record(spoken_for)
    decoded.clear()
    with opened(path) as journal:
        assert decoded[-21:] == [*range(1, 22)]
        assert journal.ledger.box == {Fen(10_000): 4}


def test_fault_17_a_summary_with_a_byte_changed_cut_off_or_gone_is_no_summary(path: Path) -> None:
    place = summary.place_of(path)
    whole, told = place.read_bytes(), truth(path)
    shortened = [whole[:length] for length in range(0, len(whole), 97)]
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 41)]
    for content in (*shortened, *flipped, whole + b" ", b"[" * 100_000, b"\xff" * 10, b"{}", b"null"):
        place.write_bytes(content)
        found = summary.find(path, "1")
        with closing(sqlite3.connect(path)) as raw:
            assert summary.added_up(raw, found, 1).ledger == told
    place.unlink()
    with opened(path) as journal:
        assert (journal.ledger.box, journal.ledger.sales) == (told.box, told.sales)


def test_a_summary_too_large_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "BYTES_AT_MOST", summary.place_of(path).stat().st_size)
    assert summary.find(path, "1") is not None
    monkeypatch.setattr(summary, "BYTES_AT_MOST", summary.BYTES_AT_MOST - 1)
    assert summary.find(path, "1") is None


def test_i25_another_version_of_the_program_adds_up_every_row_and_keeps_its_own(path: Path, decoded: list[int]) -> None:
    with opened(path, "2") as journal:
        assert decoded == [*range(1, 20)]
        assert journal.ledger.sales == 4
    decoded.clear()
    opened(path, "2").close()
    assert decoded == [21], "the summary of version 2, behind its row for the start"


def test_fault_18_an_older_journal_beside_a_newer_summary_is_added_up_itself(path: Path, tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    older = tmp_path / "older" / "journal.db"
    with opened(older) as journal:
        pay(journal)
    summary.place_of(older).write_bytes(summary.place_of(path).read_bytes())
    with opened(older) as journal:
        assert (journal.ledger.sales, journal.ledger.box) == (1, {Fen(10_000): 1})


@pytest.mark.parametrize("seq", [1, 9, 16, 18])
def test_i10_an_altered_row_is_refused_whatever_the_summary_says(path: Path, seq: int) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER facts_no_update")
        raw.execute("UPDATE facts SET wall_ms = wall_ms + 1 WHERE seq = ?", (seq,))
        raw.commit()
    with pytest.raises(JournalBroken, match="journal_chain") as broken:
        opened(path)
    assert broken.value.good_rows == seq - 1


# --- a disk that does not take it -----------------------------------------------------------------


@pytest.mark.parametrize("call", ["touch", "write_bytes", "replace"])
def test_fault_14_a_disk_without_room_for_it_costs_nothing_but_time(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    before = summary.place_of(path).read_bytes()
    with opened(path) as journal:
        monkeypatch.setattr(Path, call, full)
        for _ in range(4):
            pay(journal)
        rows = journal.head[0]
        journal.sum_up()
        journal.sum_up()
        assert journal.head[0] == rows, "no row speaks for what is not there"
        monkeypatch.undo()
    assert summary.place_of(path).read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir() if "sum" in each.name) == ["journal.db.sum"]
    with opened(path) as journal:
        assert journal.ledger.box == {Fen(10_000): 8}


def test_i9_a_row_for_the_summary_that_is_not_durable_ends_the_process_like_any_other(path: Path) -> None:
    with opened(path) as journal:
        for _ in range(3):
            pay(journal)
        journal._driver.execute("PRAGMA query_only = 1")
        with pytest.raises(JournalFailed):
            journal.sum_up()
    with opened(path) as journal:
        assert journal.ledger.box == {Fen(10_000): 7}


def test_the_row_names_the_hash_of_the_file(path: Path) -> None:
    (spoken,) = [entry.fact for entry in good_prefix(path)[0] if isinstance(entry.fact, JournalSummed)]
    assert spoken == JournalSummed(16, hashlib.sha256(summary.place_of(path).read_bytes()).hexdigest())
    assert summary.place_of(path).stat().st_size < 10_000
