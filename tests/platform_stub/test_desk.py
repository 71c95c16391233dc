"""Booking, told as stories: what the terminal hears, what the core was asked, what the ledger says afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from platform_stub.billing.core import CoreSilent, PaymentOrder
from platform_stub.platform import Platform, compose
from platform_stub.sales import ledger
from platform_stub.sales.desk import LATE_S, KeyReused, SaleUnheard, UnknownOutcome
from platform_stub.sales.settler import Settler
from platform_stub.storage.schema import alarms, attempts, sales
from tests.platform_stub.conftest import TERMINAL, Clock, payment, purchase, sale
from tests.platform_stub.core_double import CoreDouble, Killed

BODY = payment()
SALE = BODY["sale"]


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def outcomes(engine: Engine) -> list[str | None]:
    return [row["outcome"] for row in rows(engine, attempts)]


@contextmanager
def dying_at_commit(engine: Engine, number: int) -> Iterator[None]:
    """Die at the `number`-th commit, before it is done."""
    left = number

    def commit(_connection: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(engine, "commit", commit)


def test_i3_a_sale_is_booked_once_however_often_it_comes(platform: Platform, core: CoreDouble) -> None:
    first = platform.desk.book(TERMINAL, sale(BODY))
    assert first == {
        "outcome": "booked",
        "booking": {
            "platform_serial": "P0000000001",
            "paid_fen": 12_000,
            "bills_fen": 11_024,
            "late_fees_fen": 761,
            "surplus_fen": 215,
            "balance_fen": 215,
            "purchase": None,
        },
    }
    again = [platform.desk.book(TERMINAL, sale(BODY)) for _ in range(3)]
    assert again == [first] * 3
    assert platform.desk.learn(SALE) == first
    assert (core.posts[SALE], core.lookups[SALE]) == (1, 0)
    assert outcomes(platform.engine) == ["booked"]


def test_a_purchase_carries_what_goes_onto_the_card(platform: Platform) -> None:
    """VEND-3: on a fee-controlled meter all that was paid."""
    answer = platform.desk.book(TERMINAL, sale(purchase()))
    assert answer["booking"]["purchase"] == {
        "vend_id": "V000000001",
        "counter": 8,
        "wallet_value": 10_000,
        "money_fen": 10_000,
        "energy_ckwh": 0,
        "remainder_fen": 0,
    }


def test_i4_the_same_number_with_other_content_is_refused_and_alarmed(platform: Platform, core: CoreDouble) -> None:
    first = platform.desk.book(TERMINAL, sale(BODY))
    changed = [
        payment(fen=13_000),
        payment(customer_no="3104587976"),
        payment(bill_ids=[]),
        payment(notes=[{"value_fen": 2_000, "count": 6}]),
        purchase(fen=12_000),
    ]
    for other in changed:
        with pytest.raises(KeyReused):
            platform.desk.book(TERMINAL, sale(other))
    assert platform.desk.learn(SALE) == first
    assert core.total_fen == 12_000
    (alarm,) = rows(platform.engine, alarms)
    assert (alarm["kind"], alarm["subject"], alarm["times"]) == ("KEY_REUSED", SALE, len(changed))


def test_i7_the_attempt_is_durable_before_the_core_is_asked(platform: Platform, core: CoreDouble) -> None:
    seen = []

    def look(order: Any) -> Any:
        seen.append((rows(platform.engine, sales)[0]["state"], outcomes(platform.engine)))
        raise CoreSilent("ReadTimeout")

    core.pay = look  # type: ignore[method-assign]  # looks at the books at that very moment
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    assert seen == [("pending", [None])]


def test_an_unheard_sale(platform: Platform) -> None:
    with pytest.raises(SaleUnheard):
        platform.desk.learn(SALE)


# --- answers that are lost (faults 24, 45, 47) ---


def test_a_lost_answer_is_asked_about_by_the_same_serial(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_after")
    assert platform.desk.book(TERMINAL, sale(BODY))["outcome"] == "booked"
    assert (core.posts[SALE], core.lookups[SALE]) == (1, 1)
    assert outcomes(platform.engine) == ["unknown"]


def test_an_unknown_outcome_stays_pending_until_the_core_answers(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_after")
    core.lookup_faults.extend(["silent", "silent"])
    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            platform.desk.book(TERMINAL, sale(BODY))
    assert rows(platform.engine, sales)[0]["state"] == "pending"
    assert platform.desk.book(TERMINAL, sale(BODY))["outcome"] == "booked"
    assert (core.posts[SALE], core.posts_though_booked) == (1, 0)


def test_a_request_that_never_arrived_is_sent_again_by_the_repetition(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_before")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    assert platform.desk.book(TERMINAL, sale(BODY))["outcome"] == "booked"
    assert (core.posts[SALE], core.lookups[SALE]) == (2, 2)
    assert outcomes(platform.engine) == ["unknown", "booked"]


def test_asking_what_became_of_a_sale_books_nothing(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_before")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    with pytest.raises(UnknownOutcome):
        platform.desk.learn(SALE)
    assert (core.posts[SALE], core.booked) == (1, {})


def test_asking_what_became_of_a_sale_learns_it_from_the_core(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_after")
    core.lookup_faults.append("silent")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    assert platform.desk.learn(SALE)["outcome"] == "booked"
    assert core.posts[SALE] == 1


def test_a_refused_question_says_nothing_about_the_sale(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_after")
    core.lookup_faults.append("refuse")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    assert platform.desk.learn(SALE)["outcome"] == "booked"


def test_fault_47_a_refusal_is_not_believed_while_an_abandoned_request_may_still_land(
    platform: Platform, core: CoreDouble, clock: Clock
) -> None:
    core.faults.extend(["late", "refuse", "refuse"])
    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            platform.desk.book(TERMINAL, sale(BODY))
    core.land(SALE)
    assert platform.desk.book(TERMINAL, sale(BODY))["outcome"] == "booked"
    assert core.posts_though_booked == 0

    core.faults.clear()
    other = payment(2)
    core.faults.extend(["late", "refuse"])
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(other))
    clock.advance(seconds=LATE_S + 1)
    assert platform.desk.book(TERMINAL, sale(other))["code"] == "OUT_OF_HOURS"


# --- refusals ---


def test_a_refusal_is_stored_with_its_facts(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("refuse")
    refused = {"outcome": "refused", "code": "OUT_OF_HOURS", "facts": {"opens": "06:00"}}
    assert platform.desk.book(TERMINAL, sale(BODY)) == refused
    assert platform.desk.learn(SALE) == refused
    assert core.posts[SALE] == 1
    assert rows(platform.engine, sales)[0]["state"] == "refused"


def test_pay_6_a_refused_sale_that_comes_again_is_made_good(platform: Platform, core: CoreDouble) -> None:
    """I5: success absorbs, failure does not; the core is asked first whether it has the serial."""
    core.faults.append("refuse")
    platform.desk.book(TERMINAL, sale(BODY))
    booked = platform.desk.book(TERMINAL, sale(BODY))
    assert booked["outcome"] == "booked"
    assert (core.posts[SALE], core.lookups[SALE], core.posts_though_booked) == (2, 1, 0)
    assert platform.desk.learn(SALE) == booked
    assert outcomes(platform.engine) == ["refused", "booked"]


def test_a_refused_sale_that_the_core_has_after_all_is_booked_without_asking_again(
    platform: Platform, core: CoreDouble
) -> None:
    core.faults.append("refuse")
    platform.desk.book(TERMINAL, sale(BODY))
    core._book(platform_order(platform))
    assert platform.desk.book(TERMINAL, sale(BODY))["outcome"] == "booked"
    assert core.posts[SALE] == 1


def platform_order(platform: Platform) -> Any:
    (row,) = rows(platform.engine, sales)
    return PaymentOrder(
        serial=row["sale"], customer_no=row["customer_no"], paid_fen=row["paid_fen"], bill_ids=BODY["bill_ids"]
    )


def test_what_the_core_reversed_is_never_booked_again(platform: Platform, core: CoreDouble) -> None:
    core.reversed.add(SALE)
    for _ in range(2):
        assert platform.desk.book(TERMINAL, sale(BODY)) == {"outcome": "refused", "code": "REVERSED"}
    assert core.posts[SALE] == 1
    (alarm,) = rows(platform.engine, alarms)
    assert (alarm["kind"], alarm["code"]) == ("CORE_CONTRADICTS", "REVERSED")


def test_a_serial_that_the_core_has_with_other_content_is_refused_for_good(
    platform: Platform, core: CoreDouble
) -> None:
    core._book(PaymentOrder(serial=SALE, customer_no="3104587976", paid_fen=1, bill_ids=[]))
    for _ in range(2):
        assert platform.desk.book(TERMINAL, sale(BODY))["code"] == "DUPLICATE_SERIAL"
    assert core.posts[SALE] == 1


def test_a_request_that_the_core_calls_malformed_is_refused_and_alarmed(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("reject")
    assert platform.desk.book(TERMINAL, sale(BODY)) == {"outcome": "refused", "code": "CORE_REJECTED"}
    (alarm,) = rows(platform.engine, alarms)
    assert (alarm["kind"], alarm["subject"]) == ("CORE_REJECTED", SALE)


@pytest.mark.parametrize("body", [BODY, purchase()], ids=["payment", "purchase"])
def test_i2_an_answer_that_does_not_add_up_is_never_passed_on(
    platform: Platform, core: CoreDouble, body: dict[str, Any]
) -> None:
    core.faults.append("wrong_sum")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(body))
    (alarm,) = rows(platform.engine, alarms)
    assert (alarm["kind"], alarm["code"]) == ("CORE_CONTRADICTS", "sums")
    assert platform.desk.book(TERMINAL, sale(body))["outcome"] == "booked"


# --- death and restart ---


@pytest.mark.parametrize("fault", ["killed_before", "killed_after"])
def test_a_restart_settles_what_was_pending(platform: Platform, core: CoreDouble, clock: Clock, fault: Any) -> None:
    core.faults.append(fault)
    with pytest.raises(Killed):
        platform.desk.book(TERMINAL, sale(BODY))
    assert outcomes(platform.engine)[0] is None
    reborn = compose(platform.engine, core, platform.audit, clock, answers=platform.answers)
    assert Settler(reborn.desk).round()
    assert reborn.desk.learn(SALE)["outcome"] == "booked"
    assert core.total_fen == 12_000
    assert (core.posts_though_booked, core.posts[SALE]) == (0, 2 if fault == "killed_before" else 1)


@pytest.mark.parametrize("number", range(1, 11))
def test_death_at_any_commit_books_once(platform: Platform, core: CoreDouble, clock: Clock, number: int) -> None:
    """Before the claim, the attempt, the settling: whatever was not committed is done again, and no more."""

    def book_two() -> None:
        platform.desk.book(TERMINAL, sale(BODY))
        platform.desk.book(TERMINAL, sale(payment(2)))

    with dying_at_commit(platform.engine, number), pytest.raises(Killed):
        book_two()
    reborn = compose(platform.engine, core, platform.audit, clock, answers=platform.answers)
    Settler(reborn.desk).round()
    answers = [reborn.desk.book(TERMINAL, sale(BODY)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "booked"
    assert core.posts_though_booked == 0
    assert len(rows(platform.engine, sales)) == len(core.booked)


def test_the_settler_goes_on_to_the_next_sale(platform: Platform, core: CoreDouble) -> None:
    core.faults.extend(["lost_before"] * 3)
    for number in (1, 2, 3):
        with pytest.raises(UnknownOutcome):
            platform.desk.book(TERMINAL, sale(payment(number)))
    core.lookup_faults.append("silent")
    settler = Settler(platform.desk)
    assert not settler.round()
    assert [row["state"] for row in rows(platform.engine, sales)] == ["pending", "booked", "booked"]
    assert settler.round()
    assert core.total_fen == 36_000


def test_the_settler_is_a_thread_that_starts_at_once_and_stops(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("lost_before")
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(BODY))
    settler = Settler(platform.desk, first_pause_s=0.01)
    settler.start()
    until = time.monotonic() + 20
    while SALE not in core.booked and time.monotonic() < until:
        time.sleep(0.01)
    settler.stop()
    assert platform.desk.learn(SALE)["outcome"] == "booked"


def test_a_card_s_pending_purchase_is_settled_before_anything_is_said_about_the_card(
    platform: Platform, core: CoreDouble
) -> None:
    core.faults.append("lost_before")
    body = purchase()
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(body))
    core.lookup_faults.append("silent")
    with pytest.raises(UnknownOutcome):
        platform.desk.settle_card(body["card"]["serial"])
    platform.desk.settle_card(body["card"]["serial"])
    assert body["sale"] in core.booked
    platform.desk.settle_card("FFFFFFFFFFFFFFFF")


# --- what the books refuse by themselves ---


def test_i5_a_booked_sale_cannot_be_attempted_or_settled_again(platform: Platform, clock: Clock) -> None:
    platform.desk.book(TERMINAL, sale(BODY))
    with platform.engine.begin() as connection, pytest.raises(AssertionError, match="never attempted again"):
        ledger.begin_attempt(connection, 1, clock())
    refused = {"outcome": "refused", "code": "LIMIT_EXCEEDED"}
    with platform.engine.begin() as connection, pytest.raises(AssertionError, match="stays so"):
        ledger.refuse(connection, 1, refused, final=False, now=clock())
    assert platform.desk.learn(SALE)["outcome"] == "booked"
