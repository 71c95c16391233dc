"""The digest exchange at the platform, and that its answer is that of the file's reconciliation (PAY-8, issue 3.6)."""

import gzip
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kiosk_app.sync import digest as terminal_side
from kiosk_app.sync.digest import Book, Span
from kiosk_app.sync.digest_exchange import compare
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit
from platform_stub.files import lines
from platform_stub.files.uploads import Uploads
from platform_stub.holds.holding import hold
from platform_stub.platform import Platform, compose
from platform_stub.reconciliation.digests import canonical, differing, row_digest, rows_of
from platform_stub.reconciliation.reconciling import reconcile
from platform_stub.reconciliation.rows import sale_of, why_different
from platform_stub.storage.database import open_engine, reading
from platform_stub.terminals.authority import Authority
from tests.contract.digests import recorded
from tests.contract.journal_file import KEY
from tests.platform_stub.arranging import Start
from tests.platform_stub.conftest import OTHER, TERMINAL, Client, Clock, enrolled, sale
from tests.platform_stub.conftest import payment as sent
from tests.platform_stub.conftest import purchase as bought
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.files.making import Draft, payment, purchase
from tests.platform_stub.test_precheck import told as in_journal

ROWS = recorded()["rows"]


# --- rows and ranges, as recorded for both sides ---


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["line"].split("|")[2])
def test_a_sale_s_row_and_digest_are_the_recorded_ones_in_each_state(row: dict[str, Any]) -> None:
    content = sale_of(lines.row(row["line"])).content()
    for state, text in row["platform"].items():
        assert canonical(state, content) == text
        assert row_digest(text).hex() == row["platform_digests"][state]


def test_what_succeeded_on_both_sides_is_the_same_and_what_is_held_and_failed_at_the_terminal() -> None:
    for row in ROWS:
        own = {row["platform_digests"]["refused"], row["platform_digests"]["pending"]}
        assert row["terminal_digest"] not in own
        booked = row["terminal_digest"] == row["platform_digests"]["booked"]
        assert booked == ("|SUCCEEDED|" in row["line"])
        held = row["terminal_digest"] == row["platform_digests"]["held"]
        assert held == ("|FAILED|" in row["line"])


@dataclass(frozen=True)
class Asked:
    """A range of a question."""

    first: int
    last: int
    digest: str


@pytest.mark.parametrize("each", recorded()["ranges"], ids=lambda each: f"{each['first']} to {each['last']}")
def test_a_range_s_digest_is_the_recorded_one(each: dict[str, Any]) -> None:
    rows = {number: bytes.fromhex(digest) for number, digest in each["rows"]}
    right, wrong = Asked(each["first"], each["last"], each["digest"]), Asked(each["first"], each["last"], "0" * 16)
    assert list(differing(rows, [right])) == []
    assert list(differing(rows, [wrong])) == [wrong]


# --- over the wire ---


@dataclass
class Line:
    """The kiosk's own session against the platform's own application."""

    client: Client

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        return shape.validate_json(json.dumps(self.client.ask(method, path, body)))


def book_of(told: Mapping[int, str]) -> Book:
    """Return the terminal's digests of these lines."""
    return Book(
        {number: terminal_side.row_digest(terminal_side.canonical(line.split("|"))) for number, line in told.items()}
    )


def test_both_sides_find_the_same_sales_over_the_wire(client: Client) -> None:
    for number in range(1, 40):
        client.put(sent(number) if number % 3 else bought(number, notes=[{"value_fen": 1_000, "count": 10}]))
    told = {
        number: payment(number, status="SUCCEEDED") if number % 3 else purchase(number, status="SUCCEEDED")
        for number in range(1, 40)
    }
    line, span = Line(client), Span(1, 41)
    assert compare(line, book_of(told), span).agree
    del told[5]
    told[17] = payment(17, fen=13_000, status="SUCCEEDED")
    told[18] = purchase(18, status="UNKNOWN")
    told[41] = payment(41, status="SUCCEEDED")
    assert compare(line, book_of(told), span).numbers == (5, 17, 18, 41)


