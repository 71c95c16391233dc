"""Who is it: digits, the password, every answer of the platform (UI-1, PAY-1)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import AskAccount
from kiosk_app.domain.events import (
    AccountFound,
    CodeScanned,
    DigitTyped,
    Event,
    NoteRejected,
    Pressed,
    Refused,
    RowTouched,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.rules import Rules
from kiosk_app.flows import identify
from kiosk_app.flows.context import Context
from kiosk_app.flows.typing import Typed, typed
from tests.flows.world import World
from tests.support import samples

READY = tuple(Health(device, Condition.READY) for device in Device)
CONTEXT = Context(Rules(), READY)
NUMBER, PASSWORD = "3104587000", "914725"
FULL = identify.Password(NUMBER, Typed(PASSWORD, 6))
ASKING = identify.Asking(NUMBER)
SCANNED = identify.Asking(NUMBER, scanned=True)


def told(state: identify.State, *events: Event) -> identify.State:
    for event in events:
        state, _ = identify.step(state, event, CONTEXT)
    return state


def number(digits: str = "", problem: str = "") -> identify.Number:
    return identify.Number(Typed(digits, 10), problem)


def digits(text: str) -> list[Event]:
    return [DigitTyped(digit) for digit in text]


def test_ui_1_number_and_password_are_asked_for_one_after_the_other() -> None:
    state, _ = identify.begin(CONTEXT)
    state = told(state, *digits(NUMBER), Pressed("confirm"))
    assert state == identify.Password(NUMBER, Typed("", 6))
    state = told(state, *digits(PASSWORD))
    state, effects = identify.step(state, Pressed("confirm"), CONTEXT)
    assert state == ASKING
    assert effects == (AskAccount("account", NUMBER, Secret(PASSWORD)),)


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        (digits("12"), "12"),
        ([*digits("12"), Pressed("backspace")], "1"),
        ([*digits("12"), Pressed("clear")], ""),
        ([Pressed("backspace")], ""),
        (digits("12345678901"), "1234567890"),
        ([DigitTyped("x"), DigitTyped(""), DigitTyped("12"), DigitTyped("３")], ""),
        ([*digits("12"), RowTouched(1), NoteRejected("inhibit")], "12"),
    ],
)
def test_the_keypad_takes_digits_to_the_length_and_no_further(events: list[Event], shown: str) -> None:
    field = Typed(length=10)
    for event in events:
        field = typed(field, event)
    assert field.digits == shown


def test_a_number_too_short_is_said_to_be_so_until_a_digit_more() -> None:
    state = told(number("310"), Pressed("confirm"))
    assert state == number("310", "number_incomplete")
    assert told(state, RowTouched(1)) == state
    assert told(state, DigitTyped("4")) == number("3104")


def test_a_password_too_short_is_not_sent() -> None:
    short = identify.Password(NUMBER, Typed("91", 6))
    assert identify.step(short, Pressed("confirm"), CONTEXT) == (short, ())


def test_back_leads_from_the_password_to_the_number_and_from_there_home() -> None:
    assert told(FULL, Pressed("back")) == number(NUMBER)
    assert told(number(NUMBER), Pressed("back")) == identify.Done(None)


@pytest.mark.parametrize("state", [number("31"), FULL, identify.Refusal("no_answer")])
@pytest.mark.parametrize("event", [TimedOut(), Pressed("exit")])
def test_whoever_leaves_or_is_silent_is_gone(state: identify.State, event: Event) -> None:
    assert told(state, event) == identify.Done(None)


def test_the_password_goes_with_its_screen() -> None:
    """H22: it is in no state behind the question, and shows itself in no state."""
    assert PASSWORD not in repr(FULL)
    assert NUMBER not in repr(FULL)
    for event in (Pressed("confirm"), Pressed("back"), TimedOut()):
        assert PASSWORD not in repr(told(FULL, event))


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (AccountFound("account", samples.ACCOUNT), identify.Done(samples.ACCOUNT)),
        (Refused("account", "CUSTOMER_UNKNOWN"), number(NUMBER, "customer_unknown")),
        (
            Refused("account", "PASSWORD_WRONG", (("tries_left", "2"),)),
            identify.Password(NUMBER, Typed("", 6), "password_wrong", "2"),
        ),
        (Refused("account", "PASSWORD_WRONG"), identify.Password(NUMBER, Typed("", 6), "password_wrong", "")),
        (Refused("account", "CUSTOMER_LOCKED", (("minutes", "15"),)), identify.Refusal("customer_locked", "15")),
        (Refused("account", "ACCOUNT_CLOSED"), identify.Refusal("account_closed")),
        (Refused("account", "A_NEW_CODE"), identify.Refusal("a_new_code")),
        (Unanswered("account"), identify.Refusal("no_answer")),
        (TimedOut(), identify.Refusal("no_answer")),
    ],
)
def test_every_answer_leads_on(answer: Event, after: identify.State) -> None:
    assert told(ASKING, answer) == after


@pytest.mark.parametrize(
    "event",
    [
        AccountFound("card", samples.ACCOUNT),
        AccountFound("account", samples.CARD_ACCOUNT),  # another customer's: never shown
        Refused("quote", "CUSTOMER_UNKNOWN"),
        Unanswered("quote"),
        DigitTyped("1"),
        Pressed("back"),
    ],
)
def test_i17_only_the_answer_to_this_question_counts(event: Event) -> None:
    assert told(ASKING, event) == ASKING


def test_a_refusal_stays_until_it_is_read() -> None:
    refusal = identify.Refusal("account_closed")
    assert told(refusal, DigitTyped("1")) == refusal
    assert told(refusal, Pressed("done")) == identify.Done(None)


def test_what_is_done_is_done() -> None:
    assert told(identify.Done(samples.ACCOUNT), Pressed("confirm")) == identify.Done(samples.ACCOUNT)


@pytest.mark.parametrize("typed_before", ["", "310", "3104587926"])
def test_ui_1_a_bill_shown_to_the_scanner_is_asked_about_without_a_password(typed_before: str) -> None:
    state, effects = identify.step(
        identify.Number(Typed(typed_before, 10), "customer_unknown"), CodeScanned("3104587926"), CONTEXT
    )
    assert state == identify.Asking("3104587926", scanned=True)
    assert effects == (AskAccount("account", "3104587926", None),)


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (AccountFound("account", samples.ACCOUNT), identify.Done(samples.ACCOUNT)),
        (Refused("account", "CUSTOMER_UNKNOWN"), number(NUMBER, "customer_unknown")),
        (Refused("account", "CUSTOMER_LOCKED", (("minutes", "15"),)), identify.Refusal("customer_locked", "15")),
        (Refused("account", "ACCOUNT_CLOSED"), identify.Refusal("account_closed")),
        (Unanswered("account"), identify.Refusal("no_answer")),
        (TimedOut(), identify.Refusal("no_answer")),
        (AccountFound("account", samples.CARD_ACCOUNT), SCANNED),  # another customer's: never shown
        (CodeScanned("3104587926"), SCANNED),
    ],
)
def test_every_answer_to_a_scanned_bill_leads_on(answer: Event, after: identify.State) -> None:
    assert told(SCANNED, answer) == after


@pytest.mark.parametrize(
    "refused",
    [
        Refused("account", "PASSWORD_WRONG"),
        Refused("account", "PASSWORD_WRONG", (("tries_left", "2"),)),
        Refused("account", "TOO_MANY_TRIES", (("minutes", "5"),)),
    ],
)
def test_where_a_scanned_bill_is_not_enough_the_password_is_typed(refused: Refused) -> None:
    """A utility that insists on it, or too many bills at this terminal: the number stands, nobody typed a wrong one."""
    asked = told(SCANNED, refused)
    assert asked == identify.Password(NUMBER, Typed(length=6), "password_needed")
    asked, effects = identify.step(told(asked, *digits(PASSWORD)), Pressed("confirm"), CONTEXT)
    assert (asked, effects) == (ASKING, (AskAccount("account", NUMBER, Secret(PASSWORD)),))
    wrong = Refused("account", "PASSWORD_WRONG", (("tries_left", "2"),))
    assert told(asked, wrong) == identify.Password(NUMBER, Typed("", 6), "password_wrong", "2")


def test_what_was_not_asked_of_a_scanned_bill_does_not_refuse_it() -> None:
    assert told(SCANNED, Refused("quote", "PASSWORD_WRONG")) == SCANNED


@pytest.mark.parametrize("text", ["GD0117-002381", "310458792", "31045879260", ""])
def test_another_kind_of_code_says_which_bill_is_meant(text: str) -> None:
    state, effects = identify.step(identify.Number(Typed("310", 10)), CodeScanned(text), CONTEXT)
    assert state == identify.Number(Typed("310", 10), "not_a_bill_code")
    assert effects == ()


def test_the_scanner_looks_for_a_bill_only_while_the_number_is_asked_for() -> None:
    scanner: list[str] = []

    class Window:
        def await_code(self) -> None:
            scanner.append("lit")

        def stop_awaiting(self) -> None:
            scanner.append("dark")

    world = World()
    world.runner._ports = replace(world.runner._ports, scanner=Window())
    world.tell(Pressed("start"), Pressed("pay_bill"))
    assert scanner == ["lit"]
    world.tell(CodeScanned("3104587926"))
    assert scanner == ["lit", "dark"]
    world.tell(Refused("account", "CUSTOMER_UNKNOWN"), Pressed("exit"))
    assert scanner == ["lit", "dark", "lit", "dark"]
