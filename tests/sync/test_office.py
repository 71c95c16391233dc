"""The settlement's requests: bodies, answers, what is no answer, what is told again (PAY-9, PAY-10)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount, Period, PrecheckRow, SettlementNumber, Share
from kiosk_app.domain.staff_events import (
    PrecheckPassed,
    PrecheckRefused,
    PrecheckUnanswered,
    SettlementBooked,
    SettlementRefused,
    SettlementUnanswered,
)
from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.office import PRECHECK, Precheck, Report, Untaken, ask_office
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


SETTLED = [each for each in platform.call("settlements_put").examples if each.status != 422]
THE_PLATFORM_S = {"TOTALS_DISAGREE", "DIFFERENCE_WRONG", "FOREIGN_SALE"}  # the kiosk's own figures cannot be so


def settlement_of(body: dict[str, Any]) -> Settlement:
    """Return the settlement that a recorded request is of."""

    def notes(name: str) -> tuple[NoteCount, ...]:
        return tuple(NoteCount(Fen(each["value_fen"]), each["count"]) for each in body[name])

    def shares(name: str, kind: str) -> tuple[Share, ...]:
        return tuple(Share(each[kind], each["count"], Fen(each["sum_fen"])) for each in body[name])

    services, methods = shares("services", "service"), shares("methods", "method")
    figures = body["first_seq"], body["last_seq"], body["count"], Fen(body["sum_fen"])
    period = Period(*figures, notes("journal_notes"), services, methods, notes("doubtful_notes"))
    count = BoxCount(notes("counted_notes"), body["box"], body["seal"], body["operator"], body["witness"])
    number = SettlementNumber(body["settlement"])
    acceptor = notes("acceptor_notes") if body["acceptor_notes"] is not None else None
    return Settlement(
        number, body["closed_by"], period, count=count, done=True, reason=body["reason"], acceptor=acceptor
    )


@pytest.mark.parametrize("example", SETTLED, ids=lambda each: each.name)
def test_pay_10_every_recorded_settlement_both_ways(example: Example) -> None:
    body = example.request or {}
    settlement, far_side = settlement_of(body), answering(example.status, example.answer)
    if example.status == 200:
        refused = SettlementRefused(settlement, example.answer.get("code", ""))
        answer = SettlementBooked(settlement) if example.answer == {"outcome": "ok"} else refused
        assert ask_office(far_side, Report(settlement)) == answer
    else:
        with pytest.raises((NoAnswer, Rejected)):
            ask_office(far_side, Report(settlement))
    if example.answer.get("code") not in THE_PLATFORM_S:
        assert far_side.asked == [(example.method, example.path, body)]


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


@pytest.mark.parametrize("code", ["KEY_REUSED", "FOREIGN_SALE", "BODY_TOO_LARGE"])
def test_a_refusal_for_ever_is_told_as_such(code: str) -> None:
    assert refusal_of(REPORTING, code) == SettlementRefused(SETTLEMENT, code)
    assert refusal_of(PRECHECKING, code) == PrecheckUnanswered()


def test_pay_10_a_report_that_the_platform_cannot_read_is_refused_and_a_pre_check_is_asked_again() -> None:
    """The same bytes a minute later would be answered the same; what a person asks for is asked by a person again."""
    told = {"code": "INVALID_REQUEST", "detail": "body.seal: string_pattern_mismatch"}
    assert ask_office(answering(422, told), REPORTING) == SettlementRefused(SETTLEMENT, "INVALID_REQUEST")
    with pytest.raises(NoAnswer):
        ask_office(answering(422, told), PRECHECKING)


def test_what_is_not_taken_is_remembered_until_it_is() -> None:
    later = replace(SETTLEMENT, number=SettlementNumber("GD0117-S00002"))
    untaken = Untaken()
    for answer in (SettlementUnanswered(SETTLEMENT), PrecheckRefused("E2106", 0, Fen(0), ())):
        untaken.note(answer)
    assert untaken.oldest == ""
    for settlement, code in ((SETTLEMENT, "INVALID_REQUEST"), (later, "PERIOD_NOT_ADJOINING")):
        untaken.note(SettlementRefused(settlement, code))
    untaken.note(SettlementUnanswered(SETTLEMENT))
    assert untaken.oldest == "GD0117-S00001 INVALID_REQUEST"
    untaken.note(SettlementBooked(SETTLEMENT))
    assert untaken.oldest == "GD0117-S00002 PERIOD_NOT_ADJOINING"
    untaken.note(SettlementBooked(later))
    assert untaken.oldest == ""


@pytest.mark.parametrize("code", ["TERMINAL_REVOKED", "TERMINAL_SCRAPPED"])
def test_e2105_a_terminal_out_of_use_hears_that(code: str) -> None:
    assert refusal_of(PRECHECKING, code) == PrecheckRefused("E2105", 0, Fen(0), ())
    assert refusal_of(REPORTING, code) == SettlementUnanswered(SETTLEMENT), "the cash is out: it is told again"


def test_what_is_not_counted_is_not_handed_in() -> None:
    line: Any = Line({"outcome": "ok"})
    with pytest.raises(AssertionError, match="not counted"):
        ask_office(line, Report(Settlement(SETTLEMENT.number, "1001", PERIOD)))
