"""A refused sale's money, held for the customer by a person (PAY-8, I3, I26): the box can be emptied, and nothing is
booked later; over both databases."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, select

from platform_stub.billing import address
from platform_stub.billing.core import PaymentOrder
from platform_stub.holds.holding import NotHeld, hold
from platform_stub.holds.showing import described, listed
from platform_stub.journals.rows import unmatched
from platform_stub.platform import Platform
from platform_stub.sales.settler import Settler
from platform_stub.settlements.showing import described as settlement_described
from platform_stub.storage import schema
from platform_stub.storage.database import reading
from platform_stub.terminals import alarms
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, Clock, payment
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.journal_double import JournalDouble
from tests.platform_stub.test_cli import Shell
from tests.platform_stub.test_settlements import OK, SQLITE, body, put, raised
from tests.platform_stub.test_settlements import held as settlements_held

SALE, BY, REASON = "GD0117-000001", "operator:test", "账户已销户，退款单 8841"
FEN = 10_000
BODY = payment(1, FEN)
ASKED: dict[str, Any] = {"customer_no": BODY["customer_no"], "bill_ids": BODY["bill_ids"]}
REFUSED = {"outcome": "refused", "code": "OUT_OF_HOURS", "facts": {"opens": "06:00"}}


HELD_ROW = "of it held for customers"


def told(client: Client, closed: int = FEN) -> JournalDouble:
    """Let the terminal tell in its journal of one sale that took 100 yuan."""
    journal = JournalDouble()
    journal.tender(journal.begin(), FEN // 1_000, closed=closed)
    assert client.ask("POST", "/v1/facts", journal.page())["outcome"] == "ok"
    return journal


def refused(client: Client, core: CoreDouble) -> None:
    core.faults.append("refuse")
    assert client.ask("PUT", f"/v1/sales/{SALE}", BODY) == REFUSED


def take_over(platform: Platform, sale: str = SALE) -> None:
    hold(platform.desk, sale, by=BY, reason=REASON)


def precheck(client: Client, journal: JournalDouble) -> dict[str, Any]:
    period = {"first_seq": 1, "last_seq": 1, "count": 1, "sum_fen": FEN}
    rows = len(journal.rows)
    return client.ask("POST", "/v1/settlements/precheck", {**period, "journal_count": rows, "head": journal.hash(rows)})


def holds(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(schema.held_sales)).mappings()]


def test_pay_8_the_box_can_be_emptied_once_a_person_holds_what_the_core_refuses(
    client: Client, platform: Platform, core: CoreDouble, trail: io.StringIO
) -> None:
    """From the refusal to the settlement that is taken, without a difference."""
    refused(client, core)
    journal = told(client)
    answer = precheck(client, journal)
    assert (answer["code"], answer["count"], [row["why"] for row in answer["rows"]]) == ("E2101", 0, ["refused"])
    take_over(platform)
    assert precheck(client, journal) == {"outcome": "ok"}
    assert put(client, body()) == OK
    (row,) = settlements_held(platform.engine)
    assert (row["count"], row["sum_fen"]) == (row["ledger_count"], row["ledger_sum_fen"]) == (1, FEN)
    assert raised(platform.engine) == []
    with reading(platform.engine) as connection:
        shown = [line.split("  ") for line in settlement_described(connection, "GD0117-S00001").splitlines()]
    assert ["1", "10000"] in [[each.strip() for each in line[1:] if each] for line in shown if line[0] == HELD_ROW]
    (kept,) = holds(platform.engine)
    assert (kept["held_by"], kept["reason"], kept["held_at"][:10]) == (BY, REASON, "2026-11-23")
    (noted,) = [line for line in map(json.loads, trail.getvalue().splitlines()) if line["event"] == "sale_held"]
    assert {key: noted[key] for key in ("actor", "terminal", "sale", "code", "paid_fen")} == {
        "actor": BY, "terminal": TERMINAL, "sale": SALE, "code": "OUT_OF_HOURS", "paid_fen": FEN,
    }  # fmt: skip
    assert "8841" not in trail.getvalue(), "what a person types is in the database alone"


def test_i3_what_is_held_is_never_put_to_the_core_again(
    client: Client, platform: Platform, core: CoreDouble, clock: Clock
) -> None:
    """The core would take it now: neither the terminal, the settler, its journal, nor a customer who asks brings it."""
    refused(client, core)
    told(client)
    take_over(platform)
    posts = core.posts[SALE]
    for _ in range(3):
        assert client.ask("PUT", f"/v1/sales/{SALE}", BODY) == REFUSED
        assert client.ask("GET", f"/v1/sales/{SALE}") == REFUSED
        assert Settler(platform.desk).round()
        answer = client.ask("POST", "/v1/recoveries", {"sale": SALE, "slip": None})
        assert (answer["state"], answer["paid_fen"], answer["booking"]) == ("refused", FEN, None)
        clock.advance(days=1)
        with reading(platform.engine) as connection:
            assert unmatched(connection, clock(), at_most=9) == [], "nobody has anything to do about it"
    assert (core.posts[SALE], core.total_fen) == (posts, 0)


def test_without_a_hold_the_journal_brings_it_again(client: Client, platform: Platform, core: CoreDouble) -> None:
    """What the test above would miss if it asked nothing."""
    refused(client, core)
    told(client)
    assert Settler(platform.desk).round()
    assert core.total_fen == FEN
    with pytest.raises(NotHeld, match="is booked: there is nothing to hold"):
        take_over(platform)


def test_what_the_core_has_after_all_is_booked_and_not_held(
    client: Client, platform: Platform, core: CoreDouble
) -> None:
    """Fault 47: an abandoned request takes effect so late that nobody believes in it any more."""
    refused(client, core)
    told(client)
    core.in_flight.append((NOW, PaymentOrder(serial=SALE, paid_fen=FEN, **ASKED)))
    core.land(SALE)
    with pytest.raises(NotHeld, match="had GD0117-000001 after all: it is booked now"):
        take_over(platform)
    assert client.ask("PUT", f"/v1/sales/{SALE}", BODY)["outcome"] == "booked"
    assert holds(platform.engine) == []
    assert (core.total_fen, core.posts[SALE]) == (FEN, 1)


@SQLITE
def test_a_core_that_does_not_say_leaves_all_as_it_is(client: Client, platform: Platform, core: CoreDouble) -> None:
    refused(client, core)
    told(client)
    for fault in ("silent", "refuse"):
        core.lookup_faults.append(fault)
        with pytest.raises(NotHeld, match="is not known now"):
            take_over(platform)
    assert holds(platform.engine) == []
    take_over(platform)
    assert len(holds(platform.engine)) == 1


def test_a_refusal_that_was_final_before_can_be_held(client: Client, platform: Platform, core: CoreDouble) -> None:
    """The core has reversed it: the money is in the box, and whoever runs the core sees to the alarm by himself."""
    refused(client, core)
    told(client)
    core.reversed.add(SALE)
    take_over(platform)
    assert len(holds(platform.engine)) == 1
    assert client.ask("PUT", f"/v1/sales/{SALE}", BODY) == {"outcome": "refused", "code": "REVERSED"}
    assert raised(platform.engine) == [("CORE_CONTRADICTS", SALE, "REVERSED")]


@SQLITE
def test_a_person_s_name_is_on_the_alarms_about_it(client: Client, platform: Platform, core: CoreDouble) -> None:
    core.faults.append("reject")
    assert client.ask("PUT", f"/v1/sales/{SALE}", BODY)["code"] == "CORE_REJECTED"
    told(client)
    with platform.engine.begin() as connection:
        kind = alarms.RECONCILIATION_DIFFERS
        for terminal, subject in ((TERMINAL, SALE), (TERMINAL, "GD0117-000002"), (OTHER, SALE)):
            alarms.raise_alarm(connection, terminal, kind, subject=subject, code="failed", now=NOW)
    take_over(platform)
    assert raised(platform.engine) == [("RECONCILIATION_DIFFERS", "GD0117-000002", "failed")]
    with reading(platform.engine) as connection:
        found = select(schema.alarms.c.kind).where(schema.alarms.c.cleared_by == BY)
        assert sorted(connection.execute(found).scalars()) == ["CORE_REJECTED", "RECONCILIATION_DIFFERS"]
        assert len(alarms.open_alarms(connection, OTHER)) == 1


# --- what is not held ---


@SQLITE
@pytest.mark.parametrize("reason", ["", " ", "x" * 201, "two\nlines", "\x1b[2J"])
def test_a_reason_is_a_line(client: Client, platform: Platform, core: CoreDouble, reason: str) -> None:
    refused(client, core)
    told(client)
    with pytest.raises(NotHeld, match="a reason is 1 to 200"):
        hold(platform.desk, SALE, by=BY, reason=reason)
    assert holds(platform.engine) == []
    hold(platform.desk, SALE, by=BY, reason=" " + "字" * 199)
    assert holds(platform.engine)[0]["reason"] == "字" * 199


@SQLITE
def test_a_second_hold_says_who_was_first(client: Client, platform: Platform, core: CoreDouble) -> None:
    refused(client, core)
    told(client)
    take_over(platform)
    before = holds(platform.engine)
    with pytest.raises(NotHeld, match=f"held already, since 2026-11-23.* by {BY}: 账户已销户"):
        hold(platform.desk, SALE, by="operator:other", reason="again")
    assert holds(platform.engine) == before


@SQLITE
@pytest.mark.parametrize("sale", ["GD0117-000002", "GD0118-000001", "", "GD0117-000001'; --"])
def test_a_sale_that_nobody_asked_to_have_booked(
    client: Client, platform: Platform, core: CoreDouble, sale: str
) -> None:
    refused(client, core)
    told(client)
    with pytest.raises(NotHeld, match="nobody ever asked"):
        take_over(platform, sale)
    assert core.lookups.total() == 0, "the core is not asked about what cannot be held"


def test_a_sale_whose_outcome_is_not_known(client: Client, platform: Platform, core: CoreDouble) -> None:
    told(client)
    core.faults.append("lost_after")
    core.lookup_faults.append("silent")
    assert client.send("PUT", f"/v1/sales/{SALE}", BODY).status_code == 503
    with pytest.raises(NotHeld, match="is not known yet"):
        take_over(platform)
    assert Settler(platform.desk).round()
    assert core.total_fen == FEN


@SQLITE
def test_money_that_the_terminal_has_not_told_of(client: Client, platform: Platform, core: CoreDouble) -> None:
    """Not in its journal, or not closed: nobody knows whether the box has it."""
    refused(client, core)
    journal = JournalDouble()
    sale = journal.begin()
    for rows in (0, len(journal.rows)):
        if rows:
            client.ask("POST", "/v1/facts", journal.page())
        with pytest.raises(NotHeld, match="has not said in its journal"):
            take_over(platform, sale)
    journal.tender(sale, 0)
    client.ask("POST", "/v1/facts", journal.page(2))
    with pytest.raises(NotHeld, match="has not said in its journal"):
        take_over(platform, sale)
    assert holds(platform.engine) == []


@SQLITE
def test_another_sum_in_the_journal(client: Client, platform: Platform, core: CoreDouble) -> None:
    refused(client, core)
    told(client, closed=FEN - 1_000)
    with pytest.raises(NotHeld, match="took 9000 fen by its journal and asked to have 10000 fen booked"):
        take_over(platform)
    assert holds(platform.engine) == []


# --- at the same moment ---


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do it all at once; what was raised is its result."""

    def done(work: Callable[[], object]) -> object:
        try:
            return work()
        except NotHeld as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def held_up(core: CoreDouble, call: str, *, answered: bool) -> tuple[Event, Event]:
    """Let a call of the core's stand still, before it is carried out or when it is `answered`.

    Returns what is set once it stands still, and what lets it go on.
    """
    there, go_on, real = Event(), Event(), getattr(core, call)

    def slowly(asked: object) -> Any:
        found = real(asked) if answered else None
        there.set()
        assert go_on.wait(10)
        return found if answered else real(asked)

    setattr(core, call, slowly)
    return there, go_on


