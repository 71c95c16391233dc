"""Tender by cash: notes go in until the customer is done, is silent, or the money is enough.

The sale in the state is advanced by the very facts that are recorded, so what the flow believes and what
the journal will say after a restart are the same thing.
"""

from dataclasses import dataclass, replace

from kiosk_app.domain.device import Device
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
    SaleOpened,
    TimedOut,
)
from kiosk_app.domain.facts import (
    ConsentGiven,
    Fact,
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
    advance,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note
from kiosk_app.domain.sale import SaleTerms
from kiosk_app.flows.context import Context


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A stacked note as the screen lists it."""

    ordinal: int
    at: str
    value: Fen


@dataclass(frozen=True, slots=True)
class Opening:
    """The journal is asked for a number."""

    terms: SaleTerms


@dataclass(frozen=True, slots=True)
class Inserting:
    """The acceptor is open and the customer feeds notes."""

    sale: OpenSale
    shown: tuple[ShownNote, ...] = ()  # newest first
    finishing: bool = False  # close as soon as the moving note has settled
    lost: bool = False  # the acceptor went silent while a note was moving
    problem: str = ""  # message key about the last note


@dataclass(frozen=True, slots=True)
class Done:
    """No more notes. `sale.closed` is the total where there is one to book."""

    sale: OpenSale
    why: str = ""  # "", or the code of the fault that ended it


State = Opening | Inserting | Done
Step = tuple[State, tuple[Effect, ...]]


def begin(terms: SaleTerms) -> Step:
    """Ask for a sale number; the acceptor opens only when the terms are durable (I7)."""
    return Opening(terms), (OpenSaleNumber(terms),)


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the tender."""
    match state, event:
        case Opening(terms), SaleOpened(number, opened) if opened == terms:
            consent = ConsentGiven(number, context.rules.consent_version)
            return Inserting(OpenSale(number, terms)), (Record(consent), OpenAcceptor())
        case Inserting(), _:
            return while_inserting(state, event)
        case _:
            return state, late_note(event, None)


def while_inserting(now: Inserting, event: Event) -> Step:
    """Handle one event while the acceptor is open, or while a lost acceptor is waited for."""
    match event:
        case NoteEscrowed(note):
            return escrowed(now, note)
        case NoteStacked(note, at) if now.sale.moving is not None:
            return credited(now, note, at)
        case NoteReturned() if now.sale.moving is not None:
            handed_back = NoteHandedBack(now.sale.sale, now.sale.moving[0])
            return settled(now, told(now, handed_back, "note_returned"), Record(handed_back))
        case NoteReturned():
            return replace(now, problem=now.problem or "note_returned"), ()
        case NoteRejected():
            return replace(now, problem="note_rejected"), ()
        case NoteLost() if now.sale.moving is not None:
            return replace(now, lost=True), (CloseAcceptor(),)  # what comes next must be about this note
        case AcceptorStarted():
            return restarted(now, event)
        case CheatingSeen():
            return now, (Record(IncidentSeen("cheating", now.sale.sale)),)
        case Pressed("finish" | "cancel" | "exit" | "back") | TimedOut() | HealthChanged():
            return asked_to_end(now, event)
        case _:
            return now, late_note(event, now.sale)


def escrowed(now: Inserting, note: Note) -> Step:
    """Take the note if the sale can take it, else hand it back."""
    if now.sale.moving is not None:  # it is not where this one is, and what the acceptor proves now is about this one
        done, (doubt, *closing) = give_up_note(now, "bill_acceptor.note_in_doubt")
        return done, (doubt, ReturnNote(), *closing)
    if now.sale.paid + note.value > now.sale.terms.maximum:
        return replace(now, problem="note_over_limit"), (ReturnNote(),)
    offered = NoteOffered(now.sale.sale, len(now.shown) + 1, note)
    return told(now, offered, ""), (Record(offered), StackNote())


def credited(now: Inserting, note: Note, at: str) -> Step:
    """Credit the moving note: what the acceptor says was stacked, not what was offered."""
    assert now.sale.moving is not None, "credited without an intent"
    ordinal, offered = now.sale.moving
    fact = NoteCredited(now.sale.sale, ordinal, note)
    odd = () if note.value == offered.value else (Record(IncidentSeen("note_differs", now.sale.sale)),)
    after = told(now, fact, "")
    after = replace(after, shown=(ShownNote(ordinal, at, note.value), *after.shown))
    return settled(now, after, Record(fact), *odd, AcknowledgeNote())


def settled(before: Inserting, now: Inserting, *effects: Effect) -> Step:
    """Go on feeding, or close if that was asked for meanwhile."""
    if not now.finishing:
        return now, (*effects, OpenAcceptor()) if before.lost else effects
    done, closing = close(now)
    return done, (*effects, *closing)


def restarted(now: Inserting, event: AcceptorStarted) -> Step:
    """Settle the moving note by what the restarted acceptor can prove, then go on (I12)."""
    if now.sale.moving is None:
        return now, (*late_note(event, now.sale), OpenAcceptor())
    now = replace(now, lost=True)  # it is open again only when the flow says so
    match fate(now.sale, event):
        case NoteCredited(_, _, note):
            return credited(now, note, "")
        case NoteHandedBack() as fact:
            return settled(now, told(now, fact, "note_returned"), Record(fact))
        case NoteInDoubt():
            return give_up_note(now, "bill_acceptor.note_in_doubt")


def fate(sale: OpenSale, event: AcceptorStarted) -> NoteCredited | NoteHandedBack | NoteInDoubt:
    """Say where an offered note went, by the acceptor's evidence alone; never guess (issue: power-up states)."""
    assert sale.moving is not None, "no note is moving"
    ordinal, offered = sale.moving
    if event.stacked is not None:
        return NoteCredited(sale.sale, ordinal, event.stacked)
    if event.power_up is PowerUpNote.IN_VALIDATOR:
        return NoteHandedBack(sale.sale, ordinal)
    return NoteInDoubt(sale.sale, ordinal, offered)


def asked_to_end(now: Inserting, event: Event) -> Step:
    """End, or promise to end once the moving note has settled."""
    match event:
        case HealthChanged(health) if health.device is not Device.BILL_ACCEPTOR or health.usable:
            return now, ()
        case TimedOut() if now.sale.moving is not None and (now.lost or now.finishing):  # nothing more will come
            return give_up_note(now, "bill_acceptor.not_answering")
        case HealthChanged(health) if now.sale.moving is None:
            return close(now, f"{health.device}.{health.code}")
        case HealthChanged():
            return now, ()  # the note's own events follow
        case Pressed("finish") if not now.sale.paid and now.sale.moving is None:
            return now, ()
        case Pressed("cancel" | "exit" | "back") if now.sale.paid or now.sale.moving is not None:
            return now, ()
        case _ if now.sale.moving is not None:
            return replace(now, finishing=True), ()
        case _:
            return close(now)


def give_up_note(now: Inserting, why: str) -> Step:
    """Nobody will say any more where the note is: it is in doubt, what is in the box is booked."""
    assert now.sale.moving is not None, "lost without a moving note"
    ordinal, note = now.sale.moving
    doubt = NoteInDoubt(now.sale.sale, ordinal, note)
    done, effects = close(told(now, doubt, ""), why)
    return done, (Record(doubt), *effects)


def close(now: Inserting, why: str = "") -> Step:
    """Stop taking notes and fix the total; a sale with nothing in it and nothing in doubt is over."""
    if now.sale.paid or now.sale.in_doubt:
        closed = TenderClosed(now.sale.sale, now.sale.paid)
        return Done(advance(now.sale, closed), why), (CloseAcceptor(), Record(closed))
    ended = SaleEnded(now.sale.sale, Outcome.NOTHING_PAID)
    return Done(now.sale, why), (CloseAcceptor(), Record(ended))


def told(now: Inserting, fact: Fact, problem: str) -> Inserting:
    """Advance the sale by a fact about a note, recorded in the same breath; what was said of the last note is over."""
    return replace(now, sale=advance(now.sale, fact), problem=problem, lost=False)


def late_note(event: Event, sale: OpenSale | None) -> tuple[Effect, ...]:
    """Honour what every state owes: no note unrecorded, none kept in escrow (I1, I17)."""
    match event:
        case NoteStacked(note):
            unexpected = NoteUnexpected(sale.sale if sale else None, note)
            return (Record(unexpected), AcknowledgeNote())
        case AcceptorStarted(stacked=Note() as note):
            # No note falls without an intent, and no intent is open: a row holds this note, and the unit says so again
            # because it never got our ACK.
            again = IncidentSeen("stacked_again", f"{note.value}")
            return (Record(again), AcknowledgeNote())
        case NoteEscrowed():
            return (ReturnNote(),)
        case CheatingSeen():
            return (Record(IncidentSeen("cheating", sale.sale if sale else "")),)
        case _:
            return ()
