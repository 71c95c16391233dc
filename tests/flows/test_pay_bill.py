"""Choosing what to pay, and the ways in which a payment of bills ends (PAY-1, PAY-2, PAY-5)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import CloseAcceptor, OpenSaleNumber, Record
from kiosk_app.domain.events import (
    AccountFound,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    NoteStacked,
    Pressed,
    ReceiptPrinted,
    RowTouched,
    SaleBooked,
    SaleRefused,
    SaleUnanswered,
    TimedOut,
)
from kiosk_app.domain.facts import NoteInDoubt, OpenSale, Outcome, ReceiptMissed, SaleEnded, SaleRejected
from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleKind
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import booking, closing, identify, pay_bill
from kiosk_app.flows.context import Context
from kiosk_app.flows.supervision import noted
from kiosk_app.flows.visit import Idle
from tests.flows.test_visits import at_bills, put_in
from tests.flows.world import World
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

READY = tuple(Health(device, Condition.READY) for device in Device)
CONTEXT = Context(Rules(), READY)
THREE = pay_bill.Choosing(samples.ACCOUNT, 3)


def told(state: pay_bill.State, *events: Event, context: Context = CONTEXT) -> pay_bill.State:
    for event in events:
        state, _ = pay_bill.step(state, event, context)
    return state


def found(account: object) -> pay_bill.State:
    answer = AccountFound("account", account)  # type: ignore[arg-type]  # an account of the samples, changed
    return told(pay_bill.Identifying(identify.Asking("3104587000")), answer)


def test_pay_1_everything_that_is_owed_is_chosen_at_first() -> None:
    assert found(samples.ACCOUNT) == THREE
    nothing = replace(samples.ACCOUNT, bills=())
    assert found(nothing) == pay_bill.Choosing(nothing, 0)


def test_a_card_meter_without_arrears_is_sent_to_the_other_service() -> None:
    prepaid = replace(samples.ACCOUNT, meter_kind=MeterKind.FEE_CONTROLLED, bills=())
    assert found(prepaid) == pay_bill.Stopped("card_meter_customer")
    owing = replace(prepaid, bills=samples.BILLS)
    assert found(owing) == pay_bill.Choosing(owing, 3)


@pytest.mark.parametrize(("touched", "chosen"), [((2,), 2), ((0,), 0), ((0, 1), 2), ((0, 0), 1), ((1, 2), 3)])
def test_only_a_row_from_the_oldest_on_is_chosen(touched: tuple[int, ...], chosen: int) -> None:
    state = told(THREE, *map(RowTouched, touched))
    assert isinstance(state, pay_bill.Choosing)
    assert state.chosen == chosen
    assert state.bills == samples.BILLS[:chosen]


@pytest.mark.parametrize("index", [-1, 3, 99])
def test_a_row_that_is_not_there_is_not_touched(index: int) -> None:
    assert told(THREE, RowTouched(index)) == THREE


def test_pages_are_turned_to_their_ends_and_no_further() -> None:
    many = pay_bill.Choosing(replace(samples.ACCOUNT, bills=samples.BILLS * 2 + samples.BILLS[:1]), 7)
    pages = []
    state: pay_bill.State = many
    for button in ("page_up", "page_down", "page_down", "page_down", "page_up"):
        state = told(state, Pressed(button))
        assert isinstance(state, pay_bill.Choosing)
        pages.append(state.page)
    assert pages == [0, 1, 2, 2, 1]


def test_nothing_chosen_is_not_paid_but_nothing_owed_is_paid_in_advance() -> None:
    nothing_chosen = replace(THREE, chosen=0)
    assert told(nothing_chosen, Pressed("confirm")) == nothing_chosen
    account = replace(samples.ACCOUNT, bills=())
    _, effects = pay_bill.step(pay_bill.Choosing(account, 0), Pressed("confirm"), CONTEXT)
    (asked,) = effects
    assert isinstance(asked, OpenSaleNumber)
    assert (asked.terms.kind, asked.terms.due, asked.terms.bills) == (SaleKind.BILL_PAYMENT, 0, ())


@pytest.mark.parametrize("event", [Pressed("back"), Pressed("exit"), TimedOut()])
def test_whoever_leaves_before_the_first_note_is_gone(event: Event) -> None:
    assert told(THREE, event) == pay_bill.Done()


def test_what_is_no_business_of_the_bills_changes_nothing() -> None:
    assert told(THREE, NoteRejected("inhibit"), Pressed("nonsense")) == THREE


def test_i18_a_part_that_failed_meanwhile_stops_the_sale_before_money() -> None:
    broken = Context(Rules(), noted(READY, Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end")))
    stopped = told(THREE, Pressed("confirm"), context=broken)
    assert stopped == pay_bill.Stopped("receipt_printer.paper_end")
    assert told(stopped, NoteRejected("inhibit")) == stopped
    assert told(stopped, Pressed("done")) == pay_bill.Done()
    assert told(pay_bill.Done(), Pressed("start")) == pay_bill.Done()


@pytest.mark.parametrize("code", ["cassette_full", "cassette_removed", "validator_jammed", "cassette_jammed"])
def test_faults_30_31_the_acceptor_failing_before_the_first_note_ends_the_sale_with_its_reason(code: str) -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"), HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, code)))
    assert world.runner.visit.front == pay_bill.Stopped(f"bill_acceptor.{code}")
    assert world.asked()[-2:] == ["close", "SaleEnded"]


@pytest.mark.parametrize("code", ["cassette_full", "cassette_removed", "validator_jammed", "cassette_jammed"])
def test_faults_30_31_the_acceptor_failing_with_money_inside_books_what_is_in(code: str) -> None:
    """Faults 30 and 31; I1, I2: what was credited and no more, also where one more note was moving when it failed."""
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(NoteEscrowed(HUNDRED), HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, code)))
    world.tell(NoteLost(), TimedOut())
    (request,) = world.devices.bookings
    assert request.paid == 10_000
    assert NoteInDoubt(SALE, 2, HUNDRED) in world.devices.facts


def test_pay_5_a_refused_booking_prints_the_slip_with_which_it_can_be_made_good() -> None:
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleRefused(SALE, "ACCOUNT_CLOSED"), ReceiptPrinted(f"{SALE}/1"), Pressed("done"))
    assert SaleRejected(SALE, "ACCOUNT_CLOSED") in world.devices.facts
    assert world.devices.vouchers[0].kind is VoucherKind.REFUSED
    assert SALE in world.devices.ledger.open_sales, "a person makes it good"


# --- booking -----------------------------------------------------------------------------------------

PAID = replace(OpenSale(SALE, samples.BILL_TERMS), credited=(Fen(10_000),), closed=Fen(10_000))


@pytest.mark.parametrize(
    "event",
    [
        SaleBooked("GD0117-000099", samples.BOOKING),  # type: ignore[arg-type]  # another sale's number
        SaleRefused("GD0117-000099", "X"),  # type: ignore[arg-type]
        SaleUnanswered("GD0117-000099"),  # type: ignore[arg-type]
        Pressed("exit"),
        NoteStacked(HUNDRED),
        NoteEscrowed(HUNDRED),
    ],
)
def test_only_the_answer_about_this_sale_ends_its_booking(event: Event) -> None:
    asking, _ = booking.begin(PAID)
    assert booking.step(asking, event) == (asking, ())


def test_a_booking_that_is_done_hears_nothing_more() -> None:
    done = booking.Done(PAID)
    assert booking.step(done, SaleBooked(SALE, samples.BOOKING)) == (done, ())


# --- the end -----------------------------------------------------------------------------------------


def test_i16_a_slip_that_never_comes_is_missed_once_and_the_sale_that_is_booked_ends() -> None:
    """The customer is silent and so is the printer; what it says afterwards is about no sale any more (fault 41)."""
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    world.tell(Pressed("finish"), SaleBooked(SALE, samples.BOOKING), Pressed("done"))
    assert world.asked()[-1] == "print payment", "nothing ends while the slip is awaited"
    world.tell(TimedOut())
    assert world.devices.facts[-2:] == [ReceiptMissed(SALE, 1, "no_confirmation"), SaleEnded(SALE, Outcome.SOLD)]
    assert world.runner.visit.front == Idle()
    world.asked()
    world.tell(ReceiptPrinted(f"{SALE}/1"))
    assert world.asked() == []


def test_an_ending_that_is_done_hears_nothing_more() -> None:
    assert closing.step(closing.Done(), Pressed("done")) == (closing.Done(), ())


def test_closing_the_acceptor_is_not_a_fact() -> None:
    """The order of the last effects of a tender: no more notes, then the total."""
    world = World()
    at_bills(world)
    world.tell(Pressed("confirm"))
    put_in(world, HUNDRED)
    front = world.runner.visit.front
    assert isinstance(front, pay_bill.Tendering)
    _, effects = pay_bill.step(front, Pressed("finish"), CONTEXT)
    assert isinstance(effects[0], CloseAcceptor)
    assert isinstance(effects[1], Record)
