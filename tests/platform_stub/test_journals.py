"""Rows of a terminal's journal: taken once, applied once, refused whole (I3-I5, I10, H10, H14, faults 18, 25, 58)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from platform_stub.journals.status import Status, join, of_ledger
from platform_stub.platform import Platform
from platform_stub.sales.settler import Settler
from platform_stub.storage.schema import alarms, facts, journals, sales, terminal_sales
from tests.platform_stub.conftest import TERMINAL, Client, Clock, payment, purchase
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.journal_double import JournalDouble

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STATUSES = st.sampled_from(Status)


@pytest.fixture
def journal() -> JournalDouble:
    made = JournalDouble()
    made.add("Booted", terminal=TERMINAL, version="0.1.0")
    return made


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def kinds(engine: Engine) -> list[str]:
    return [row["kind"] for row in rows(engine, alarms)]


def post(client: Client, page: dict[str, Any]) -> dict[str, Any]:
    return client.ask("POST", "/v1/facts", page)


def whole_story(journal: JournalDouble) -> None:
    """One payment that was booked, one that was refused, one purchase that is on its card, one without money."""
    first = journal.begin(1)
    journal.tender(first, 12)
    journal.add("SaleAccepted", sale=first, booking={"platform_serial": "P1"})
    journal.add("SaleEnded", sale=first, outcome="sold")
    second = journal.begin(2)
    journal.tender(second, 3, 5_000)
    journal.add("SaleRejected", sale=second, code="CUSTOMER_UNKNOWN")
    third = journal.begin(3, kind="purchase", customer_no="3104587926")
    journal.tender(third, 10)
    journal.add("SalePending", sale=third)
    for kind in (
        "SaleAccepted",
        "WriteBegun",
        "CardIncomplete",
        "WriteBegun",
        "CardCompleted",
        "ConfirmationDelivered",
    ):
        journal.add(kind, sale=third, detail="…")
    fourth = journal.begin(4)
    journal.tender(fourth, 0)
    journal.add("SaleEnded", sale=fourth, outcome="nothing_paid")


# --- the join -------------------------------------------------------------------------------------


@given(STATUSES, STATUSES, STATUSES)
def test_i5_status_is_a_join(one: Status, two: Status, three: Status) -> None:
    """Idempotent, commutative, associative: any order and any repetition says the same."""
    assert join(one, one) is one
    assert join(one, two) is join(two, one)
    assert join(join(one, two), three) is join(one, join(two, three))
    assert join(Status.UNKNOWN, one) is one
    assert join(Status.SUCCEEDED, one) is Status.SUCCEEDED, "success absorbs"


def test_the_ledger_speaks_the_same_language() -> None:
    told = {state: of_ledger(state) for state in ("booked", "refused", "pending", None)}
    assert told == {"booked": 2, "refused": 1, "pending": 0, None: 0}


# --- taking rows ----------------------------------------------------------------------------------


def test_what_the_terminal_says_of_its_sales(client: Client, engine: Engine, journal: JournalDouble) -> None:
    whole_story(journal)
    assert post(client, journal.page()) == {"outcome": "ok", "held": len(journal.rows)}
    told = {row["sale"][-1]: row for row in rows(engine, terminal_sales)}
    assert {no: row["status"] for no, row in told.items()} == {
        "1": "succeeded", "2": "failed", "3": "succeeded", "4": "unknown"
    }  # fmt: skip
    assert {no: row["closed_fen"] for no, row in told.items()} == {"1": 12_000, "2": 15_000, "3": 10_000, "4": 0}
    assert {no: row["paid_fen"] for no, row in told.items()} == {"1": 12_000, "2": 15_000, "3": 10_000, "4": 0}
    assert (told["2"]["code"], told["3"]["write_state"]) == ("CUSTOMER_UNKNOWN", "confirmed")
    assert (told["1"]["ended"], told["4"]["ended"]) == ("sold", "nothing_paid")
    assert [row["hash"] for row in rows(engine, facts)] == [row["hash"] for row in journal.rows]
    (kept,) = rows(engine, journals)
    assert (kept["count"], kept["head"]) == (len(journal.rows), journal.hash(len(journal.rows)))
    assert kinds(engine) == []


@SQLITE
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_i3_i5_any_repetition_and_any_order_of_pages_gives_the_same(
    client: Client, engine: Engine, data: st.DataObject
) -> None:
    """Pages that overlap, come twice, come late, come too early (fault 25): one effect each."""
    journal = JournalDouble()
    whole_story(journal)
    with engine.begin() as connection:
        for table in (facts, journals, terminal_sales, alarms):
            connection.execute(delete(table))
    post(client, journal.page())
    wanted = rows(engine, terminal_sales)
    with engine.begin() as connection:
        for table in (facts, journals, terminal_sales):
            connection.execute(delete(table))
    count = len(journal.rows)
    spans = data.draw(st.lists(st.tuples(st.integers(1, count), st.integers(1, 30)), max_size=15))
    held = 0
    for first, length in spans:
        answer = post(client, journal.page(first, first + length - 1))
        if first <= held + 1:
            held = max(held, min(count, first + length - 1))
            assert answer == {"outcome": "ok", "held": held}
        else:
            assert answer == {"outcome": "refused", "code": "FACTS_GAP", "facts": {"held": str(held)}}
    if held < count:
        post(client, journal.page(held + 1))
    assert rows(engine, terminal_sales) == wanted
    assert len(rows(engine, facts)) == count
    assert kinds(engine) == []


@SQLITE
def test_fault_58_a_row_changed_in_any_field_is_refused_whole(
    client: Client, engine: Engine, journal: JournalDouble
) -> None:
    journal.begin(1)
    journal.add("IncidentSeen", code="x", detail="y")
    changes = {
        "seq": 9,
        "boot_id": "0" * 16,
        "mono_ms": 1,
        "wall_ms": 1,
        "kind": "Other",
        "body": "{}",
        "hash": "0" * 64,
    }
    for at in range(3):
        for name, value in changes.items():
            page = journal.page()
            page["rows"] = [dict(row) for row in page["rows"]]
            page["rows"][at][name] = value
            assert post(client, page)["code"] == "CHAIN_BROKEN", (at, name)
    assert rows(engine, facts) == rows(engine, terminal_sales) == []
    assert set(kinds(engine)) == {"JOURNAL_BROKEN"}


def test_fault_58_a_chain_rewritten_with_new_hashes_is_an_alarm(
    client: Client, engine: Engine, journal: JournalDouble
) -> None:
    """H10: the rewritten journal is whole in itself, but the platform holds what was there before."""
    sale = journal.begin(1)
    journal.tender(sale, 12)
    post(client, journal.page())
    forged = JournalDouble()
    forged.add("Booted", terminal=TERMINAL, version="0.1.0")
    forged.tender(forged.begin(1), 2)
    forged.add("IncidentSeen", code="x")
    for page in (forged.page(), forged.page(4), forged.page(2, 3)):
        refused = post(client, page)
        assert refused == {
            "outcome": "refused",
            "code": "FACT_CONFLICT",
            "facts": {"held": str(len(journal.rows))},
        } or (page["rows"] == journal.page(2, 3)["rows"])
    assert kinds(engine) == ["FACT_CONFLICT"]
    assert [row["hash"] for row in rows(engine, facts)] == [row["hash"] for row in journal.rows]
    assert rows(engine, terminal_sales)[0]["closed_fen"] == 12_000


@pytest.mark.parametrize("kind", ["SaleBegun", "NoteCredited", "SettlementClosed"])
def test_h14_rows_about_another_terminal_are_refused_whole(
    client: Client, engine: Engine, journal: JournalDouble, kind: str
) -> None:
    journal.add(kind, sale="GD0118-000001")
    assert client.send("POST", "/v1/facts", journal.page()).json()["code"] == "FOREIGN_SALE"
    assert rows(engine, facts) == []
    assert kinds(engine) == ["FOREIGN_SALE"]


def test_h14_another_terminals_journal_is_refused(client: Client, engine: Engine) -> None:
    foreign = JournalDouble()
    foreign.add("Booted", terminal="GD-0118", version="0.1.0")
    assert client.send("POST", "/v1/facts", foreign.page()).status_code == 403
    assert rows(engine, facts) == []


def test_rows_that_say_nothing_are_kept_with_an_alarm_and_hold_nothing_up(
    client: Client, engine: Engine, journal: JournalDouble
) -> None:
    journal.add("TenderClosed", sale="GD0117-000009", paid=1)  # of a sale that never began
    journal.add("SaleBegun", sale="GD0117-000001", terms={"kind": "barter"})
    journal.add("OfTomorrow", colour="blue")
    sale = journal.begin(2)
    journal.tender(sale, 1)
    assert post(client, journal.page())["held"] == len(journal.rows)
    assert [row["sale"] for row in rows(engine, terminal_sales)] == [sale]
    assert kinds(engine) == ["FACT_UNREADABLE", "FACT_UNREADABLE"]


def test_fault_48_many_at_once_store_and_apply_each_row_once(
    client: Client, engine: Engine, journal: JournalDouble
) -> None:
    sale = journal.begin(1)
    journal.tender(sale, 12)
    pages = [journal.page(first, first + 8) for first in (1, 1, 3, 5)] * 3
    barrier = threading.Barrier(len(pages))

    def send(page: dict[str, Any]) -> str:
        barrier.wait()
        return str(post(client, page)["outcome"])

    with ThreadPoolExecutor(len(pages)) as pool:
        list(pool.map(send, pages))
    (kept,) = rows(engine, journals)
    post(client, journal.page(kept["count"] + 1))
    stored = sorted(row["seq"] for row in rows(engine, facts))
    assert all(later == earlier + 1 for earlier, later in pairwise(stored))
    assert rows(engine, terminal_sales)[0]["paid_fen"] == 12_000
    assert kinds(engine) == []


# --- making good ----------------------------------------------------------------------------------


def settle(platform: Platform) -> bool:
    return Settler(platform.desk).round()


def test_pay_6_money_that_the_platform_never_heard_of_is_booked_under_the_same_key(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    sale = journal.begin(1)
    journal.tender(sale, 12)
    post(client, journal.page())
    assert settle(platform)
    assert core.total_fen == 12_000
    assert client.put(payment(1)).json()["outcome"] == "booked", "the terminal's own request finds it, word for word"
    assert (core.posts[sale], len(rows(engine, sales))) == (1, 1)
    assert rows(engine, terminal_sales)[0]["matched"] == "booked"
    assert kinds(engine) == []


def test_pay_8_what_was_refused_is_made_good_once_the_core_takes_it(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, clock: Clock, journal: JournalDouble
) -> None:
    """The terminal has the money and heard a refusal: its record stands."""
    core.faults.extend(["refuse"] * 3)
    assert client.put(purchase(3)).json()["outcome"] == "refused"
    sale = journal.begin(3, kind="purchase", customer_no="3104587926")
    journal.tender(sale, 10)
    journal.add("SaleRejected", sale=sale, code="OUT_OF_HOURS")
    post(client, journal.page())
    assert settle(platform)
    assert core.total_fen == 0
    assert settle(platform), "not asked again at once"
    assert core.posts[sale] == 2
    clock.advance(minutes=2)
    settle(platform)
    clock.advance(minutes=1)
    settle(platform)
    assert core.posts[sale] == 3, "the pause has grown"
    clock.advance(minutes=2)
    settle(platform)
    assert core.total_fen == 10_000
    row = rows(engine, terminal_sales)[0]
    assert (row["status"], row["matched"]) == ("failed", "booked"), "what the terminal said is not rewritten"
    assert [each["state"] for each in rows(engine, sales)] == ["booked"]


def test_a_sale_that_is_booked_already_is_only_matched(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    assert client.put(payment(1)).json()["outcome"] == "booked"
    sale = journal.begin(1)
    journal.tender(sale, 12)
    journal.add("SaleAccepted", sale=sale, booking={})
    post(client, journal.page())
    settle(platform)
    assert (core.posts[sale], rows(engine, terminal_sales)[0]["matched"]) == (1, "booked")


def test_a_sale_without_money_and_one_still_open_are_left_alone(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    journal.tender(journal.begin(1), 0)
    journal.add("NoteCredited", sale=journal.begin(2), ordinal=1, note={"value": 1_000, "bill_type": 0})
    post(client, journal.page())
    assert settle(platform)
    assert not core.posts
    assert {row["matched"] for row in rows(engine, terminal_sales)} == {None}


def test_i4_other_content_under_a_booked_key_is_an_alarm_and_changes_nothing(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    client.put(payment(1, 50_000))
    sale = journal.begin(1)
    journal.tender(sale, 12)
    post(client, journal.page())
    settle(platform)
    settle(platform)
    assert core.total_fen == 50_000
    assert rows(engine, terminal_sales)[0]["matched"] == "contradicts"
    assert [(row["kind"], row["times"]) for row in rows(engine, alarms)] == [("KEY_REUSED", 1)]


def test_i6_a_total_that_is_not_its_notes_is_booked_by_nobody(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    sale = journal.begin(1)
    journal.tender(sale, 12, closed=99_000)
    post(client, journal.page())
    assert settle(platform)
    assert not core.posts
    assert rows(engine, terminal_sales)[0]["matched"] == "contradicts"
    assert kinds(engine) == ["FACT_UNREADABLE"]


def test_fault_47_a_silent_core_is_asked_again(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, clock: Clock, journal: JournalDouble
) -> None:
    core.faults.append("lost_after")
    core.lookup_faults.append("silent")
    sale = journal.begin(1)
    journal.tender(sale, 12)
    post(client, journal.page())
    assert not settle(platform), "an unknown outcome is not settled"
    clock.advance(minutes=5)
    assert settle(platform)
    assert (core.posts[sale], core.total_fen) == (1, 12_000)
    assert rows(engine, terminal_sales)[0]["matched"] == "booked"


def test_fault_46_a_platform_restored_from_a_backup_gets_the_same_ledger_from_the_terminal(
    client: Client, platform: Platform, core: CoreDouble, engine: Engine, journal: JournalDouble
) -> None:
    sale = journal.begin(1)
    journal.tender(sale, 12)
    client.put(payment(1))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")
        connection.execute(delete(sales))
    journal.add("SaleAccepted", sale=sale, booking={})
    post(client, journal.page())
    settle(platform)
    assert core.total_fen == 12_000
    assert [(row["sale"], row["state"]) for row in rows(engine, sales)] == [(sale, "booked")]
