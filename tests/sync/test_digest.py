"""The digest exchange at the terminal: rows, ranges, the search, its answers, and what it costs (PAY-8, issue 3.6)."""

import gzip
import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kiosk_app.domain import facts as f
from kiosk_app.domain.money import Fen
from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.digest import (
    PARTS,
    RANGES_AT_MOST,
    ROWS_AT_MOST,
    Book,
    Search,
    Span,
    begin,
    canonical,
    heard,
    parts,
    question,
    row_digest,
)
from kiosk_app.sync.digest_exchange import Differing, ask, body, compare
from kiosk_app.sync.digest_sales import SaleDigests
from tests.contract.digests import recorded
from tests.contract.journal_file import content
from tests.contract.platform import Example, call
from tests.support import samples
from tests.sync.examples import line as answering
from tests.sync.test_journal_file import ENTRIES, rows, sale_number, story

EMPTY = Book({})
SENT = [each for each in call("digests").examples if each.status != 422]


class Platform:
    """The far side, with rows of its own; counts questions and their bytes."""

    def __init__(self, theirs: dict[int, bytes]) -> None:
        self._book, self.questions, self.bytes, self.packed = Book(theirs), 0, 0, 0

    def call(self, _method: str, _path: str, asked: Any, shape: TypeAdapter[Any]) -> Any:
        ranges = [(Span(each["first"], each["last"]), each["digest"]) for each in asked["ranges"]]
        assert ranges == sorted(ranges)
        assert len(ranges) <= RANGES_AT_MOST
        differs = [span for span, digest in ranges if self._book.digest(span).hex() != digest]
        told = {"outcome": "ok", "differs": [{"first": each.first, "last": each.last} for each in differs]}
        sent = [json.dumps(each, separators=(",", ":")).encode() for each in (asked, told)]
        self.questions += 1
        self.bytes += sum(map(len, sent))
        self.packed += sum(min(len(each), len(gzip.compress(each, mtime=0))) for each in sent)
        return shape.validate_python(told)


def digests(numbers: Iterable[int], word: str = "") -> dict[int, bytes]:
    return {number: row_digest(f"{number}{word}") for number in numbers}


# --- rows and ranges, as recorded for both sides ---


@pytest.mark.parametrize("row", recorded()["rows"], ids=lambda row: row["line"].split("|")[2])
def test_a_line_s_row_and_digest_are_the_recorded_ones(row: dict[str, Any]) -> None:
    text = canonical(row["line"].split("|"))
    assert (text, row_digest(text).hex()) == (row["terminal"], row["terminal_digest"])


@pytest.mark.parametrize("each", recorded()["ranges"], ids=lambda each: f"{each['first']} to {each['last']}")
def test_a_range_s_digest_is_the_recorded_one(each: dict[str, Any]) -> None:
    book = Book({number: bytes.fromhex(digest) for number, digest in each["rows"]})
    assert book.digest(Span(each["first"], each["last"])).hex() == each["digest"]


def test_the_journal_s_digests_are_those_of_its_file() -> None:
    """Fact by fact, and forgetting sales that are at their end, the same comes out as of the recorded file's lines."""
    kept = SaleDigests()
    for fact in story():
        kept.hear(fact)
    expected = {int(each[2][-6:]): row_digest(canonical(each)) for each in rows(content())}
    assert kept.book().digest(Span(1, 99)) == Book(expected).digest(Span(1, 99))
    assert (kept.last, kept.span(), kept.span(after=2)) == (4, Span(1, 4), Span(3, 4))
    assert len(ENTRIES) == 31, "the file is of this very journal"


def test_a_sale_counts_once_its_total_is_final_and_changes_with_its_booking() -> None:
    kept, seen = SaleDigests(), []
    sale = sale_number(1)
    for fact in (
        f.SaleBegun(sale, samples.BILL_TERMS),
        f.NoteCredited(sale, 1, samples.HUNDRED),
        f.TenderClosed(sale, Fen(10_000)),
        f.SalePending(sale),
        f.SaleRejected(sale, "OUT_OF_HOURS"),
        f.SaleAccepted(sale, samples.BOOKING),
        f.SaleEnded(sale, f.Outcome.SOLD),
    ):
        kept.hear(fact)
        seen.append(kept.book().digest(Span(1, 1)))
    empty, closed, pending, refused, booked, ended = seen[1:]
    assert seen[0] == empty == EMPTY.digest(Span(1, 1))
    assert closed == pending
    assert len({empty, closed, refused, booked}) == 4
    assert ended == booked


def test_a_sale_without_money_is_no_row() -> None:
    kept = SaleDigests()
    for fact in (f.SaleBegun(sale_number(1), samples.BILL_TERMS), f.TenderClosed(sale_number(1), Fen(0))):
        kept.hear(fact)
    assert (kept.last, begin(kept.span()).done) == (0, True)


# --- the search ---


