"""The end of a visit with money in it: the slip is printed, the card handed back, the result shown."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk_app.domain.effects import Effect, EjectCard, HandToRecovery, PrintVoucher, Record, RetainCard
from kiosk_app.domain.events import (
    CardRetained,
    CardTaken,
    CardUnusable,
    Event,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    TimedOut,
    WriteConfirmed,
)
from kiosk_app.domain.facts import (
    CardKept,
    ConfirmationDelivered,
    OpenSale,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    ReceiptMissed,
    SaleEnded,
    advance,
)
from kiosk_app.domain.voucher import Voucher


class Slip(StrEnum):
    """What became of the slip."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class CardPlace(StrEnum):
    """Where the customer's card is."""

    NONE = "none"
    OFFERED = "offered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Closing:
    """The result is on the screen."""

    sale: OpenSale
    voucher: Voucher
    slip: Slip
    code: str  # why the slip failed
    card: CardPlace
    leaving: bool = False  # the customer is done, or silent: leave once slip and card are settled


@dataclass(frozen=True, slots=True)
class Done:
    """The customer may go."""


State = Closing | Done
Step = tuple[State, tuple[Effect, ...]]


def begin(sale: OpenSale, voucher: Voucher, *, card_inside: bool) -> Step:
    """Print the slip and offer the card."""
    begun = ReceiptBegun(sale.sale, voucher.kind, voucher.copy)
    sale = advance(sale, begun)
    card = CardPlace.OFFERED if card_inside else CardPlace.NONE
    effects: tuple[Effect, ...] = (Record(begun), PrintVoucher(job(voucher), voucher))
    return Closing(sale, voucher, Slip.PRINTING, "", card), (*effects, *((EjectCard(),) if card_inside else ()))


def job(voucher: Voucher) -> str:
    """Name a print job: "GD0117-002381/1"."""
    return f"{voucher.sale}/{voucher.copy}"


def step(state: State, event: Event) -> Step:
    """Advance the end of the visit."""
    if isinstance(state, Done):
        return state, ()
    number, copy = state.sale.sale, state.voucher.copy
    match event:
        case ReceiptPrinted(name) if name == job(state.voucher):
            done = Record(ReceiptDone(number, copy))
            return left(replace(state, slip=Slip.PRINTED), done)
        case ReceiptFailed(name, code) if name == job(state.voucher):
            missed = Record(ReceiptMissed(number, copy, code))
            return left(replace(state, slip=Slip.FAILED, code=code), missed)
        case WriteConfirmed(confirmed) if confirmed == number:
            delivered = ConfirmationDelivered(number)
            return replace(state, sale=advance(state.sale, delivered)), (Record(delivered),)
        case CardTaken() | CardUnusable() if state.card is CardPlace.OFFERED:
            return left(replace(state, card=CardPlace.GONE))
        case CardRetained() if state.card is CardPlace.OFFERED:
            serial = state.sale.terms.card.serial if state.sale.terms.card else ""
            return left(replace(state, card=CardPlace.GONE), Record(CardKept(number, serial)))
        case TimedOut():
            return silent(state)
        case Pressed("done" | "exit") if state.slip is not Slip.PRINTING and state.card is not CardPlace.OFFERED:
            return left(replace(state, leaving=True))
        case _:
            return state, ()


def silent(state: Closing) -> Step:
    """The customer is gone: swallow the card if it is still offered, give the slip up if it never came."""
    effects: tuple[Effect, ...] = ()
    if state.slip is Slip.PRINTING:
        effects = (Record(ReceiptMissed(state.sale.sale, state.voucher.copy, "no_confirmation")),)
        state = replace(state, slip=Slip.FAILED, code="no_confirmation")
    if state.card is CardPlace.OFFERED and not state.leaving:
        return replace(state, leaving=True), (*effects, RetainCard())
    if state.card is CardPlace.OFFERED:  # asked to retain it already, and the reader never said so
        state = replace(state, card=CardPlace.GONE)
    return left(replace(state, leaving=True), *effects)


def left(state: Closing, *effects: Effect) -> Step:
    """Leave when slip and card are settled and the customer is done; what is not finished goes to the background."""
    if not state.leaving or state.slip is Slip.PRINTING or state.card is CardPlace.OFFERED:
        return state, effects
    return Done(), (*effects, *ending(state.sale))


def ending(sale: OpenSale) -> tuple[Effect, ...]:
    """End a finished sale, or hand an unfinished one to the background."""
    if finished(sale):
        return (Record(SaleEnded(sale.sale, Outcome.SOLD)),)
    return (HandToRecovery(sale),)


def finished(sale: OpenSale) -> bool:
    """True when nothing is owed either way: booked, on the card and known to be, and no note in doubt."""
    if sale.booking is None or sale.in_doubt or sale.moving is not None:
        return False
    return sale.booking.purchase is None or sale.confirmed
