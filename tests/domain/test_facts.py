"""What facts add up to, against an independent count (I1, I6, I11)."""

import copy
import typing
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import (
    CardCompleted,
    ConfirmationDelivered,
    EnquiryNoted,
    Fact,
    Ledger,
    NoteCredited,
    NoteHandedBack,
    NoteInDoubt,
    NoteOffered,
    NoteUnexpected,
    OpenSale,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    SaleAccepted,
    SaleBegun,
    SaleEnded,
    SaleRejected,
    TenderClosed,
    WriteBegun,
    advance,
    apply,
    fold,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff_facts import SettlementDone
from tests.domain import values
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE, TEN


def test_there_is_a_strategy_for_every_kind_of_fact() -> None:
    assert values.OF_KIND.keys() == set(typing.get_args(Fact))


@given(st.lists(values.facts, max_size=30), st.integers(0, 30))
def test_adding_up_in_two_parts_is_adding_up_at_once(facts: list[Fact], cut: int) -> None:
    """A restart folds what is there; what the run adds later must come to the same."""
    ledger = fold(facts[:cut])
    for fact in facts[cut:]:
        ledger = apply(ledger, fact)
    assert ledger == fold(facts)


@given(st.lists(values.facts, max_size=30))
def test_i11_adding_up_twice_gives_the_same(facts: list[Fact]) -> None:
    before = copy.deepcopy(facts)
    assert fold(facts) == fold(facts)
    assert facts == before, "facts are never changed"


@given(st.lists(values.facts, max_size=40))
def test_i1_the_box_holds_every_note_that_fell_and_no_other(facts: list[Fact]) -> None:
    """Whatever order facts are in, and whether their sale is open or not; a settlement alone takes notes out."""
    facts = [fact for fact in facts if not isinstance(fact, SettlementDone)]
    fallen = Counter(fact.note.value for fact in facts if isinstance(fact, NoteCredited | NoteUnexpected))
    assert fold(facts).box == fallen


@given(st.lists(values.facts, max_size=40))
def test_numbers_given_out_are_counted(facts: list[Fact]) -> None:
    assert fold(facts).sales == sum(isinstance(fact, SaleBegun) for fact in facts)


@given(values.histories())
def test_the_ledger_is_consistent_after_any_prefix_of_a_history(history: list[Fact]) -> None:
    """The kiosk may be cut off behind any row."""
    for length in range(len(history) + 1):
        ledger = fold(history[:length])
        begun = {fact.sale for fact in history[:length] if isinstance(fact, SaleBegun)}
        ended = {fact.sale for fact in history[:length] if isinstance(fact, SaleEnded)}
        assert ledger.open_sales.keys() == begun - ended
        for number, sale in ledger.open_sales.items():
            consistent(sale, [fact for fact in history[:length] if getattr(fact, "sale", None) == number])


def consistent(sale: OpenSale, facts: list[Fact]) -> None:
    credited = [fact.note.value for fact in facts if isinstance(fact, NoteCredited)]
    assert list(sale.credited) == credited
    assert sale.paid == sum(credited) == sum(each.value * each.count for each in sale.notes)
    settled = {fact.ordinal for fact in facts if isinstance(fact, NoteCredited | NoteHandedBack | NoteInDoubt)}
    offered = [fact for fact in facts if isinstance(fact, NoteOffered)]
    moving = [fact for fact in offered if fact.ordinal not in settled]
    assert len(moving) <= 1
    assert sale.moving == ((moving[0].ordinal, moving[0].note) if moving else None)
    if sale.closed is not None:
        request = sale.booking_request()
        assert (request.sale, request.paid) == (sale.sale, sale.paid)
        assert request == sale.booking_request()


@given(values.histories())
def test_i6_every_credited_fen_has_an_intent_of_the_same_value_before_it(history: list[Fact]) -> None:
    """Of the histories here; that the flows write no others is held in tests/flows."""
    ledger = Ledger()
    for fact in history:
        if isinstance(fact, NoteCredited):
            moving = ledger.open_sales[fact.sale].moving
            assert moving == (fact.ordinal, fact.note)
        ledger = apply(ledger, fact)


# --- one open sale, fact by fact ------------------------------------------------------------------


def opened() -> OpenSale:
    return OpenSale(SALE, samples.PURCHASE_TERMS)


def after(*facts: Fact) -> OpenSale:
    sale = opened()
    for fact in facts:
        sale = advance(sale, fact)
    return sale


def test_a_note_moves_until_its_fate_is_known() -> None:
    offered = NoteOffered(SALE, 1, HUNDRED)
    assert after(offered).moving == (1, HUNDRED)
    assert after(offered, NoteHandedBack(SALE, 1)) == opened()
    in_doubt = after(offered, NoteInDoubt(SALE, 1, HUNDRED))
    assert (in_doubt.moving, in_doubt.in_doubt, in_doubt.paid) == (None, (HUNDRED,), 0)
    credited = after(offered, NoteCredited(SALE, 1, HUNDRED))
    assert (credited.moving, credited.credited, credited.paid) == (None, (10_000,), 10_000)


def test_what_was_stacked_counts_and_not_what_was_offered() -> None:
    assert after(NoteOffered(SALE, 1, HUNDRED), NoteCredited(SALE, 1, TEN)).paid == 1_000


def test_notes_are_counted_by_value_largest_first() -> None:
    sale = after(*(NoteCredited(SALE, 1, note) for note in (TEN, HUNDRED, FIFTY, HUNDRED)))
    assert sale.notes == (NoteCount(Fen(10_000), 2), NoteCount(Fen(5_000), 1), NoteCount(Fen(1_000), 1))


def test_pay_6_an_acceptance_outweighs_a_refusal() -> None:
    """I5: a platform that refused and then has it booked after all has it booked."""
    sale = after(SaleRejected(SALE, "LIMIT_EXCEEDED"), SaleAccepted(SALE, samples.BOOKING))
    assert (sale.rejected, sale.booking) == (None, samples.BOOKING)


def test_the_marks_of_a_write_and_its_slips() -> None:
    begun = WriteBegun(SALE, samples.CARD.serial, 8, 10_000, "00")
    assert after(begun).write_begun
    assert after(begun, CardCompleted(SALE, samples.CARD)).written == samples.CARD
    assert after(ConfirmationDelivered(SALE)).confirmed
    assert after(ReceiptBegun(SALE, "purchase", 1), ReceiptBegun(SALE, "purchase", 2)).slips == 2


@given(values.facts)
def test_every_fact_leaves_the_sale_its_number_and_its_terms(fact: Fact) -> None:
    sale = advance(opened(), fact)
    assert (sale.sale, sale.terms) == (SALE, samples.PURCHASE_TERMS)


def test_i4_a_booking_is_asked_for_with_what_is_in_the_box_and_never_before_it_is_final() -> None:
    sale = after(NoteCredited(SALE, 1, HUNDRED), TenderClosed(SALE, Fen(10_000)))
    request = sale.booking_request()
    assert (request.paid, request.notes, request.card) == (10_000, (NoteCount(Fen(10_000), 1),), samples.CARD)
    assert request.kind == "purchase"
    with pytest.raises(AssertionError, match="final total"):
        after(NoteCredited(SALE, 1, HUNDRED)).booking_request()
    with pytest.raises(AssertionError, match="final total"):
        after(NoteCredited(SALE, 1, HUNDRED), TenderClosed(SALE, Fen(5_000))).booking_request()


def test_a_fact_about_a_sale_that_is_not_open_changes_no_sale() -> None:
    ledger = fold([NoteCredited(SALE, 1, HUNDRED), SaleEnded(SALE, Outcome.SOLD)])
    assert ledger.open_sales == {}
    assert ledger.box == {Fen(10_000): 1}


@pytest.mark.parametrize("fact", [ReceiptBegun(SALE, "success", 2), ReceiptDone(SALE, 2)])
def test_a_slip_after_the_sales_end_is_remembered_as_paper_and_opens_nothing(fact: ReceiptBegun | ReceiptDone) -> None:
    ended = fold([SaleBegun(SALE, samples.BILL_TERMS), SaleEnded(SALE, Outcome.NOTHING_PAID)])
    after = apply(ended, fact)
    assert after.open_sales == {}
    assert after.slip_unconfirmed == isinstance(fact, ReceiptBegun)


def test_a_slip_of_an_enquiry_is_paper_too() -> None:
    """PAY-6: it went to the printer and is not known to have come out, until it is."""
    begun = fold([EnquiryNoted(SALE, "slip_begun")])
    assert (begun.slip_unconfirmed, begun.tallies["slips"]) == (True, 0)
    done = fold([EnquiryNoted(SALE, "slip_begun"), EnquiryNoted(SALE, "slip_done")])
    assert (done.slip_unconfirmed, done.tallies["slips"]) == (False, 1)
    asked = fold([EnquiryNoted(SALE, "slip_begun"), EnquiryNoted(SALE, "told")])
    assert asked.slip_unconfirmed, "what else is noted says nothing about paper"
