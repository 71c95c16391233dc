"""What goes out of the journal next, and when (fault 25, 27, 28, 46): pure, and over a platform of the test's own."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.domain.sealed import LETTERS_AT_MOST, ROWS_AT_MOST, Page, SealedRow, bounded
from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.journal.recent import Recent
from kiosk_app.sync import posting as posting_module
from kiosk_app.sync.client import BODY_AT_MOST, NoAnswer, PlatformClient, Rejected, packed, understood
from kiosk_app.sync.outbox import LAST_PAUSE_S, Outbox, delivered, failed, gap, next_after, wait_s
from kiosk_app.sync.posting import Posting, body_of
from tests.contract import platform
from tests.support import samples

CHANCE = st.floats(0, 1)


# --- pure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outbox", "count", "now_s", "after"),
    [
        (Outbox(), 0, 0.0, None),
        (Outbox(), 7, 0.0, 6),  # after a start the newest row is offered
        (Outbox(held=3), 7, 0.0, 3),
        (Outbox(held=7), 7, 0.0, None),
        (Outbox(held=9), 7, 0.0, None),  # the platform has more than is here: not this module's to judge
        (Outbox(held=3, due_s=5.0), 7, 4.9, None),
        (Outbox(held=3, due_s=5.0), 7, 5.0, 3),
    ],
)
def test_what_is_next(outbox: Outbox, count: int, now_s: float, after: int | None) -> None:
    assert next_after(outbox, count, now_s) == after


def test_the_wait_is_until_the_pause_is_over_and_none_while_nothing_is_to_be_sent() -> None:
    assert wait_s(Outbox(held=3, due_s=5.0), 7, 2.0) == 3.0
    assert wait_s(Outbox(held=3, due_s=5.0), 7, 9.0) == 0.0
    assert wait_s(Outbox(held=7, due_s=5.0), 7, 2.0) is None


@given(st.lists(CHANCE, min_size=1, max_size=40))
def test_fault_28_pauses_grow_to_a_bound_and_are_no_two_terminals_the_same(chances: list[float]) -> None:
    outbox = Outbox(held=1)
    for number, chance in enumerate(chances):
        outbox = failed(outbox, 0.0, chance)
        full = min(2.0**number, LAST_PAUSE_S)
        assert full / 2 <= outbox.due_s <= full
        assert (outbox.held, outbox.failures) == (1, number + 1)
    assert delivered(2) == Outbox(held=2), "a yes forgets the failures"


def test_a_gap_leads_back_and_a_gap_without_progress_is_a_failure() -> None:
    assert gap(Outbox(held=9), 4, 1.0, 0.5) == Outbox(held=4)
    again = gap(Outbox(held=4), 4, 1.0, 0.5)
    assert (again.failures, again.due_s > 1.0) == (1, True)


@given(st.lists(st.sampled_from([0, 10, 600, 900, LETTERS_AT_MOST + 1]), max_size=150))
def test_a_page_is_bounded_and_never_empty(lengths: list[int]) -> None:
    rows = tuple(SealedRow(seq, "", 0, 0, "K", "x" * length, b"") for seq, length in enumerate(lengths, 1))
    page = bounded(rows)
    assert page == rows[: len(page)]
    assert bool(page) == bool(rows)
    assert len(page) <= ROWS_AT_MOST
    assert len(page) <= 1 or sum(len(row.body) for row in page) <= LETTERS_AT_MOST


def test_a_full_page_of_chinese_fits_into_a_request() -> None:
    rows = tuple(SealedRow(2**50, "f" * 16, 2**50, 2**50, "K" * 40, "电" * 600, bytes(32)) for _ in range(ROWS_AT_MOST))
    assert len(bounded(rows)) == ROWS_AT_MOST
    text = json.dumps(body_of(Page(bytes(32), rows)), ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode()) < BODY_AT_MOST
    assert packed(body_of(Page(bytes(32), rows)))[1]["Content-Encoding"] == "gzip"


# --- the journal's newest rows --------------------------------------------------------------------


def chain(count: int) -> list[SealedRow]:
    made: list[SealedRow] = []
    for seq in range(1, count + 1):
        sealed = seal(made[-1].hash if made else GENESIS, Row(seq, "b", seq, seq, "K", "{}"))
        made.append(SealedRow(seq, "b", seq, seq, "K", "{}", sealed))
    return made


@given(st.integers(0, 30), st.integers(0, 35), st.integers(1, 12))
def test_recent_rows_are_pages_of_the_chain_or_older_ones_are_asked_for(count: int, after: int, kept: int) -> None:
    rows, recent = chain(count), Recent(kept)
    for row in rows:
        recent.add(row)
    assert recent.head() == ((count, rows[-1].hash) if rows else (0, GENESIS))
    page = recent.page(after)
    if after < count - kept:
        assert page is None
        return
    assert page is not None
    assert page.rows == tuple(rows[after:])
    if after <= count:
        assert page.previous == (rows[after - 1].hash if after else GENESIS)


def test_older_pages_come_from_the_file_as_they_were_sealed(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        for number in range(230):
            journal.record(IncidentSeen("test", str(number)))
        entries = list(journal.entries())
        for after in (0, 1, 57, 130, 230):
            page = journal.page(after)
            assert page.previous == (entries[after - 1].hash if after else GENESIS)
            assert [row.hash for row in page.rows] == [each.hash for each in entries[after : after + ROWS_AT_MOST]]
            assert journal.recent.page(after) == page, "the same bytes from memory"
        assert journal.recent.head() == journal.head


def test_after_a_restart_the_newest_rows_are_there_again(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        journal.open_sale(samples.BILL_TERMS)
        head = journal.head
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        page = journal.recent.page(2)
        assert page is not None
        assert (page.previous, [row.kind for row in page.rows]) == (head[1], ["Booted"])


def test_i10_the_recorded_rows_are_sealed_as_the_kiosk_seals() -> None:
    example = platform.call("facts").examples[0].request or {}
    previous = bytes.fromhex(example["previous"])
    for row in example["rows"]:
        previous = seal(previous, Row(**{name: value for name, value in row.items() if name != "hash"}))
        assert previous.hex() == row["hash"]


# --- sending --------------------------------------------------------------------------------------


@dataclass
class Town:
    """Holds rows as the platform does, and fails when it is told."""

    held: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    calls: int = 0

    def call(self, method: str, path: str, body: dict[str, Any], shape: TypeAdapter[Any]) -> Any:
        assert (method, path) == ("POST", "/v1/facts")
        self.calls += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost_before":
            raise NoAnswer("ReadTimeout")
        if fault == "forget":
            del self.held[len(self.held) // 2 :]
        if fault in ("CHAIN_BROKEN", "FACT_CONFLICT"):
            return self._say({"outcome": "refused", "code": fault, "facts": {"held": str(len(self.held))}}, shape)
        if fault == "403":
            raise Rejected("FOREIGN_SALE")
        first, hashes = body["first_seq"], [row["hash"] for row in body["rows"]]
        if first > len(self.held) + 1:
            return self._say({"outcome": "refused", "code": "FACTS_GAP", "facts": {"held": str(len(self.held))}}, shape)
        assert self.held[first - 1 : first - 1 + len(hashes)] == hashes[: len(self.held) - first + 1]
        assert body["previous"] == (self.held[first - 2] if first > 1 else GENESIS.hex())
        self.held[first - 1 :] = hashes
        if fault == "lost_after":
            raise NoAnswer("ReadTimeout")
        return self._say({"outcome": "ok", "held": len(self.held)}, shape)

    def _say(self, answer: dict[str, Any], shape: TypeAdapter[Any]) -> Any:
        return understood(200, json.dumps(answer).encode(), shape)


class Stage:
    """A journal of so many rows, and its posting by a clock of the test's own."""

    def __init__(self, count: int, kept: int) -> None:
        self.rows, self.recent, self.town = chain(count), Recent(kept), Town()
        for row in self.rows:
            self.recent.add(row)
        self.now_s, self.wanted = 0.0, list[int]()
        self.posting = Posting(self.recent, self.wanted.append, lambda: self.now_s, lambda: 0.5)

    def step(self) -> None:
        with suppress(NoAnswer, Rejected):
            self.posting.step(lambda: cast("PlatformClient", self.town))
        while self.wanted:
            after = self.wanted.pop()
            previous = self.rows[after - 1].hash if after else GENESIS
            self.posting.hand_over(after, Page(previous, bounded(self.rows[after:])))

    def run(self) -> None:
        for _ in range(200):
            wait = self.posting.wait_s()
            if wait is None:
                return
            self.now_s += wait
            self.step()
        raise AssertionError("never done")


