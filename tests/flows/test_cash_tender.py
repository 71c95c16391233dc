"""Notes one by one: every report of the acceptor in every situation of a tender (I1, I12, I13, UI-4)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import (
    AcknowledgeNote,
    CloseAcceptor,
    Effect,
    OpenAcceptor,
    OpenSaleNumber,
    Record,
    ReturnNote,
    StackNote,
)
from kiosk_app.domain.events import (
    AcceptorStarted,
    CheatingSeen,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    NoteReturned,
    NoteStacked,
    PowerUpNote,
    Pressed,
    RowTouched,
    SaleOpened,
    TimedOut,
)
from kiosk_app.domain.facts import (
    ConsentGiven,
    IncidentSeen,
    NoteCredited,
    NoteHandedBack,
    NoteInDoubt,
    NoteOffered,
    NoteUnexpected,
    OpenSale,
    Outcome,
    SaleEnded,
    TenderClosed,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.flows import cash_tender as ct
from kiosk_app.flows.context import Context
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE, TEN

CONTEXT = Context(Rules(), tuple(Health(device, Condition.READY) for device in Device))
SALE_OF_BILLS = OpenSale(SALE, samples.BILL_TERMS)
EMPTY = ct.Inserting(SALE_OF_BILLS)
PAID = ct.Inserting(replace(SALE_OF_BILLS, credited=(FIFTY.value,)), (ct.ShownNote(1, "10:28:17", FIFTY.value),))
MOVING = replace(EMPTY, sale=replace(SALE_OF_BILLS, moving=(1, HUNDRED)))
PAID_MOVING = replace(PAID, sale=replace(PAID.sale, moving=(2, HUNDRED)))
LOST, PAID_LOST = replace(MOVING, lost=True), replace(PAID_MOVING, lost=True)
FAULT = HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, "jam"))
CREDITED, DOUBT = NoteCredited(SALE, 1, HUNDRED), NoteInDoubt(SALE, 1, HUNDRED)


def step(state: ct.State, event: Event) -> ct.Step:
    return ct.step(state, event, CONTEXT)


def records(effects: tuple[Effect, ...]) -> list[object]:
    return [effect.fact if isinstance(effect, Record) else type(effect) for effect in effects]


# --- the number, the first note ---------------------------------------------------------------------------


def test_i7_the_acceptor_opens_only_when_the_terms_have_a_number() -> None:
    opening, effects = ct.begin(samples.BILL_TERMS)
    assert effects == (OpenSaleNumber(samples.BILL_TERMS),)
    assert step(opening, SaleOpened(SALE, samples.PURCHASE_TERMS)) == (opening, ())
    state, effects = step(opening, SaleOpened(SALE, samples.BILL_TERMS))
    assert state == EMPTY
    assert records(effects) == [ConsentGiven(SALE, Rules().consent_version), OpenAcceptor]


def test_a_note_is_taken_with_its_intent_and_credited_with_its_value() -> None:
    state, effects = step(EMPTY, NoteEscrowed(HUNDRED))
    assert (state, records(effects)) == (MOVING, [NoteOffered(SALE, 1, HUNDRED), StackNote])
    state, effects = step(state, NoteStacked(HUNDRED, "10:28:41"))
    assert isinstance(state, ct.Inserting)
    assert state.sale.credited == (10_000,)
    assert state.shown == (ct.ShownNote(1, "10:28:41", HUNDRED.value),)
    assert records(effects) == [CREDITED, AcknowledgeNote]


def test_i13_what_fell_counts_and_a_difference_is_on_record() -> None:
    state, effects = step(MOVING, NoteStacked(TEN))
    assert isinstance(state, ct.Inserting) and state.sale.paid == 1_000
    assert records(effects) == [NoteCredited(SALE, 1, TEN), IncidentSeen("note_differs", SALE), AcknowledgeNote]


def test_i4_a_note_beyond_the_sale_is_handed_back() -> None:
    narrow = replace(SALE_OF_BILLS, terms=replace(samples.BILL_TERMS, maximum=Fen(10_000)))
    full = replace(EMPTY, sale=replace(narrow, credited=(Fen(5_000),)))
    assert step(full, NoteEscrowed(HUNDRED)) == (replace(full, problem="note_over_limit"), (ReturnNote(),))
    assert step(full, NoteEscrowed(FIFTY))[1][-1] == StackNote(), "just the maximum is taken"


def test_card_2_a_refused_note_is_told_until_the_next_one() -> None:
    told = replace(EMPTY, problem="note_rejected")
    assert step(EMPTY, NoteRejected("verification")) == (told, ())
    assert step(told, NoteReturned()) == (told, ()), "the return of a refused note is no news"
    assert step(EMPTY, NoteReturned()) == (replace(EMPTY, problem="note_returned"), ())
    state, _ = step(told, NoteEscrowed(HUNDRED))
    assert state == MOVING


def test_a_note_that_comes_back_after_its_intent_is_on_record() -> None:
    state, effects = step(MOVING, NoteReturned())
    assert state == replace(EMPTY, problem="note_returned")
    assert records(effects) == [NoteHandedBack(SALE, 1)]


def test_h6_fault_32_cheating_is_on_record_and_nothing_is_credited_for_it() -> None:
    assert step(PAID, CheatingSeen())[0] == PAID
    assert records(step(PAID, CheatingSeen())[1]) == [IncidentSeen("cheating", SALE)]
    assert records(step(ct.Done(PAID.sale), CheatingSeen())[1]) == [IncidentSeen("cheating", "")]


# --- what nobody asked for -----------------------------------------------------------------------------------


def test_i1_a_note_that_falls_without_an_intent_is_on_record_and_acknowledged() -> None:
    assert records(step(EMPTY, NoteStacked(HUNDRED))[1]) == [NoteUnexpected(SALE, HUNDRED), AcknowledgeNote]
    done = ct.Done(PAID.sale)
    assert step(done, NoteStacked(HUNDRED))[0] == done
    assert records(step(done, NoteStacked(HUNDRED))[1]) == [NoteUnexpected(None, HUNDRED), AcknowledgeNote]


def test_i17_a_note_in_escrow_behind_the_end_goes_back() -> None:
    assert step(ct.Done(PAID.sale), NoteEscrowed(HUNDRED)) == (ct.Done(PAID.sale), (ReturnNote(),))


def test_i12_a_second_note_while_one_moves_is_handed_back_and_the_first_is_in_doubt() -> None:
    state, effects = step(PAID_MOVING, NoteEscrowed(TEN))
    assert isinstance(state, ct.Done)
    assert state.sale.in_doubt == (HUNDRED,)
    assert records(effects) == [
        NoteInDoubt(SALE, 2, HUNDRED),
        ReturnNote,
        CloseAcceptor,
        TenderClosed(SALE, FIFTY.value),
    ]


@pytest.mark.parametrize("event", [RowTouched(1), Pressed("nonsense")])
def test_other_touches_change_nothing(event: Event) -> None:
    assert step(PAID, event) == (PAID, ())


# --- finishing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", [Pressed("finish"), TimedOut()])
def test_i8_finishing_and_silence_book_what_is_in(event: Event) -> None:
    state, effects = step(PAID, event)
    assert isinstance(state, ct.Done) and state.sale.closed == FIFTY.value
    assert records(effects) == [CloseAcceptor, TenderClosed(SALE, FIFTY.value)]


@pytest.mark.parametrize("event", [Pressed("cancel"), Pressed("exit"), Pressed("back"), TimedOut()])
def test_without_a_note_the_sale_is_over(event: Event) -> None:
    state, effects = step(EMPTY, event)
    assert state == ct.Done(SALE_OF_BILLS)
    assert records(effects) == [CloseAcceptor, SaleEnded(SALE, Outcome.NOTHING_PAID)]


def test_nothing_cannot_be_finished_and_money_cannot_be_cancelled() -> None:
    assert step(EMPTY, Pressed("finish")) == (EMPTY, ())
    for state in (PAID, MOVING):
        for button in ("cancel", "exit", "back"):
            assert step(state, Pressed(button)) == (state, ())


@pytest.mark.parametrize("event", [Pressed("finish"), TimedOut()])
def test_a_moving_note_is_waited_for(event: Event) -> None:
    waiting, effects = step(MOVING, event)
    assert (waiting, effects) == (replace(MOVING, finishing=True), ())
    state, effects = step(waiting, NoteStacked(HUNDRED))
    assert isinstance(state, ct.Done) and state.sale.closed == 10_000
    assert records(effects) == [CREDITED, AcknowledgeNote, CloseAcceptor, TenderClosed(SALE, Fen(10_000))]
    state, effects = step(waiting, NoteReturned())
    assert isinstance(state, ct.Done)
    assert records(effects) == [NoteHandedBack(SALE, 1), CloseAcceptor, SaleEnded(SALE, Outcome.NOTHING_PAID)]


def test_i28_a_moving_note_of_which_nothing_is_heard_is_given_up() -> None:
    waiting, _ = step(PAID_MOVING, TimedOut())
    state, effects = step(waiting, TimedOut())
    assert isinstance(state, ct.Done) and state.why == "bill_acceptor.not_answering"
    assert records(effects) == [NoteInDoubt(SALE, 2, HUNDRED), CloseAcceptor, TenderClosed(SALE, FIFTY.value)]


# --- the acceptor fails -----------------------------------------------------------------------------------------


def test_a_failing_acceptor_ends_the_tender_and_another_device_does_not() -> None:
    assert step(PAID, FAULT)[0] == ct.Done(replace(PAID.sale, closed=FIFTY.value), "bill_acceptor.jam")
    for health in (
        Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end"),
        Health(Device.BILL_ACCEPTOR, Condition.READY),
        Health(Device.BILL_ACCEPTOR, Condition.ATTENTION, "nearly_full"),
    ):
        assert step(PAID, HealthChanged(health)) == (PAID, ())


def test_a_failing_acceptor_with_a_note_under_way_is_heard_out() -> None:
    assert step(MOVING, FAULT) == (MOVING, ())


def test_i12_a_lost_note_closes_the_acceptor_until_its_fate_is_known() -> None:
    assert step(MOVING, NoteLost()) == (LOST, (CloseAcceptor(),))
    assert step(EMPTY, NoteLost()) == (EMPTY, ())


@pytest.mark.parametrize(
    ("started", "facts"),
    [
        (AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED), [CREDITED, AcknowledgeNote, OpenAcceptor]),
        (AcceptorStarted(PowerUpNote.NONE, HUNDRED), [CREDITED, AcknowledgeNote, OpenAcceptor]),
        (AcceptorStarted(PowerUpNote.IN_VALIDATOR), [NoteHandedBack(SALE, 1), OpenAcceptor]),
        (AcceptorStarted(PowerUpNote.NONE), [DOUBT, CloseAcceptor, TenderClosed(SALE, Fen(0))]),
        (AcceptorStarted(PowerUpNote.IN_STACKER), [DOUBT, CloseAcceptor, TenderClosed(SALE, Fen(0))]),
        (AcceptorStarted(PowerUpNote.NONE, was_powered=True), [DOUBT, CloseAcceptor, TenderClosed(SALE, Fen(0))]),
    ],
)
@pytest.mark.parametrize("before", [MOVING, LOST])
def test_i12_only_evidence_settles_a_note(before: ct.Inserting, started: AcceptorStarted, facts: list[object]) -> None:
    state, effects = step(before, started)
    assert records(effects) == facts
    assert isinstance(state, ct.Done) == (CloseAcceptor in facts)


def test_a_start_without_a_note_opens_the_acceptor_again() -> None:
    assert step(PAID, AcceptorStarted(PowerUpNote.NONE)) == (PAID, (OpenAcceptor(),))


def test_i12_a_lost_note_that_is_never_heard_of_is_in_doubt_and_the_rest_is_booked() -> None:
    state, effects = step(PAID_LOST, TimedOut())
    assert isinstance(state, ct.Done) and state.why == "bill_acceptor.not_answering"
    assert (state.sale.paid, state.sale.in_doubt) == (FIFTY.value, (HUNDRED,))
    assert records(effects)[0] == NoteInDoubt(SALE, 2, HUNDRED)


@pytest.mark.parametrize(
    ("event", "fact"), [(NoteStacked(HUNDRED), CREDITED), (NoteReturned(), NoteHandedBack(SALE, 1))]
)
def test_a_lost_note_that_is_heard_of_after_all_is_settled_and_feeding_goes_on(event: Event, fact: object) -> None:
    state, effects = step(LOST, event)
    assert isinstance(state, ct.Inserting) and not state.lost
    assert records(effects)[0] == fact
    assert records(effects)[-1] == OpenAcceptor