def test_i3_an_attempt_that_is_under_way_ends_before_anything_is_held(
    client: Client, platform: Platform, core: CoreDouble
) -> None:
    """The terminal's repetition is at the core while somebody holds, who waits: it books, and nothing is held."""
    refused(client, core)
    told(client)
    asked, go_on = held_up(core, "pay", answered=False)
    with ThreadPoolExecutor(2) as pool:
        repeated = pool.submit(client.ask, "PUT", f"/v1/sales/{SALE}", BODY)
        assert asked.wait(10)
        holding = pool.submit(take_over, platform)
        go_on.set()
        assert repeated.result()["outcome"] == "booked"
        with pytest.raises(NotHeld, match="is booked"):
            holding.result()
    assert (core.total_fen, holds(platform.engine)) == (FEN, [])


def test_i3_a_repetition_that_waits_for_the_hold_takes_its_refusal(
    client: Client, platform: Platform, core: CoreDouble
) -> None:
    """The terminal repeats while the core is looked at for the hold: it waits for the turn, and asks for nothing."""
    refused(client, core)
    told(client)
    looked, go_on = held_up(core, "find_payment", answered=True)
    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(take_over, platform)
        assert looked.wait(10)
        repeated = pool.submit(client.ask, "PUT", f"/v1/sales/{SALE}", BODY)
        go_on.set()
        holding.result()
        assert repeated.result() == REFUSED
    assert (core.posts[SALE], core.total_fen, len(holds(platform.engine))) == (1, 0, 1)


