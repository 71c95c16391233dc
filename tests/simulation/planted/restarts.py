"""Bugs of the recovery."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import facts
from kiosk_app.flows import recovery
from kiosk_app.runtime.runner import Runner
from tests.simulation.planted.bug import Bed, Patch, without

bed = Bed()


def taken_over_as(patch: Patch, kind: Any) -> None:
    """Settle a moving note at once, by a guess."""
    real = recovery.take_over

    def take_over(state: recovery.Recovery, sale: facts.OpenSale) -> Any:
        if sale.moving is None:
            return real(state, sale)
        if kind is None:
            return real(state, replace(sale, moving=None))
        ordinal, note = sale.moving
        fact = kind(sale.sale, ordinal) if kind is facts.NoteHandedBack else kind(sale.sale, ordinal, note)
        after, effects = real(state, facts.advance(sale, fact))
        return after, (do.Record(fact), *effects)

    patch.set(recovery, "take_over", take_over)


@bed.bug("a note that moved when the power went is forgotten")
def moving_note_forgotten(patch: Patch) -> None:
    taken_over_as(patch, None)


@bed.bug("a note that moved when the power went counts as stacked")
def moving_note_credited(patch: Patch) -> None:
    taken_over_as(patch, facts.NoteCredited)


@bed.bug("a note that moved when the power went counts as handed back")
def moving_note_handed_back(patch: Patch) -> None:
    taken_over_as(patch, facts.NoteHandedBack)


@bed.bug("a note credited by the recovery is never acknowledged", given={"rate.power.cut_while_stacking#0": 3})
def recovered_note_not_acknowledged(patch: Patch) -> None:
    patch.effects(recovery, "settle_all", without(do.AcknowledgeNote))


@bed.bug("a note settled by the recovery is in no row")
def recovered_note_not_recorded(patch: Patch) -> None:
    patch.effects(recovery, "settle_all", without(facts.NoteCredited, facts.NoteHandedBack, facts.NoteInDoubt))


@bed.bug("the recovery runs twice")
def recovery_runs_twice(patch: Patch) -> None:
    patch.effects(recovery, "begin", lambda effects: effects * 2)


@bed.bug("a sale with notes in it ends as if nothing were paid")
def paid_sale_ends_as_empty(patch: Patch) -> None:
    real = recovery.go_on

    def go_on(state: recovery.Recovery, case: recovery.Case, *before: do.Effect) -> Any:
        if case.sale.closed is None and case.sale.moving is None:
            return recovery.ended(state, case.sale, facts.Outcome.NOTHING_PAID, before)
        return real(state, case, *before)

    patch.set(recovery, "go_on", go_on)


@bed.bug("sales that the last run left open are not taken up")
def open_sales_forgotten(patch: Patch) -> None:
    real = Runner.start
    patch.set(Runner, "start", lambda runner, open_sales: real(runner, ()))


@bed.bug("a slip is printed at every start, always as the first copy")
def slip_at_every_start(patch: Patch) -> None:
    real = recovery.with_slip

    def with_slip(state: recovery.Recovery, case: recovery.Case, before: Any) -> Any:
        return real(state, replace(case, sale=replace(case.sale, slips=0)), before)

    patch.set(recovery, "with_slip", with_slip)


@bed.bug("a written card is never confirmed, its sale ends")
def confirmation_forgotten(patch: Patch) -> None:
    real = recovery.go_on

    def go_on(state: recovery.Recovery, case: recovery.Case, *before: do.Effect) -> Any:
        if case.sale.written is not None and not case.sale.confirmed:
            return recovery.ended(state, case.sale, facts.Outcome.SOLD, before)
        return real(state, case, *before)

    patch.set(recovery, "go_on", go_on)


@bed.bug("the total of a recovered sale is not recorded before it is booked")
def recovered_total_not_recorded(patch: Patch) -> None:
    patch.effects(recovery, "go_on", without(facts.TenderClosed))
