"""All that the journal may hold, and what it adds up to.

A fact is written once and never changed. `fold` turns them into what is still open and what must lie in
the cash box; nothing else in the kiosk keeps money state across a restart.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk_app.domain.batches import Batches, BatchFact, followed
from kiosk_app.domain.books import Books, kept, taken
from kiosk_app.domain.changed import changed
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note, NoteCount, by_value
from kiosk_app.domain.orders import OrderFact, Orders, obeyed
from kiosk_app.domain.sale import Booking, BookingRequest, SaleNumber, SaleTerms
from kiosk_app.domain.staff import Period, Share
from kiosk_app.domain.staff_facts import (
    BoxCounted,
    BoxOpened,
    BoxShut,
    SettlementDone,
    SettlementVoucherPrinted,
    StaffFact,
)


@dataclass(frozen=True, slots=True)
class Booted:
    """The kiosk process started."""

    terminal: str
    version: str


@dataclass(frozen=True, slots=True)
class SaleBegun:
    """A sale got its number; written before the first note may be taken."""

    sale: SaleNumber
    terms: SaleTerms


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The customer was told that there is no change, and went on."""

    sale: SaleNumber
    text_version: str


@dataclass(frozen=True, slots=True)
class NoteOffered:
    """Intent: this note is about to be stacked (I7)."""

    sale: SaleNumber
    ordinal: int  # 1 for the first note of the sale
    note: Note


@dataclass(frozen=True, slots=True)
class NoteCredited:
    """The acceptor said *stacked*: the note is in the box and its value is owed to the sale."""

    sale: SaleNumber
    ordinal: int
    note: Note


@dataclass(frozen=True, slots=True)
class NoteHandedBack:
    """The offered note went back to the customer."""

    sale: SaleNumber
    ordinal: int


@dataclass(frozen=True, slots=True)
class NoteInDoubt:
    """Nobody can say where the offered note is; the count of the box will (I12)."""

    sale: SaleNumber
    ordinal: int
    note: Note


@dataclass(frozen=True, slots=True)
class NoteUnexpected:
    """A note fell into the box without an intent, or after its sale was closed."""

    sale: SaleNumber | None
    note: Note


@dataclass(frozen=True, slots=True)
class TenderClosed:
    """No more notes: the total is final, and about to be booked under the sale's number."""

    sale: SaleNumber
    paid: Fen


@dataclass(frozen=True, slots=True)
class SaleAccepted:
    """The platform booked the sale."""

    sale: SaleNumber
    booking: Booking


@dataclass(frozen=True, slots=True)
class SaleRejected:
    """The platform refused the booking; the money is in suspense until it is made good."""

    sale: SaleNumber
    code: str


@dataclass(frozen=True, slots=True)
class SalePending:
    """The platform did not answer; the same request is repeated until it does."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class WriteBegun:
    """Intent: these images are about to be written to this card (I7, I14)."""

    sale: SaleNumber
    card_serial: str
    counter: int
    wallet_value: int
    digest: str  # SHA-256 over the images, hex


@dataclass(frozen=True, slots=True)
class CardCompleted:
    """Everything was read back equal, or the card was found to carry the purchase already."""

    sale: SaleNumber
    card: CardSnapshot  # as read back: what the vending system is told


@dataclass(frozen=True, slots=True)
class CardIncomplete:
    """The write did not come to its end; the purchase waits for a rewrite (补写)."""

    sale: SaleNumber
    problem: str
    detail: str


@dataclass(frozen=True, slots=True)
class ConfirmationDelivered:
    """The vending system knows that the card is written."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class ReceiptBegun:
    """Intent: a slip goes to the printer."""

    sale: SaleNumber
    slip: str  # VoucherKind
    copy: int


@dataclass(frozen=True, slots=True)
class ReceiptDone:
    """The printer said that the slip is on paper."""

    sale: SaleNumber
    copy: int


@dataclass(frozen=True, slots=True)
class ReceiptMissed:
    """The slip is not, or not surely, on paper."""

    sale: SaleNumber
    copy: int
    code: str


class Outcome(StrEnum):
    """How a sale ended for good."""

    NOTHING_PAID = "nothing_paid"
    SOLD = "sold"


@dataclass(frozen=True, slots=True)
class SaleEnded:
    """Nothing more will happen to this sale."""

    sale: SaleNumber
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CardKept:
    """The reader swallowed a card that was not taken."""

    sale: SaleNumber | None
    card_serial: str