FAULTS = st.sampled_from(["", "lost_before", "lost_after", "forget", "CHAIN_BROKEN", "FACT_CONFLICT", "403"])


@given(st.integers(1, 400), st.integers(1, 60), st.lists(FAULTS, max_size=12), st.integers(0, 400))
def test_fault_25_27_46_whatever_happens_every_row_arrives_once_and_in_order(
    count: int, kept: int, faults: list[str], known: int
) -> None:
    stage = Stage(count, kept)
    stage.town.held = [row.hash.hex() for row in stage.rows[:known]]
    stage.town.faults = faults
    stage.run()
    assert stage.town.held == [row.hash.hex() for row in stage.rows]
    assert stage.posting.outbox == Outbox(held=count)


def test_rows_that_are_recorded_later_go_out_too() -> None:
    stage = Stage(3, 60)
    stage.run()
    sealed = seal(stage.rows[-1].hash, Row(4, "b", 4, 4, "K", "{}"))
    stage.rows.append(SealedRow(4, "b", 4, 4, "K", "{}", sealed))
    stage.recent.add(stage.rows[-1])
    stage.run()
    assert len(stage.town.held) == 4


def test_a_terminal_that_was_not_away_asks_for_no_older_row() -> None:
    stage = Stage(60, 60)
    stage.town.held = [row.hash.hex() for row in stage.rows[:10]]
    stage.run()
    assert (stage.town.calls, stage.wanted) == (2, [])


def test_an_older_page_that_does_not_come_is_asked_for_again() -> None:
    stage = Stage(50, 5)
    stage.posting.outbox = Outbox(held=0)
    assert stage.posting.step(lambda: cast("PlatformClient", stage.town)) is False
    assert stage.wanted == [0]
    assert stage.posting.wait_s() == posting_module.AWAITED_S
    stage.posting.step(lambda: cast("PlatformClient", stage.town))
    assert stage.wanted == [0], "it is on its way"
    stage.now_s += posting_module.OLDER_WAIT_S
    stage.posting.step(lambda: cast("PlatformClient", stage.town))
    assert stage.wanted == [0, 0]


@pytest.mark.parametrize("held", ["", "-1", "many", "9" * 20])
def test_a_gap_that_does_not_say_where_is_a_failure(held: str) -> None:
    stage = Stage(5, 60)
    stage.town.call = lambda *_: understood(  # type: ignore[method-assign]  # one answer of the test's own
        200, json.dumps({"outcome": "refused", "code": "FACTS_GAP", "facts": {"held": held}}).encode(), _[3]
    )
    stage.step()
    assert (stage.posting.outbox.held, stage.posting.outbox.failures) == (None, 1)
