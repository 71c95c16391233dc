"""What is next on the journal's way to the platform: pure, so every case is told outright (PAY-7, PAY-8)."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.batches import (
    Batches,
    BatchFact,
    JournalBatch,
    JournalBatched,
    JournalReconciled,
    JournalRefused,
    JournalUploaded,
)
from kiosk_app.domain.facts import fold
from kiosk_app.domain.money import Fen
from kiosk_app.sync import rounds
from kiosk_app.sync.journal_file import CHINA
from kiosk_app.sync.rounds import Bring, Compare, Cut, Pace, Rest, Round

DAY = "20261123"
ONE, TWO = (DAY, 1), (DAY, 2)


def reconciled(number: int, first: int, last: int, left: int = 0) -> list[BatchFact]:
    return [
        JournalBatched(DAY, number, first, last, ""),
        JournalUploaded(DAY, number, 1, Fen(1)),
        JournalReconciled(DAY, number, 1, 1, left),
    ]


def batches(*facts: BatchFact) -> Batches:
    return fold(facts).batches


def batch(found: Batches, key: rounds.Key) -> JournalBatch:
    return found.known[key]


def test_one_batch_is_brought_to_its_end_before_the_next_is_cut() -> None:
    wanted = Round(wanted=True)
    assert rounds.next_step(batches(), wanted) == Cut("")
    assert rounds.next_step(batches(), Round(planned=DAY)) == Cut(DAY)
    cut = batches(JournalBatched(DAY, 1, 1, 9, ""))
    assert rounds.next_step(cut, wanted) == Bring(batch(cut, ONE))
    up = batches(JournalBatched(DAY, 1, 1, 9, ""), JournalUploaded(DAY, 1, 0, Fen(0)))
    assert rounds.next_step(up, wanted) == Compare(batch(up, ONE))
    assert rounds.next_step(batches(*reconciled(1, 1, 9)), wanted) == Cut("")
    assert rounds.next_step(batches(*reconciled(1, 1, 9)), Round()) == Rest()
    refused = batches(JournalBatched(DAY, 1, 1, 9, ""), JournalRefused(DAY, 1, "FILE_CHAIN"))
    assert rounds.next_step(refused, Round()) == Rest(), "nothing is sent again that is refused for ever"


def test_fault_46_files_that_the_platform_has_lost_go_first() -> None:
    found = batches(*reconciled(1, 1, 9), JournalBatched(DAY, 2, 10, 20, ""), JournalUploaded(DAY, 2, 0, Fen(0)))
    assert rounds.lost_files(found, batch(found, TWO), 1, 9) == (ONE,)
    assert rounds.lost_files(found, batch(found, TWO), 0, 0) == (TWO,), "it does not even know this one"
    assert rounds.lost_files(found, batch(found, TWO), 30, 40) == ()
    lost = Round(lost=(ONE, TWO))
    assert rounds.next_step(found, lost) == Bring(batch(found, ONE))
    lost = rounds.after_bringing(lost, ONE)
    assert rounds.next_step(found, lost) == Bring(batch(found, TWO))
    assert rounds.next_step(found, rounds.after_bringing(lost, TWO)) == Compare(batch(found, TWO))


def test_pay_8_what_was_left_is_looked_at_again_in_the_next_round() -> None:
    found = batches(*reconciled(1, 1, 9, left=2), *reconciled(2, 10, 20))
    now = rounds.after_cut(Round(wanted=True, planned=DAY), found)
    assert now == Round(doubtful=(ONE,))
    assert rounds.next_step(found, now) == Compare(batch(found, ONE))
    assert rounds.next_step(found, rounds.after_comparing(now, ONE)) == Rest()


def wall(text: str) -> int:
    return int(datetime.strptime(text, "%Y%m%d %H:%M").replace(tzinfo=CHINA).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("at", "now", "before", "day"),
    [
        ("02:30", "20261123 02:29", "20261122", ""),
        ("02:30", "20261123 02:30", "20261122", DAY),
        ("02:30", "20261123 09:00", "20261121", DAY),  # it was off at the time
        ("02:30", "20261123 23:59", DAY, ""),
        ("02:30", "20261122 02:31", DAY, "20261122"),  # the clock was set back
        ("", "20261123 02:30", "", ""),
        ("00:00", "20261123 00:00", "", DAY),
    ],
)
def test_the_timetable_wants_one_batch_a_day(at: str, now: str, before: str, day: str) -> None:
    assert rounds.planned_day(at, wall(now), before) == day


@given(st.integers(0, 40), st.floats(0, 1), st.floats(0, 1e9))
def test_pauses_grow_and_have_an_end(failures: int, chance: float, now: float) -> None:
    after = rounds.failed(Pace(failures), now, chance)
    pause = after.due_s - now
    assert after.failures == failures + 1
    assert rounds.FIRST_PAUSE_S / 2 - 1e-6 <= pause <= rounds.LAST_PAUSE_S + 1e-6
    assert rounds.failed(Pace(40), now, chance).due_s >= after.due_s - 1e-6


def test_the_newest_files_stay() -> None:
    names = ["GD-0117_20261124_001.txt.gz", "GD-0117_20261123_001.txt.gz", "GD-0117_20261123_002.txt.gz"]
    assert rounds.superfluous(names, 2) == ["GD-0117_20261123_001.txt.gz"]
    assert rounds.superfluous(names, 3) == []