@dataclass(frozen=True, slots=True)
class EnquiryNoted:
    """What a customer was told of a sale, or what was done for it here; it may be another terminal's (PAY-6).

    So its number stands under another name than in the facts of this terminal's own sales.
    """

    about: SaleNumber
    what: str  # told, slip_begun, slip_done, slip_missed, or the name of a fact of the sale's own terminal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class JournalSummed:
    """What the rows so far add up to lies beside the journal; with this hash a start may go on from there."""

    rows: int
    digest: str  # SHA-256 of the file, hex


@dataclass(frozen=True, slots=True)
class IncidentSeen:
    """Something that somebody must know: cheating, the cassette gone, a clock that jumped."""

    code: str
    detail: str = ""


BesideSales = StaffFact | BatchFact | OrderFact
"""Facts about no sale; joined here once, as `fold` asks for it with every row."""

Fact = (
    Booted
    | SaleBegun
    | ConsentGiven
    | NoteOffered
    | NoteCredited
    | NoteHandedBack
    | NoteInDoubt
    | NoteUnexpected
    | TenderClosed
    | SaleAccepted
    | SaleRejected
    | SalePending
    | WriteBegun
    | CardCompleted
    | CardIncomplete
    | ConfirmationDelivered
    | ReceiptBegun
    | ReceiptDone
    | ReceiptMissed
    | SaleEnded
    | CardKept
    | EnquiryNoted
    | JournalSummed
    | IncidentSeen
    | StaffFact
    | BatchFact
    | OrderFact
)


