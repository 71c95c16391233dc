"""What recovery owes a customer who did not get a slip: the slip, and a word in the journal about it."""

from dataclasses import replace

import pytest

from kiosk_app.domain.effects import BookSale, ConfirmWrite, HandToVisit, PrintVoucher, Record, RetryLater
from kiosk_app.domain.events import (
    CardRead,
    Event,
    ReceiptFailed,
    ReceiptPrinted,
    RetryDue,
    SaleBooked,
    SaleHandedOver,
    SaleRefused,
    SaleUnanswered,
    SaleWanted,
    WriteConfirmed,
)
from kiosk_app.domain.facts import (
    CardCompleted,
    ConfirmationDelivered,
    Fact,
    OpenSale,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    ReceiptMissed,
    SaleEnded,
    advance,
    fold,
)
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import recovery
from kiosk_app.flows.vouchers import kind_of, voucher_of
from tests.flows.world import recorded
from tests.support import samples
from tests.support.samples import SALE

CLOSED = OpenSale(SALE, samples.BILL_TERMS, credited=(samples.BOOKING.paid,), closed=samples.BOOKING.paid)
DONE, MISSED = ReceiptDone(SALE, 1), ReceiptMissed(SALE, 1, "paper_end")
SOLD = SaleEnded(SALE, Outcome.SOLD)


def booked() -> recovery.Recovery:
    """Return a recovery that has just had a sale of the last run booked and sent its slip to the printer."""
    state, effects = recovery.begin((CLOSED,))
    assert [type(effect) for effect in effects] == [BookSale]
    state, effects = recovery.step(state, SaleBooked(SALE, samples.BOOKING))
    assert isinstance(effects[-1], PrintVoucher)
    assert SOLD not in recorded(effects), "the printer has not said yet what became of the slip"
    return state


@pytest.mark.parametrize(
    ("event", "fact"), [(ReceiptPrinted(f"{SALE}/1"), DONE), (ReceiptFailed(f"{SALE}/1", "paper_end"), MISSED)]
)
def test_i16_the_journal_hears_what_became_of_a_recovered_slip_before_the_sale_ends(event: Event, fact: Fact) -> None:
    """Found by the demonstration's power cut: the sale had ended before the printer answered."""
    state, effects = recovery.step(booked(), event)

    assert effects == (Record(fact), Record(SOLD))
    assert not state.cases


def test_a_slip_of_somebody_else_or_of_another_copy_is_not_taken_for_it() -> None:
    state = booked()
    for other in (ReceiptPrinted(f"{SALE}/2"), ReceiptPrinted("GD0117-000009/1"), ReceiptPrinted("nonsense")):
        assert recovery.step(state, other) == (state, ())


def test_i11_a_cut_between_slip_and_answer_prints_no_second_slip() -> None:
    """After another restart the journal knows that a slip was begun: the sale ends without one more."""
    again = replace(CLOSED, booking=samples.BOOKING, slips=1)
    state, effects = recovery.begin((again,))
    assert effects == (Record(SOLD),)
    assert not state.cases


def test_vend_3_a_slip_tells_yuan_or_energy_even_where_both_are_the_same_number() -> None:
    """Energy at one yuan a kWh is as many hundredths of a kWh as it is fen."""
    sold = samples.PURCHASE_BOOKING
    assert sold.purchase is not None
    by_energy = replace(sold, purchase=replace(sold.purchase, energy=CentiKwh(10_000)))
    sale = OpenSale(SALE, samples.PURCHASE_TERMS, credited=(Fen(10_000),), closed=Fen(10_000))

    yuan, kwh = (voucher_of(replace(sale, booking=booking)) for booking in (sold, by_energy))
    assert (yuan.credited, yuan.energy) == (10_000, None)
    assert (kwh.credited, kwh.energy) == (None, 10_000)


WRITTEN = replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)
USED = replace(WRITTEN, return_present=True, return_counter=8)
UNRECORDED = replace(
    OpenSale(SALE, samples.PURCHASE_TERMS, credited=(Fen(10_000),), closed=Fen(10_000)),
    booking=samples.PURCHASE_BOOKING,
    write_begun=True,
    slips=1,
)


@pytest.mark.parametrize("card", [WRITTEN, USED])
def test_i28_a_card_that_was_written_and_never_recorded_says_so_when_it_is_read_again(card: CardSnapshot) -> None:
    """Killed between the last byte and its row: the vending system lets the card buy on, the sale would never end."""
    state, effects = recovery.begin((UNRECORDED,))
    assert effects == (RetryLater(SALE, recovery.ELSEWHERE_S, 1),)
    state, effects = recovery.step(state, CardRead(card))
    assert effects == (Record(CardCompleted(SALE, card)), ConfirmWrite(SALE, card))
    state, effects = recovery.step(state, WriteConfirmed(SALE))
    assert effects == (Record(ConfirmationDelivered(SALE)), Record(SOLD))


@pytest.mark.parametrize(
    "card",
    [samples.CARD, replace(WRITTEN, serial="1122334455667700"), replace(WRITTEN, wallet_counter=9)],
    ids=["not written yet", "another card", "a later purchase"],
)
def test_i14_a_card_that_does_not_show_the_purchase_proves_nothing(card: CardSnapshot) -> None:
    state, _ = recovery.begin((UNRECORDED,))
    assert recovery.step(state, CardRead(card)) == (state, ())


