"""Settlements over both databases: once for ever, whole or not at all, every figure kept (PAY-10, I3, I4, I19, I26)."""

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.exc import OperationalError

from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit
from platform_stub.platform import compose
from platform_stub.settlements.report import Settlement, mistake
from platform_stub.showing import show
from platform_stub.storage import schema
from platform_stub.storage.database import in_one_transaction, open_engine
from platform_stub.terminals import alarms
from platform_stub.terminals.authority import Authority
from tests.contract.platform import call
from tests.platform_stub.conftest import OTHER, TERMINAL, Client, Clock, enrolled, payment, purchase
from tests.platform_stub.core_double import CoreDouble

RECORDED = {each.name: each for each in call("settlements_put").examples}
BOTH_SERVICES: dict[str, Any] = RECORDED["two services"].request or {}
DOUBT: dict[str, Any] = RECORDED["a note in doubt, the acceptor's counters, a second person"].request or {}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def body(**changed: Any) -> dict[str, Any]:
    """Return a settlement of one bill payment of 100 yuan, as a terminal sends it."""
    return {**copy.deepcopy(RECORDED["a count that agrees"].request or {}), **changed}


def put(client: Client, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.send("PUT", f"/v1/settlements/{told['settlement']}", told)
    return answer.status_code, answer.json()


def held(engine: Engine) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(schema.settlements).order_by(schema.settlements.c.settlement)).mappings())


def totals(engine: Engine) -> dict[tuple[str, str], tuple[int, int]]:
    with engine.begin() as connection:
        rows = connection.execute(select(schema.settlement_totals)).mappings()
        return {(row["part"], row["name"]): (row["count"], row["sum_fen"]) for row in rows}