def test_i3_whoever_comes_first_the_money_is_booked_or_held_and_never_both(
    client: Client, platform: Platform, core: CoreDouble
) -> None:
    refused(client, core)
    told(client)
    repeat = partial(client.send, "PUT", f"/v1/sales/{SALE}", BODY)
    settle = Settler(platform.desk).round
    works: list[Callable[[], object]] = [partial(take_over, platform), repeat, settle]
    at_once(*works, *works)
    assert core.total_fen + FEN * len(holds(platform.engine)) == FEN


# --- for a person ---


@SQLITE
def test_a_person_sees_what_is_in_the_box_without_being_booked(
    client: Client, platform: Platform, core: CoreDouble
) -> None:
    journal = JournalDouble()
    for number in (1, 2, 3, 4):
        journal.tender(journal.begin(number), 10)
    client.ask("POST", "/v1/facts", journal.page())
    refused(client, core)
    core.faults.append("lost_before")
    core.lookup_faults.append("silent")
    assert client.put(payment(2, FEN)).status_code == 503
    assert client.put(payment(3, FEN)).status_code == 200
    with reading(platform.engine) as connection:
        _, rows = listed(connection, None, held_only=False)
        assert [row[:6] for row in rows] == [
            (SALE, TERMINAL, "refused", "OUT_OF_HOURS", FEN, FEN),
            ("GD0117-000002", TERMINAL, "pending", "", FEN, FEN),
            ("GD0117-000004", TERMINAL, "unheard", "", None, FEN),
        ]
        assert listed(connection, None, held_only=True)[1] == listed(connection, OTHER, held_only=False)[1] == []
        assert described(connection, "GD0117-000009") == ""
        shown = {number: described(connection, f"GD0117-{number:06}") for number in (1, 2, 3, 4)}
    assert "held: nobody holds it; `sale hold` can" in shown[1]
    assert "held: the outcome of GD0117-000002 is not known yet" in shown[2]
    assert "ledger: bill_payment of 10000 fen, booked\n" in shown[3]
    assert "ledger: nobody asked to have it booked\njournal: the terminal took 10000 fen" in shown[4]
    take_over(platform)
    with reading(platform.engine) as connection:
        (row,) = listed(connection, TERMINAL, held_only=True)[1]
        assert (row[0], row[2], *row[8:]) == (SALE, "held", BY, REASON)
        told_of = described(connection, SALE)
    assert "refused with OUT_OF_HOURS, for good\n" in told_of
    assert f"by {BY}: {REASON}" in told_of
    for secret in ("3104587000", "06:00"):
        assert secret not in "".join((*shown.values(), told_of, str(rows)))


