"""Whatever the wall clock does, the journal says the same of the money (I23, fault 21)."""

import tempfile
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.facts import Booted, Fact, fold
from kiosk_app.journal.journal import Clock, SqliteJournal
from tests.domain import values

NOON = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp() * 1000)
YEAR = 366 * 86_400_000
LEAP_DAY = int(datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC).timestamp() * 1000)
YEARS_END = int(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp() * 1000)
moments = st.one_of(
    st.sampled_from([0, -1, NOON, NOON - 1_000, NOON + 1_000, NOON - YEAR, NOON + YEAR, LEAP_DAY, YEARS_END, 10**18]),
    st.integers(-(10**15), 10**15),
)


@settings(max_examples=12)
@given(values.histories(), st.lists(moments, min_size=1, max_size=40))
def test_i23_fault_21_a_jump_of_the_wall_clock_changes_no_amount_no_status_and_no_order(
    history: list[Fact], wall: list[int]
) -> None:
    """Neither while the rows are recorded nor when they are read back."""
    ticks = chain(wall, repeat(NOON))
    clock = Clock(monotonic_ms=lambda: 0, wall_ms=lambda: next(ticks))
    told: list[Fact] = []
    with tempfile.TemporaryDirectory() as folder:
        for facts in (history, []):
            with SqliteJournal(Path(folder) / "journal.db", "GD-0117", "1", clock) as journal:
                told += [Booted("GD-0117", "1"), *facts]
                for fact in facts:
                    journal.record(fact)
                assert [entry.fact for entry in journal.entries()] == told
                assert journal.ledger == fold(told)
