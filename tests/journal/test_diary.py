"""What a day brought, by the rows' wall clocks (I23: shown, never decided by)."""

from datetime import date, datetime, timedelta
from pathlib import Path

from kiosk_app.domain.batches import JournalReconciled
from kiosk_app.domain.facts import Booted, TenderClosed
from kiosk_app.domain.money import Fen
from kiosk_app.journal.diary import DAYS_AT_MOST, Diary
from kiosk_app.journal.journal import Clock, SqliteJournal
from tests.support.samples import SALE

NOON = datetime(2026, 11, 23, 12).astimezone()
TODAY = NOON.date()


def at(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def test_sales_count_on_the_day_of_their_last_note() -> None:
    diary = Diary()
    diary.hear(at(NOON), TenderClosed(SALE, Fen(10_000)))
    diary.hear(at(NOON), TenderClosed(SALE, Fen(5_000)))
    diary.hear(at(NOON), TenderClosed(SALE, Fen(0)))
    diary.hear(at(NOON - timedelta(days=1)), TenderClosed(SALE, Fen(2_000)))
    diary.hear(at(NOON), Booted("GD-0117", "1"))
    assert diary.of(TODAY) == (2, 15_000)
    assert diary.of(TODAY - timedelta(days=1)) == (1, 2_000)
    assert diary.of(date(2020, 1, 1)) == (0, 0)


def test_the_last_reconciliation_is_remembered_with_what_is_left() -> None:
    diary = Diary()
    assert (diary.reconciled_at, diary.left) == (None, 0)
    diary.hear(at(NOON), JournalReconciled("20261123", 1, 128, 3, 2))
    diary.hear(at(NOON + timedelta(hours=1)), JournalReconciled("20261123", 2, 12, 0, 0))
    assert (diary.reconciled_at, diary.left) == (NOON + timedelta(hours=1), 0)


def test_a_wall_clock_that_cannot_be_is_nobodys_day_and_old_days_are_forgotten() -> None:
    diary = Diary()
    diary.hear(10**18, TenderClosed(SALE, Fen(10_000)))
    for days in range(DAYS_AT_MOST + 3):
        diary.hear(at(NOON + timedelta(days=days)), TenderClosed(SALE, Fen(1_000)))
    assert diary.of(TODAY) == (0, 0)
    assert diary.of(TODAY + timedelta(days=DAYS_AT_MOST + 2)) == (1, 1_000)


def test_a_journal_hears_what_it_records_and_what_it_reads_back(tmp_path: Path) -> None:
    clock = Clock(wall_ms=lambda: at(NOON))
    for starts in (1, 2):
        with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1", clock) as journal:
            if starts == 1:
                journal.record(TenderClosed(SALE, Fen(10_000)))
            assert journal.diary.of(TODAY) == (1, 10_000)
