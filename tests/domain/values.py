"""Any value of the domain, for promises that must hold for all of them."""

from typing import Any

from hypothesis import strategies as st

from kiosk_app.domain.batches import (
    JournalBatched,
    JournalCovered,
    JournalReconciled,
    JournalRefused,
    JournalSetAside,
    JournalUploaded,
)
from kiosk_app.domain.customer import Bill
from kiosk_app.domain.facts import (
    Booted,
    CardCompleted,
    CardIncomplete,
    CardKept,
    ConfirmationDelivered,
    ConsentGiven,
    EnquiryNoted,
    Fact,
    IncidentSeen,
    JournalSummed,
    NoteCredited,
    NoteHandedBack,
    NoteInDoubt,
    NoteOffered,
    NoteUnexpected,
    Outcome,
    ReceiptBegun,
    ReceiptDone,
    ReceiptMissed,
    SaleAccepted,
    SaleBegun,
    SaleEnded,
    SalePending,
    SaleRejected,
    TenderClosed,
    WriteBegun,
)
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, Note
from kiosk_app.domain.orders import CommandDone, CommandReceived
from kiosk_app.domain.sale import Booking, Purchase, SaleKind, SaleNumber, SaleTerms
from kiosk_app.domain.voucher import VoucherKind
from tests.domain import staff_values

text = st.text(max_size=12)
fen = st.integers(0, 10**9).map(Fen)
ckwh = st.integers(0, 10**9).map(CentiKwh)
count = st.integers(0, 0xFFFFFFFF)
digits = st.text("0123456789", min_size=10, max_size=12)
sales = st.integers(1, 4).map(lambda number: SaleNumber(f"GD0117-{number:06}"))
notes = st.builds(Note, st.sampled_from(ACCEPTED_VALUES), st.integers(0, 23))
bills = st.builds(Bill, text, text, count, fen, fen)
cards = st.builds(
    CardSnapshot,
    profile=st.sampled_from(["sgcc-cpu-2013", "quantity-cpu"]),
    serial=st.binary(min_size=8, max_size=8).map(lambda serial: serial.hex().upper()),
    card_type=st.integers(1, 3),
    customer_no=digits,
    meter_no=digits,
    wallet_value=count,
    wallet_counter=count,
    return_present=st.booleans(),
    return_counter=count,
    remaining=count,
    files=st.lists(st.tuples(st.integers(1, 5), st.binary(max_size=60)), max_size=3).map(tuple),
)
terms = st.builds(
    SaleTerms,
    kind=st.sampled_from(SaleKind),
    customer_no=digits,
    name_masked=text,
    address_masked=text,
    due=fen,
    maximum=fen,
    bills=st.lists(bills, max_size=3).map(tuple),
    card=st.none() | cards,
    meter_no=st.none() | digits,
)
purchases = st.builds(Purchase, text, count, count, fen, ckwh, fen)
bookings = st.builds(Booking, text, fen, fen, fen, fen, fen, st.none() | purchases)
ordinals = st.integers(1, 50)

days, small = st.sampled_from(["20261123", "20261124"]), st.integers(1, 3)

OF_KIND: dict[type[Any], st.SearchStrategy[Any]] = {
    Booted: st.builds(Booted, text, text),
    SaleBegun: st.builds(SaleBegun, sales, terms),
    ConsentGiven: st.builds(ConsentGiven, sales, text),
    NoteOffered: st.builds(NoteOffered, sales, ordinals, notes),
    NoteCredited: st.builds(NoteCredited, sales, ordinals, notes),
    NoteHandedBack: st.builds(NoteHandedBack, sales, ordinals),
    NoteInDoubt: st.builds(NoteInDoubt, sales, ordinals, notes),
    NoteUnexpected: st.builds(NoteUnexpected, st.none() | sales, notes),
    TenderClosed: st.builds(TenderClosed, sales, fen),
    SaleAccepted: st.builds(SaleAccepted, sales, bookings),
    SaleRejected: st.builds(SaleRejected, sales, text),
    SalePending: st.builds(SalePending, sales),
    WriteBegun: st.builds(WriteBegun, sales, text, count, count, text),
    CardCompleted: st.builds(CardCompleted, sales, cards),
    CardIncomplete: st.builds(CardIncomplete, sales, text, text),
    ConfirmationDelivered: st.builds(ConfirmationDelivered, sales),
    ReceiptBegun: st.builds(ReceiptBegun, sales, st.sampled_from(VoucherKind).map(str), ordinals),
    ReceiptDone: st.builds(ReceiptDone, sales, ordinals),
    ReceiptMissed: st.builds(ReceiptMissed, sales, ordinals, text),
    SaleEnded: st.builds(SaleEnded, sales, st.sampled_from(Outcome)),
    CardKept: st.builds(CardKept, st.none() | sales, text),
    EnquiryNoted: st.builds(EnquiryNoted, sales, text, text),
    JournalSummed: st.builds(JournalSummed, count, text),
    IncidentSeen: st.builds(IncidentSeen, text, text),
    **staff_values.OF_KIND,
    JournalBatched: st.builds(JournalBatched, days, small, ordinals, ordinals, st.just("") | days),
    JournalUploaded: st.builds(JournalUploaded, days, small, ordinals, fen),
    JournalRefused: st.builds(JournalRefused, days, small, text),
    JournalSetAside: st.builds(JournalSetAside, text, text),
    JournalCovered: st.builds(JournalCovered, ordinals),
    CommandReceived: st.builds(CommandReceived, text, text),
    CommandDone: st.builds(CommandDone, text, text),
    JournalReconciled: st.builds(JournalReconciled, days, small, ordinals, ordinals, ordinals),
}
"""A strategy for every kind of fact."""

facts: st.SearchStrategy[Fact] = st.one_of(*OF_KIND.values())


def one_note(draw: st.DrawFn, sale: SaleNumber, ordinal: int) -> list[Fact]:
    """Tell what happens to one note: an intent and its fate; a history may be cut between them."""
    note = draw(notes)
    fates: list[Fact] = [
        NoteCredited(sale, ordinal, note),
        NoteHandedBack(sale, ordinal),
        NoteInDoubt(sale, ordinal, note),
    ]
    return [NoteOffered(sale, ordinal, note), fates[draw(st.integers(0, 2))]]


@st.composite
def told_sale(draw: st.DrawFn, number: int) -> list[Fact]:
    """Tell one sale as the flows write it, cut off anywhere."""
    sale = SaleNumber(f"GD0117-{number:06}")
    story: list[Fact] = [SaleBegun(sale, draw(terms)), ConsentGiven(sale, "no-change-1")]
    for ordinal in range(1, draw(st.integers(0, 4)) + 1):
        story += one_note(draw, sale, ordinal)
    paid = Fen(sum(fact.note.value for fact in story if isinstance(fact, NoteCredited)))
    story += [TenderClosed(sale, paid), SalePending(sale), SaleAccepted(sale, draw(bookings))]
    story += [ReceiptBegun(sale, VoucherKind.PAYMENT, 1), ReceiptDone(sale, 1), SaleEnded(sale, Outcome.SOLD)]
    return story[: draw(st.integers(1, len(story)))]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Tell up to four sales, one after the other, with a start and a stray note now and then."""
    history: list[Fact] = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        history += [Booted("GD-0117", "0.1.0")] if draw(st.booleans()) else []
        history += draw(told_sale(number))
        history += [NoteUnexpected(None, draw(notes))] if draw(st.booleans()) else []
    return history
