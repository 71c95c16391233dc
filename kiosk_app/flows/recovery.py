"""Behind the visit: every sale left open by a crash or a silent platform comes to its end, or waits for a person.

Settling means, in this order: where is the moving note; close the tender; book; confirm the card; a slip for the
customer who may still stand there; end. Each step is a fact, so recovery may itself be cut at any point (I11).
"""

from dataclasses import dataclass, field, replace

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
    CardRead,
    Event,
    PowerUpNote,
    ReceiptFailed,
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
    CardCompleted,
    ConfirmationDelivered,
    Fact,
    NoteCredited,
    NoteUnexpected,
    OpenSale,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    ReceiptMissed,
    SaleAccepted,
    SaleEnded,
    SaleRejected,
    TenderClosed,
    advance,
)
from kiosk_app.domain.meter_card import CardSnapshot, CardVerdict
from kiosk_app.domain.notes import Note
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.flows.cash_tender import fate
from kiosk_app.flows.closing import finished, job
from kiosk_app.flows.vouchers import voucher_of
from kiosk_app.flows.write_card import verdict

FIRST_PAUSE_S, LAST_PAUSE_S = 5.0, 300.0
ELSEWHERE_S = 3_600.0  # so often it is asked whether a purchase that waits was written at another terminal
DOUBLINGS = 6  # after so many the pause is the last one


@dataclass(frozen=True, slots=True)
class Case:
    """One open sale and how often it was asked about."""

    sale: OpenSale
    tries: int = 0
    asked: bool = False  # an answer of the platform is awaited
    printing: bool = False  # the printer has its slip and has not said yet what became of it
    watched: bool = False  # it waits for its card, and it will be asked whether it was written elsewhere
    wait: int = 0  # the pause that it is in; an older one that ends later wakes nobody (I28)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Every sale that nobody in front looks after."""

    cases: dict[SaleNumber, Case] = field(default_factory=dict)
    acceptor_heard: bool = False  # the acceptor has said where a note was when it was switched on
    waits: int = 0  # how many pauses have begun

    @property
    def settling(self) -> bool:
        """True while a note's fate, or a first answer about a sale of the last run, is still awaited."""
        return not self.acceptor_heard and any(case.sale.moving for case in self.cases.values())


Step = tuple[Recovery, tuple[Effect, ...]]


def begin(open_sales: tuple[OpenSale, ...]) -> Step:
    """Take over what the journal says is open; what needs no evidence from the acceptor goes on at once."""
    recovery = Recovery()
    effects: tuple[Effect, ...] = ()
    for sale in open_sales:
        recovery, more = take_over(recovery, sale)
        effects = (*effects, *more)
    return recovery, effects


def step(recovery: Recovery, event: Event) -> Step:
    """Advance the sales that this event is about."""
    match event:
        case AcceptorStarted():
            return settle_notes(recovery, event)
        case SaleHandedOver(sale):
            return take_over(recovery, sale)
        case SaleWanted(number):
            return give_back(recovery, number)
        case CardRead(card):
            return seen_on_card(recovery, card)
        case (
            SaleBooked(number)
            | SaleRefused(number)
            | SaleUnanswered(number)
            | WriteConfirmed(number)
            | WriteUnanswered(number)
            | WriteRefused(number)
        ) if number in recovery.cases:
            return answered(recovery, recovery.cases[number], event)
        case RetryDue(number, wait) if number in recovery.cases and wait in (0, recovery.cases[number].wait):
            return answered(recovery, recovery.cases[number], event)
        case ReceiptPrinted(name) | ReceiptFailed(name):
            return receipt(recovery, event, name)
        case _:
            return recovery, ()


def take_over(recovery: Recovery, sale: OpenSale) -> Step:
    """Look after one more sale."""
    if sale.moving is not None and recovery.acceptor_heard:
        recovery = replace(recovery, acceptor_heard=False)
    return go_on(recovery, Case(sale))


