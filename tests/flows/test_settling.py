"""What recovery does with every sale that it may find, and with every answer (I11, I28, PAY-6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.effects import (
    AcknowledgeNote,
    BookSale,
    ConfirmWrite,
    Effect,
    HandToVisit,
    PrintVoucher,
    Record,
    RetryLater,
)
from kiosk_app.domain.events import (
    AcceptorStarted,
    Event,
    PowerUpNote,
    Pressed,
    ReceiptPrinted,
    RetryDue,
    SaleBooked,
    SaleHandedOver,
    SaleRefused,
    SaleUnanswered,
    SaleWanted,
    WriteConfirmed,
    WriteRefused,
    WriteUnanswered,
)
from kiosk_app.domain.facts import (
    ConfirmationDelivered,
    Fact,
    NoteCredited,
    NoteHandedBack,
    NoteInDoubt,
    NoteOffered,
    NoteUnexpected,
    OpenSale,
    Outcome,
    ReceiptDone,
    SaleAccepted,
    SaleBegun,
    SaleEnded,
    SaleRejected,
    TenderClosed,
    fold,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import recovery as rc
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

OTHER = SaleNumber("GD0117-000099")
TEN_THOUSAND = Fen(10_000)
BEGUN = OpenSale(SALE, samples.BILL_TERMS)
MOVING = replace(BEGUN, moving=(1, HUNDRED))
PAID = replace(BEGUN, credited=(TEN_THOUSAND,))
CLOSED = replace(PAID, closed=TEN_THOUSAND)
PRINTED = replace(CLOSED, slips=1)
CARD_SALE = replace(CLOSED, terms=samples.PURCHASE_TERMS, booking=samples.PURCHASE_BOOKING, slips=1)
WRITTEN = replace(CARD_SALE, written=samples.CARD)
BOOK, CONFIRM = BookSale(CLOSED.booking_request()), ConfirmWrite(SALE, samples.CARD)


def parts(effects: tuple[Effect, ...]) -> list[object]:
    return [effect.fact if isinstance(effect, Record) else type(effect) for effect in effects]


def began(*sales: OpenSale) -> tuple[rc.Recovery, tuple[Effect, ...]]:
    return rc.begin(sales)


# --- at the start ------------------------------------------------------------------------------------------


def test_a_sale_without_a_note_is_over() -> None:
    state, effects = began(BEGUN)
    assert parts(effects) == [SaleEnded(SALE, Outcome.NOTHING_PAID)]
    assert not state.cases


def test_a_tender_that_was_cut_off_is_closed_and_booked() -> None:
    state, effects = began(PAID)
    assert effects == (Record(TenderClosed(SALE, TEN_THOUSAND)), BOOK)
    assert state.cases[SALE].asked


def test_i4_a_closed_sale_is_booked_with_the_request_that_it_always_had() -> None:
    assert began(CLOSED)[1] == (BOOK,)


def test_a_written_card_is_confirmed() -> None:
    assert began(WRITTEN)[1] == (CONFIRM,)


def test_vend_4_a_purchase_that_is_not_on_its_card_waits_for_the_card() -> None:
    state, effects = began(CARD_SALE)
    assert effects == (RetryLater(SALE, rc.ELSEWHERE_S, 1),), "and it is asked whether it was written elsewhere"
    assert state.cases[SALE].sale == CARD_SALE


def test_i16_a_slip_that_was_never_begun_is_printed_with_what_is_true() -> None:
    rejected = replace(CLOSED, rejected="ACCOUNT_CLOSED")
    state, effects = began(rejected)
    assert isinstance(effects[1], PrintVoucher) and effects[1].voucher.kind is VoucherKind.REFUSED
    assert SALE in state.cases, "a person makes it good"


def test_a_doubt_alone_prints_a_claim_and_stays() -> None:
    state, effects = began(replace(BEGUN, in_doubt=(HUNDRED,)))
    assert parts(effects)[0] == TenderClosed(SALE, Fen(0))
    assert isinstance(effects[-1], PrintVoucher) and effects[-1].voucher.kind is VoucherKind.CLAIM
    assert SALE in state.cases


# --- the note of the last run --------------------------------------------------------------------------------


def test_a_moving_note_waits_for_the_acceptor() -> None:
    state, effects = began(MOVING)
    assert (effects, state.settling) == ((), True)
    assert rc.addressed(state, AcceptorStarted(PowerUpNote.NONE))
    assert not rc.addressed(state, Pressed("start"))


def test_i13_a_note_found_in_the_box_is_credited_and_booked() -> None:
    state, effects = rc.step(began(MOVING)[0], AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    credited = NoteCredited(SALE, 1, HUNDRED)
    assert parts(effects) == [credited, AcknowledgeNote, TenderClosed(SALE, TEN_THOUSAND), BookSale]
    assert not state.settling


def test_a_note_that_went_back_leaves_nothing() -> None:
    state, effects = rc.step(began(MOVING)[0], AcceptorStarted(PowerUpNote.IN_VALIDATOR))
    assert parts(effects)[-1] == SaleEnded(SALE, Outcome.NOTHING_PAID)
    assert not state.cases


def test_i12_with_two_open_intents_one_note_proves_nothing() -> None:
    second = replace(MOVING, sale=OTHER)
    state, effects = rc.step(began(MOVING, second)[0], AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    told = parts(effects)
    assert told[:2] == [NoteUnexpected(None, HUNDRED), AcknowledgeNote]
    assert {fact.sale for fact in told if isinstance(fact, NoteInDoubt)} == {SALE, OTHER}
    assert not any(isinstance(fact, NoteCredited) for fact in told)
    assert not state.settling


def test_i12_with_two_open_intents_a_note_in_the_validator_is_nobodys() -> None:
    second = replace(MOVING, sale=OTHER)
    _, effects = rc.step(began(MOVING, second)[0], AcceptorStarted(PowerUpNote.IN_VALIDATOR))
    told = parts(effects)
    assert {fact.sale for fact in told if isinstance(fact, NoteInDoubt)} == {SALE, OTHER}
    assert not any(isinstance(fact, NoteHandedBack) for fact in told)


def test_a_start_without_open_intents_is_nothing_to_recovery() -> None:
    state, effects = rc.step(began(CLOSED)[0], AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED))
    assert effects == ()
    assert state.acceptor_heard


def test_a_sale_handed_over_with_a_moving_note_waits_for_the_next_start() -> None:
    heard, _ = rc.step(rc.Recovery(), AcceptorStarted(PowerUpNote.NONE))
    state, effects = rc.step(heard, SaleHandedOver(MOVING))
    assert (effects, state.settling) == ((), True)


@given(st.lists(st.tuples(st.sampled_from(PowerUpNote), st.integers(0, 4)), min_size=20, max_size=20))
def test_fault_6_twenty_starts_that_are_cut_again_leave_one_answer_for_one_note(
    starts: list[tuple[PowerUpNote, int]],
) -> None:
    """I11, I12: the power comes and goes, each start records a little of what it means to, and none of it twice."""
    history: list[Fact] = [SaleBegun(SALE, samples.BILL_TERMS), NoteOffered(SALE, 1, HUNDRED)]
    for power_up, recorded in [*starts, (PowerUpNote.NONE, 99)]:
        state, effects = began(*fold(history).open_sales.values())
        note = HUNDRED if power_up is PowerUpNote.IN_STACKER else None
        _, more = rc.step(state, AcceptorStarted(power_up, note))
        meant = [effect.fact for effect in (*effects, *more) if isinstance(effect, Record)]
        history += meant[:recorded]
    answers = [fact for fact in history if isinstance(fact, NoteCredited | NoteInDoubt | NoteHandedBack)]
    assert len(answers) == 1, "one note has one fate"
    assert all(sale.moving is None for sale in fold(history).open_sales.values())


# --- answers ---------------------------------------------------------------------------------------------------


def test_pay_6_a_booking_that_arrives_is_on_record_and_its_slip_printed() -> None:
    state, effects = rc.step(began(CLOSED)[0], SaleBooked(SALE, samples.BOOKING))
    assert parts(effects)[0] == SaleAccepted(SALE, samples.BOOKING)
    assert isinstance(effects[-1], PrintVoucher)
    again, effects = rc.step(state, SaleBooked(SALE, samples.BOOKING))
    assert (again, effects) == (state, ()), "I3: the second answer changes nothing"


def test_a_refusal_is_on_record_once() -> None:
    state, effects = rc.step(began(PRINTED)[0], SaleRefused(SALE, "ACCOUNT_CLOSED"))
    assert parts(effects) == [SaleRejected(SALE, "ACCOUNT_CLOSED")]
    assert rc.step(state, SaleRefused(SALE, "ACCOUNT_CLOSED")) == (state, ())


def test_i5_a_booking_behind_a_refusal_stands() -> None:
    state, _ = rc.step(began(PRINTED)[0], SaleRefused(SALE, "ACCOUNT_CLOSED"))
    state, effects = rc.step(state, SaleBooked(SALE, samples.BOOKING))
    assert parts(effects)[0] == SaleAccepted(SALE, samples.BOOKING)
    assert not state.cases


def test_i28_a_confirmation_whose_answer_was_lost_is_over_where_a_later_purchase_is_known() -> None:
    """The vending system has the write already, and says so by refusing it: nothing is left to be asked."""
    _, effects = rc.step(began(WRITTEN)[0], WriteRefused(SALE, "ALREADY_WRITTEN"))
    assert parts(effects)[0] == ConfirmationDelivered(SALE)
    _, effects = rc.step(began(WRITTEN)[0], WriteRefused(SALE, "COUNTER_MISMATCH"))
    assert not any(isinstance(part, ConfirmationDelivered) for part in parts(effects))


def test_vend_4_a_confirmed_card_ends_the_sale() -> None:
    state, effects = rc.step(began(WRITTEN)[0], WriteConfirmed(SALE))
    assert parts(effects) == [ConfirmationDelivered(SALE), SaleEnded(SALE, Outcome.SOLD)]
    assert not state.cases


@pytest.mark.parametrize(
    ("sale", "answer"),
    [
        (CLOSED, SaleUnanswered(SALE)),
        (WRITTEN, WriteUnanswered(SALE)),
        (WRITTEN, WriteRefused(SALE, "COUNTER_MISMATCH")),
    ],
)
def test_i28_without_an_answer_it_is_asked_again_after_growing_pauses(sale: OpenSale, answer: Event) -> None:
    state, first = began(sale)
    pauses = []
    for _ in range(9):
        state, effects = rc.step(state, answer)
        (later,) = effects
        assert isinstance(later, RetryLater)
        pauses.append(later.after_s)
        assert rc.step(state, answer) == (state, ()), "one answer, one pause"
        state, effects = rc.step(state, RetryDue(SALE))
        assert effects == first[-1:], "the same question"
        assert rc.step(state, RetryDue(SALE)) == (state, ()), "one question at a time"
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_fault_27_a_platform_that_is_away_for_a_week_is_still_asked() -> None:
    """Found here: doubled without end, the pause was too large a number after three and a half days."""
    state, asked = began(CLOSED)
    effects: tuple[Effect, ...] = ()
    for _ in range(2_100):
        state, effects = rc.step(state, SaleUnanswered(SALE))
        state, asked = rc.step(state, RetryDue(SALE))
    assert effects == (RetryLater(SALE, 300.0, 2_100),)
    assert asked == (BOOK,)


def test_pay_5_the_slip_of_a_refusal_is_on_record_and_the_sale_stays() -> None:
    state, effects = began(replace(CLOSED, rejected="ACCOUNT_CLOSED"))
    assert isinstance(effects[-1], PrintVoucher)
    state, effects = rc.step(state, ReceiptPrinted(effects[-1].job))
    assert parts(effects) == [ReceiptDone(SALE, 1)]
    assert SALE in state.cases, "a person makes it good"


@pytest.mark.parametrize("event", [SaleBooked(OTHER, samples.BOOKING), RetryDue(OTHER), Pressed("start")])
def test_what_is_not_about_its_sales_is_not_recoverys(event: Event) -> None:
    state, _ = began(CLOSED)
    assert rc.step(state, event) == (state, ())


# --- a card that comes back ---------------------------------------------------------------------------------------


def test_vend_4_a_purchase_is_given_to_the_visit_with_its_card() -> None:
    state, effects = rc.step(began(CARD_SALE)[0], SaleWanted(SALE))
    assert effects == (HandToVisit(CARD_SALE),)
    assert not state.cases
    back, effects = rc.step(state, SaleHandedOver(CARD_SALE))
    assert back.cases[SALE].sale == CARD_SALE


@pytest.mark.parametrize("sales", [(), (CLOSED,), (WRITTEN,)])
def test_what_cannot_be_written_now_is_not_given_away(sales: tuple[OpenSale, ...]) -> None:
    state, _ = began(*sales)
    assert rc.step(state, SaleWanted(SALE)) == (state, (HandToVisit(None),))
