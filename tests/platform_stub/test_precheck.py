"""The settlement pre-check over both databases: equal goes on, all else has its own code and rows (PAY-9, I19)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from platform_stub.storage.schema import IN_REPAIR, facts, journals, sales, settlements, terminal_sales, terminals
from platform_stub.storage.times import stamp
from platform_stub.terminals import alarms
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, payment

HEAD = "ab" * 32


def told(engine: Engine, sale: str, fen: int, terminal: str = TERMINAL) -> None:
    """Let the terminal's journal say that this sale took money."""
    with engine.begin() as connection:
        connection.execute(
            insert(terminal_sales).values(
                sale=sale, terminal=terminal, kind="bill_payment", customer_no="3104587000", bill_ids="[]", notes="{}",
                paid_fen=fen, closed_fen=fen, status="unknown", code="", write_state="none", ended="", first_seq=1,
                last_seq=2, begun_wall_ms=0,
            )
        )  # fmt: skip


def handed_in(engine: Engine, number: int, first: int, last: int, terminal: str = TERMINAL) -> None:
    """Let this settlement be held."""
    with engine.begin() as connection:
        connection.execute(
            insert(settlements).values(
                settlement=f"{terminal.replace('-', '')}-S{number:05}", terminal=terminal, number=number,
                closed_by="1001", operator="1001", witness="", first_seq=first, last_seq=last, count=0, sum_fen=0,
                ledger_count=0, ledger_sum_fen=0, journal_fen=0, counted_fen=0, difference_fen=0, reason="", box="1",
                seal="1", content="{}", received_at=stamp(NOW),
            )
        )  # fmt: skip


@pytest.fixture
def period(client: Client, engine: Engine) -> dict[str, Any]:
    """Two sales that both sides have, and a journal of nine rows."""
    for number, fen in ((1, 12_000), (2, 5_000)):
        client.ask("PUT", f"/v1/sales/GD0117-{number:06}", payment(number, fen))
        told(engine, f"GD0117-{number:06}", fen)
    with engine.begin() as connection:
        connection.execute(insert(journals).values(terminal=TERMINAL, count=9, head=HEAD))
        row = {"boot_id": "00" * 8, "mono_ms": 0, "wall_ms": 0, "kind": "Booted", "body": "{}", "hash": HEAD}
        connection.execute(insert(facts).values(terminal=TERMINAL, seq=9, received_at=stamp(NOW), **row))
    return {"first_seq": 1, "last_seq": 2, "count": 2, "sum_fen": 17_000, "journal_count": 9, "head": HEAD}


def ask(client: Client, body: dict[str, Any]) -> dict[str, Any]:
    return client.ask("POST", "/v1/settlements/precheck", body)


def test_pay_9_equal_goes_on(client: Client, period: dict[str, Any]) -> None:
    assert ask(client, period) == {"outcome": "ok"}
    assert ask(client, period) == {"outcome": "ok"}, "asking changes nothing"


def test_an_empty_period_is_equal(client: Client, engine: Engine, period: dict[str, Any]) -> None:
    handed_in(engine, 1, 1, 2)
    assert ask(client, {**period, "first_seq": 3, "last_seq": 2, "count": 0, "sum_fen": 0}) == {"outcome": "ok"}


def test_e2101_a_sale_that_the_platform_has_not_heard_of(
    client: Client, engine: Engine, period: dict[str, Any]
) -> None:
    told(engine, "GD0117-000003", 10_000)
    answer = ask(client, {**period, "last_seq": 3, "count": 3, "sum_fen": 27_000})
    row = {"sale": "GD0117-000003", "amount_fen": 10_000, "terminal": "SUCCEEDED", "platform": "NONE", "why": "unheard"}
    assert answer == {"outcome": "refused", "code": "E2101", "count": 2, "sum_fen": 17_000, "rows": [row]}


def test_e2101_a_sale_of_unknown_outcome(client: Client, engine: Engine, period: dict[str, Any]) -> None:
    with engine.begin() as connection:
        connection.execute(update(sales).where(sales.c.sale == "GD0117-000002").values(state="pending", answer=None))
    answer = ask(client, period)
    assert (answer["code"], answer["count"], answer["sum_fen"]) == ("E2101", 1, 12_000)
    assert [(row["platform"], row["why"]) for row in answer["rows"]] == [("UNKNOWN", "pending")]


def test_fault_51_e2102_the_count_is_equal_and_the_sum_is_not(client: Client, period: dict[str, Any]) -> None:
    answer = ask(client, {**period, "sum_fen": 17_100})
    assert (answer["code"], answer["rows"]) == ("E2102", [])


