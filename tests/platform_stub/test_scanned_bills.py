"""Look-ups by a scanned bill, without a password: passed on, and bounded for each terminal (UI-1, H18)."""

import io
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from platform_stub.api.terminal_api import terminal_api
from platform_stub.platform import Platform
from platform_stub.shapes import Refused
from platform_stub.storage.schema import scanned_bills as table
from platform_stub.terminals.authority import Authority
from platform_stub.terminals.scanned_bills import AT_MOST
from tests.platform_stub.conftest import OTHER, Client, Clock, enrolled
from tests.platform_stub.core_double import CoreDouble

NUMBER = "3104587000"
UNKNOWN = {"outcome": "refused", "code": "CUSTOMER_UNKNOWN"}


@pytest.fixture(autouse=True)
def knowing_nobody(core: CoreDouble) -> None:
    """The core has none of the numbers that are guessed here."""
    core.replies["query_customer"] = Refused(code="CUSTOMER_UNKNOWN")


def ask(client: Client, number: str = NUMBER, password: str | None = None) -> dict[str, Any]:
    return client.ask("POST", "/v1/accounts/query", {"customer_no": number, "password": password})


def test_ui_1_a_scanned_bill_is_asked_of_the_core_without_a_password(
    client: Client, core: CoreDouble, trail: io.StringIO
) -> None:
    assert ask(client) == UNKNOWN
    assert core.asked == [("query_customer", (NUMBER, None))]
    assert trail.getvalue() == ""


def test_bills_cannot_be_shown_one_after_the_other(
    client: Client, core: CoreDouble, clock: Clock, engine: Engine, authority: Authority, trail: io.StringIO
) -> None:
    for number in range(AT_MOST):
        assert ask(client, f"31045870{number:02}") == UNKNOWN
        clock.advance(seconds=15)  # five minutes in all
    stopped = ask(client)
    assert stopped == {"outcome": "refused", "code": "TOO_MANY_TRIES", "facts": {"minutes": "5"}}
    assert len(core.asked) == AT_MOST, "the core hears nothing of what is refused"
    assert "scanned_bill_refused" in trail.getvalue()
    assert NUMBER not in trail.getvalue()
    assert ask(client, password="914725") == UNKNOWN, "whoever has the password is not bounded"
    assert ask(Client(client.app, enrolled(engine, authority, OTHER))) == UNKNOWN, "nobody has guessed there"


def test_a_refused_bill_does_not_count_and_what_is_over_makes_room_for_one(client: Client, clock: Clock) -> None:
    for _ in range(AT_MOST):
        ask(client)
        clock.advance(seconds=15)
    assert {ask(client)["code"] for _ in range(AT_MOST)} == {"TOO_MANY_TRIES"}
    clock.advance(minutes=5, seconds=1)
    assert [ask(client)["code"] for _ in range(2)] == ["CUSTOMER_UNKNOWN", "TOO_MANY_TRIES"]
    assert ask(client)["facts"] == {"minutes": "1"}, "never 0: it is not yet"


def test_the_bound_outlives_a_restart_of_the_platform(client: Client, platform: Platform) -> None:
    for _ in range(AT_MOST):
        ask(client)
    assert ask(Client(terminal_api(platform), client.certificate))["code"] == "TOO_MANY_TRIES"


def test_only_what_counts_is_kept_and_no_customer_s_number(client: Client, clock: Clock, engine: Engine) -> None:
    for _ in range(3):
        for _ in range(AT_MOST):
            assert ask(client) == UNKNOWN
        clock.advance(minutes=10)
    assert ask(client) == UNKNOWN
    with engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 1
    assert set(table.c.keys()) == {"no", "terminal", "asked_at"}