@given(st.integers(1, 10**9), st.integers(0, 10**6))
def test_parts_are_the_whole(first: int, length: int) -> None:
    span = Span(first, first + length)
    cut = parts(span)
    assert len(cut) <= PARTS
    assert (cut[0].first, cut[-1].last) == (span.first, span.last)
    assert all(before.last + 1 == after.first for before, after in pairwise(cut))
    assert all(each.last - each.first < length or length == 0 for each in cut)


NUMBERS = st.sets(st.integers(1, 5_000), max_size=60)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_the_search_finds_what_differs_and_nothing_else(
    both: set[int], mine: set[int], theirs: set[int], changed: set[int]
) -> None:
    here, there = digests(both | mine), digests(both | theirs) | digests(both & changed, "changed")
    span = Span(1, 5_000)
    differing = {each for each in here.keys() | there.keys() if here.get(each) != there.get(each)}
    line: Any = Platform(there)
    assert compare(line, Book(here), span) == Differing(tuple(sorted(differing)), complete=True)
    assert line.questions <= 1 + 4 * (1 + len(differing))


def test_books_that_agree_cost_one_small_question() -> None:
    for count in (0, 1, 100, 100_000):
        line: Any = Platform(digests(range(1, count + 1)))
        assert compare(line, Book(digests(range(1, count + 1))), Span(1, 100_000)).agree
        assert (line.questions, line.bytes < 110) == (1, True)


@pytest.mark.parametrize("total", [4_096, 65_536])
@pytest.mark.parametrize("count", [1, 2, 8, 64])
def test_bytes_grow_with_the_differences_and_not_with_the_rows(total: int, count: int) -> None:
    """At most 16 ranges of 57 bytes and one answer of 30 for each difference and level; 3 levels for 4,096 rows."""
    here, there = digests(range(1, total + 1)), digests(range(1, total + 1))
    for place in range(count):
        number = 1 + place * (total // count) + 7
        there[number] = row_digest("changed")
    line: Any = Platform(there)
    found = compare(line, Book(here), Span(1, total))
    levels = 3 if total == 4_096 else 4
    assert len(found.numbers) == count
    assert line.bytes <= 200 + count * levels * (PARTS * 57 + 30)
    assert line.packed < line.bytes


def test_an_empty_range_asks_nothing() -> None:
    line: Any = Platform({})
    assert compare(line, EMPTY, Span(1, 0)).agree
    assert line.questions == 0


def test_too_many_differences_end_the_search() -> None:
    line: Any = Platform({})
    found = compare(line, Book(digests(range(1, 40_000))), Span(1, 40_000))
    assert (found.complete, found.agree) == (False, False)
    assert line.questions <= 2 + (PARTS * ROWS_AT_MOST) // RANGES_AT_MOST


def test_a_question_is_never_too_long_and_the_rest_is_asked_later() -> None:
    search = Search(tuple(Span(number, number) for number in range(1, 400)))
    asked = question(search)
    assert len(asked) == RANGES_AT_MOST
    after = heard(search, asked, asked[:3])
    assert (after.found, len(after.waiting)) == ((1, 2, 3), 399 - RANGES_AT_MOST)


# --- the call ---


@pytest.mark.parametrize("example", SENT, ids=lambda each: each.name)
def test_every_recorded_exchange(example: Example) -> None:
    """What is recorded is asked again range by range, and its answer becomes the next step of the search."""
    ranges = (example.request or {})["ranges"]
    spans = tuple(Span(each["first"], each["last"]) for each in ranges)
    line, told = (
        answering(example.status, example.answer),
        Told({s: r["digest"] for s, r in zip(spans, ranges, strict=True)}),
    )
    if example.status != 200:
        with pytest.raises((NoAnswer, Rejected)):
            ask(line, told, Search(spans))
    else:
        differs = [Span(each["first"], each["last"]) for each in example.answer["differs"]]
        assert ask(line, told, Search(spans)) == heard(Search(spans), spans, differs)
    assert line.asked == [("POST", "/v1/digests", example.request)]


class Told(Book):
    """A book with given digests for given ranges."""

    def __init__(self, known: dict[Span, str]) -> None:
        super().__init__({})
        self._known = known

    def digest(self, span: Span) -> bytes:
        return bytes.fromhex(self._known[span])


@pytest.mark.parametrize("differs", [[{"first": 1, "last": 9}], [{"first": 1, "last": 8}] * 2])
def test_an_answer_about_something_else_is_none(differs: list[dict[str, int]]) -> None:
    line = answering(200, {"outcome": "ok", "differs": differs})
    with pytest.raises(NoAnswer, match="not asked"):
        ask(line, EMPTY, begin(Span(1, 8)))


def test_a_question_names_digests_only() -> None:
    """I24: what leaves says nothing about a customer."""
    book = Book({1: row_digest(recorded()["rows"][0]["terminal"])})
    assert body(book, (Span(1, 1),)) == {"ranges": [{"first": 1, "last": 1, "digest": book.digest(Span(1, 1)).hex()}]}
