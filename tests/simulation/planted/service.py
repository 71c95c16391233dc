"""Bugs of the visit, the runner and the journal's use."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain.customer import Account
from kiosk_app.domain.events import Event, QueryAnswer
from kiosk_app.flows import cash_tender, context, identify, pay_bill
from kiosk_app.flows.supervision import Services
from kiosk_app.journal.journal import JournalFailed
from kiosk_app.runtime import journal_health
from kiosk_app.runtime.runner import Runner
from tests.simulation import kiosk
from tests.simulation.planted.bug import Bed, Patch

bed = Bed()


@bed.bug("the next customer gets the account of the last")
def account_of_the_last_customer(patch: Patch) -> None:
    real, remembered = pay_bill.identified, list[Account]()

    def identified(inner: identify.State, effects: Any) -> Any:
        if isinstance(inner, identify.Done) and inner.account is not None:
            remembered.append(inner.account)
            return real(identify.Done(remembered[0]), effects)
        return real(inner, effects)

    patch.set(pay_bill, "identified", identified)


@bed.bug("an answer to an earlier visit's question is the next customer's (found and mended)")
def answer_to_an_earlier_question(patch: Patch) -> None:
    real = Runner.handle

    def handle(runner: Runner, event: Event) -> None:
        real(
            runner, replace(event, request=event.request.partition("/")[0]) if isinstance(event, QueryAnswer) else event
        )

    patch.set(Runner, "handle", handle)


@bed.bug("no state ever loses its patience")
def endless_patience(patch: Patch) -> None:
    patch.set(kiosk, "patience", lambda front, rules: None)


@bed.bug("services are offered whatever is broken")
def service_without_parts(patch: Patch) -> None:
    patch.set(context, "services", lambda healths: Services())


@bed.bug("notes in doubt keep nobody from being served")
def doubts_without_end(patch: Patch) -> None:
    patch.set(journal_health, "DOUBTS_AT_MOST", 10**6)


@bed.bug("effects are carried out from right to left")
def effects_right_to_left(patch: Patch) -> None:
    real = Runner._perform_all
    patch.set(Runner, "_perform_all", lambda runner, effects: real(runner, effects[::-1]))


@bed.bug("a journal that fails is ignored")
def journal_failure_ignored(patch: Patch) -> None:
    real = Runner._perform

    def perform(runner: Runner, effect: do.Effect) -> None:
        with suppress(JournalFailed):
            real(runner, effect)

    patch.set(Runner, "_perform", perform)


@bed.bug("sales handed to the background get lost on the way")
def handover_lost(patch: Patch) -> None:
    real = Runner._perform

    def perform(runner: Runner, effect: do.Effect) -> None:
        if not isinstance(effect, do.HandToRecovery):
            real(runner, effect)

    patch.set(Runner, "_perform", perform)


@bed.bug("a retry that is due is dropped")
def retries_dropped(patch: Patch) -> None:
    patch.set(kiosk.Machine, "later", lambda machine, after_s, event: None)


@bed.bug("a finished tender is begun again for the same sale")
def tender_reopened(patch: Patch) -> None:
    real = cash_tender.close

    def close(now: cash_tender.Inserting, why: str = "") -> Any:
        done, effects = real(now, why)
        return done, (*effects, do.OpenAcceptor())

    patch.set(cash_tender, "close", close)
