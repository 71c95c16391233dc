"""The journal keeps, seals, verifies and refuses."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.facts import Booted, CardCompleted, IncidentSeen, NoteCredited, NoteOffered, SaleAccepted, fold
from kiosk_app.domain.money import Fen
from kiosk_app.journal.codec import NotAFact, decode, encode
from kiosk_app.journal.journal import JournalFailed, SqliteJournal, good_prefix
from kiosk_app.journal.storage import JournalBroken, JournalBusy
from tests.support import samples
from tests.support.samples import HUNDRED, SALE


def written(path: Path, incidents: int = 0) -> None:
    with SqliteJournal(path, "GD-0117", "1") as journal:
        sale = journal.open_sale(samples.PURCHASE_TERMS)
        journal.record(NoteOffered(sale, 1, HUNDRED))
        journal.record(NoteCredited(sale, 1, HUNDRED))
        for number in range(incidents):
            journal.record(IncidentSeen("test", str(number)))


def test_what_was_recorded_is_there_after_a_restart(tmp_path: Path) -> None:
    written(tmp_path / "journal.db")
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        sale = journal.ledger.open_sales[SALE]
        assert sale.terms == samples.PURCHASE_TERMS
        assert sale.credited == (10_000,)
        assert journal.ledger.box == {Fen(10_000): 1}
        assert journal.open_sale(samples.BILL_TERMS) == "GD0117-000002"


def test_the_ledger_kept_while_running_is_the_ledger_folded_at_the_start(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        sale = journal.open_sale(samples.PURCHASE_TERMS)
        journal.record(NoteOffered(sale, 1, HUNDRED))
        journal.record(NoteCredited(sale, 1, HUNDRED))
        journal.record(SaleAccepted(sale, samples.PURCHASE_BOOKING))
        journal.record(CardCompleted(sale, samples.CARD))
        assert fold(entry.fact for entry in journal.entries()) == journal.ledger


def test_pragmas_are_what_survives_a_power_cut(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        found = {
            name: journal._driver.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("locking_mode", "synchronous", "journal_mode")
        }
    assert found == {"locking_mode": "exclusive", "synchronous": 3, "journal_mode": "wal"}


def test_fault_12_a_second_process_is_refused(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1"), pytest.raises(JournalBusy):
        SqliteJournal(tmp_path / "journal.db", "GD-0117", "1")


def test_i10_rows_cannot_be_changed_or_deleted_through_sql(tmp_path: Path) -> None:
    written(tmp_path / "journal.db")
    with sqlite3.connect(tmp_path / "journal.db") as raw:
        for attack in ("UPDATE facts SET body = '{}'", "DELETE FROM facts"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                raw.execute(attack)
    raw.close()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE facts SET body = replace(body, '10000', '90000') WHERE kind = 'NoteCredited'",
        "DELETE FROM facts WHERE seq = 3",
        "DELETE FROM facts WHERE seq = 1",
        "UPDATE facts SET seq = 99 WHERE seq = 4",
        "UPDATE facts SET wall_ms = wall_ms + 1 WHERE seq = 2",
        "UPDATE facts SET kind = 'Nonsense' WHERE seq = 2",
    ],
)
def test_fault_17_an_altered_journal_is_refused_and_its_good_prefix_can_be_read(tmp_path: Path, attack: str) -> None:
    path = tmp_path / "journal.db"
    written(path)
    raw = sqlite3.connect(path)
    for action in ("update", "delete"):
        raw.execute(f"DROP TRIGGER facts_no_{action}")
    raw.execute(attack)
    raw.commit()
    raw.close()

    with pytest.raises(JournalBroken) as refused:
        SqliteJournal(path, "GD-0117", "1")
    assert refused.value.code.startswith("journal_")
    entries, broken = good_prefix(path)
    assert broken is not None and len(entries) == broken.good_rows == refused.value.good_rows
    assert all(isinstance(entry.fact, Booted) for entry in entries[:1])


def test_fault_17_every_flipped_byte_of_a_row_is_noticed(tmp_path: Path) -> None:
    """A share of tests/crash/flips.py, in this test's own words: refused, or nothing in it has changed."""
    path = tmp_path / "journal.db"
    written(path, incidents=5)
    whole, facts = path.read_bytes(), [entry.fact for entry in good_prefix(path)[0]]
    refused = 0
    for position in range(0, len(whole), 31):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        try:
            with SqliteJournal(path, "GD-0117", "1") as journal:
                assert [entry.fact for entry in journal.entries()][:-1] == facts
        except JournalBroken:
            refused += 1
    assert refused > 25


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to look at" * 50])
def test_a_file_that_is_no_journal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    if not content:
        SqliteJournal(path, "GD-0117", "1").close()  # an empty file is a new journal
        return
    with pytest.raises(JournalBroken):
        SqliteJournal(path, "GD-0117", "1")
    assert path.read_bytes() == content


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE cookies (id)")
    raw.commit()
    raw.close()
    with pytest.raises(JournalBroken, match="journal_foreign"):
        SqliteJournal(path, "GD-0117", "1")


def test_a_newer_journal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    written(path)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(JournalBroken, match="journal_newer"):
        SqliteJournal(path, "GD-0117", "1")


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.db", "GD-0117", "1")
    journal._driver.execute("PRAGMA query_only = 1")
    with pytest.raises(JournalFailed):
        journal.record(IncidentSeen("test"))
    journal.close()


facts = st.one_of(
    st.builds(IncidentSeen, st.text(), st.text()),
    st.builds(Booted, st.text(), st.text()),
    st.sampled_from(
        [
            SaleAccepted(SALE, samples.PURCHASE_BOOKING),
            CardCompleted(SALE, samples.CARD),
            NoteOffered(SALE, 1, HUNDRED),
        ]
    ),
)


@settings(max_examples=200)
@given(facts)
def test_codec_gives_back_what_it_was_given(fact: Booted | IncidentSeen) -> None:
    assert decode(*encode(fact)) == fact


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("NoteOffered", "{}"),
        ("NoteOffered", '{"sale":"x","ordinal":true,"note":{"value":1,"bill_type":0}}'),
        ("NoteOffered", '{"sale":"x","ordinal":1,"note":{"value":1.0,"bill_type":0}}'),
        ("NoteOffered", '{"sale":"x","ordinal":1,"note":{"value":1,"bill_type":0},"more":1}'),
        ("SaleEnded", '{"sale":"x","outcome":"perhaps"}'),
        ("IncidentSeen", "[]"),
        ("IncidentSeen", "{"),
        ("Nonsense", "{}"),
    ],
)
def test_codec_refuses_what_it_does_not_know(kind: str, body: str) -> None:
    with pytest.raises(NotAFact):
        decode(kind, body)