def test_a_bill_payment_is_never_given_back_to_be_written() -> None:
    """Whatever number the vending system may name."""
    paid = replace(CLOSED, booking=samples.BOOKING, in_doubt=(samples.TEN,), slips=1)
    state, _ = recovery.begin((paid,))
    assert recovery.step(state, SaleWanted(SALE)) == (state, (HandToVisit(None),))


def test_i17_the_journal_tells_whether_lines_of_an_unconfirmed_slip_may_hang_in_the_printer() -> None:
    begun = ReceiptBegun(SALE, "payment", 1)
    told: tuple[list[Fact], ...] = ([], [begun], [begun, DONE], [begun, MISSED], [begun, MISSED, SOLD, begun, DONE])
    assert [fold(facts).slip_unconfirmed for facts in told] == [False, True, False, True, False]


def test_i28_a_line_that_is_down_for_a_week_is_asked_again_every_five_minutes() -> None:
    """After 1024 tries, three and a half days, the pause could not be computed any more."""
    state, _ = recovery.begin((CLOSED,))
    state = replace(state, cases={SALE: replace(state.cases[SALE], tries=1_024)})
    _, effects = recovery.step(state, SaleUnanswered(SALE))
    assert effects == (RetryLater(SALE, recovery.LAST_PAUSE_S, 1),)


BOOKED_AGAIN = SaleBooked(SALE, samples.PURCHASE_BOOKING)


def asked_again() -> recovery.Recovery:
    """Return a recovery that has just asked whether a purchase that waits for its card was written elsewhere."""
    state, _ = recovery.begin((UNRECORDED,))
    state, effects = recovery.step(state, RetryDue(SALE))
    assert effects == (BookSale(UNRECORDED.booking_request()),), "the same request under the same number (I4)"
    return state


def test_pay_6_a_purchase_whose_card_was_written_at_another_terminal_ends_here_too() -> None:
    """The terminal that sold it hears it from the platform, for nothing here would ever say so."""
    _, effects = recovery.step(asked_again(), replace(BOOKED_AGAIN, written=True))
    assert effects == (Record(ConfirmationDelivered(SALE)), Record(SOLD))
    sale = advance(UNRECORDED, ConfirmationDelivered(SALE))
    assert (recovery.awaits_card(sale), kind_of(sale)) == (False, VoucherKind.PURCHASE)


@pytest.mark.parametrize("answer", [BOOKED_AGAIN, SaleRefused(SALE, "KEY_REUSED")])
def test_i8_as_long_as_nobody_says_that_it_is_written_it_waits_and_is_asked_about(answer: Event) -> None:
    state, effects = recovery.step(asked_again(), answer)
    assert effects == (RetryLater(SALE, recovery.ELSEWHERE_S, 2),)
    assert recovery.awaits_card(state.cases[SALE].sale)
    _, effects = recovery.step(state, RetryDue(SALE))
    assert [type(effect) for effect in effects] == [BookSale]


def test_i28_no_answer_is_asked_again_as_ever() -> None:
    state, effects = recovery.step(asked_again(), SaleUnanswered(SALE))
    assert effects == (RetryLater(SALE, recovery.FIRST_PAUSE_S, 2),)
    _, effects = recovery.step(state, RetryDue(SALE, 2))
    assert [type(effect) for effect in effects] == [BookSale]


def test_i28_who_lets_it_ask_at_once_does_not_make_it_ask_more_often_ever_after() -> None:
    """Found by the simulation: each repair before a settlement added a pause that ended beside the others, for ever."""
    state, _ = recovery.begin((CLOSED,))
    state, effects = recovery.step(state, SaleUnanswered(SALE))
    assert effects == (RetryLater(SALE, recovery.FIRST_PAUSE_S, 1),)
    state, effects = recovery.step(state, RetryDue(SALE))
    assert [type(effect) for effect in effects] == [BookSale], "somebody wants to know now"
    state, effects = recovery.step(state, SaleUnanswered(SALE))
    assert effects == (RetryLater(SALE, 2 * recovery.FIRST_PAUSE_S, 2),)
    assert recovery.step(state, RetryDue(SALE, 1)) == (state, ()), "the first pause does not count any more"
    _, effects = recovery.step(state, RetryDue(SALE, 2))
    assert [type(effect) for effect in effects] == [BookSale]


def test_i28_a_sale_that_was_given_back_and_comes_again_is_not_woken_by_its_former_pause() -> None:
    state, _ = recovery.begin((UNRECORDED,))
    state, _ = recovery.step(state, SaleWanted(SALE))
    state, effects = recovery.step(state, SaleHandedOver(UNRECORDED))
    assert effects == (RetryLater(SALE, recovery.ELSEWHERE_S, 2),)
    assert recovery.step(state, RetryDue(SALE, 1)) == (state, ())


def test_a_bill_payment_is_not_asked_about_again() -> None:
    paid = replace(CLOSED, booking=samples.BOOKING, in_doubt=(samples.TEN,), slips=1)
    state, effects = recovery.begin((paid,))
    assert effects == ()
    assert recovery.step(state, SaleBooked(SALE, samples.BOOKING, written=True)) == (state, ())