def give_back(recovery: Recovery, number: SaleNumber) -> Step:
    """Give a booked sale whose card is here back to the visit: the card is written there (VEND-4)."""
    case = recovery.cases.get(number)
    if case is None or not awaits_card(case.sale):
        return recovery, (HandToVisit(None),)
    cases = {other: kept_on for other, kept_on in recovery.cases.items() if other != number}
    return replace(recovery, cases=cases), (HandToVisit(case.sale),)


def awaits_card(sale: OpenSale) -> bool:
    """True for a booked purchase that is not known to be on its card."""
    bought = sale.booking is not None and sale.booking.purchase is not None
    return bought and sale.written is None and not sale.confirmed


def seen_on_card(recovery: Recovery, card: CardSnapshot) -> Step:
    """A card that was written in a life that ended before it could say so says it now (meter_card.md 3.4)."""
    effects: tuple[Effect, ...] = ()
    for case in recovery.cases.values():
        if awaits_card(case.sale) and verdict(case.sale, card) is CardVerdict.DONE:
            fact = CardCompleted(case.sale.sale, card)
            done = Case(advance(case.sale, fact), printing=case.printing)
            recovery, more = go_on(recovery, done, Record(fact))
            effects = (*effects, *more)
    return recovery, effects


def addressed(recovery: Recovery, event: Event) -> bool:
    """True when the acceptor's start is for a note of ours: the visit in front does not see it then."""
    return isinstance(event, AcceptorStarted) and recovery.settling


def settle_notes(recovery: Recovery, event: AcceptorStarted) -> Step:
    """Record where each moving note went; a stacked note without an intent belongs to nobody yet."""
    moving = [case for case in recovery.cases.values() if case.sale.moving is not None]
    recovery = replace(recovery, acceptor_heard=True)
    if len(moving) != 1:
        stray: tuple[Effect, ...] = ()
        if isinstance(event.stacked, Note) and moving:
            stray = (Record(NoteUnexpected(None, event.stacked)), AcknowledgeNote())
        return settle_all(recovery, moving, AcceptorStarted(PowerUpNote.NONE), stray)
    return settle_all(recovery, moving, event, ())


def settle_all(recovery: Recovery, moving: list[Case], event: AcceptorStarted, effects: tuple[Effect, ...]) -> Step:
    """Settle each case by the evidence; with several open intents one event proves nothing about any of them."""
    for case in moving:
        fact = fate(case.sale, event)
        stacked: tuple[Effect, ...] = (AcknowledgeNote(),) if isinstance(fact, NoteCredited) else ()
        recovery, more = go_on(recovery, replace(case, sale=advance(case.sale, fact)))
        effects = (*effects, Record(fact), *stacked, *more)
    return recovery, effects


def go_on(recovery: Recovery, case: Case, *before: Effect) -> Step:
    """Do the next thing that a sale needs."""
    sale = case.sale
    if sale.moving is not None:
        return kept(recovery, case), before
    if sale.closed is None and not sale.paid and not sale.in_doubt:
        return ended(recovery, sale, Outcome.NOTHING_PAID, before)
    if sale.closed is None:
        closed = TenderClosed(sale.sale, sale.paid)
        return go_on(recovery, replace(case, sale=advance(sale, closed)), *before, Record(closed))
    if sale.closed and sale.booking is None and sale.rejected is None:
        return kept(recovery, replace(case, asked=True)), (*before, BookSale(sale.booking_request()))
    if sale.written is not None and not sale.confirmed:
        return kept(recovery, replace(case, asked=True)), (*before, ConfirmWrite(sale.sale, sale.written))
    return with_slip(recovery, case, before)


def with_slip(recovery: Recovery, case: Case, before: tuple[Effect, ...]) -> Step:
    """Print the slip that the customer never got; then the sale ends, or waits for the card or for a person."""
    sale = case.sale
    if not sale.slips:
        voucher = voucher_of(sale)
        begun = ReceiptBegun(sale.sale, voucher.kind, voucher.copy)
        case = replace(case, sale=advance(sale, begun), asked=False, printing=True)
        return watch(recovery, case, (*before, Record(begun), PrintVoucher(job(voucher), voucher)))
    if finished(sale) and not case.printing:
        return ended(recovery, sale, Outcome.SOLD, before)
    return watch(recovery, replace(case, asked=False), before)


