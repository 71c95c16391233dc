"""Buying electricity onto the meter card with cash (VEND-1 to VEND-4)."""

from dataclasses import dataclass, replace

from kiosk_app.domain.customer import Account, MeterKind, PurchaseTerms, Quote
from kiosk_app.domain.effects import (
    AskCard,
    AskQuote,
    AskRecovery,
    AwaitCard,
    Effect,
    EjectCard,
    HandToRecovery,
    ReadCard,
    ReclaimSale,
    Record,
    RetainCard,
    StopAwaitingCard,
)
from kiosk_app.domain.events import (
    CardIdentified,
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    Event,
    Pressed,
    Quoted,
    RecoveryFound,
    Refused,
    SaleReclaimed,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.facts import CardKept, OpenSale
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import SaleKind, SaleNumber, SaleTerms
from kiosk_app.flows import booking, cash_tender, closing, elsewhere, write_card
from kiosk_app.flows.context import Context
from kiosk_app.flows.typing import Typed, typed
from kiosk_app.flows.vouchers import voucher_of

CARD_REQUEST, QUOTE_REQUEST, WAITING_REQUEST = "card", "quote", "waiting"
DIGITS = 4  # up to ¥9999 or 9999 kWh
MONEY_PRESETS, ENERGY_PRESETS = (50, 100, 200, 500), (50, 100, 200, 500)
YUAN, KWH = 100, 100


@dataclass(frozen=True, slots=True)
class AwaitingCard:
    """The slot is open."""

    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The card is in: it is read, and the vending system interprets it."""

    card: CardSnapshot | None = None
    waiting: SaleNumber | None = None  # the purchase that the vending system wants to see on it first


@dataclass(frozen=True, slots=True)
class Choosing:
    """How much? Yuan for a fee-controlled meter; kWh or yuan for an energy-controlled one."""

    card: CardSnapshot
    account: Account
    terms: PurchaseTerms
    field: Typed
    by_energy: bool
    quote: Quote | None = None
    asking: bool = False
    problem: str = ""

    @property
    def asked(self) -> int:
        """The number in the field; 0 when it is empty."""
        return int(self.field.digits or "0")


@dataclass(frozen=True, slots=True)
class Tendering:
    """Notes go in; the card waits behind the shutter."""

    inner: cash_tender.State
    quote: Quote


@dataclass(frozen=True, slots=True)
class Booking:
    """The vending system sells."""

    inner: booking.Booking


@dataclass(frozen=True, slots=True)
class Writing:
    """The card is being written."""

    inner: write_card.Busy


@dataclass(frozen=True, slots=True)
class Ending:
    """The result, the slip, the card."""

    inner: closing.Closing


@dataclass(frozen=True, slots=True)
class Returning:
    """No money is in; the card goes back. `code` says why, or is empty where the customer wanted it so."""

    code: str = ""
    retaining: bool = False
    serial: str = ""  # of the card, as far as it could be read


@dataclass(frozen=True, slots=True)
class Stopped:
    """It cannot go on, no money is in and no card: why."""

    code: str


@dataclass(frozen=True, slots=True)
class Done:
    """Back to the beginning."""


State = AwaitingCard | Reading | Choosing | Tendering | Booking | Writing | Ending | Returning | Stopped | Done
Step = tuple[State, tuple[Effect, ...]]


def begin() -> Step:
    """Ask for the card."""
    return AwaitingCard(), (AwaitCard(),)


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the visit; what is done for another terminal's purchase is told under other names."""
    after, effects = advanced(state, event, context)
    other = elsewhere_in(after) or elsewhere_in(state)
    return after, (elsewhere.told(effects, other) if other is not None else effects)


def elsewhere_in(state: State) -> SaleNumber | None:
    """Return the number of the other terminal's purchase that is written here."""
    match state:
        case Writing(inner) | Ending(inner) if inner.sale.elsewhere:
            return inner.sale.sale
        case _:
            return None


def advanced(state: State, event: Event, context: Context) -> Step:
    """Advance the visit."""
    match state:
        case AwaitingCard():
            return while_awaiting(state, event)
        case Reading():
            return while_reading(state, event, context)
        case Choosing():
            return while_choosing(state, event, context)
        case Tendering(inner, quote):
            return tendered(*cash_tender.step(inner, event, context), quote)
        case Booking(inner):
            return booked(*booking.step(inner, event))
        case Writing(inner):
            return written(*write_card.step(inner, event, context))
        case Ending(inner):
            ended, effects = closing.step(inner, event)
            return (Ending(ended), effects) if isinstance(ended, closing.Closing) else (Done(), effects)
        case Returning():
            return while_returning(state, event)
        case Stopped():
            return (Done(), ()) if isinstance(event, Pressed | TimedOut) else (state, ())
        case Done():
            return state, ()


def while_awaiting(state: AwaitingCard, event: Event) -> Step:
    """Wait for a card, or give up."""
    match event:
        case CardInserted():
            return Reading(), (ReadCard(),)
        case CardUnusable(problem):
            return replace(state, problem=problem), (AwaitCard(),)
        case Pressed("back" | "exit") | TimedOut():
            return Done(), (StopAwaitingCard(),)
        case _:
            return state, ()


def while_reading(state: Reading, event: Event, context: Context) -> Step:
    """Read the card, then let the vending system say whose it is.

    An answer counts where its question was asked: one of the visit before may come while this card is being read.
    """
    match event:
        case CardRead(card):
            return Reading(card), (AskCard(CARD_REQUEST, card),)
        case CardUnusable(problem):
            return give_back(state.card, problem)
        case CardIdentified(request, account, terms) if request == CARD_REQUEST and state.card is not None:
            by_energy = terms.meter_kind is MeterKind.ENERGY_CONTROLLED
            return Choosing(state.card, account, terms, Typed(length=DIGITS), by_energy), ()
        case Refused(request, "REWRITE_FIRST", facts) if request == CARD_REQUEST and state.card is not None:
            waiting = SaleNumber(dict(facts).get("sale", ""))
            return replace(state, waiting=waiting), (ReclaimSale(waiting),)
        case SaleReclaimed() | RecoveryFound():
            return while_reclaiming(state, event, context)
        case Refused(request, code) if request == CARD_REQUEST and state.card is not None:
            return give_back(state.card, code.lower())
        case Refused(request) | Unanswered(request) if request == WAITING_REQUEST and state.waiting:
            return give_back(state.card, "rewrite_first")
        case Unanswered(request) if request == CARD_REQUEST and state.card is not None:
            return give_back(state.card, "no_answer")
        case TimedOut():
            return give_back(state.card, "no_answer")
        case _:
            return state, ()


def while_reclaiming(state: Reading, event: SaleReclaimed | RecoveryFound, context: Context) -> Step:
    """Write the purchase that waits: from this terminal's background, or as the platform tells of another one's."""
    match event:
        case SaleReclaimed(OpenSale() as sale) if belongs(sale, state.card):
            return written(*write_card.begin(sale))
        case SaleReclaimed(OpenSale() as sale):
            back, effects = give_back(state.card, "rewrite_first")
            return back, (HandToRecovery(sale), *effects)
        case SaleReclaimed() if state.waiting and not context.rules.own(state.waiting):
            return state, (AskRecovery(WAITING_REQUEST, state.waiting, None),)
        case SaleReclaimed():
            return give_back(state.card, "rewrite_first")
        case RecoveryFound(request, found) if request == WAITING_REQUEST and found.sale == state.waiting:
            if not found.waits_for_card or state.card is None:
                return give_back(state.card, "rewrite_first")
            return written(*write_card.begin(elsewhere.sale_of(found, state.card)))
        case _:
            return state, ()


def belongs(sale: OpenSale, card: CardSnapshot | None) -> bool:
    """True when the sale was booked for this very card."""
    booked_for = sale.terms.card
    return card is not None and booked_for is not None and booked_for.serial == card.serial


def give_back(card: CardSnapshot | None, code: str = "") -> Step:
    """Hand the card back; no money is in."""
    return Returning(code, serial=card.serial if card is not None else ""), (EjectCard(),)


def while_returning(state: Returning, event: Event) -> Step:
    """Wait until the card is gone; swallow it if it is forgotten."""
    match event:
        case CardTaken() | CardRetained() | CardUnusable():
            kept = (Record(CardKept(None, state.serial)),) if isinstance(event, CardRetained) else ()
            return (Stopped(state.code) if state.code and not state.retaining else Done()), kept
        case TimedOut() if not state.retaining:
            return replace(state, retaining=True), (RetainCard(),)
        case TimedOut():
            return Done(), ()
        case _:
            return state, ()


def while_choosing(now: Choosing, event: Event, context: Context) -> Step:
    """Type or pick an amount, see what it buys, go on if every part of the service is still ready."""
    match event:
        case Pressed("exit" | "back") | TimedOut():
            return give_back(now.card)
        case CardUnusable(problem):
            return Stopped(problem), ()
        case Quoted(request, quote) if request == QUOTE_REQUEST and now.asking:
            return quoted(now, quote)
        case Refused(request, code) if request == QUOTE_REQUEST and now.asking:
            return replace(now, asking=False, problem=code.lower()), ()
        case Unanswered(request) if request == QUOTE_REQUEST and now.asking:
            return replace(now, asking=False, problem="no_answer"), ()
        case _ if now.asking:
            return now, ()
        case Pressed("confirm") if now.quote is not None:
            return open_tender(now, now.quote, context)
        case Pressed("confirm") if now.asked:
            return ask_quote(now)
        case Pressed("by_energy" | "by_money" as unit) if now.terms.meter_kind is MeterKind.ENERGY_CONTROLLED:
            return replace(now, by_energy=unit == "by_energy", field=Typed(length=DIGITS), quote=None, problem=""), ()
        case Pressed(button) if button.startswith("preset_") and button.removeprefix("preset_").isdigit():
            field = Typed(button.removeprefix("preset_")[:DIGITS], DIGITS)
            return ask_quote(replace(now, field=field, quote=None, problem=""))
        case _:
            field = typed(now.field, event)
            return (now if field == now.field else replace(now, field=field, quote=None, problem="")), ()


def ask_quote(now: Choosing) -> Step:
    """Let the vending system compute the other side of the amount."""
    number = now.account.customer_no
    if now.by_energy:
        question = AskQuote(QUOTE_REQUEST, number, energy=CentiKwh(now.asked * KWH))
    else:
        question = AskQuote(QUOTE_REQUEST, number, money=Fen(now.asked * YUAN))
    return replace(now, asking=True, problem=""), (question,)


def quoted(now: Choosing, quote: Quote) -> Step:
    """Show the quote; one outside the card's limits is refused before any money."""
    if not now.terms.minimum <= quote.money <= now.terms.maximum:
        return replace(now, asking=False, quote=None, problem="limit_exceeded"), ()
    return replace(now, asking=False, quote=quote), ()


def open_tender(now: Choosing, quote: Quote, context: Context) -> Step:
    """Take notes for the quoted amount."""
    if context.services.buy_electricity:
        return give_back(now.card, context.services.buy_electricity[0])
    account = now.account
    terms = SaleTerms(
        SaleKind.PURCHASE,
        account.customer_no,
        account.name_masked,
        account.address_masked,
        due=quote.money,
        maximum=min(context.rules.cash_maximum, now.terms.maximum),
        card=now.card,
        meter_no=now.terms.meter_no,
    )
    inner, effects = cash_tender.begin(terms)
    return Tendering(inner, quote), effects


def tendered(inner: cash_tender.State, effects: tuple[Effect, ...], quote: Quote) -> Step:
    """Sell for what lies in the box."""
    match inner:
        case cash_tender.Done(sale, _) if sale.paid:
            asked, more = booking.begin(sale)
            assert isinstance(asked, booking.Booking), "a booking begins by asking"
            return Booking(asked), (*effects, *more)
        case cash_tender.Done(sale, _) if sale.in_doubt:
            return conclude(sale, effects)
        case cash_tender.Done(sale, why):
            state, more = give_back(sale.terms.card, why)
            return state, (*effects, *more)
        case _:
            return Tendering(inner, quote), effects


def booked(inner: booking.State, effects: tuple[Effect, ...]) -> Step:
    """Write what was sold; a sale that is not booked leaves the card as it is."""
    if isinstance(inner, booking.Booking):
        return Booking(inner), effects
    sale = inner.sale
    if sale.booking is None or sale.booking.purchase is None:
        return conclude(sale, effects)
    return written(*write_card.begin(sale), before=effects)


def written(inner: write_card.State, effects: tuple[Effect, ...], before: tuple[Effect, ...] = ()) -> Step:
    """Print what is true of the card."""
    if isinstance(inner, write_card.Done):
        return conclude(inner.sale, (*before, *effects))
    return Writing(inner), (*before, *effects)


def conclude(sale: OpenSale, effects: tuple[Effect, ...]) -> Step:
    """Show the result, print its slip, hand the card back."""
    ended, more = closing.begin(sale, voucher_of(sale), card_inside=True)
    assert isinstance(ended, closing.Closing), "a closing begins with the slip"
    return Ending(ended), (*effects, *more)
