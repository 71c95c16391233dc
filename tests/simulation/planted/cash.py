"""Bugs at the mouth of the acceptor."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain import facts
from kiosk_app.domain.money import Fen
from kiosk_app.flows import buy_electricity, cash_tender, pay_bill, recovery, visit
from tests.simulation.planted.bug import Bed, Patch, first, without

bed = Bed()


@bed.bug("the note is ordered into the box before its intent is durable")
def intent_after_stack(patch: Patch) -> None:
    patch.effects(cash_tender, "escrowed", first(do.StackNote))


@bed.bug("the note is ordered into the box and its intent never written")
def stack_without_intent(patch: Patch) -> None:
    patch.effects(cash_tender, "escrowed", without(facts.NoteOffered))


@bed.bug("the note is credited while it is still in escrow")
def credit_in_escrow(patch: Patch) -> None:
    def eager(effects: tuple[do.Effect, ...]) -> tuple[do.Effect, ...]:
        if isinstance(effects[0], do.Record) and isinstance(fact := effects[0].fact, facts.NoteOffered):
            return (effects[0], do.Record(facts.NoteCredited(fact.sale, fact.ordinal, fact.note)), *effects[1:])
        return effects

    patch.effects(cash_tender, "escrowed", eager)


@bed.bug("the acceptor may forget the note before its credit is durable")
def acknowledge_before_credit(patch: Patch) -> None:
    patch.effects(cash_tender, "credited", first(do.AcknowledgeNote))


@bed.bug("the acceptor is never told that the credit is durable")
def never_acknowledged(patch: Patch) -> None:
    patch.effects(cash_tender, "credited", without(do.AcknowledgeNote))


@bed.bug("a note that falls outside a tender is nobody's")
def late_note_dropped(patch: Patch) -> None:
    for owner in (cash_tender, visit):
        patch.set(owner, "late_note", lambda event, sale: ())


@bed.bug("a note that is escrowed outside a tender is never given back and blocks the path")
def late_escrow_kept(patch: Patch) -> None:
    real = cash_tender.late_note

    def kept(event: happened.Event, sale: facts.OpenSale | None) -> tuple[do.Effect, ...]:
        return (do.StackNote(),) if isinstance(event, happened.NoteEscrowed) else real(event, sale)

    for owner in (cash_tender, visit):
        patch.set(owner, "late_note", kept)


@bed.bug("notes beyond the limit of a sale are taken")
def over_the_limit(patch: Patch) -> None:
    real = cash_tender.escrowed

    def greedy(now: cash_tender.Inserting, note: Any) -> Any:
        terms = replace(now.sale.terms, maximum=Fen(10**9))
        return real(replace(now, sale=replace(now.sale, terms=terms)), note)

    patch.set(cash_tender, "escrowed", greedy)


@bed.bug("what was offered is credited, not what the acceptor says was stacked")
def credited_as_offered(patch: Patch) -> None:
    real = cash_tender.credited

    def credited(now: cash_tender.Inserting, note: Any, at: str) -> Any:
        assert now.sale.moving is not None
        return real(now, now.sale.moving[1], at)

    patch.set(cash_tender, "credited", credited)


def ended_with_money(now: cash_tender.Inserting) -> Any:
    """End a sale as if nothing were in it."""
    ended = facts.SaleEnded(now.sale.sale, facts.Outcome.NOTHING_PAID)
    return cash_tender.Done(replace(now.sale, credited=())), (do.CloseAcceptor(), do.Record(ended))


@bed.bug("silence with money inside ends the sale as if nothing were paid")
def timeout_returns_money(patch: Patch) -> None:
    real = cash_tender.asked_to_end

    def silent(now: cash_tender.Inserting, event: happened.Event) -> Any:
        quiet = isinstance(event, happened.TimedOut) and now.sale.moving is None
        return ended_with_money(now) if quiet else real(now, event)

    patch.set(cash_tender, "asked_to_end", silent)


@bed.bug("cancel with money inside ends the sale as if nothing were paid")
def cancel_forgets_money(patch: Patch) -> None:
    real = cash_tender.asked_to_end

    def cancelled(now: cash_tender.Inserting, event: happened.Event) -> Any:
        gone = event == happened.Pressed("cancel") and now.sale.moving is None
        return ended_with_money(now) if gone else real(now, event)

    patch.set(cash_tender, "asked_to_end", cancelled)


@bed.bug("cancel while a note moves closes the tender without it")
def cancel_forgets_the_moving_note(patch: Patch) -> None:
    real = cash_tender.asked_to_end

    def cancelled(now: cash_tender.Inserting, event: happened.Event) -> Any:
        if event == happened.Pressed("cancel") and now.sale.moving is not None:
            return cash_tender.close(replace(now, sale=replace(now.sale, moving=None)))
        return real(now, event)

    patch.set(cash_tender, "asked_to_end", cancelled)


@bed.bug("a closed tender with money in it is never booked")
def paid_and_forgotten(patch: Patch) -> None:
    for owner in (pay_bill, buy_electricity):
        real = owner.tendered

        def tendered(inner: Any, effects: Any, *rest: Any, _real: Any = real, _owner: Any = owner) -> Any:
            if isinstance(inner, cash_tender.Done) and inner.sale.paid:
                return _owner.Done(), effects
            return _real(inner, effects, *rest)

        patch.set(owner, "tendered", tendered)


def given_up_as(patch: Patch, kind: Any) -> None:
    """Settle a lost note by a guess."""

    def guessed(now: cash_tender.Inserting, why: str) -> Any:
        assert now.sale.moving is not None
        ordinal, note = now.sale.moving
        sale = now.sale.sale
        fact = kind(sale, ordinal) if kind is facts.NoteHandedBack else kind(sale, ordinal, note)
        done, effects = cash_tender.close(cash_tender.told(now, fact, ""), why)
        return done, (do.Record(fact), *effects)

    patch.set(cash_tender, "give_up_note", guessed)


@bed.bug("a lost note counts as handed back")
def lost_note_handed_back(patch: Patch) -> None:
    given_up_as(patch, facts.NoteHandedBack)


@bed.bug("a lost note counts as credited")
def lost_note_credited(patch: Patch) -> None:
    given_up_as(patch, facts.NoteCredited)


def fate_as(patch: Patch, change: Any) -> None:
    """Judge a start's evidence otherwise."""
    real = cash_tender.fate
    for owner in (cash_tender, recovery):
        patch.set(owner, "fate", lambda sale, event: change(real, sale, event))


