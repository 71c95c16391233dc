"""What staff facts add up to: the takings since the last settlement, and a settlement that is not at its end."""

from collections import Counter
from dataclasses import dataclass, field, replace

from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.sale import SaleKind
from kiosk_app.domain.staff import BoxCount, Period, SettlementNumber, value_of
from kiosk_app.domain.staff_facts import (
    AcceptorCounted,
    BoxCounted,
    BoxOpened,
    BoxOpening,
    SettlementClosed,
    SettlementDone,
    SettlementReported,
    SettlementVoucherBegun,
    SettlementVoucherPrinted,
    StaffFact,
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement as far as it has come; an interrupted one goes on from here."""

    number: SettlementNumber
    operator: str
    period: Period
    copies: int = 0  # vouchers begun
    printed: bool = False
    opening: bool = False  # the lock was released at least once
    opened: bool = False
    count: BoxCount | None = None
    done: bool = False
    reason: str = ""  # of a difference
    acceptor: tuple[NoteCount, ...] | None = None  # the acceptor's own count; None where it is not known

    @property
    def difference(self) -> Fen:
        """Counted less expected; nothing is known before the count."""
        return Fen(self.count.total - self.period.in_box if self.count else 0)

    @property
    def acceptor_total(self) -> Fen:
        """Value of the notes by the acceptor's own count; nothing where that is not known."""
        return value_of(self.acceptor or ())

    @property
    def agrees(self) -> bool:
        """True when journal, acceptor and hand count name the same notes, as far as each is known (PAY-10)."""
        told = (self.acceptor, self.count.notes if self.count else None)
        return all(notes is None or by_value(notes) == by_value(self.period.notes) for notes in told)


def by_value(notes: tuple[NoteCount, ...]) -> dict[Fen, int]:
    """Return the notes of which there are any, by value."""
    return {note.value: note.count for note in notes if note.count}


@dataclass(frozen=True, slots=True)
class Books:
    """Takings since the last settlement and the settlements under way. The maps are updated in place."""

    counts: Counter[SaleKind] = field(default_factory=Counter)  # sales that took money, by service
    totals: Counter[SaleKind] = field(default_factory=Counter)  # fen
    doubts: Counter[Fen] = field(default_factory=Counter)  # value -> notes in doubt
    unreported: dict[SettlementNumber, Settlement] = field(default_factory=dict)  # done, the platform has not said so
    settled: int = 0  # number of the last sale that was handed in
    settlements: int = 0  # numbers given out
    open: Settlement | None = None
    lifted: tuple[NoteCount, ...] | None = None  # what left the box that was opened for the open settlement
    lifting: bool = False  # the box is open and not counted: what falls into it now leaves with the rest


def taken(books: Books, kind: SaleKind, paid: Fen) -> None:
    """Add a sale whose total is final; one without money is none of the period's transactions."""
    if paid:
        books.counts[kind] += 1
        books.totals[kind] += paid


def kept(books: Books, fact: StaffFact) -> Books:
    """Return the books after one more fact about staff. The old books are spent."""
    match fact:
        case SettlementClosed(number, operator, period):
            for gone in (books.counts, books.totals, books.doubts):
                gone.clear()
            begun = Settlement(number, operator, period)
            return replace(books, settled=period.last, settlements=books.settlements + 1, open=begun)
        case SettlementReported(number):
            books.unreported.pop(number, None)
            return books
        case SettlementDone(number) if books.open is not None and books.open.number == number:
            books.unreported[number] = advanced(books.open, fact)
            return replace(books, open=None)
        case _ if books.open is not None:
            return replace(books, open=advanced(books.open, fact))
        case _:
            return books


def advanced(settlement: Settlement, fact: StaffFact) -> Settlement:
    """Return the settlement after one more fact about it; the flow goes by the same function as a restart."""
    match fact:
        case AcceptorCounted(number, notes) if number == settlement.number:
            return replace(settlement, acceptor=notes)
        case SettlementVoucherBegun(number) if number == settlement.number:
            return replace(settlement, copies=settlement.copies + 1)
        case SettlementVoucherPrinted(number) if number == settlement.number:
            return replace(settlement, printed=True)
        case BoxOpening(number) if number == settlement.number:
            return replace(settlement, opening=True)
        case BoxOpened(number) if number == settlement.number:
            return replace(settlement, opened=True)
        case BoxCounted(number, count) if number == settlement.number:
            return replace(settlement, count=count)
        case SettlementDone(number, _, reason) if number == settlement.number:
            return replace(settlement, done=True, reason=reason)
        case _:
            return settlement