def raised(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.begin() as connection:
        return alarms.open_alarms(connection, TERMINAL)


OK = (200, {"outcome": "ok"})


def test_pay_10_every_figure_is_kept(client: Client, engine: Engine) -> None:
    for sale in (payment(1), purchase(2)):
        assert client.put(sale).status_code == 200
    assert put(client, BOTH_SERVICES) == OK
    (row,) = held(engine)
    assert (row["terminal"], row["number"], row["box"], row["seal"]) == (TERMINAL, 1, "17", "880123")
    assert (row["count"], row["sum_fen"]) == (row["ledger_count"], row["ledger_sum_fen"]) == (2, 22_000)
    assert (row["journal_fen"], row["counted_fen"], row["difference_fen"]) == (22_000, 22_000, 0)
    assert totals(engine) == {
        ("service", "bill_payment"): (1, 12_000),
        ("service", "purchase"): (1, 10_000),
        ("method", "cash"): (2, 22_000),
        ("journal", "10000"): (1, 10_000),
        ("journal", "1000"): (12, 12_000),
        ("counted", "10000"): (1, 10_000),
        ("counted", "1000"): (12, 12_000),
    }
    assert raised(engine) == []


def test_h8_a_difference_has_its_reason_and_an_alarm(client: Client, engine: Engine) -> None:
    assert client.put(payment(1, 10_000)).status_code == 200
    assert put(client, DOUBT) == OK
    (row,) = held(engine)
    assert (row["difference_fen"], row["reason"]) == (5_000, "note_in_doubt")
    assert (row["closed_by"], row["operator"], row["witness"]) == ("3003", "1001", "2002")
    kept = totals(engine)
    assert kept["acceptor", "5000"] == kept["doubtful", "5000"] == (1, 5_000)
    assert raised(engine) == [("SETTLEMENT_DIFFERS", "GD0117-S00001", "cash")]


def test_i3_the_same_again_is_answered_the_same_and_kept_once(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    assert [put(client, body()) for _ in range(3)] == [OK] * 3
    shuffled = dict(reversed(body().items()))
    assert put(client, shuffled) == OK, "the order of fields is no content"
    assert len(held(engine)) == 1
    assert raised(engine) == []


def test_i4_another_content_under_a_used_number_is_refused_with_an_alarm(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    assert put(client, body()) == OK
    before = held(engine)
    changes: list[dict[str, Any]] = [
        {"seal": "1"}, {"operator": "1002"}, {"doubtful_notes": [{"value_fen": 1_000, "count": 1}]},
        {"acceptor_notes": []}, {"services": []},
    ]  # fmt: skip
    for changed in changes:
        status, answer = put(client, body(**changed))
        assert (status, answer["code"]) == (409, "KEY_REUSED"), changed
    assert held(engine) == before
    assert raised(engine) == [(alarms.KEY_REUSED, "GD0117-S00001", "")]
    assert put(client, body()) == OK, "what is held stays so"


def test_h14_another_terminal_s_number(client: Client, engine: Engine) -> None:
    status, answer = put(client, body(settlement="GD0118-S00001"))
    assert (status, answer["code"]) == (403, "FOREIGN_SALE")
    assert held(engine) == []
    assert raised(engine) == [(alarms.FOREIGN_SALE, "GD0118", "")]


def test_a_ledger_that_says_otherwise_is_an_alarm_and_no_refusal(client: Client, engine: Engine) -> None:
    """The cash is out of the terminal: what was told is kept."""
    assert put(client, body()) == OK
    (row,) = held(engine)
    assert (row["ledger_count"], row["ledger_sum_fen"]) == (0, 0)
    assert raised(engine) == [("SETTLEMENT_DIFFERS", "GD0117-S00001", "ledger")]


def test_bad_sums_are_refused_kept_nowhere_and_an_alarm(client: Client, engine: Engine) -> None:
    assert put(client, body(services=[]))[1] == {"outcome": "refused", "code": "TOTALS_DISAGREE"}
    assert (held(engine), totals(engine)) == ([], {})
    assert raised(engine) == [("SETTLEMENT_REFUSED", "GD0117-S00001", "TOTALS_DISAGREE")]
    client.put(payment(1, 10_000))
    assert put(client, body()) == OK, "a refusal spoils no number"


def test_periods_adjoin_in_whatever_order_they_come(client: Client, engine: Engine) -> None:
    def empty(number: int, first: int) -> dict[str, Any]:
        return body(
            settlement=f"GD0117-S{number:05}", first_seq=first, last_seq=first - 1, count=0, sum_fen=0, services=[],
            methods=[], journal_notes=[], counted_notes=[],
        )  # fmt: skip

    client.put(payment(1, 10_000))
    assert put(client, empty(3, 2)) == OK
    assert put(client, empty(2, 3))[1]["facts"] == {"last_seq": "1"}
    assert put(client, empty(2, 2)) == OK
    assert put(client, body()) == OK
    assert put(client, empty(4, 3))[1]["facts"] == {"first_seq": "2"}
    assert [row["number"] for row in held(engine)] == [1, 2, 3]


def test_the_other_terminal_s_settlements_are_none_of_ours(
    client: Client, engine: Engine, authority: Authority
) -> None:
    other = Client(client.app, enrolled(engine, authority, OTHER))
    client.put(payment(1, 10_000))
    assert put(client, body()) == OK
    assert put(other, body(settlement="GD0118-S00001")) == OK
    assert len(held(engine)) == 2


# --- workers side by side ---


@contextmanager
def workers(url: str, engine: Engine, authority: Authority, audit: Audit) -> Iterator[list[Client]]:
    """Four callers at two workers, each with connections of its own to one database."""
    certificate, clock = enrolled(engine, authority), Clock()
    engines = [open_engine(url) for _ in range(2)]
    apps = [terminal_api(compose(each, CoreDouble(clock), audit, clock, answers=authority.answers)) for each in engines]
    for app in apps:  # its routes are made when they are first asked for, and not by two threads at a time
        app.openapi()
    try:
        yield [Client(app, certificate) for app in apps * 2]
    finally:
        for each in engines:
            each.dispose()


def test_i3_two_workers_and_one_number(
    database_url: str, client: Client, engine: Engine, authority: Authority, audit: Audit
) -> None:
    """Two contents under one number at the same moment, each from two callers: one is kept, the other refused."""
    client.put(payment(1, 10_000))
    with workers(database_url, engine, authority, audit) as callers, ThreadPoolExecutor(4) as threads:
        told = [body(seal="1"), body(seal="1"), body(seal="2"), body(seal="2")]
        answers = list(threads.map(put, callers, told))
    (row,) = held(engine)
    assert [status for status, _ in answers] == [200 if each["seal"] == row["seal"] else 409 for each in told]
    assert raised(engine) == [(alarms.KEY_REUSED, "GD0117-S00001", "")]


def test_two_workers_and_two_periods_that_overlap(
    database_url: str, client: Client, engine: Engine, authority: Authority, audit: Audit
) -> None:
    overlapping = body(settlement="GD0117-S00002")
    with workers(database_url, engine, authority, audit) as callers, ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(put, callers, [body(), overlapping]))
    assert sorted(answer["outcome"] for _, answer in answers) == ["ok", "refused"]
    assert len(held(engine)) == 1


# --- cut anywhere ---


def cut_at(engine: Engine, nth: int) -> Callable[[], None]:
    """Let the connection break before the n-th statement; returns what ends that."""
    left = [nth]

    def before(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OperationalError("", None, Exception("the connection is gone"))

    event.listen(engine, "before_cursor_execute", before)
    return lambda: event.remove(engine, "before_cursor_execute", before)


def test_i10_whole_or_not_at_all_wherever_it_is_cut(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    told, cuts, nth = body(), 0, 1
    while True:
        heal = cut_at(engine, nth)
        status, _ = put(client, told)
        heal()
        if status == 200:
            break
        assert status == 503
        assert (held(engine), totals(engine)) == ([], {})
        cuts, nth = cuts + 1, nth + 1
    assert cuts >= 6
    assert put(client, told) == OK
    assert len(held(engine)) == 1


def test_an_answer_that_is_lost_after_the_commit(
    client: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit_then_lose(*work: Any) -> None:
        in_one_transaction(*work)
        raise OperationalError("", None, Exception("the connection is gone"))

    client.put(payment(1, 10_000))
    with monkeypatch.context() as patched:
        patched.setattr("platform_stub.settlements.handing_in.in_one_transaction", commit_then_lose)
        status, _ = put(client, body())
    assert (status, len(held(engine))) == (503, 1)
    assert put(client, body()) == OK
    assert len(held(engine)) == 1


@SQLITE
def test_a_person_reads_settlements_without_the_operators(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    put(client, DOUBT)
    with engine.begin() as connection:
        shown = show(connection, "settlements", TERMINAL)
        assert len(show(connection, "settlements", OTHER).splitlines()) == 2
    (row,) = shown.splitlines()[2:]
    assert {"GD0117-S00001", "10000", "15000", "5000", "note_in_doubt", "17", "880123"} <= set(row.split())
    assert not {"1001", "2002", "3003"} & set(row.split())


@SQLITE
def test_what_the_tables_refuse_by_themselves(client: Client, engine: Engine) -> None:
    client.put(payment(1, 10_000))
    put(client, body())
    (row,) = held(engine)
    for changed in ({"difference_fen": 1}, {"counted_fen": 0, "difference_fen": -10_000}, {"last_seq": -5}):
        with pytest.raises(Exception, match="CHECK"), engine.begin() as connection:
            connection.execute(insert(schema.settlements).values({**row, "settlement": "x", "number": 9, **changed}))
    with pytest.raises(Exception, match="UNIQUE"), engine.begin() as connection:
        connection.execute(insert(schema.settlements).values({**row, "settlement": "x"}))


# --- sums ---

VALUES = (100, 500, 1_000, 2_000, 5_000, 10_000)
NOTES = st.dictionaries(st.sampled_from(VALUES), st.integers(1, 400)).map(
    lambda each: [{"value_fen": value, "count": count} for value, count in each.items()]
)


def worth(notes: list[dict[str, int]]) -> int:
    return sum(each["value_fen"] * each["count"] for each in notes)


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    """Settlements whose sums are right."""
    shares: list[dict[str, Any]] = []
    for name in ("bill_payment", "purchase"):
        count = draw(st.integers(0, 500))
        if count:
            shares.append({"service": name, "count": count, "sum_fen": count * draw(st.integers(100, 100_000))})
    count, total = sum(each["count"] for each in shares), sum(each["sum_fen"] for each in shares)
    journal, counted = draw(NOTES), draw(NOTES)
    difference = worth(counted) - worth(journal)
    return body(
        last_seq=count + draw(st.integers(0, 9)), count=count, sum_fen=total, services=shares,
        methods=[{"method": "cash", "count": count, "sum_fen": total}], journal_notes=journal, counted_notes=counted,
        difference_fen=difference, reason="unexplained" if difference else "",
    )  # fmt: skip


@given(told(), st.data())
def test_right_sums_pass_and_each_wrong_one_has_its_code(right: dict[str, Any], data: st.DataObject) -> None:
    settlement = Settlement.model_validate(right)
    assert mistake(settlement) == ""
    assert Settlement.model_validate(dict(reversed(right.items()))).content() == settlement.content()
    by = data.draw(st.integers(1, 1_000))
    wrong = [(settlement.model_copy(update={"difference_fen": settlement.difference_fen + by}), "DIFFERENCE_WRONG")]
    wrong.append((settlement.model_copy(update={"witness": settlement.operator}), "WITNESS_IS_OPERATOR"))
    wrong.append((settlement.model_copy(update={"sum_fen": settlement.sum_fen + by}), "TOTALS_DISAGREE"))
    wrong.append((settlement.model_copy(update={"count": settlement.count + by}), "TOTALS_DISAGREE"))
    if settlement.difference_fen:
        wrong.append((settlement.model_copy(update={"reason": ""}), "REASON_MISSING"))
    for changed, code in wrong:
        assert mistake(changed) == code
