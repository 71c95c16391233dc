"""Fulfil a booked purchase: put it onto the meter card, safely at every instant (VEND-3, VEND-4, I14).

The kiosk holds no key: cryptograms, images and MACs come from the vending system for this card and this
challenge. Before the first write the images are in the journal; after the last, everything is read back.
Source: meter_card.md 1.8, 3.2, 3.4.
"""

import hashlib
from dataclasses import dataclass, replace

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
    TimedOut,
    WriteOrderIssued,
    WriteProgressed,
    WriteRefused,
    WriteStage,
    WriteUnanswered,
)
from kiosk_app.domain.facts import CardCompleted, CardIncomplete, OpenSale, WriteBegun, advance
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot, CardVerdict, WriteOrder, judge
from kiosk_app.domain.sale import Purchase
from kiosk_app.flows.context import Context

AUTHENTICATION_BYTES, MAC_BYTES = 8, 4
NEVER_AGAIN = (
    CardProblem.REFUSED,
    CardProblem.LOCKED,
    CardProblem.GONE,
    CardProblem.OTHER_CARD,
    CardProblem.READER_LOST,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The card is read again: it may have been changed since it was identified."""

    sale: OpenSale
    rewrites: int = 0


@dataclass(frozen=True, slots=True)
class Authenticating:
    """Challenge to the vending system, cryptogram to the card, as often as the vending system wants."""

    sale: OpenSale
    card: CardSnapshot
    rewrites: int
    turn: int = 0
    more: bool = True  # a further authentication follows the one under way


@dataclass(frozen=True, slots=True)
class Ordering:
    """The write order is asked for."""

    sale: OpenSale
    card: CardSnapshot
    rewrites: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The images are being written. Nothing but the reader can end this."""

    sale: OpenSale
    card: CardSnapshot
    rewrites: int
    stage: WriteStage = WriteStage.WRITING


@dataclass(frozen=True, slots=True)
class Done:
    """`sale.written` holds the card as read back, or the write waits for a rewrite with this problem."""

    sale: OpenSale
    problem: str = ""


State = Reading | Authenticating | Ordering | Writing | Done
Busy = Reading | Authenticating | Ordering | Writing
Step = tuple[State, tuple[Effect, ...]]


def begin(sale: OpenSale) -> Step:
    """Read the card once more, then decide."""
    assert sale.booking is not None and sale.booking.purchase is not None, "only a booked purchase is written"
    return Reading(sale), (ReadCard(),)


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the write."""
    match state, event:
        case Done(), _:
            return state, ()
        case ((Reading() | Authenticating() | Ordering()), CardUnusable(problem, detail)):
            return incomplete(state, problem, detail)
        case ((Reading() | Authenticating() | Ordering()), TimedOut()):
            return incomplete(state, "no_answer", "")
        case ((Authenticating() | Ordering()), WriteRefused(number, code)) if number == state.sale.sale:
            return incomplete(state, code, "")
        case ((Authenticating() | Ordering()), WriteUnanswered(number)) if number == state.sale.sale:
            return incomplete(state, "no_answer", "")
        case Reading(), CardRead(card):
            return decide(state, card)
        case Authenticating(), _:
            return while_authenticating(state, event)
        case Ordering(), _:
            return while_ordering(state, event)
        case Writing(), _:
            return while_writing(state, event, context)
        case _:
            return state, ()


def purchase_of(sale: OpenSale) -> Purchase:
    """Return what was bought."""
    assert sale.booking is not None and sale.booking.purchase is not None, "not a booked purchase"
    return sale.booking.purchase


def verdict(sale: OpenSale, card: CardSnapshot) -> CardVerdict:
    """Judge a card against the purchase, for the card that it was booked for."""
    bought, booked_for = purchase_of(sale), sale.terms.card
    assert booked_for is not None, "a purchase knows its card"
    return judge(card, booked_for.serial, bought.counter, bought.wallet_value)


def decide(state: Reading | Writing, card: CardSnapshot) -> Step:
    """Write, or see that it is done, or stop."""
    match verdict(state.sale, card):
        case CardVerdict.DONE:
            return completed(state.sale, card)
        case CardVerdict.WRITE:
            return Authenticating(state.sale, card, state.rewrites), (ChallengeCard(AUTHENTICATION_BYTES),)
        case CardVerdict.STOP:
            return incomplete(state, CardProblem.OTHER_CARD, f"counter {card.wallet_counter}")


def while_authenticating(state: Authenticating, event: Event) -> Step:
    """Carry challenges one way and cryptograms the other."""
    sale, card = state.sale, state.card
    match event:
        case CardChallenged(challenge) if len(challenge) == AUTHENTICATION_BYTES and state.more:
            return state, (AskCardAuthorisation(sale.sale, card.serial, challenge, state.turn),)
        case CardAuthorised(number, key_no, cryptogram, more) if number == sale.sale:
            return replace(state, more=more), (AuthenticateCard(key_no, cryptogram),)
        case CardAuthenticated() if state.more:
            return replace(state, turn=state.turn + 1), (ChallengeCard(AUTHENTICATION_BYTES),)
        case CardAuthenticated():
            return Ordering(sale, card, state.rewrites), (ChallengeCard(MAC_BYTES),)
        case _:
            return state, ()


def while_ordering(state: Ordering, event: Event) -> Step:
    """Ask for the images with the card's random; write nothing that does not fit what was booked."""
    sale = state.sale
    match event:
        case CardChallenged(random) if len(random) == MAC_BYTES:
            return state, (AskWriteOrder(sale.sale, state.card, random),)
        case WriteOrderIssued(number, order) if number == sale.sale:
            if not fits(sale, state.card, order):
                return incomplete(state, "order_mismatch", "")
            begun = WriteBegun(sale.sale, order.card_serial, order.counter, order.wallet_value, digest(order))
            writing = Writing(advance(sale, begun), state.card, state.rewrites)
            return writing, (Record(begun), WriteCard(order))
        case _:
            return state, ()


def while_writing(state: Writing, event: Event, context: Context) -> Step:
    """Wait for the reader's last word."""
    match event:
        case WriteProgressed(stage):
            return replace(state, stage=stage), ()
        case CardWritten(card) if verdict(state.sale, card) is CardVerdict.DONE:
            return completed(state.sale, card)
        case CardWritten(card):
            return incomplete(state, CardProblem.OTHER_CARD, f"counter {card.wallet_counter}")
        case CardWriteFailed(problem, detail, card):
            if card is not None and verdict(state.sale, card) is CardVerdict.DONE:
                return completed(state.sale, card)
            if problem in NEVER_AGAIN or state.rewrites >= context.rules.rewrites:
                return incomplete(state, problem, detail)
            return Reading(state.sale, state.rewrites + 1), (ReadCard(),)
        case CardUnusable(problem, detail):
            return incomplete(state, problem, detail)
        case TimedOut():
            return incomplete(state, "no_answer", "")
        case _:
            return state, ()


def fits(sale: OpenSale, card: CardSnapshot, order: WriteOrder) -> bool:
    """True when the order is for this card and for what was booked: never more value than was paid for."""
    bought = purchase_of(sale)
    return (order.card_serial, order.counter, order.wallet_value) == (card.serial, bought.counter, bought.wallet_value)


def digest(order: WriteOrder) -> str:
    """Return SHA-256 over the images in their order, hex: what the journal remembers of them."""
    images = hashlib.sha256()
    for write in order.writes:
        images.update(bytes([write.sfi, write.offset]) + len(write.data).to_bytes(2, "big") + write.data)
    return images.hexdigest()


def completed(sale: OpenSale, card: CardSnapshot) -> Step:
    """The purchase is on the card: record it, then tell the vending system."""
    fact = CardCompleted(sale.sale, card)
    return Done(advance(sale, fact)), (Record(fact), ConfirmWrite(sale.sale, card))


def incomplete(state: Busy, problem: str, detail: str) -> Step:
    """The purchase waits for a rewrite (补写) under the same number."""
    fact = CardIncomplete(state.sale.sale, problem, detail)
    return Done(advance(state.sale, fact), problem), (Record(fact),)
