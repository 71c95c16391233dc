"""A purchase of another terminal is put onto its card here, and its own journal alone tells of it (PAY-6, VEND-4)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.effects import (
    AskRecovery,
    ConfirmWrite,
    Effect,
    EjectCard,
    HandToRecovery,
    PrintVoucher,
    ReclaimSale,
    Record,
    WriteCard,
)
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardAuthorised,
    CardChallenged,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
    NoteStacked,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    RecoveryFound,
    Refused,
    SaleReclaimed,
    TimedOut,
    Unanswered,
    WriteConfirmed,
    WriteOrderIssued,
    WriteRefused,
    WriteUnanswered,
)
from kiosk_app.domain.facts import CardKept, EnquiryNoted, Fact, NoteUnexpected, fold
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot
from kiosk_app.domain.money import Fen
from kiosk_app.domain.recovered import RecoveredBooking, RecoveredSale, SaleState
from kiosk_app.domain.sale import SaleKind, SaleNumber
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.flows import buy_electricity as buy
from kiosk_app.flows.visit import Visit
from kiosk_app.flows.visit import step as visit_step
from tests.flows.test_enquiry import ready
from tests.flows.world import World, recorded
from tests.support import samples

THERE = SaleNumber("GD0042-000815")
PURCHASE = samples.PURCHASE_BOOKING.purchase
FOUND = RecoveredSale(
    THERE,
    SaleState.BOOKED,
    SaleKind.PURCHASE,
    Fen(10_000),
    RecoveredBooking("P0000000002", Fen(10_000), Fen(0), Fen(0), Fen(0), PURCHASE),
    waits_for_card=True,
)
WRITTEN = replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)
ASKED: tuple[Event, ...] = (
    Refused("card", "REWRITE_FIRST", (("sale", THERE),)),
    SaleReclaimed(None),
    RecoveryFound("waiting", FOUND),
)
WRITING: tuple[Event, ...] = (
    CardRead(samples.CARD),
    CardChallenged(bytes(8)),
    CardAuthorised(THERE, 3, bytes(8), more=False),
    CardAuthenticated(),
    CardChallenged(bytes(4)),
    WriteOrderIssued(THERE, samples.ORDER),
)
END: tuple[Event, ...] = (
    CardWritten(WRITTEN),
    WriteConfirmed(THERE),
    ReceiptPrinted(f"{THERE}/2"),
    CardTaken(),
    Pressed("done"),
)


def play(*events: Event) -> tuple[buy.State, list[Effect]]:
    state: buy.State = buy.Reading(samples.CARD)
    effects: list[Effect] = []
    for event in events:
        state, more = buy.step(state, event, ready())
        effects += more
    return state, effects


def test_the_background_is_asked_first_and_then_the_platform() -> None:
    _, effects = play(*ASKED[:1])
    assert effects == [ReclaimSale(THERE)]
    _, effects = play(*ASKED[:2])
    assert effects[1:] == [AskRecovery("waiting", THERE, None)]


def test_pay_6_from_the_waiting_purchase_to_the_card_and_the_slip() -> None:
    state, effects = play(*ASKED, *WRITING, *END)
    assert state == buy.Done()
    facts = recorded(tuple(effects))
    assert [(fact.about, fact.what) for fact in facts if isinstance(fact, EnquiryNoted)] == [
        (THERE, what) for what in ("write_begun", "card_completed", "slip_begun", "confirmed", "slip_done")
    ]
    assert len(facts) == 5, "nothing of it is among this terminal's own facts"
    (slip,) = (effect.voucher for effect in effects if isinstance(effect, PrintVoucher))
    assert (slip.kind, slip.sale, slip.paid, slip.copy) == (VoucherKind.PURCHASE, THERE, Fen(10_000), 2)
    assert (slip.customer_no, slip.name_masked, slip.notes, slip.balance) == ("", "", (), None)
    assert (slip.card_serial, slip.counter, slip.credited) == (samples.CARD.serial, 8, Fen(10_000))
    assert ConfirmWrite(THERE, WRITTEN) in effects


def test_i7_the_intent_is_durable_before_the_card_is_written() -> None:
    _, effects = play(*ASKED, *WRITING)
    begun, write = effects[-2:]
    assert isinstance(write, WriteCard)
    assert isinstance(begun, Record)
    assert isinstance(begun.fact, EnquiryNoted)
    assert begun.fact.what == "write_begun"
    assert begun.fact.detail.startswith(f"{samples.CARD.serial} 8 10000 ")


def test_a_card_that_shows_it_already_is_confirmed_without_a_write() -> None:
    """The confirmation was lost, here or elsewhere: what is on the card is told again."""
    state, effects = play(*ASKED, CardRead(WRITTEN))
    assert isinstance(state, buy.Ending)
    assert ConfirmWrite(THERE, WRITTEN) in effects
    assert not any(isinstance(effect, WriteCard) for effect in effects)


@pytest.mark.parametrize(
    "event",
    [CardWriteFailed(CardProblem.GONE), CardUnusable(CardProblem.READER_LOST), TimedOut()],
    ids=["pulled", "reader lost", "silence"],
)
def test_a_write_that_stops_leaves_an_open_slip_and_the_purchase_waiting(event: Event) -> None:
    state, effects = play(*ASKED, *WRITING, event)
    assert isinstance(state, buy.Ending)
    (slip,) = (effect.voucher for effect in effects if isinstance(effect, PrintVoucher))
    assert slip.kind is VoucherKind.UNWRITTEN
    noted = [fact.what for fact in recorded(tuple(effects)) if isinstance(fact, EnquiryNoted)]
    assert noted == ["write_begun", "card_incomplete", "slip_begun"]


def test_of_its_own_purchases_the_background_knows_more_than_the_platform() -> None:
    """It is written here and the confirmation is under way: nothing is asked, the card goes back."""
    own = SaleNumber("GD0117-000010")
    state, effects = play(Refused("card", "REWRITE_FIRST", (("sale", own),)), SaleReclaimed(None))
    assert state == buy.Returning("rewrite_first", serial=samples.CARD.serial)
    assert effects == [ReclaimSale(own), EjectCard()]


@pytest.mark.parametrize(
    "answer",
    [
        RecoveryFound("waiting", replace(FOUND, waits_for_card=False)),
        Refused("waiting", "SALE_UNKNOWN"),
        Unanswered("waiting"),
    ],
)
def test_what_the_platform_does_not_let_write_sends_the_card_back(answer: Event) -> None:
    state, effects = play(*ASKED[:2], answer)
    assert state == buy.Returning("rewrite_first", serial=samples.CARD.serial)
    assert effects[-1] == EjectCard()
    assert recorded(tuple(effects)) == []


@pytest.mark.parametrize(
    "answer",
    [
        RecoveryFound("recovery", FOUND),
        RecoveryFound("waiting", replace(FOUND, sale=SaleNumber("GD0042-000001"))),
        Refused("quote", "X"),
    ],
)
def test_i17_another_answer_writes_nothing(answer: Event) -> None:
    assert play(*ASKED[:2], answer)[0] == buy.Reading(samples.CARD, THERE)


def test_a_confirmation_that_is_not_answered_is_left_to_the_cards_next_presentation() -> None:
    """The platform goes on saying that the purchase waits; this terminal's background keeps only its own sales."""
    events = [event for event in END if not isinstance(event, WriteConfirmed)]
    state, effects = play(*ASKED, *WRITING, *events)
    assert state == buy.Done()
    assert ConfirmWrite(THERE, WRITTEN) in effects
    assert not any(isinstance(effect, HandToRecovery) for effect in effects)