def test_numbers_that_outgrow_their_zeros(client: Client, platform: Platform) -> None:
    """Six digits, then as many as it takes: each range holds just its own numbers, whatever their length."""
    known = (1, 99, 999_999, 1_000_000, 1_000_001, 9_999_999, 10_000_000, 999_999_999)
    for number in known:
        client.put(sent(number))
    ends = sorted({1, 2, 98, 999_998, 5_000_000, 999_999_998, *known})
    with reading(platform.engine) as connection:
        for first, last in product(ends, ends):
            if first <= last:
                found = rows_of(connection, TERMINAL, [Asked(first, last, "")])
                assert sorted(found) == [each for each in known if first <= each <= last], (first, last)


def test_another_terminal_s_sales_are_none_of_these(client: Client, authority: Authority, platform: Platform) -> None:
    client.put(sent(1))
    other = Client(client.app, enrolled(platform.engine, authority, OTHER))
    assert compare(Line(other), Book({}), Span(1, 999)).agree


# --- the same answer as the file's ---

STATUSES = ("SUCCEEDED", "FAILED", "UNKNOWN")
CHANGES: dict[str, dict[str, Any]] = {
    "amount": {"fen": 13_000},
    "customer": {"customer_no": "3104587001"},
    "notes": {"notes": [{"value_fen": 2_000, "count": 6}]},
    "bills": {"bill_ids": []},
    "none": {},
}


@dataclass(frozen=True)
class Told:
    """One number: the terminal's status or none, the ledger's state or none, and what differs in the content."""

    terminal: str
    platform: str
    change: str

    @property
    def held_otherwise(self) -> bool:
        """The terminal has not heard the refusal of what is held."""
        return self.platform == "held" and self.change == "none" and self.terminal != "FAILED"

    def line(self, number: int) -> str:
        return payment(number, status=self.terminal)

    def request(self, number: int) -> dict[str, Any]:
        changed = dict(CHANGES[self.change])
        return sent(number, changed.pop("fen", 12_000), **changed)


def numbered(at_most: int) -> st.SearchStrategy[dict[int, Told]]:
    told = st.builds(
        Told,
        st.sampled_from(("", *STATUSES, "SUCCEEDED")),
        st.sampled_from(("", "booked", "booked", "refused", "pending", "held")),
        st.sampled_from(("none", "none", *CHANGES)),
    )
    return st.dictionaries(st.integers(1, at_most), told, max_size=at_most)


def lines_of(told: dict[int, Told]) -> dict[int, str]:
    return {number: each.line(number) for number, each in sorted(told.items()) if each.terminal}


class Ledger:
    """The platform's side without a database."""

    def __init__(self, told: dict[int, Told]) -> None:
        self.sales = {
            number: (each.platform, sale(each.request(number))) for number, each in told.items() if each.platform
        }

    def call(self, _method: str, _path: str, body: Any, shape: TypeAdapter[Any]) -> Any:
        rows = {number: row_digest(canonical(state, each.content())) for number, (state, each) in self.sales.items()}
        found = differing(rows, [Asked(**each) for each in body["ranges"]])
        return shape.validate_python(
            {"outcome": "ok", "differs": [{"first": each.first, "last": each.last} for each in found]}
        )


def by_file(told: dict[int, Told], ledger: Ledger, span: Span) -> set[int]:
    """Return the numbers that a reconciliation of the file reports, by its own rule, the core being sound."""
    states: dict[str, Any] = {"booked": "SUCCEEDED", "refused": "FAILED", "pending": "UNKNOWN", "held": "FAILED"}
    found = set()
    for number, line in lines_of(told).items():
        row = lines.row(line)
        state, known = ledger.sales.get(number, ("", None))
        same = known is not None and known.content() == sale_of(row).content()
        core: Any = "SUCCEEDED" if state == "booked" else "NONE"
        if why_different(row, states.get(state, "NONE"), core, same=same, held=state == "held"):
            found.add(number)
    return found | {each for each in ledger.sales if span.first <= each <= span.last and not told[each].terminal}


