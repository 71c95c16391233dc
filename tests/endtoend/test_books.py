"""What looks into the books after a kill must see what a kill could do: a judge that never objects proves nothing."""

from dataclasses import replace
from typing import Any

import pytest

from tests.endtoend.books import Books

SALE = "GD0117-000001"


def note(kind: str, value: int = 10_000) -> dict[str, Any]:
    return {"kind": kind, "sale": SALE, "note": {"value": value}}


def closed(paid: int = 10_000) -> dict[str, Any]:
    return {"kind": "TenderClosed", "sale": SALE, "paid": paid}


GOOD = Books(
    facts=[note("NoteOffered"), note("NoteCredited"), closed()],
    sales=[{"sale": SALE, "paid_fen": 10_000}],
    postings=[{"paid_fen": 10_000}],
    cassette=[10_000],
)
BAD = {
    "a note is credited twice": replace(GOOD, facts=[note("NoteCredited"), *GOOD.facts]),
    "a note is credited that is not in the box": replace(GOOD, cassette=[]),
    "another note is credited than the one in the box": replace(GOOD, cassette=[5_000]),
    "a note in the box that nobody knows of": replace(GOOD, cassette=[10_000, 10_000]),
    "a sale that was never booked": replace(GOOD, sales=[], postings=[]),
    "a sale booked with another sum": replace(GOOD, sales=[{"sale": SALE, "paid_fen": 9_000}]),
    "a sale booked that was never closed": replace(GOOD, facts=GOOD.facts[:-1]),
    "a sale posted twice in the core": replace(GOOD, postings=GOOD.postings * 2),
    "a sale lost in the core": replace(GOOD, postings=[]),
}


def test_books_that_agree() -> None:
    assert GOOD.disagreements() == []
    doubted = replace(GOOD, facts=[note("NoteInDoubt", 5_000), *GOOD.facts], cassette=[10_000, 5_000])
    assert doubted.disagreements() == [], "of a note in doubt the count of the box decides"


@pytest.mark.parametrize("name", BAD)
def test_books_that_do_not(name: str) -> None:
    assert BAD[name].disagreements() != []
