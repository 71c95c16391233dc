"""What happened to my payment: a customer types the number or shows the slip, at any terminal (PAY-5, PAY-6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import AskRecovery, AwaitCard, AwaitCode, Effect, PrintVoucher, Record
from kiosk_app.domain.events import (
    CodeScanned,
    DigitTyped,
    Event,
    HealthChanged,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    RecoveryFound,
    Refused,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.facts import EnquiryNoted, Fact, fold
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.recovered import RecoveredBooking, RecoveredSale, SaleState
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import Purchase, SaleKind, SaleNumber
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity, enquiry, visit
from kiosk_app.flows.closing import Slip
from kiosk_app.flows.codes import SlipCode, bill_in, slip_in
from kiosk_app.flows.context import Context
from kiosk_app.flows.typing import Typed
from kiosk_app.flows.visit import Idle, Menu
from kiosk_app.views.service import OutOfServiceView
from kiosk_app.views.show import show
from tests.contract.slip_code import MALFORMED, SLIPS, named
from tests.flows.world import World, recorded

SALE = SaleNumber("GD0117-002381")
PAID = RecoveredSale(
    SALE,
    SaleState.BOOKED,
    SaleKind.BILL_PAYMENT,
    Fen(40_000),
    RecoveredBooking("P0000000001", Fen(40_000), Fen(38_524), Fen(898), Fen(578), None),
    waits_for_card=False,
)
BOUGHT = RecoveredSale(
    SALE,
    SaleState.BOOKED,
    SaleKind.PURCHASE,
    Fen(10_000),
    RecoveredBooking(
        "P0000000002",
        Fen(10_000),
        Fen(0),
        Fen(0),
        Fen(0),
        Purchase("V1", 8, 10_000, Fen(10_000), CentiKwh(0), Fen(0)),
    ),
    waits_for_card=False,
)
TO_WRITE = replace(BOUGHT, waits_for_card=True)
OPEN = tuple(
    RecoveredSale(SALE, state, SaleKind.BILL_PAYMENT, Fen(40_000), None, waits_for_card=False)
    for state in (SaleState.PENDING, SaleState.UNHEARD, SaleState.REFUSED)
)
ALL = (PAID, BOUGHT, TO_WRITE, *OPEN)


def ready(*but: Health) -> Context:
    healths = {device: Health(device, Condition.READY) for device in Device} | {each.device: each for each in but}
    return Context(Rules(), tuple(healths.values()))


def after(*events: Event, context: Context | None = None) -> tuple[enquiry.State, tuple[Effect, ...]]:
    """Return the state after a story from the beginning, and the effects of its last event."""
    state, effects = enquiry.begin()
    for event in events:
        state, effects = enquiry.step(state, event, context or ready())
    return state, effects


def digits(text: str) -> tuple[Event, ...]:
    return tuple(DigitTyped(digit) for digit in text)


TYPED = (*digits("0117002381"), Pressed("confirm"))


# --- the number, and the code ---


def test_the_digits_of_the_number_are_typed_and_the_letters_are_this_utilitys() -> None:
    state, effects = after(*TYPED)
    assert effects == (AskRecovery("recovery", SALE, None),)
    assert state == enquiry.Asking(SlipCode(SALE, None), "0117002381")
    elsewhere = Context(replace(Rules(), prefix="HN0042"), ready().healths)
    _, effects = after(*TYPED, context=elsewhere)
    assert effects[-1] == AskRecovery("recovery", SaleNumber("HN0117-002381"), None)


@pytest.mark.parametrize("row", SLIPS, ids=named)
def test_a_slip_of_any_terminal_is_scanned_and_sent_as_it_was_read(row: dict[str, str]) -> None:
    _, effects = after(*digits("01"), CodeScanned(row["code"]))
    assert effects == (AskRecovery("recovery", SaleNumber(row["sale"]), row["code"]),)


def test_the_number_in_the_code_of_a_success_slip_is_enough() -> None:
    _, effects = after(CodeScanned("HN0042-1000000"))
    assert effects[-1] == AskRecovery("recovery", SaleNumber("HN0042-1000000"), None)


@pytest.mark.parametrize("text", [row["code"] for row in MALFORMED if row["name"] != "the number alone"][:8])
def test_another_kind_of_code_says_which_slip_and_what_was_typed_stays(text: str) -> None:
    if slip_in(text) is not None:
        pytest.skip("only the platform can tell")
    state, effects = after(*digits("011"), CodeScanned(text))
    assert state == enquiry.Typing(Typed("011", 10), "not_a_slip_code")
    assert effects == ()


@pytest.mark.parametrize("text", ["3104587926", "6901234567892", "https://example.com/", ""])
def test_bills_and_what_lies_about_are_no_slips(text: str) -> None:
    assert slip_in(text) is None
    assert (bill_in(text) is not None) == (text == "3104587926")


def test_too_few_digits_ask_for_the_rest() -> None:
    state, effects = after(*digits("01170023"), Pressed("confirm"))
    assert state == enquiry.Typing(Typed("01170023", 10), "sale_incomplete")
    assert effects == ()
    state, _ = enquiry.step(state, DigitTyped("8"), ready())
    assert state == enquiry.Typing(Typed("011700238", 10)), "the next key takes the complaint away"


@pytest.mark.parametrize("event", [Pressed("back"), Pressed("exit"), TimedOut()])
def test_who_leaves_asks_nothing(event: Event) -> None:
    assert after(event) == (enquiry.Done(), ())


def test_what_is_over_stays_over() -> None:
    assert enquiry.step(enquiry.Done(), Pressed("confirm"), ready()) == (enquiry.Done(), ())


# --- the answer ---


def test_a_number_that_nobody_has_is_put_right() -> None:
    state, effects = after(*TYPED, Refused("recovery", "SALE_UNKNOWN"))
    assert state == enquiry.Typing(Typed("0117002381", 10), "sale_unknown")
    assert effects == ()


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (Refused("recovery", "SLIP_FORGED"), enquiry.Refusal("slip_forged")),
        (Refused("recovery", "TOO_MANY_TRIES", (("minutes", "50"),)), enquiry.Refusal("too_many_tries", "50")),
        (Unanswered("recovery"), enquiry.Refusal("no_answer")),
        (TimedOut(), enquiry.Refusal("no_answer")),
    ],
)
def test_what_cannot_be_told_says_why(event: Event, refusal: enquiry.Refusal) -> None:
    assert after(*TYPED, event) == (refusal, ())
    assert after(*TYPED, event, Pressed("done")) == (enquiry.Done(), ())
    assert after(*TYPED, event, TimedOut()) == (enquiry.Done(), ())


@pytest.mark.parametrize(
    "event",
    [
        RecoveryFound("recovery", replace(PAID, sale=SaleNumber("GD0117-000001"))),
        RecoveryFound("card", PAID),
        Refused("card", "SALE_UNKNOWN"),
        Unanswered("quote"),
        Pressed("exit"),
    ],
)
def test_i17_an_answer_to_another_question_is_nobodys(event: Event) -> None:
    assert after(*TYPED, event) == (enquiry.Asking(SlipCode(SALE, None), "0117002381"), ())


@pytest.mark.parametrize("found", ALL, ids=lambda each: f"{each.state} {each.kind}")
def test_what_was_told_is_in_the_journal_before_it_is_shown(found: RecoveredSale) -> None:
    state, effects = after(*TYPED, RecoveryFound("recovery", found))
    assert state == enquiry.Told(found, SlipCode(SALE, None))
    assert recorded(effects) == [EnquiryNoted(SALE, "told", found.state)]


@pytest.mark.parametrize("found", OPEN, ids=lambda each: str(each.state))
def test_pay_6_what_is_open_is_asked_about_again_and_never_printed_as_done(found: RecoveredSale) -> None:
    told, _ = after(CodeScanned(SLIPS[0]["code"]), RecoveryFound("recovery", found))
    again, effects = enquiry.step(told, Pressed("again"), ready())
    assert effects[-1] == AskRecovery("recovery", SALE, SLIPS[0]["code"]), "with the same slip"
    assert isinstance(again, enquiry.Asking)
    assert enquiry.step(told, Pressed("print"), ready()) == (told, ()), "I16: no success slip for what is open"
    assert enquiry.step(told, Pressed("insert_card"), ready()) == (told, ())
    assert enquiry.step(told, Pressed("done"), ready()) == (enquiry.Done(), ())


# --- the slip ---


@pytest.mark.parametrize(("found", "kind"), [(PAID, VoucherKind.PAYMENT), (BOUGHT, VoucherKind.PURCHASE)])
def test_pay_5_a_success_slip_is_printed_once_marked_as_a_copy_and_names_nobody(
    found: RecoveredSale, kind: VoucherKind
) -> None:
    state, effects = after(*TYPED, RecoveryFound("recovery", found), Pressed("print"))
    begun, printing = effects
    assert begun == Record(EnquiryNoted(SALE, "slip_begun", kind)), "I7: intent first"
    assert isinstance(printing, PrintVoucher)
    slip = printing.voucher
    assert (slip.kind, slip.sale, slip.paid, slip.copy) == (kind, SALE, found.paid, 2)
    assert (slip.customer_no, slip.name_masked, slip.address_masked, slip.balance) == ("", "", "", None)
    assert enquiry.step(state, Pressed("done"), ready()) == (state, ()), "nobody leaves before the slip is out"
    state, effects = enquiry.step(state, ReceiptPrinted(printing.job), ready())
    assert recorded(effects) == [EnquiryNoted(SALE, "slip_done")]
    assert enquiry.step(state, Pressed("print"), ready()) == (state, ()), "one slip a visit"
    assert enquiry.step(state, TimedOut(), ready()) == (enquiry.Done(), ())


@pytest.mark.parametrize("event", [ReceiptFailed("GD0117-002381/enquiry", "paper_end"), TimedOut()])
def test_a_slip_that_did_not_come_may_be_asked_for_again(event: Event) -> None:
    state, effects = after(*TYPED, RecoveryFound("recovery", PAID), Pressed("print"), event)
    code = "paper_end" if isinstance(event, ReceiptFailed) else "no_confirmation"
    assert state == enquiry.Told(PAID, SlipCode(SALE, None), Slip.FAILED, code)
    assert recorded(effects) == [EnquiryNoted(SALE, "slip_missed", code)]
    again, effects = enquiry.step(state, Pressed("print"), ready())
    assert isinstance(effects[-1], PrintVoucher)
    assert enquiry.step(again, ReceiptPrinted("GD0117-002381/2"), ready()) == (again, ()), "another job's word"


def test_the_strip_under_the_slip_is_remembered_over_a_restart() -> None:
    begun, done = EnquiryNoted(SALE, "slip_begun", "payment"), EnquiryNoted(SALE, "slip_done")
    assert fold([begun]).slip_unconfirmed
    assert fold([begun, EnquiryNoted(SALE, "slip_missed", "paper_end")]).slip_unconfirmed
    assert not fold([begun, done]).slip_unconfirmed
    assert not fold([EnquiryNoted(SALE, "told", "booked")]).slip_unconfirmed
    assert fold([begun, done]).open_sales == {}, "another terminal's sale is not ours"


# --- the card ---


def test_vend_4_a_purchase_that_waits_goes_on_with_its_card() -> None:
    state, _ = after(*TYPED, RecoveryFound("recovery", TO_WRITE))
    assert enquiry.step(state, Pressed("insert_card"), ready()) == (enquiry.Done(card=True), ())
    assert enquiry.step(state, Pressed("print"), ready()) == (state, ()), "nothing says written before it is"
    gone = Health(Device.CARD_READER, Condition.LOST, "not_answering")
    without = enquiry.step(state, Pressed("insert_card"), ready(gone))
    assert without == (enquiry.Refusal("card_reader.not_answering"), ())


def test_from_the_menu_to_the_card_slot() -> None:
    world = World()
    world.tell(Pressed("start"), Pressed("reprint"))
    world.type("0117002381")
    world.tell(Pressed("confirm"))
    assert world.asked()[-1] == "ask_recovery"
    world.tell(RecoveryFound("recovery", TO_WRITE), Pressed("insert_card"))
    assert isinstance(world.runner.visit.front, buy_electricity.AwaitingCard)
    assert world.asked() == ["EnquiryNoted", "await_card"]
    world.tell(Pressed("back"))
    assert isinstance(world.runner.visit.front, Idle)


def test_the_tile_waits_for_the_platform_and_for_nothing_else() -> None:
    world = World()
    for device in (Device.BILL_ACCEPTOR, Device.RECEIPT_PRINTER):
        world.tell(HealthChanged(Health(device, Condition.READY)))
    world.tell(Pressed("start"), HealthChanged(Health(Device.PLATFORM, Condition.LOST, "not_answering")))
    world.tell(Pressed("reprint"))
    assert isinstance(world.runner.visit.front, Menu)
    world.tell(HealthChanged(Health(Device.PLATFORM, Condition.READY)))
    world.tell(HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, "cassette_full")), Pressed("reprint"))
    assert isinstance(world.runner.visit.front, enquiry.Typing)


# --- promises ---

EVENTS: st.SearchStrategy[Event] = st.sampled_from(
    [
        *digits("0123456789"),
        *(Pressed(name) for name in ("confirm", "back", "exit", "print", "insert_card", "again", "done", "clear")),
        TimedOut(),
        CodeScanned(SLIPS[0]["code"]),
        CodeScanned("3104587926"),
        *(RecoveryFound("recovery", each) for each in ALL),
        *(Refused("recovery", code) for code in ("SALE_UNKNOWN", "SLIP_FORGED", "TOO_MANY_TRIES")),
        Unanswered("recovery"),
        ReceiptPrinted("GD0117-002381/enquiry"),
        ReceiptFailed("GD0117-002381/enquiry", "paper_end"),
    ]
)


@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_no_money_moves_no_sale_begins_and_no_slip_says_more_than_was_told(story: list[Event]) -> None:
    state, effects = enquiry.begin()
    told: RecoveredSale | None = None
    printing, facts = 0, list[Fact]()
    for event in story:
        before = state
        state, effects = enquiry.step(state, event, ready())
        if isinstance(before, enquiry.Asking) and isinstance(event, RecoveryFound):
            told = event.found
        for effect in effects:
            allowed = Record | AskRecovery | PrintVoucher
            assert isinstance(effect, allowed), "no card, no note, no booking"
            if isinstance(effect, Record):
                assert isinstance(effect.fact, EnquiryNoted)
                facts.append(effect.fact)
            if isinstance(effect, PrintVoucher):
                printing += 1
                assert told is not None
                assert told.booking is not None
                assert not told.waits_for_card
                assert effect.voucher.paid == told.paid
        if isinstance(state, enquiry.Done):
            assert not state.card or (told is not None and told.waits_for_card)
            break
    begun = sum(fact == EnquiryNoted(SALE, "slip_begun", kind) for fact in facts for kind in VoucherKind)
    assert begun == printing, "every slip has its intent"
    assert fold(facts).box == {}


def test_the_way_to_the_card_is_the_ways_own_start() -> None:
    """What waits for a card is found by the card itself: nothing that was typed decides what is written."""
    assert buy_electricity.begin()[1] == (AwaitCard(),)


# --- where nothing can be paid ---


def standing(*but: Health, recovering: bool = False) -> visit.Visit:
    return replace(visit.begin(Rules()), healths=ready(*but).healths, recovering=recovering)


@pytest.mark.parametrize(
    "broken",
    [
        (Health(Device.BILL_ACCEPTOR, Condition.FAULT, "cassette_full"),),
        (Health(Device.BILL_ACCEPTOR, Condition.LOST, "not_answering"), Health(Device.CARD_READER, Condition.LOST)),
        (Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end"),),
    ],
)
def test_pay_6_an_enquiry_needs_no_acceptor(broken: tuple[Health, ...]) -> None:
    """A service is offered where every part that it needs is ready: out of service for money, and not for questions."""
    here = standing(*broken)
    shown = show(here)
    assert isinstance(shown, OutOfServiceView)
    assert shown.enquiry is not None
    asked, effects = visit.step(here, Pressed(shown.enquiry.reports))
    assert isinstance(asked.front, enquiry.Typing)
    assert effects == (AwaitCode(),)
    assert isinstance(visit.step(here, Pressed("start"))[0].front, visit.Idle), "nothing else is to be had"
    back, _ = visit.step(asked, Pressed("back"))
    assert isinstance(back.front, visit.Idle)


@pytest.mark.parametrize("device", enquiry.ASKING)
def test_without_journal_or_platform_nobody_can_be_told(device: Device) -> None:
    here = standing(Health(device, Condition.FAULT, "paused"), Health(Device.BILL_ACCEPTOR, Condition.FAULT, "jam"))
    shown = show(here)
    assert isinstance(shown, OutOfServiceView)
    assert shown.enquiry is None
    assert visit.step(here, Pressed("reprint")) == (here, ())


def test_i18_while_staff_are_at_the_box_nobody_is_told_either() -> None:
    here = replace(standing(), unsettled=True)
    shown = show(here)
    assert isinstance(shown, OutOfServiceView)
    assert shown.enquiry is None
    assert visit.step(here, Pressed("reprint")) == (here, ())


def test_where_something_can_be_paid_the_way_is_the_menu_s() -> None:
    assert visit.step(standing(), Pressed("reprint"))[0].front == visit.Idle()
    assert visit.step(standing(recovering=True), Pressed("reprint"))[0].front == visit.Idle()