@bed.bug("a note that the acceptor reports after its start is not believed")
def stacked_evidence_ignored(patch: Patch) -> None:
    fate_as(
        patch,
        lambda real, sale, event: real(sale, replace(event, stacked=None, power_up=happened.PowerUpNote.IN_VALIDATOR)),
    )


@bed.bug("where nothing proves where a note is, it is credited")
def credited_without_evidence(patch: Patch) -> None:
    def guess(real: Any, sale: facts.OpenSale, event: happened.AcceptorStarted) -> Any:
        fact = real(sale, event)
        return facts.NoteCredited(*doubt(fact)) if isinstance(fact, facts.NoteInDoubt) else fact

    fate_as(patch, guess)


@bed.bug("where nothing proves where a note is, it counts as handed back")
def handed_back_without_evidence(patch: Patch) -> None:
    def guess(real: Any, sale: facts.OpenSale, event: happened.AcceptorStarted) -> Any:
        fact = real(sale, event)
        return facts.NoteHandedBack(*doubt(fact)[:2]) if isinstance(fact, facts.NoteInDoubt) else fact

    fate_as(patch, guess)


def doubt(fact: facts.NoteInDoubt) -> Any:
    """Return a doubt's fields."""
    return fact.sale, fact.ordinal, fact.note


@bed.bug("a note found in the validator at power-up counts as stacked")
def validator_taken_for_box(patch: Patch) -> None:
    def guess(real: Any, sale: facts.OpenSale, event: happened.AcceptorStarted) -> Any:
        assert sale.moving is not None
        if event.power_up is happened.PowerUpNote.IN_VALIDATOR and event.stacked is None:
            return facts.NoteCredited(sale.sale, *sale.moving)
        return real(sale, event)

    fate_as(patch, guess)


@bed.bug("the acceptor stays open when the tender is closed")
def acceptor_left_open(patch: Patch) -> None:
    patch.effects(cash_tender, "close", without(do.CloseAcceptor))


@bed.bug("the acceptor opens before the sale has a number")
def opened_before_the_sale(patch: Patch) -> None:
    patch.effects(cash_tender, "begin", lambda effects: (do.OpenAcceptor(), *effects))


@bed.bug("the customer's consent is not recorded")
def opened_without_consent(patch: Patch) -> None:
    patch.effects(cash_tender, "step", without(facts.ConsentGiven))


@bed.bug("a stacked report that the acceptor repeats after a restart is another note (found and mended)")
def repeated_report_is_another_note(patch: Patch) -> None:
    real = cash_tender.late_note

    def counted(event: happened.Event, sale: facts.OpenSale | None) -> tuple[do.Effect, ...]:
        if isinstance(event, happened.AcceptorStarted) and event.stacked is not None:
            return real(happened.NoteStacked(event.stacked), sale)
        return real(event, sale)

    for owner in (cash_tender, visit):
        patch.set(owner, "late_note", counted)


@bed.bug("a second note is let in while one is lost, and its return taken for the lost one's (found and mended)")
def second_note_while_one_is_lost(patch: Patch) -> None:
    real, real_escrowed = cash_tender.while_inserting, cash_tender.escrowed

    def inserting(now: cash_tender.Inserting, event: happened.Event) -> Any:
        if isinstance(event, happened.NoteLost) and now.sale.moving is not None:
            return replace(now, lost=True), ()
        return real(now, event)

    def escrowed(now: cash_tender.Inserting, note: Any) -> Any:
        return (now, (do.ReturnNote(),)) if now.sale.moving is not None else real_escrowed(now, note)

    patch.set(cash_tender, "while_inserting", inserting)
    patch.set(cash_tender, "escrowed", escrowed)


@bed.bug("the total leaves the last note out")
def last_note_not_in_the_total(patch: Patch) -> None:
    real = cash_tender.close

    def close(now: cash_tender.Inserting, why: str = "") -> Any:
        if len(now.sale.credited) < 2:
            return real(now, why)
        return real(replace(now, sale=replace(now.sale, credited=now.sale.credited[:-1])), why)

    patch.set(cash_tender, "close", close)


@bed.bug("the total is what is due, not what was paid")
def due_instead_of_paid(patch: Patch) -> None:
    real = cash_tender.close

    def close(now: cash_tender.Inserting, why: str = "") -> Any:
        if not now.sale.paid or not now.sale.terms.due:
            return real(now, why)
        return real(replace(now, sale=replace(now.sale, credited=(now.sale.terms.due,))), why)

    patch.set(cash_tender, "close", close)