@SQLITE
def test_open_alarms_about_a_sale_are_shown_with_it(client: Client, platform: Platform, core: CoreDouble) -> None:
    core.faults.append("reject")
    client.put(BODY)
    with platform.engine.begin() as connection:
        alarms.raise_alarm(connection, TERMINAL, alarms.KEY_REUSED, subject="GD0117-000002", now=NOW)
        assert [line for line in described(connection, SALE).splitlines() if "alarm" in line] == [
            "open alarm: CORE_REJECTED status 422"
        ]


def test_the_commands(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What they say before anything was served; `test_service` holds with a core."""
    shell = Shell(fast_directory, capsys)
    shell.ok("init")
    assert len(shell.ok("sale", "list", "--held", "--terminal", TERMINAL).splitlines()) == 2
    assert "nothing is known of a sale" in shell.fails("sale", "show", SALE)
    told = ("sale", "hold", SALE, "--reason", REASON)
    assert "does not say where the billing core is; `serve` writes it" in shell.fails(*told)
    file, token = shell.directory / "core.json", shell.directory / "token"
    for unread in ("", "[]", '{"url": "https://127.0.0.1:9"}', '{"url": "x", "token_file": 1, "authority": "x"}'):
        file.write_text(unread)
        assert "does not say where the billing core is" in shell.fails(*told)
    address.remember(file, "https://127.0.0.1:9", token, shell.directory / "authority.pem")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "No such file" in shell.fails(*told)
    token.write_text("a-token-for-these-tests")
    assert f"nobody ever asked to have a sale {SALE} booked" in shell.fails(*told)
    assert "a reason is 1 to 200" in shell.fails(*told[:-1], "")