@given(numbered(400))
def test_digests_and_the_file_s_rule_give_the_same_answer(told: dict[int, Told]) -> None:
    """Missing, extra and changed rows on either side, in every state."""
    ledger: Any = Ledger(told)
    numbers = lines_of(told)
    span = Span(min(numbers, default=1), max(numbers, default=0))
    found = compare(ledger, book_of(numbers), span)
    assert set(found.numbers) == by_file(told, ledger, span)
    assert found.complete


EVERY = {
    number: Told(*each)
    for number, each in enumerate(
        product(STATUSES, ("", "booked", "refused", "pending", "held"), CHANGES),
        2,
    )
} | {1: Told("SUCCEEDED", "booked", "none"), 90: Told("", "booked", "none"), 99: Told("SUCCEEDED", "booked", "none")}


def test_digests_and_a_real_reconciliation_give_the_same_answer(
    sqlite_file: Path, fast_directory: Path, authority: Authority, audit: Audit
) -> None:
    """Every combination at once, with the platform's desk, ledger and files as they are; then what the reconciliation
    has made good agrees by digests as well, but for what the terminal has not heard yet, or heard otherwise."""
    start = fresh(sqlite_file, fast_directory, authority, audit)
    for number, each in sorted(EVERY.items()):
        enter(start, each, number)
    numbers = lines_of(EVERY)
    line, book, span = Line(start.client), book_of(numbers), Span(min(numbers), max(numbers))
    found = compare(line, book, span)
    draft = Draft(rows=[placed(n, row) for n, row in enumerate(numbers.values(), 1)])
    apply(start, draft)
    answer = reconcile(start.platform, TERMINAL, f"{draft.name}.gz")
    assert isinstance(answer, dict)
    done = {int(row["sale"][-6:]): row["done"] for row in answer["rows"]}
    assert found.complete
    assert set(done) == set(found.numbers) == set(EVERY) - {1, 99} - AGREEING
    left = {each for each in done if done[each] not in ("booked", "platform_stands")}
    unaware = {each for each in done if EVERY[each].terminal != "SUCCEEDED"}
    held = {each for each in done if done[each] == "held"}
    assert held == {each for each, told in EVERY.items() if told.held_otherwise}
    assert set(compare(line, book, span).numbers) == left | unaware
    start.platform.engine.dispose()


AGREED = (Told("SUCCEEDED", "booked", "none"), Told("FAILED", "held", "none"))
AGREEING = {each for each, told in EVERY.items() if told in AGREED} - {1, 99}


def placed(n: int, line: str) -> str:
    """Return a sale's line at its place in the file."""
    kind, _, rest = line.split("|", 2)
    return "|".join((kind, str(n), rest))


def fresh(sqlite_file: Path, directory: Path, authority: Authority, audit: Audit) -> Start:
    """Return a platform on a database of its own."""
    file = shutil.copy(sqlite_file, directory / "platform.db")
    shutil.rmtree(directory / "uploads", ignore_errors=True)
    engine, clock = open_engine(f"sqlite:///{file}"), Clock()
    core = CoreDouble(clock)
    platform = compose(engine, core, audit, clock, answers=authority.answers)
    platform = replace(
        platform, uploads=Uploads(engine, clock, audit, directory / "uploads", ("platform.example", 2121))
    )
    client = Client(terminal_api(platform), enrolled(engine, authority, key=KEY))
    return Start(client, core, platform)


def enter(start: Start, told: Told, number: int) -> None:
    """Bring a sale to its state in the ledger."""
    if told.platform == "pending":
        start.leave_pending(told.request(number))
    elif told.platform:
        if told.platform in ("refused", "held"):
            start.core.faults.append("refuse")
        body = told.request(number)
        assert start.client.put(body).status_code == 200
        if told.platform == "held":
            in_journal(start.platform.engine, body["sale"], body["paid_fen"])
            hold(start.platform.desk, body["sale"], by="operator:test", reason="退款")


def apply(start: Start, draft: Draft) -> None:
    name, data = f"{draft.name}.gz", gzip.compress(draft.content(), mtime=0)
    body = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    start.client.ask("POST", "/v1/uploads", body)
    path = start.uploads.path(TERMINAL, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    assert start.client.ask("POST", f"/v1/uploads/{name}/application", {})["outcome"] == "ok"