@dataclass(frozen=True, slots=True)
class OpenSale:
    """A sale that is not at its end, as the journal tells it."""

    sale: SaleNumber
    terms: SaleTerms
    credited: tuple[Fen, ...] = ()  # value of each note, in order
    moving: tuple[int, Note] | None = None  # an offered note whose fate is not recorded
    in_doubt: tuple[Note, ...] = ()
    closed: Fen | None = None  # the total, once final
    booking: Booking | None = None
    rejected: str | None = None
    write_begun: bool = False
    written: CardSnapshot | None = None
    confirmed: bool = False
    slips: int = 0  # copies begun
    elsewhere: bool = False  # another terminal's: only its card is here, and no fact of it is in this journal

    @property
    def paid(self) -> Fen:
        """The value of the notes stacked."""
        return Fen(sum(self.credited))

    @property
    def notes(self) -> tuple[NoteCount, ...]:
        """The notes stacked, counted by value."""
        return by_value(self.credited)

    def booking_request(self) -> BookingRequest:
        """Return the request that books this sale: the same at every call once the tender is closed (I4)."""
        assert self.closed is not None and self.closed == self.paid, "a sale is booked with its final total"
        terms = self.terms
        return BookingRequest(
            self.sale,
            terms.kind,
            terms.customer_no,
            self.closed,
            self.notes,
            tuple(bill.bill_id for bill in terms.bills),
            terms.card,
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a journal adds up to."""

    open_sales: dict[SaleNumber, OpenSale] = field(default_factory=dict)
    box: Counter[Fen] = field(default_factory=Counter)  # value -> count; what must lie in the cash box
    sales: int = 0  # numbers given out
    slip_unconfirmed: bool = False  # nobody heard what became of the last slip, or it failed
    books: Books = field(default_factory=Books)  # the period since the last settlement
    batches: Batches = field(default_factory=Batches)  # what of the journal was handed to the platform
    orders: Orders = field(default_factory=Orders)  # the platform's
    tallies: Counter[str] = field(default_factory=Counter)  # slips printed, cards kept, since the first day


def fold(facts: Iterable[Fact]) -> Ledger:
    """Add facts up, in order, into open sales and the cash box by denomination."""
    ledger = Ledger()
    for fact in facts:
        ledger = apply(ledger, fact)
    return ledger


def apply(ledger: Ledger, fact: Fact) -> Ledger:
    """Return the ledger after one more fact. The maps inside are updated in place: the old ledger is spent."""
    match fact:
        case SaleBegun(sale, terms):
            ledger.open_sales[sale] = OpenSale(sale, terms)
            return changed(ledger, sales=ledger.sales + 1)
        case SaleEnded(sale):
            ledger.open_sales.pop(sale, None)
        case ReceiptBegun() | ReceiptDone():
            return after_slip(ledger, fact)
        case NoteUnexpected(_, note):
            ledger.box[note.value] += 1
        case Booted() | CardKept() | EnquiryNoted() | JournalSummed() | IncidentSeen():
            return after_notice(ledger, fact)
        case _ if isinstance(fact, BesideSales):
            return beside_sales(ledger, fact)
        case _:
            if isinstance(fact, NoteCredited):
                ledger.box[fact.note.value] += 1
            if (sale_now := ledger.open_sales.get(fact.sale)) is not None:
                if isinstance(fact, TenderClosed) and sale_now.closed is None:
                    taken(ledger.books, sale_now.terms.kind, fact.paid)
                if isinstance(fact, NoteInDoubt):
                    ledger.books.doubts[fact.note.value] += 1
                ledger.open_sales[fact.sale] = advance(sale_now, fact)
    return ledger


def after_slip(ledger: Ledger, fact: ReceiptBegun | ReceiptDone) -> Ledger:
    """Return the ledger after a sale's slip went to the printer or came out of it, also long after the sale's end."""
    ledger.tallies["slips"] += isinstance(fact, ReceiptDone)
    if (sale_now := ledger.open_sales.get(fact.sale)) is not None:
        ledger.open_sales[fact.sale] = advance(sale_now, fact)
    return changed(ledger, slip_unconfirmed=isinstance(fact, ReceiptBegun))


def beside_sales(ledger: Ledger, fact: BesideSales) -> Ledger:
    """Return the ledger after a fact about no sale: of staff, of the journal's way to the platform, of its orders."""
    if isinstance(fact, StaffFact):
        return after_staff(ledger, fact)
    if isinstance(fact, OrderFact):
        return changed(ledger, orders=obeyed(ledger.orders, fact))
    return changed(ledger, batches=followed(ledger.batches, fact))


def after_notice(ledger: Ledger, fact: Booted | CardKept | EnquiryNoted | JournalSummed | IncidentSeen) -> Ledger:
    """Return the ledger after what moves no money: at most a slip went to the printer."""
    ledger.tallies["cards_kept"] += isinstance(fact, CardKept)
    match fact:
        case EnquiryNoted(_, "slip_begun" | "slip_done" as what):
            ledger.tallies["slips"] += what == "slip_done"
            return changed(ledger, slip_unconfirmed=what == "slip_begun")
        case _:
            return ledger


def after_staff(ledger: Ledger, fact: StaffFact) -> Ledger:
    """Return the ledger after an action of staff; a settlement that is done has emptied the box.

    A note in doubt may fall after the period was closed: it leaves with the others until the box is shut or counted.
    """
    now, lifted, lifting = ledger.books.open, ledger.books.lifted, ledger.books.lifting
    ledger.tallies["slips"] += isinstance(fact, SettlementVoucherPrinted)
    match fact:
        case BoxOpened() if now is not None and now.number == fact.settlement:
            lifting = True
        case BoxShut() | BoxCounted() if lifting:
            lifted, lifting = counted(ledger.box), False
        case SettlementDone() if now is not None and now.number == fact.settlement:
            gone = now.period.notes if lifted is None else lifted
            ledger.box.subtract({note.value: note.count for note in gone})
            lifted, lifting = None, False
        case _:
            pass
    return changed(ledger, books=changed(kept(ledger.books, fact), lifted=lifted, lifting=lifting))


def period_of(ledger: Ledger) -> Period:
    """Return the transactions since the last settlement (PAY-9); notes that are in the box belong to the next one."""
    books = ledger.books
    services = tuple(Share(kind, books.counts[kind], Fen(books.totals[kind])) for kind in sorted(books.counts))
    count, total = sum(books.counts.values()), Fen(sum(books.totals.values()))
    return Period(
        first=books.settled + 1,
        last=ledger.sales,
        count=count,
        total=total,
        notes=counted(ledger.box),
        services=services,
        methods=(Share("cash", count, total),),
        in_doubt=counted(books.doubts),
    )


def counted(notes: Counter[Fen]) -> tuple[NoteCount, ...]:
    """Return counted notes by value, largest first, without values of which there is none."""
    return tuple(NoteCount(value, notes[value]) for value in sorted(notes, reverse=True) if notes[value])


def advance(sale: OpenSale, fact: Fact) -> OpenSale:
    """Return the open sale after one more fact about it."""
    match fact:
        case NoteOffered(_, ordinal, note):
            return changed(sale, moving=(ordinal, note))
        case NoteCredited(_, _, note):
            return changed(sale, credited=(*sale.credited, note.value), moving=None)
        case NoteHandedBack():
            return changed(sale, moving=None)
        case NoteInDoubt(_, _, note):
            return changed(sale, in_doubt=(*sale.in_doubt, note), moving=None)
        case TenderClosed(_, paid):
            return changed(sale, closed=paid)
        case SaleAccepted(_, booking):
            return changed(sale, booking=booking, rejected=None)
        case SaleRejected(_, code):
            return changed(sale, rejected=code)
        case WriteBegun():
            return changed(sale, write_begun=True)
        case CardCompleted(_, card):
            return changed(sale, written=card)
        case ConfirmationDelivered():
            return changed(sale, confirmed=True)
        case ReceiptBegun():
            return changed(sale, slips=sale.slips + 1)
        case _:
            return sale
