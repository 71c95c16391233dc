"""Events that come out of turn: late answers, fingers on what is gone, silence where somebody should speak."""

from dataclasses import replace

import pytest

from kiosk_app.domain.effects import Record
from kiosk_app.domain.events import DigitTyped, Event, Pressed, RowTouched, TimedOut
from kiosk_app.domain.facts import OpenSale, SalePending
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import DoorChanged, PasswordAccepted, PrecheckPassed
from kiosk_app.domain.staff_facts import DoorAlarm, OperatorSignedOut
from kiosk_app.flows import booking, buy_electricity, granting, pay_bill, settlement, sign_in, staff
from kiosk_app.flows.visit import Idle
from tests.flows.staff_world import LI, PASSWORD, World
from tests.support import samples

LATE: tuple[Event, ...] = (Pressed("done"), DigitTyped("1"), RowTouched(0), PasswordAccepted(), PrecheckPassed())


def with_front(front: object) -> World:
    world = World()
    world.visit = replace(world.visit, front=front)  # type: ignore[arg-type]  # one of the states of staff's flow
    return world


# --- staff ---


def test_an_operator_whose_overview_never_comes_is_signed_out_by_silence() -> None:
    world = with_front(staff.Looking(LI)).happen(*LATE)
    assert world.at(staff.Looking)
    world.happen(TimedOut())
    assert world.at(Idle)
    assert world.told == [OperatorSignedOut(LI.number, "idle")]


def test_a_settlement_that_was_never_begun_is_begun_by_nobody_while_sales_are_settled() -> None:
    world = World().come_in()
    world.visit = replace(world.visit, recovering=True)
    world.press("settle")
    assert world.at(staff.Overview)


def test_the_overview_is_looked_up_anew_on_request() -> None:
    world = World().come_in()
    before = world.visit.front
    assert world.press("overview").visit.front == before
    assert world.happen(*LATE).visit.front == before


def test_who_changes_his_password_can_leave_at_once() -> None:
    world = World().come_in().press("password")
    assert world.at(staff.Renewing)
    world.press("exit")
    assert world.told[-1] == OperatorSignedOut(LI.number, "exit")


def test_a_desk_that_does_not_answer_a_change_begins_it_anew() -> None:
    world = World().come_in().press("password")
    for password in (PASSWORD, "73028465", "73028465"):
        world.type_in(password).press("confirm")
    front = world.visit.front
    assert isinstance(front, staff.Renewing)
    assert isinstance(front.inner, sign_in.Replacing)
    assert world.happen(DigitTyped("1"), RowTouched(0)).visit.front == front
    world.happen(TimedOut())
    front = world.visit.front
    assert isinstance(front, staff.Renewing)
    assert isinstance(front.inner, sign_in.Changing)
    assert front.inner.problem == "unavailable"


def test_a_field_that_is_filled_can_be_typed_again() -> None:
    world = World().come_in().press("password").type_in(PASSWORD).press("confirm")
    world.happen(RowTouched(0))
    front = world.visit.front
    assert isinstance(front, staff.Renewing)
    assert isinstance(front.inner, sign_in.Changing)
    assert front.inner.at == 0
    assert world.happen(RowTouched(2)).visit.front == front, "what comes later waits for its turn"


def test_before_a_period_is_closed_the_operator_can_still_go_back() -> None:
    world = World().agree()
    world.press("back")
    assert world.open is None
    assert not world.at(staff.Settling)


def test_silence_while_the_period_is_being_closed_leaves_the_settlement() -> None:
    world = World().agree()
    front = world.visit.front
    assert isinstance(front, staff.Settling)
    world.visit = replace(world.visit, front=replace(front, inner=settlement.Closing()))
    world.happen(TimedOut())
    assert not world.at(staff.Settling)


def test_i19_a_door_of_which_nobody_knows_is_an_alarm_also_under_an_operators_eyes() -> None:
    world = World().come_in()
    world.happen(DoorChanged(Door.SERVICE, DoorState.UNKNOWN))
    assert world.told[-1] == DoorAlarm(Door.SERVICE, DoorState.UNKNOWN)


def test_silence_over_a_new_password_signs_out() -> None:
    world = World().come_in().press("password").happen(TimedOut())
    assert world.at(Idle)
    assert world.told[-1] == OperatorSignedOut(LI.number, "idle")


def test_a_settlement_that_waits_for_the_platform_hears_nothing_else_and_not_for_ever() -> None:
    world = World().agree().press("close_period")
    settled = world.open
    assert settled is not None
    reporting = staff.Settling(LI, settlement.Reporting(settled))
    assert not staff.may_open(reporting, True), "the cash is handed in: nobody has to open the box again (I19)"
    assert with_front(reporting).happen(RowTouched(0), DigitTyped("1")).visit.front == reporting
    world = with_front(reporting).happen(TimedOut())
    front = world.visit.front
    assert isinstance(front, staff.Settling)
    assert isinstance(front.inner, settlement.Finished)
    assert not front.inner.reported


def test_what_is_over_hears_nothing() -> None:
    context = World().visit.context
    for event in (*LATE, TimedOut()):
        assert staff.step(staff.Done(), event, context) == (staff.Done(), ())
        assert settlement.step(settlement.Left(), event, LI, context) == (settlement.Left(), ())
        assert granting.step(event) == ()


# --- customers ---


def test_a_booking_that_is_not_answered_is_pending_and_not_failed() -> None:
    sale = OpenSale(samples.SALE, samples.BILL_TERMS, (samples.HUNDRED.value,), closed=samples.HUNDRED.value)
    state, _ = booking.begin(sale)
    assert booking.step(state, TimedOut()) == (booking.Done(sale), (Record(SalePending(sale.sale)),))


@pytest.mark.parametrize("event", [Pressed("finish"), RowTouched(0), PasswordAccepted()])
def test_nothing_but_an_answer_or_silence_ends_a_booking(event: Event) -> None:
    sale = OpenSale(samples.SALE, samples.BILL_TERMS, (samples.HUNDRED.value,), closed=samples.HUNDRED.value)
    state, _ = booking.begin(sale)
    assert isinstance(state, booking.Booking)
    context = World().visit.context
    assert booking.step(state, event) == (state, ())
    assert pay_bill.step(pay_bill.Booking(state), event, context) == (pay_bill.Booking(state), ())
    assert buy_electricity.step(buy_electricity.Booking(state), event, context) == (buy_electricity.Booking(state), ())