def test_fault_51_e2107_the_sum_is_equal_and_the_rows_are_not(
    client: Client, engine: Engine, period: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        for sale, fen in (("GD0117-000001", 11_000), ("GD0117-000002", 6_000)):
            connection.execute(update(terminal_sales).where(terminal_sales.c.sale == sale).values(closed_fen=fen))
    answer = ask(client, period)
    assert answer["code"] == "E2107"
    assert [(row["sale"], row["why"]) for row in answer["rows"]] == [
        ("GD0117-000001", "amount"),
        ("GD0117-000002", "amount"),
    ]


def test_a_booking_of_which_the_journal_knows_nothing_is_a_row(
    client: Client, engine: Engine, period: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        connection.execute(
            update(terminal_sales).where(terminal_sales.c.sale == "GD0117-000002").values(closed_fen=None)
        )
    answer = ask(client, period)
    assert (answer["code"], answer["rows"][0]["why"], answer["rows"][0]["terminal"]) == ("E2107", "foreign", "NONE")


@pytest.mark.parametrize("changed", [{"head": "cd" * 32}, {"journal_count": 10}, {"journal_count": 8}])
def test_e2103_another_head_or_rows_that_have_not_come(
    client: Client, period: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert ask(client, {**period, **changed})["code"] == "E2103"


def test_e2104_is_over_once_somebody_has_seen_to_the_alarm(
    client: Client, engine: Engine, period: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        alarms.raise_alarm(connection, TERMINAL, alarms.KEY_REUSED, subject="x", now=NOW)
    assert ask(client, period)["code"] == "E2104"
    with engine.begin() as connection:
        assert alarms.clear(connection, 1, by="operator:test", now=NOW) == TERMINAL
    assert ask(client, period) == {"outcome": "ok"}


@pytest.mark.parametrize(("kind", "blocks"), [(alarms.KEY_REUSED, True), (alarms.DEVICE_FAULT, False)])
def test_e2104_alarms_that_question_the_books(
    client: Client, engine: Engine, period: dict[str, Any], kind: str, blocks: bool
) -> None:
    with engine.begin() as connection:
        alarms.raise_alarm(connection, TERMINAL, kind, subject="x", now=NOW)
        alarms.raise_alarm(connection, OTHER, alarms.KEY_REUSED, subject="x", now=NOW + timedelta(1))
    assert ask(client, period).get("code") == ("E2104" if blocks else None)


def test_e2105_a_terminal_that_is_reported_for_repair(client: Client, engine: Engine, period: dict[str, Any]) -> None:
    with engine.begin() as connection:
        connection.execute(update(terminals).where(terminals.c.terminal == TERMINAL).values(status=IN_REPAIR))
    assert ask(client, {**period, "sum_fen": 1})["code"] == "E2105", "before anything else"


@pytest.mark.parametrize(
    ("held", "goes_on"),
    [
        ([], True),
        ([(1, 1, 0)], True),
        ([(1, 1, 1)], False),
        ([(1, 1, 2)], False),
        ([(2, 1, 0)], False),
        ([(1, 1, 0), (2, 1, 0)], True),
        ([(1, 1, 0), (3, 1, 0)], False),
    ],
    ids=str,
)
def test_e2106_a_period_adjoins_the_last_settlement_and_none_is_missing(
    client: Client, engine: Engine, period: dict[str, Any], held: list[tuple[int, int, int]], goes_on: bool
) -> None:
    handed_in(engine, 1, 1, 9, OTHER)
    for number, first, last in held:
        handed_in(engine, number, first, last)
    assert ask(client, period).get("code") == (None if goes_on else "E2106")


def test_sales_of_other_terminals_and_other_periods_do_not_count(
    client: Client, engine: Engine, period: dict[str, Any]
) -> None:
    told(engine, "GD0118-000001", 10_000, OTHER)
    told(engine, "GD0117-1000000", 10_000)
    assert ask(client, period) == {"outcome": "ok"}


@pytest.mark.parametrize(
    "changed",
    [{"count": 3}, {"last_seq": -1}, {"sum_fen": 0}, {"head": "zz"}, {"first_seq": 0}, {"more": 1}, {"count": True}],
)
def test_what_is_no_period_is_refused(client: Client, period: dict[str, Any], changed: dict[str, Any]) -> None:
    answer = client.send("POST", "/v1/settlements/precheck", {**period, **changed})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
