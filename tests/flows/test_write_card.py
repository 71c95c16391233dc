"""Putting a booked purchase onto the card: every answer, every refusal, every tear (VEND-3, VEND-4, I14)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import (
    AskCardAuthorisation,
    AskWriteOrder,
    AuthenticateCard,
    ChallengeCard,
    ConfirmWrite,
    Effect,
    ReadCard,
    Record,
    WriteCard,
)
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardAuthorised,
    CardChallenged,
    CardRead,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
    Pressed,
    TimedOut,
    WriteOrderIssued,
    WriteProgressed,
    WriteRefused,
    WriteStage,
    WriteUnanswered,
)
from kiosk_app.domain.facts import CardCompleted, CardIncomplete, OpenSale, WriteBegun
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot
from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.flows import write_card as wc
from kiosk_app.flows.context import Context
from tests.flows.world import recorded
from tests.support import samples
from tests.support.samples import CARD, ORDER, SALE

READY = tuple(Health(device, Condition.READY) for device in Device)
CONTEXT = Context(Rules(), READY)
OTHER = SaleNumber("GD0117-000099")
BOOKED = replace(
    OpenSale(SALE, samples.PURCHASE_TERMS, credited=(Fen(10_000),), closed=Fen(10_000)),
    booking=samples.PURCHASE_BOOKING,
)
WRITTEN = replace(CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)
TORN = replace(CARD, wallet_counter=8, wallet_value=10_000)  # the return-write is the old one
ASTRAY = replace(CARD, wallet_counter=9)
READING = wc.Reading(BOOKED)
AUTHENTICATING = wc.Authenticating(BOOKED, CARD, 0)
ORDERING = wc.Ordering(BOOKED, CARD, 0)
WRITING = wc.Writing(replace(BOOKED, write_begun=True), CARD, 0)
BUSY: tuple[wc.Busy, ...] = (READING, AUTHENTICATING, ORDERING, WRITING)


def step(state: wc.State, event: Event) -> wc.Step:
    return wc.step(state, event, CONTEXT)


def given_up(state: wc.State, effects: tuple[Effect, ...]) -> str:
    """Return the problem with which a write was given up; the purchase waits for a rewrite."""
    assert isinstance(state, wc.Done)
    (fact,) = recorded(effects)
    assert isinstance(fact, CardIncomplete)
    assert fact.problem == state.problem
    assert state.sale.written is None
    assert not any(isinstance(effect, WriteCard | ConfirmWrite) for effect in effects)
    return state.problem


def completed(state: wc.State, effects: tuple[Effect, ...], card: CardSnapshot) -> None:
    """See that the card is on record as read back, and then the vending system is told."""
    assert isinstance(state, wc.Done) and state.problem == ""
    assert state.sale.written == card
    assert effects == (Record(CardCompleted(SALE, card)), ConfirmWrite(SALE, card))


def test_the_card_is_read_again_before_anything_is_asked() -> None:
    assert wc.begin(BOOKED) == (READING, (ReadCard(),))
    with pytest.raises(AssertionError, match="only a booked purchase"):
        wc.begin(replace(BOOKED, booking=None))
    with pytest.raises(AssertionError, match="only a booked purchase"):
        wc.begin(replace(BOOKED, booking=samples.BOOKING))


def test_a_card_without_the_purchase_is_authenticated() -> None:
    assert step(READING, CardRead(CARD)) == (AUTHENTICATING, (ChallengeCard(8),))
    assert step(READING, CardRead(TORN)) == (wc.Authenticating(BOOKED, TORN, 0), (ChallengeCard(8),))


def test_i14_a_card_that_has_the_purchase_is_not_written() -> None:
    completed(*step(READING, CardRead(WRITTEN)), WRITTEN)
    used = replace(WRITTEN, return_present=True, return_counter=8)
    completed(*step(READING, CardRead(used)), used)


@pytest.mark.parametrize("card", [ASTRAY, replace(CARD, serial="1122334455667700")])
def test_i14_a_card_that_cannot_be_explained_is_not_touched(card: CardSnapshot) -> None:
    assert given_up(*step(READING, CardRead(card))) == CardProblem.OTHER_CARD


# --- authentication ------------------------------------------------------------------------------------


def test_challenges_go_one_way_and_cryptograms_the_other_as_often_as_is_wanted() -> None:
    state, effects = step(AUTHENTICATING, CardChallenged(bytes(8)))
    assert effects == (AskCardAuthorisation(SALE, CARD.serial, bytes(8), 0),)
    state, effects = step(state, CardAuthorised(SALE, 3, b"c" * 8, True))
    assert effects == (AuthenticateCard(3, b"c" * 8),)
    state, effects = step(state, CardAuthenticated())
    assert (state, effects) == (replace(AUTHENTICATING, turn=1), (ChallengeCard(8),))
    state, effects = step(state, CardChallenged(b"\x01" * 8))
    assert effects == (AskCardAuthorisation(SALE, CARD.serial, b"\x01" * 8, 1),)
    state, _ = step(state, CardAuthorised(SALE, 4, b"d" * 8, False))
    state, effects = step(state, CardAuthenticated())
    assert (state, effects) == (ORDERING, (ChallengeCard(4),))


@pytest.mark.parametrize(
    "event",
    [
        CardChallenged(bytes(4)),
        CardAuthorised(OTHER, 3, bytes(8), True),
        WriteRefused(OTHER, "X"),
        WriteUnanswered(OTHER),
        Pressed("exit"),
    ],
)
def test_what_is_not_about_this_authentication_is_not_taken(event: Event) -> None:
    assert step(AUTHENTICATING, event) == (AUTHENTICATING, ())


# --- the order -------------------------------------------------------------------------------------------


def test_i7_the_intent_is_on_record_with_a_digest_of_the_images_before_the_write() -> None:
    assert step(ORDERING, CardChallenged(b"rand")) == (ORDERING, (AskWriteOrder(SALE, CARD, b"rand"),))
    state, effects = step(ORDERING, WriteOrderIssued(SALE, ORDER))
    begun = WriteBegun(SALE, CARD.serial, 8, 10_000, wc.digest(ORDER))
    assert effects == (Record(begun), WriteCard(ORDER))
    assert state == WRITING


def test_the_digest_is_of_every_image_at_its_place() -> None:
    moved = replace(ORDER, writes=ORDER.writes[::-1])
    first = replace(ORDER.writes[0], data=b"\x01" + ORDER.writes[0].data[1:])
    assert len({wc.digest(each) for each in (ORDER, moved, replace(ORDER, writes=(first, *ORDER.writes[1:])))}) == 3
    other_macs = tuple(replace(write, mac=bytes(4)) for write in ORDER.writes)
    assert wc.digest(replace(ORDER, writes=other_macs)) == wc.digest(ORDER), "a rewrite has other MACs"


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, card_serial="1122334455667700"),
        replace(ORDER, counter=9),
        replace(ORDER, wallet_value=10_001),
    ],
)
def test_i14_an_order_for_more_than_was_paid_or_for_another_card_is_not_written(order: object) -> None:
    event = WriteOrderIssued(SALE, order)  # type: ignore[arg-type]  # an order of the samples, changed
    assert given_up(*step(ORDERING, event)) == "order_mismatch"


@pytest.mark.parametrize("event", [CardChallenged(bytes(8)), WriteOrderIssued(OTHER, ORDER), Pressed("exit")])
def test_what_is_not_about_this_order_is_not_taken(event: Event) -> None:
    assert step(ORDERING, event) == (ORDERING, ())


@pytest.mark.parametrize("state", [AUTHENTICATING, ORDERING])
def test_a_refusal_and_no_answer_of_the_vending_system_leave_the_card_as_it_is(state: wc.Busy) -> None:
    assert given_up(*step(state, WriteRefused(SALE, "CRYPTO_UNAVAILABLE"))) == "CRYPTO_UNAVAILABLE"
    assert given_up(*step(state, WriteUnanswered(SALE))) == "no_answer"


@pytest.mark.parametrize("state", BUSY)
def test_a_card_that_goes_and_a_reader_that_is_silent_end_it(state: wc.Busy) -> None:
    assert given_up(*step(state, CardUnusable(CardProblem.GONE))) == CardProblem.GONE
    assert given_up(*step(state, TimedOut())) == "no_answer"


# --- the write -------------------------------------------------------------------------------------------


def test_the_stages_are_shown() -> None:
    for stage in WriteStage:
        assert step(WRITING, WriteProgressed(stage)) == (replace(WRITING, stage=stage), ())


def test_vend_3_a_card_read_back_with_the_purchase_is_complete() -> None:
    completed(*step(WRITING, CardWritten(WRITTEN)), WRITTEN)


def test_fault_38_a_card_read_back_otherwise_is_not_complete() -> None:
    assert given_up(*step(WRITING, CardWritten(CARD))) == CardProblem.OTHER_CARD


@pytest.mark.parametrize("card", [None, CARD, TORN])
def test_a_torn_write_is_done_again_from_the_reading_on(card: CardSnapshot | None) -> None:
    state, effects = step(WRITING, CardWriteFailed(CardProblem.UNREADABLE, "6F00", card))
    assert (state, effects) == (wc.Reading(WRITING.sale, 1), (ReadCard(),))


def test_a_failed_write_that_is_on_the_card_is_complete() -> None:
    """The last answer was lost, and the card shows all of it."""
    completed(*step(WRITING, CardWriteFailed(CardProblem.UNREADABLE, "", WRITTEN)), WRITTEN)


@pytest.mark.parametrize("problem", wc.NEVER_AGAIN)
def test_a_refused_card_is_not_tried_again(problem: CardProblem) -> None:
    """meter_card.md 3.4: a wrong MAC or a lock stops at once; every further try could lock the card for good."""
    assert given_up(*step(WRITING, CardWriteFailed(problem, "6988"))) == problem


def test_i14_there_are_two_automatic_rewrites_and_no_more() -> None:
    last = replace(WRITING, rewrites=CONTEXT.rules.rewrites)
    assert given_up(*step(last, CardWriteFailed(CardProblem.UNREADABLE))) == CardProblem.UNREADABLE
    state: wc.State = WRITING
    for turn in range(1, CONTEXT.rules.rewrites + 1):
        state, _ = step(state, CardWriteFailed(CardProblem.UNREADABLE))
        assert state == wc.Reading(WRITING.sale, turn)
        state, _ = step(state, CardRead(TORN))
        assert isinstance(state, wc.Authenticating)
        state, _ = step(replace(state, more=False), CardAuthenticated())
        state, _ = step(state, WriteOrderIssued(SALE, ORDER))
        assert isinstance(state, wc.Writing) and state.rewrites == turn


@pytest.mark.parametrize(
    "event", [Pressed("exit"), CardRead(CARD), WriteRefused(SALE, "X"), WriteOrderIssued(SALE, ORDER)]
)
def test_nothing_but_the_reader_ends_a_write(event: Event) -> None:
    assert step(WRITING, event) == (WRITING, ())


def test_what_is_done_hears_nothing_more() -> None:
    done = wc.Done(BOOKED, "no_answer")
    assert step(done, CardWritten(WRITTEN)) == (done, ())


def test_a_reading_hears_nothing_but_the_reader() -> None:
    assert step(READING, WriteOrderIssued(SALE, ORDER)) == (READING, ())
