"""A page of the journal: rows in order, at least one, never more than a request may hold."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.sealed import LETTERS_AT_MOST, ROWS_AT_MOST, SealedRow, bounded


def row(seq: int, letters: int) -> SealedRow:
    return SealedRow(seq, "0" * 16, 1, 1, "IncidentSeen", "x" * letters, bytes(32))


@given(st.lists(st.integers(0, LETTERS_AT_MOST + 10), max_size=ROWS_AT_MOST + 20))
def test_a_page_is_the_longest_beginning_that_fits(lengths: list[int]) -> None:
    rows = [row(seq, letters) for seq, letters in enumerate(lengths, 1)]
    page = bounded(rows)
    assert list(page) == rows[: len(page)]
    assert bool(page) == bool(rows)

    def fits(count: int) -> bool:
        return count <= ROWS_AT_MOST and sum(lengths[:count]) <= LETTERS_AT_MOST

    assert fits(len(page)) or len(page) <= 1, "a row that is too long by itself goes alone"
    assert len(page) == len(rows) or not fits(len(page) + 1), "no page is shorter than it must be"


def test_a_hundred_short_rows_are_a_page() -> None:
    assert len(bounded(row(seq, 10) for seq in range(1, 151))) == ROWS_AT_MOST
