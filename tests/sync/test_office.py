"""The settlement's requests: bodies, answers, what is no answer, what is told again (PAY-9, PAY-10)."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount, Period, PrecheckRow, SettlementNumber
from kiosk_app.domain.staff_events import (
    PrecheckPassed,
    PrecheckRefused,
    PrecheckUnanswered,
    SettlementBooked,
    SettlementRefused,
    SettlementUnanswered,
)
from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.office import PRECHECK, Precheck, Report, ask_office
from kiosk_app.sync.worker import no_answer_to, refusal_of
from tests.contract import platform
from tests.contract.platform import Example
from tests.sync.examples import line as answering

NOTES = (NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1))
PERIOD = Period(1, 2, 2, Fen(15_000), NOTES, (), ())
COUNT = BoxCount(NOTES[:1], "17", "880123", "1001", "3003")
SETTLEMENT = Settlement(SettlementNumber("GD0117-S00001"), "1001", PERIOD, count=COUNT, done=True, reason="worn_note")
PRECHECKING, REPORTING = Precheck(PERIOD, (9, b"\xab" * 32)), Report(SETTLEMENT)
ROW = {
    "sale": "GD0117-000002",
    "amount_fen": 5_000,
    "terminal": "SUCCEEDED",
    "platform": "NONE",
    "why": "unheard",
}
DIFFERS = {"outcome": "refused", "code": "E2101", "count": 1, "sum_fen": 10_000, "rows": [ROW]}


class Line:
    """A client that answers with this content and takes down what was asked."""

    def __init__(self, answer: Any) -> None:
        self._answer, self.asked = answer, []  # type: ignore[var-annotated]  # of whatever is asked

    def call(self, method: str, path: str, body: Any, shape: TypeAdapter[Any]) -> Any:
        self.asked.append((method, path, body))
        return shape.validate_python(self._answer)


def test_a_period_that_agrees() -> None:
    line: Any = Line({"outcome": "ok"})
    assert ask_office(line, PRECHECKING) == PrecheckPassed()
    body = {"first_seq": 1, "last_seq": 2, "count": 2, "sum_fen": 15_000, "journal_count": 9, "head": "ab" * 32}
    assert line.asked == [("POST", "/v1/settlements/precheck", body)]


RECORDED = [each for each in platform.call("settlement_prechecks").examples if each.status != 422]


@pytest.mark.parametrize("example", RECORDED, ids=lambda each: each.name)
def test_pay_9_every_recorded_pre_check_both_ways(example: Example) -> None:
    body, told = example.request or {}, example.answer
    period = Period(body["first_seq"], body["last_seq"], body["count"], Fen(body["sum_fen"]), (), (), ())
    far_side = answering(example.status, told)
    asked = Precheck(period, (body["journal_count"], bytes.fromhex(body["head"])))
    if example.status == 503:
        with pytest.raises(NoAnswer):
            ask_office(far_side, asked)
    elif told["outcome"] == "ok":
        assert ask_office(far_side, asked) == PrecheckPassed()
    else:
        rows = tuple(
            PrecheckRow(each["sale"], Fen(each["amount_fen"]), each["terminal"], each["platform"], each["why"])
            for each in told["rows"]
        )
        assert ask_office(far_side, asked) == PrecheckRefused(told["code"], told["count"], Fen(told["sum_fen"]), rows)
    assert far_side.asked == [(example.method, example.path, body)]


def test_a_period_that_differs_says_where() -> None:
    line: Any = Line(DIFFERS)
    row = PrecheckRow("GD0117-000002", Fen(5_000), "SUCCEEDED", "NONE", "unheard")
    assert ask_office(line, PRECHECKING) == PrecheckRefused("E2101", 1, Fen(10_000), (row,))


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"outcome": "maybe"},
        {**DIFFERS, "code": "KEY_REUSED"},
        {**DIFFERS, "count": -1},
        {**DIFFERS, "more": 1},
        {**DIFFERS, "rows": [{**ROW, "platform": "GONE"}]},
        {**DIFFERS, "rows": [ROW] * 51},
    ],
)
def test_what_is_no_answer_of_the_contract(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PRECHECK.validate_python(broken)


def test_a_settlement_is_sent_whole_and_the_same_every_time() -> None:
    line: Any = Line({"outcome": "ok"})
    assert ask_office(line, REPORTING) == ask_office(line, REPORTING) == SettlementBooked(SETTLEMENT)
    first, second = line.asked
    assert first == second
    assert first[:2] == ("PUT", "/v1/settlements/GD0117-S00001")
    body = first[2]
    assert (body["difference_fen"], body["reason"], body["witness"]) == (-5_000, "worn_note", "3003")
    assert body["counted_notes"] == [{"value_fen": 10_000, "count": 1}]


def test_a_settlement_that_is_refused() -> None:
    line: Any = Line({"outcome": "refused", "code": "SUM_WRONG"})
    assert ask_office(line, REPORTING) == SettlementRefused(SETTLEMENT, "SUM_WRONG")


@pytest.mark.parametrize("tell", [lambda each: refusal_of(each, "NOT_FOUND"), no_answer_to])
def test_whatever_else_happens_is_no_answer(tell: Callable[[Any], Any]) -> None:
    assert tell(PRECHECKING) == PrecheckUnanswered()
    assert tell(REPORTING) == SettlementUnanswered(SETTLEMENT)


def test_a_spoilt_key_is_told_as_such() -> None:
    assert refusal_of(REPORTING, "KEY_REUSED") == SettlementRefused(SETTLEMENT, "KEY_REUSED")
    assert refusal_of(PRECHECKING, "KEY_REUSED") == PrecheckUnanswered()


def test_what_is_not_counted_is_not_handed_in() -> None:
    line: Any = Line({"outcome": "ok"})
    with pytest.raises(AssertionError, match="not counted"):
        ask_office(line, Report(Settlement(SETTLEMENT.number, "1001", PERIOD)))