def test_a_card_that_is_left_is_kept_and_nobodys_sale_is_named() -> None:
    _, effects = play(*ASKED, *WRITING, *END[:3], TimedOut(), CardRetained())
    facts = recorded(tuple(effects))
    assert CardKept(None, samples.CARD.serial) in facts
    assert not any(isinstance(effect, HandToRecovery) for effect in effects)


def test_a_note_that_falls_meanwhile_is_nobodys() -> None:
    """NoteUnexpected names a sale of this terminal or none: the platform takes no row about another one's."""
    state, _ = play(*ASKED, *WRITING)
    visit = Visit(ready().rules, ready().healths, state, recovering=False)
    _, effects = visit_step(visit, NoteStacked(samples.HUNDRED))
    assert NoteUnexpected(None, samples.HUNDRED) in recorded(effects)


def test_through_the_whole_kiosk_a_restart_finds_nothing_open() -> None:
    world = World()
    world.tell(Pressed("start"), Pressed("buy_electricity"))
    world.runner.visit = replace(world.runner.visit, front=buy.Reading(samples.CARD))
    world.tell(ASKED[0])
    assert world.asked()[-1] == "ask_recovery", "the background does not have it, so the platform is asked at once"
    world.tell(RecoveryFound("waiting/1", FOUND), *WRITING, *END)
    assert fold(world.devices.facts).open_sales == {}
    assert world.devices.sales == 0


EVENTS: st.SearchStrategy[Event] = st.sampled_from(
    [
        *ASKED,
        *WRITING,
        *END,
        CardRead(WRITTEN),
        CardWriteFailed(CardProblem.UNREADABLE),
        CardWriteFailed(CardProblem.GONE, card=None),
        CardUnusable(CardProblem.READER_LOST),
        WriteRefused(THERE, "OTHER_CARD"),
        WriteUnanswered(THERE),
        ReceiptFailed(f"{THERE}/2", "paper_end"),
        CardRetained(),
        TimedOut(),
        Pressed("exit"),
    ]
)


@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_no_fact_of_this_journal_names_the_sale_and_each_write_has_its_intent(
    story: list[Event],
) -> None:
    state: buy.State = buy.Reading(samples.CARD)
    facts: list[Fact] = []
    writes = 0
    for event in (*ASKED, *story):
        state, effects = buy.step(state, event, ready())
        for effect in effects:
            assert not isinstance(effect, HandToRecovery)
            if isinstance(effect, Record):
                assert getattr(effect.fact, "sale", None) is None
                facts.append(effect.fact)
            if isinstance(effect, WriteCard):
                writes += 1
    begun = [fact for fact in facts if isinstance(fact, EnquiryNoted) and fact.what == "write_begun"]
    assert len(begun) == writes
    assert fold(facts).open_sales == {}


def test_only_the_card_that_is_here_is_written() -> None:
    other: CardSnapshot = replace(samples.CARD, serial="00" * 8)
    state, effects = play(*ASKED, CardRead(other))
    assert isinstance(state, buy.Ending)
    assert not any(isinstance(effect, WriteCard) for effect in effects)
