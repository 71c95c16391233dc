"""Buying electricity onto the card: the card, the amount, and the ways back before any money (VEND-1 to VEND-4)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import (
    AskCard,
    AskQuote,
    AwaitCard,
    EjectCard,
    HandToRecovery,
    OpenSaleNumber,
    ReadCard,
    ReclaimSale,
    Record,
    RetainCard,
    StopAwaitingCard,
)
from kiosk_app.domain.events import (
    CardIdentified,
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    DigitTyped,
    Event,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    Pressed,
    Quoted,
    ReceiptPrinted,
    Refused,
    SaleReclaimed,
    SaleRefused,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.facts import CardKept, OpenSale
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity as buy
from kiosk_app.flows.context import Context
from kiosk_app.flows.supervision import noted
from kiosk_app.flows.typing import Typed
from tests.flows.test_visits import at_amount, put_in
from tests.flows.world import World
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

READY = tuple(Health(device, Condition.READY) for device in Device)
CONTEXT = Context(Rules(), READY)
ENERGY_TERMS = replace(samples.CARD_TERMS, meter_kind=MeterKind.ENERGY_CONTROLLED)
BOOKED = replace(
    OpenSale(SALE, samples.PURCHASE_TERMS, credited=(Fen(10_000),), closed=Fen(10_000)),
    booking=samples.PURCHASE_BOOKING,
)
OTHER_CARD = replace(samples.CARD, serial="1122334455667700")


def choosing(digits: str = "", *, energy: bool = False, by_energy: bool = False, **more: object) -> buy.Choosing:
    terms = ENERGY_TERMS if energy else samples.CARD_TERMS
    now = buy.Choosing(samples.CARD, samples.CARD_ACCOUNT, terms, Typed(digits, buy.DIGITS), by_energy)
    return replace(now, **more)  # type: ignore[arg-type]  # fields by name


def returning(code: str = "") -> buy.Returning:
    return buy.Returning(code, serial=samples.CARD.serial)


def step(state: buy.State, event: Event, context: Context = CONTEXT) -> buy.Step:
    return buy.step(state, event, context)


# --- the card ----------------------------------------------------------------------------------------


def test_vend_1_a_card_is_awaited_read_and_asked_about() -> None:
    state, effects = buy.begin()
    assert effects == (AwaitCard(),)
    state, effects = step(state, CardInserted())
    assert (state, effects) == (buy.Reading(), (ReadCard(),))
    state, effects = step(state, CardRead(samples.CARD))
    assert (state, effects) == (buy.Reading(samples.CARD), (AskCard("card", samples.CARD),))
    state, effects = step(state, CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS))
    assert (state, effects) == (choosing(), ())


def test_vend_3_an_energy_meters_card_is_asked_for_energy_first() -> None:
    state, _ = step(buy.Reading(samples.CARD), CardIdentified("card", samples.CARD_ACCOUNT, ENERGY_TERMS))
    assert state == choosing(energy=True, by_energy=True)


@pytest.mark.parametrize("event", [Pressed("back"), Pressed("exit"), TimedOut()])
def test_whoever_brings_no_card_is_gone(event: Event) -> None:
    assert step(buy.AwaitingCard(), event) == (buy.Done(), (StopAwaitingCard(),))


def test_a_card_that_the_slot_refuses_is_told_and_awaited_again() -> None:
    state, effects = step(buy.AwaitingCard(), CardUnusable(CardProblem.UNREADABLE))
    assert (state, effects) == (buy.AwaitingCard("card_unreadable"), (AwaitCard(),))
    assert step(state, NoteRejected("inhibit")) == (state, ())


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (CardUnusable(CardProblem.NOT_A_CUSTOMER_CARD), "not_a_customer_card"),
        (Refused("card", "LAST_PURCHASE_NOT_USED"), "last_purchase_not_used"),
        (Refused("card", "A_NEW_CODE"), "a_new_code"),
        (Unanswered("card"), "no_answer"),
        (TimedOut(), "no_answer"),
        (SaleReclaimed(None), "rewrite_first"),
    ],
)
def test_a_card_that_may_not_buy_goes_back_with_its_reason(event: Event, code: str) -> None:
    assert step(buy.Reading(samples.CARD), event) == (returning(code), (EjectCard(),))


@pytest.mark.parametrize(
    "event",
    [
        CardIdentified("another", samples.CARD_ACCOUNT, samples.CARD_TERMS),
        Refused("quote", "X"),
        Unanswered("quote"),
        Pressed("exit"),
    ],
)
def test_only_the_answer_about_this_card_counts(event: Event) -> None:
    assert step(buy.Reading(samples.CARD), event) == (buy.Reading(samples.CARD), ())


@pytest.mark.parametrize(
    "event",
    [
        Refused("card", "ACCOUNT_CLOSED"),
        Refused("card", "REWRITE_FIRST", (("sale", SALE),)),
        Unanswered("card"),
        Refused("waiting", "X"),
        Unanswered("waiting"),
    ],
)
def test_i17_a_late_answer_to_the_customer_before_is_not_taken_for_one_about_this_card(event: Event) -> None:
    """It is asked about when it has been read: what comes sooner was asked for by somebody else."""
    assert step(buy.Reading(), event) == (buy.Reading(), ())


def test_an_answer_before_the_card_was_read_is_nobodys() -> None:
    answer = CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS)
    assert step(buy.Reading(), answer) == (buy.Reading(), ())


def test_vend_4_a_waiting_purchase_is_asked_for_by_its_number() -> None:
    state, effects = step(buy.Reading(samples.CARD), Refused("card", "REWRITE_FIRST", (("sale", SALE),)))
    assert (state, effects) == (buy.Reading(samples.CARD, SALE), (ReclaimSale(SALE),))


def test_i14_a_purchase_of_another_card_is_not_written_onto_this_one() -> None:
    state, effects = step(buy.Reading(OTHER_CARD), SaleReclaimed(BOOKED))
    assert (state, effects) == (
        buy.Returning("rewrite_first", serial=OTHER_CARD.serial),
        (HandToRecovery(BOOKED), EjectCard()),
    )
    assert not buy.belongs(BOOKED, None)


# --- the card goes back --------------------------------------------------------------------------------


@pytest.mark.parametrize("event", [CardTaken(), CardRetained(), CardUnusable(CardProblem.GONE)])
def test_the_reason_is_told_when_the_card_is_out(event: Event) -> None:
    assert step(buy.Returning("card_blank"), event)[0] == buy.Stopped("card_blank")
    assert step(buy.Returning(), event)[0] == buy.Done()


def test_hw_4_a_card_that_is_not_taken_is_swallowed_once() -> None:
    state, effects = step(buy.Returning("card_blank"), TimedOut())
    assert (state, effects) == (buy.Returning("card_blank", retaining=True), (RetainCard(),))
    assert step(state, NoteRejected("inhibit")) == (state, ())
    assert step(state, CardRetained()) == (buy.Done(), (Record(CardKept(None, "")),))
    assert step(state, TimedOut()) == (buy.Done(), ()), "a reader that does not answer holds nobody up"


def test_a_reason_stays_until_it_is_read() -> None:
    stopped = buy.Stopped("card_blank")
    assert step(stopped, NoteRejected("inhibit")) == (stopped, ())
    assert step(stopped, Pressed("done")) == (buy.Done(), ())
    assert step(buy.Done(), Pressed("start")) == (buy.Done(), ())


# --- the amount ------------------------------------------------------------------------------------------


def test_an_amount_is_typed_and_computed() -> None:
    state: buy.State = choosing()
    for digit in "1500":
        state, effects = step(state, DigitTyped(digit))
        assert effects == ()
    state, effects = step(state, Pressed("confirm"))
    assert state == choosing("1500", asking=True)
    assert effects == (AskQuote("quote", "3104587926", money=Fen(150_000)),)


def test_vend_3_energy_is_asked_for_in_hundredths_of_a_kwh() -> None:
    _, effects = step(choosing("100", energy=True, by_energy=True), Pressed("confirm"))
    assert effects == (AskQuote("quote", "3104587926", energy=CentiKwh(10_000)),)


@pytest.mark.parametrize(("button", "digits"), [("preset_50", "50"), ("preset_500", "500"), ("preset_99999", "9999")])
def test_a_preset_is_computed_at_once(button: str, digits: str) -> None:
    state, effects = step(choosing("7", problem="no_answer"), Pressed(button))
    assert state == choosing(digits, asking=True)
    assert len(effects) == 1


@pytest.mark.parametrize("button", ["preset_", "preset_x", "preset_-1", "nonsense"])
def test_what_is_no_preset_changes_nothing(button: str) -> None:
    assert step(choosing("7"), Pressed(button)) == (choosing("7"), ())


@pytest.mark.parametrize("digits", ["", "0", "0000"])
def test_no_amount_is_not_computed(digits: str) -> None:
    assert step(choosing(digits), Pressed("confirm")) == (choosing(digits), ())


def test_the_unit_can_be_changed_on_an_energy_meter_only() -> None:
    quoted = choosing("100", energy=True, by_energy=True, quote=samples.QUOTE)
    assert step(quoted, Pressed("by_money"))[0] == choosing(energy=True)
    assert step(choosing("5", energy=True), Pressed("by_energy"))[0] == choosing(energy=True, by_energy=True)
    assert step(choosing("5"), Pressed("by_energy"))[0] == choosing("5")


def test_a_changed_amount_is_computed_anew() -> None:
    quoted = choosing("100", quote=samples.QUOTE)
    assert step(quoted, Pressed("backspace"))[0] == choosing("10")
    assert step(quoted, DigitTyped("0"))[0] == choosing("1000")


def test_while_it_is_computed_nothing_else_is_taken() -> None:
    asking = choosing("100", asking=True)
    for event in (DigitTyped("1"), Pressed("preset_50"), Pressed("by_energy"), Pressed("confirm")):
        assert step(asking, event) == (asking, ())


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (Quoted("quote", samples.QUOTE), choosing("100", quote=samples.QUOTE)),
        (Refused("quote", "LIMIT_EXCEEDED"), choosing("100", problem="limit_exceeded")),
        (Unanswered("quote"), choosing("100", problem="no_answer")),
        (Quoted("quote", replace(samples.QUOTE, money=Fen(300_001))), choosing("100", problem="limit_exceeded")),
        (Quoted("quote", replace(samples.QUOTE, money=Fen(999))), choosing("100", problem="limit_exceeded")),
    ],
)
def test_every_answer_about_the_amount_leads_on(answer: Event, after: buy.Choosing) -> None:
    assert step(choosing("100", asking=True), answer) == (after, ())


@pytest.mark.parametrize("event", [Quoted("other", samples.QUOTE), Quoted("quote", samples.QUOTE)])
def test_an_answer_that_nobody_asked_for_is_not_taken(event: Event) -> None:
    assert step(choosing("100"), event) == (choosing("100"), ())


@pytest.mark.parametrize("event", [Pressed("back"), Pressed("exit"), TimedOut()])
def test_whoever_leaves_before_money_gets_the_card_back(event: Event) -> None:
    assert step(choosing("100", asking=True), event) == (returning(), (EjectCard(),))


def test_a_card_that_is_pulled_ends_it() -> None:
    assert step(choosing(), CardUnusable(CardProblem.GONE)) == (buy.Stopped("card_gone"), ())


def test_i18_a_part_that_failed_meanwhile_stops_the_sale_before_money() -> None:
    broken = Context(Rules(), noted(READY, Health(Device.CARD_READER, Condition.FAULT, "jam")))
    state, effects = step(choosing("100", quote=samples.QUOTE), Pressed("confirm"), broken)
    assert (state, effects) == (returning("card_reader.jam"), (EjectCard(),))


def test_notes_are_taken_up_to_what_the_card_and_the_terminal_allow() -> None:
    _, effects = step(choosing("100", quote=samples.QUOTE), Pressed("confirm"))
    (asked,) = effects
    assert isinstance(asked, OpenSaleNumber)
    assert (asked.terms.due, asked.terms.maximum) == (samples.QUOTE.money, samples.CARD_TERMS.maximum)
    assert (asked.terms.card, asked.terms.meter_no) == (samples.CARD, samples.CARD_TERMS.meter_no)


# --- money and no card ----------------------------------------------------------------------------------


def at_tender() -> World:
    world = World()
    at_amount(world)
    world.tell(Pressed("preset_100"), Quoted("quote", samples.QUOTE), Pressed("confirm"))
    world.asked()
    return world


def test_without_a_note_the_card_goes_back() -> None:
    world = at_tender()
    world.tell(Pressed("cancel"))
    assert world.asked() == ["close", "SaleEnded", "eject"]
    assert world.runner.visit.front == returning()


def test_nothing_but_a_doubt_prints_a_claim_and_hands_the_card_back() -> None:
    world = at_tender()
    world.tell(NoteEscrowed(HUNDRED), NoteLost(), TimedOut())
    assert world.devices.vouchers[0].kind is VoucherKind.CLAIM
    assert world.devices.vouchers[0].in_doubt == 10_000
    assert world.devices.bookings == []
    assert world.asked()[-1] == "eject"


def test_pay_5_a_refused_purchase_leaves_the_card_as_it_is() -> None:
    world = at_tender()
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleRefused(SALE, "COUNTER_MISMATCH"))
    log = world.asked()
    assert "read" not in log and "write" not in log
    assert log[-3:] == ["ReceiptBegun", "print refused", "eject"]


def test_hw_4_a_card_forgotten_after_a_purchase_is_kept_and_on_record() -> None:
    world = at_tender()
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleRefused(SALE, "X"), ReceiptPrinted(f"{SALE}/1"), TimedOut())
    assert world.asked()[-1] == "retain"
    world.tell(CardRetained())
    assert CardKept(SALE, samples.CARD.serial) in world.devices.facts


def test_a_reader_that_never_says_where_the_card_went_holds_nobody_up() -> None:
    world = at_tender()
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleRefused(SALE, "X"), ReceiptPrinted(f"{SALE}/1"), TimedOut(), TimedOut())
    assert not world.runner.visit.serving
    assert SaleNumber(SALE) in world.devices.ledger.open_sales