def watch(recovery: Recovery, case: Case, before: tuple[Effect, ...]) -> Step:
    """Keep looking after a sale; of one that waits for its card it is asked now and then whether it was written at
    another terminal, for nothing here would ever say so (PAY-6)."""
    if case.watched or not awaits_card(case.sale):
        return kept(recovery, case), before
    return wait_for(recovery, replace(case, watched=True), ELSEWHERE_S, before)


def wait_for(recovery: Recovery, case: Case, seconds: float, before: tuple[Effect, ...] = ()) -> Step:
    """Look at the sale again after a pause; whatever pause it was in before does not count any more."""
    wait = recovery.waits + 1
    recovery = kept(replace(recovery, waits=wait), replace(case, asked=False, wait=wait))
    return recovery, (*before, RetryLater(case.sale.sale, seconds, wait))


def answered(recovery: Recovery, case: Case, event: Event) -> Step:
    """Take an answer about one sale, or ask again after a growing pause, for ever (PAY-6, I28)."""
    number = case.sale.sale
    fact: Fact
    match event:
        case SaleBooked(_, booking) if case.sale.booking is None:
            fact = SaleAccepted(number, booking)
        case SaleRefused(_, code) if case.sale.booking is None and case.sale.rejected is None:
            fact = SaleRejected(number, code)
        case WriteConfirmed() if not case.sale.confirmed:
            fact = ConfirmationDelivered(number)
        case WriteRefused(_, "ALREADY_WRITTEN") if case.sale.written is not None and not case.sale.confirmed:
            # The answer to it was lost, and the vending system knows of a later purchase of this card since.
            fact = ConfirmationDelivered(number)
        case SaleBooked(written=True) if awaits_card(case.sale):
            fact = ConfirmationDelivered(number)
        case SaleBooked() | SaleRefused() if case.asked and awaits_card(case.sale):
            return wait_for(recovery, case, ELSEWHERE_S)
        case RetryDue() if not case.asked and awaits_card(case.sale):
            return kept(recovery, replace(case, asked=True)), (BookSale(case.sale.booking_request()),)
        case SaleUnanswered() | WriteUnanswered() | WriteRefused() if case.asked:
            pause = min(FIRST_PAUSE_S * 2 ** min(case.tries, DOUBLINGS), LAST_PAUSE_S)
            return wait_for(recovery, replace(case, tries=case.tries + 1), pause)
        case RetryDue() if not case.asked:
            return go_on(recovery, case)
        case _:
            return recovery, ()
    return go_on(recovery, Case(advance(case.sale, fact), printing=case.printing), Record(fact))


def receipt(recovery: Recovery, event: ReceiptPrinted | ReceiptFailed, name: str) -> Step:
    """Record what became of a slip that recovery sent, and go on; a slip of the visit in front is not ours."""
    number, _, copy = name.rpartition("/")
    case = recovery.cases.get(SaleNumber(number))
    if case is None or not case.printing or copy != str(case.sale.slips):
        return recovery, ()
    fact: Fact
    match event:
        case ReceiptPrinted():
            fact = ReceiptDone(case.sale.sale, case.sale.slips)
        case ReceiptFailed(_, code):
            fact = ReceiptMissed(case.sale.sale, case.sale.slips, code)
    case = replace(case, printing=False)
    if case.asked or not finished(case.sale):
        return kept(recovery, case), (Record(fact),)
    return ended(recovery, case.sale, Outcome.SOLD, (Record(fact),))


def ended(recovery: Recovery, sale: OpenSale, outcome: Outcome, before: tuple[Effect, ...]) -> Step:
    """The sale is over."""
    cases = {number: case for number, case in recovery.cases.items() if number != sale.sale}
    return replace(recovery, cases=cases), (*before, Record(SaleEnded(sale.sale, outcome)))


def kept(recovery: Recovery, case: Case) -> Recovery:
    """Keep looking after the sale."""
    return replace(recovery, cases={**recovery.cases, case.sale.sale: case})
