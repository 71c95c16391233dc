"""Bugs of settling."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import facts
from kiosk_app.domain.books import Settlement
from kiosk_app.domain.events import Event, Pressed
from kiosk_app.domain.money import Fen
from kiosk_app.domain.staff import SettlementNumber
from kiosk_app.domain.staff_effects import BookSettlement, OpenCashBox, PrintSettlement, ReportLater
from kiosk_app.domain.staff_events import PrecheckPassed, PrecheckRefused, PrecheckUnanswered, SettlementUnanswered
from kiosk_app.domain.staff_facts import (
    BoxOpening,
    SettlementClosed,
    SettlementDone,
    SettlementReported,
    SettlementVoucherBegun,
    SettlementVoucherPrinted,
)
from kiosk_app.flows import handing_in, settlement, visit
from tests.simulation import memory
from tests.simulation.memory import MemoryJournal
from tests.simulation.planted.bug import Bed, Effects, Patch, first, without
from tests.simulation.platform.office import OfficeModel

bed = Bed({"staff#0": 2})


def precheck_passed_by(patch: Patch, kind: Any) -> None:
    """Take this answer of the platform for a yes."""
    real = settlement.before_closing

    def before_closing(state: Any, event: Event, operator: Any) -> Any:
        return real(state, PrecheckPassed() if isinstance(event, kind) else event, operator)

    patch.set(settlement, "before_closing", before_closing)


@bed.bug("a period is closed although the platform says that it differs")
def settled_against_the_platform(patch: Patch) -> None:
    precheck_passed_by(patch, PrecheckRefused)


@bed.bug("a platform that does not answer the pre-check has the same")
def silence_passes_the_precheck(patch: Patch) -> None:
    precheck_passed_by(patch, PrecheckUnanswered)


@bed.bug("the box is opened and the voucher is not on paper", given={"rate.printer.unconfirmed#0": 3})
def box_without_voucher(patch: Patch) -> None:
    real = settlement.before_counting

    def before_counting(state: Any, event: Event, operator: Any) -> Any:
        if isinstance(state, settlement.Printed) and event == Pressed("open_box"):
            return settlement.open_box(state.settlement, operator)
        return real(state, event, operator)

    patch.set(settlement, "before_counting", before_counting)


@bed.bug("the lock is released before the intent is durable")
def lock_before_intent(patch: Patch) -> None:
    patch.effects(settlement, "open_box", first(OpenCashBox))


@bed.bug("the lock is released and no row says so")
def lock_without_intent(patch: Patch) -> None:
    patch.effects(settlement, "open_box", without(BoxOpening))


@bed.bug("every settlement has the same number")
def settlement_number_reused(patch: Patch) -> None:
    def close_period(journal: MemoryJournal, operator: str) -> Settlement:
        closed = SettlementClosed(SettlementNumber("GD0117-S00001"), operator, journal.period())
        journal.record(closed)
        return Settlement(closed.settlement, operator, closed.period)

    patch.set(MemoryJournal, "close_period", close_period)


@bed.bug("the platform is told before the settlement is recorded as done")
def told_before_done(patch: Patch) -> None:
    patch.effects(settlement, "while_comparing", first(BookSettlement))


@bed.bug("a settlement that got no answer counts as reported")
def silence_is_reported(patch: Patch) -> None:
    real = handing_in.step

    def step(event: Event) -> Effects:
        if isinstance(event, SettlementUnanswered):
            return (do.Record(SettlementReported(event.settlement.number)),)
        return real(event)

    patch.set(handing_in, "step", step)


@bed.bug("a settlement that got no answer is never told again")
def settlement_told_once(patch: Patch) -> None:
    real = handing_in.step
    patch.set(handing_in, "step", lambda event: without(ReportLater)(real(event)))
    patch.set(MemoryJournal, "unreported", ())


@bed.bug("a settlement is told again with another count")
def settlement_told_otherwise(patch: Patch) -> None:
    real = handing_in.step

    def changed(effect: do.Effect) -> do.Effect:
        if isinstance(effect, BookSettlement) and effect.settlement.count is not None:
            return BookSettlement(replace(effect.settlement, count=replace(effect.settlement.count, seal="0")))
        return effect

    patch.set(handing_in, "step", lambda event: tuple(map(changed, real(event))))


@bed.bug("a difference is not told")
def difference_hidden(patch: Patch) -> None:
    def hide(effects: Effects) -> Effects:
        return tuple(
            do.Record(replace(each.fact, difference=Fen(0)))
            if isinstance(each, do.Record) and isinstance(each.fact, SettlementDone)
            else each
            for each in effects
        )

    patch.effects(settlement, "while_comparing", hide)


@bed.bug("the notes that were handed in stay in the books' box")
def box_never_empty(patch: Patch) -> None:
    real = facts.after_staff

    def after_staff(ledger: facts.Ledger, fact: Any) -> facts.Ledger:
        box = ledger.box.copy()
        after = real(ledger, fact)
        if isinstance(fact, SettlementDone):
            after.box.update(box - after.box)
        return after

    patch.set(facts, "after_staff", after_staff)


@bed.bug("a period begins anew with the first sale ever")
def period_from_the_beginning(patch: Patch) -> None:
    real = facts.period_of
    patch.set(memory, "period_of", lambda ledger: replace(real(ledger), first=1))


@bed.bug("customers are served while the box is being emptied")
def served_while_unsettled(patch: Patch) -> None:
    patch.set(visit, "closed_by_staff", lambda now: ())


@bed.bug("a door that is opened is no alarm")
def door_without_alarm(patch: Patch) -> None:
    patch.set(visit, "alarms", lambda event, front: ())


@bed.bug("an interrupted settlement goes on with the count, opened or not")
def resumed_at_the_count(patch: Patch) -> None:
    patch.set(settlement, "resume", settlement.counting)


@bed.bug("a voucher that did not come out counts as printed", given={"rate.printer.unconfirmed#0": 3})
def missed_voucher_is_printed(patch: Patch) -> None:
    def missed(now: Settlement, code: str) -> Any:
        return settlement.Printed(now), (do.Record(SettlementVoucherPrinted(now.number, now.copies)),)

    patch.set(settlement, "missed", missed)


@bed.bug("every copy of a settlement's voucher says that it is the first", given={"rate.printer.unconfirmed#0": 3})
def voucher_always_the_first(patch: Patch) -> None:
    def as_first(effects: Effects) -> Effects:
        return tuple(
            PrintSettlement(each.job, replace(each.voucher, copy=1)) if isinstance(each, PrintSettlement) else each
            for each in effects
        )

    patch.effects(settlement, "print_voucher", as_first)


@bed.bug("a settlement's voucher is sent and no row says so")
def voucher_without_intent(patch: Patch) -> None:
    patch.effects(settlement, "print_voucher", without(SettlementVoucherBegun))


@bed.bug("the platform keeps a settlement as often as it is told")
def settlement_kept_twice(patch: Patch) -> None:
    real = OfficeModel.answer

    def answer(office: OfficeModel, request: Any) -> Any:
        office.kept.clear()
        return real(office, request)

    patch.set(OfficeModel, "answer", answer)
