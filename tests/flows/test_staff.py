"""The hidden way in, what each role may do, own passwords, doors (OPS-3, H9, I18, fault 52)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.events import Pressed, RowTouched, TimedOut
from kiosk_app.domain.staff import Door, DoorState, Operator
from kiosk_app.domain.staff_effects import ChangePassword, SignIn
from kiosk_app.domain.staff_events import (
    DoorChanged,
    OperatorGranted,
    PasswordAccepted,
    PasswordRefused,
    SignedIn,
    SignInRefused,
)
from kiosk_app.domain.staff_facts import (
    AccountGranted,
    DoorAlarm,
    OperatorRefused,
    OperatorSignedIn,
    OperatorSignedOut,
    PasswordChanged,
)
from kiosk_app.flows import sign_in, staff
from kiosk_app.flows.visit import Idle, Menu, open_for_service
from tests.flows.staff_world import CHEN, LI, PASSWORD, WANG, World

OPEN_BOX, OPEN_CABINET = DoorChanged(Door.CASH_BOX, DoorState.OPEN), DoorChanged(Door.SERVICE, DoorState.OPEN)


def test_ops_3_the_right_number_and_password_lead_to_the_overview() -> None:
    world = World().knock()
    assert world.asked == [SignIn("staff", "1001", Secret(PASSWORD))]
    world.happen(SignedIn("staff", LI, False))
    assert world.visit.front == staff.Overview(LI, world.period, None)
    assert world.told == [OperatorSignedIn("1001", LI.role)]


@pytest.mark.parametrize(
    ("code", "minutes", "known"), [("wrong", 0, "1001"), ("locked", 15, ""), ("unavailable", 0, "")]
)
def test_a_refusal_shows_nothing_and_asks_anew(code: str, minutes: int, known: str) -> None:
    world = World().knock().happen(SignInRefused("staff", code, minutes, known))
    front = world.visit.front
    assert isinstance(front, staff.Entering)
    assert front.inner == sign_in.Typing("staff", sign_in.empty(), sign_in.empty(), False, code, minutes)
    assert world.told == [OperatorRefused(known, code)]


def test_no_password_is_in_any_fact() -> None:
    world = World().knock().happen(SignInRefused("staff", "wrong", 0, "1001")).come_in().press("password")
    world.type_in("58203941").press("confirm").type_in("73028465").press("confirm").type_in("73028465").press("confirm")
    world.happen(PasswordAccepted()).press("exit")
    assert not any(secret in repr(world.facts) for secret in ("58203941", "73028465"))
    assert world.told[-2:] == [PasswordChanged("1001"), OperatorSignedOut("1001", "exit")]


def test_the_answer_to_another_question_signs_nobody_in() -> None:
    world = World().knock().happen(SignedIn("witness", LI, False))
    assert world.visit.front == staff.Entering(sign_in.Verifying("staff"))


def test_a_desk_that_does_not_answer_leaves_the_door_shut() -> None:
    world = World().knock().happen(TimedOut())
    assert isinstance(world.visit.front, staff.Entering)
    assert not world.told


@pytest.mark.parametrize("event", [Pressed("exit"), Pressed("back"), TimedOut()])
def test_who_does_not_come_in_leaves_no_trace(event: Pressed | TimedOut) -> None:
    world = World().press("staff").happen(event)
    assert world.visit.front == Idle()
    assert not world.told


def test_back_from_the_password_is_the_number_and_the_password_is_gone() -> None:
    world = World().press("staff").type_in("1001").press("confirm").type_in("58").press("back")
    front = world.visit.front
    assert isinstance(front, staff.Entering)
    assert isinstance(front.inner, sign_in.Typing)
    assert (front.inner.number.digits, front.inner.password.digits, front.inner.at_password) == ("1001", "", False)
    world.happen(RowTouched(1)).type_in("9")
    assert isinstance(world.visit.front, staff.Entering)
    assert isinstance(world.visit.front.inner, sign_in.Typing)
    assert world.visit.front.inner.password.digits == "9"


def test_too_few_digits_are_not_confirmed() -> None:
    world = World().press("staff").type_in("100").press("confirm")
    assert not world.asked
    world.type_in("1").press("confirm").type_in("58203").press("confirm")
    assert not world.asked


def test_the_way_in_is_only_open_while_nobody_is_served_and_where_there_is_a_desk() -> None:
    menu = World().press("start").press("staff")
    assert menu.visit.front == Menu()
    world = World()
    world.visit = replace(world.visit, staffed=False)
    assert world.press("staff").visit.front == Idle()


def test_customers_wait_while_staff_is_there() -> None:
    world = World().come_in().press("start", "pay_bill")
    assert isinstance(world.visit.front, staff.Overview)


def test_silence_signs_out() -> None:
    """T14: 120 s."""
    world = World().come_in().happen(TimedOut())
    assert world.visit.front == Idle()
    assert world.told[-1] == OperatorSignedOut("1001", "idle")


@pytest.mark.parametrize(("operator", "may"), [(LI, True), (CHEN, True), (WANG, False)])
def test_ops_3_who_may_settle(operator: Operator, may: bool) -> None:
    world = World().come_in(operator).press("settle")
    assert isinstance(world.visit.front, staff.Settling) is may


# --- own password ---------------------------------------------------------------------------------


def test_ops_3_an_operator_changes_his_own_password() -> None:
    world = World().come_in().press("password")
    world.type_in(PASSWORD).press("confirm").type_in("730284").press("confirm").type_in("730284").press("confirm")
    assert world.asked == [ChangePassword("1001", Secret(PASSWORD), Secret("730284"))]
    world.happen(PasswordAccepted())
    assert isinstance(world.visit.front, staff.Overview)


def test_two_new_passwords_that_differ_are_typed_again() -> None:
    world = World().come_in().press("password")
    world.type_in(PASSWORD).press("confirm").type_in("730284").press("confirm").type_in("730285").press("confirm")
    assert not world.asked
    front = world.visit.front
    assert isinstance(front, staff.Renewing)
    assert isinstance(front.inner, sign_in.Changing)
    assert (front.inner.problem, front.inner.at, front.inner.fields[0].digits) == ("differ", sign_in.NEW, PASSWORD)


@pytest.mark.parametrize(("code", "told"), [("wrong", 1), ("locked", 1), ("too_simple", 0)])
def test_a_refused_change_begins_anew(code: str, told: int) -> None:
    world = World().come_in().press("password")
    world.type_in(PASSWORD).press("confirm").type_in("730284").press("confirm").type_in("730284").press("confirm")
    before = len(world.told)
    world.happen(PasswordRefused(code))
    front = world.visit.front
    assert isinstance(front, staff.Renewing)
    assert isinstance(front.inner, sign_in.Changing)
    assert (front.inner.problem, front.inner.fields) == (code, (sign_in.empty(),) * 3)
    assert len(world.told) - before == told


def test_who_comes_in_with_the_first_password_changes_it_or_goes() -> None:
    """OPS-3: no work with a password that somebody else knows."""
    world = World().come_in(must_change=True)
    assert world.at(staff.Renewing)
    world.press("settle", "overview")
    assert world.at(staff.Renewing)
    world.press("back")
    assert world.visit.front == Idle()
    assert world.told[-1] == OperatorSignedOut("1001", "exit")


def test_a_change_that_is_given_up_keeps_the_old_password() -> None:
    world = World().come_in().press("password", "back")
    assert isinstance(world.visit.front, staff.Overview)
    assert PasswordChanged("1001") not in world.told


@pytest.mark.parametrize("closed", [False, True])
def test_ops_3_the_platforms_word_on_an_operator_is_in_the_journal_whoever_is_there(closed: bool) -> None:
    for world in (World(), World().press("pay_bill"), World().come_in()):
        front = world.visit.front
        world.happen(OperatorGranted(WANG.number, WANG.role, closed))
        assert world.facts[-1] == AccountGranted(WANG.number, WANG.role, closed)
        assert world.visit.front == front, "who is there goes on"


# --- doors ----------------------------------------------------------------------------------------


def test_fault_52_a_door_that_nobody_may_open_is_an_alarm_and_nobody_is_served() -> None:
    """I18: enabled only with every door shut."""
    for news in (OPEN_BOX, OPEN_CABINET, DoorChanged(Door.CASH_BOX, DoorState.UNKNOWN)):
        world = World().happen(news)
        assert world.told == [DoorAlarm(news.door, news.state)]
        assert not open_for_service(world.visit)
        world.happen(DoorChanged(news.door, DoorState.CLOSED))
        assert open_for_service(world.visit)


def test_the_cabinet_may_be_opened_by_who_is_signed_in_the_box_may_not() -> None:
    """I19: the box is opened in a settlement, and only there."""
    world = World().come_in().happen(OPEN_CABINET)
    assert not any(isinstance(fact, DoorAlarm) for fact in world.told)
    world.happen(OPEN_BOX)
    assert world.told[-1] == DoorAlarm(Door.CASH_BOX, DoorState.OPEN)


def test_a_password_half_typed_opens_no_door() -> None:
    world = World().press("staff").happen(OPEN_CABINET)
    assert world.told == [DoorAlarm(Door.SERVICE, DoorState.OPEN)]


def test_who_leaves_a_door_open_leaves_an_alarm() -> None:
    world = World().come_in().happen(OPEN_CABINET).press("exit")
    assert world.told[-2:] == [OperatorSignedOut("1001", "exit"), DoorAlarm(Door.SERVICE, DoorState.OPEN)]
