"""Bugs between the tender and the platform."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain import facts
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import BookingRequest
from kiosk_app.flows import booking, buy_electricity, closing, pay_bill, recovery
from tests.simulation.planted.bug import Bed, Effects, Patch, first, without

bed = Bed()


def repeated_as(patch: Patch, change: Any) -> None:
    """Send another request when a booking is asked for again."""
    real = recovery.answered

    def answered(state: recovery.Recovery, case: recovery.Case, event: happened.Event) -> Any:
        after, effects = real(state, case, event)
        if not isinstance(event, happened.RetryDue):
            return after, effects
        return after, tuple(do.BookSale(change(e.request)) if isinstance(e, do.BookSale) else e for e in effects)

    patch.set(recovery, "answered", answered)


@bed.bug("each try has a number of its own")
def new_key_per_retry(patch: Patch) -> None:
    repeated_as(patch, lambda request: replace(request, sale=f"{request.sale}R"))


@bed.bug("the bills are left out when a booking is asked for again")
def content_changes_on_retry(patch: Patch) -> None:
    repeated_as(patch, lambda request: replace(request, bill_ids=("none",)))


@bed.bug("no answer in time counts as a refusal")
def timeout_is_failure(patch: Patch) -> None:
    real = booking.step

    def step(state: booking.State, event: happened.Event) -> Any:
        if isinstance(state, booking.Booking) and isinstance(event, happened.TimedOut):
            return real(state, happened.SaleRefused(state.sale.sale, "TIMEOUT"))
        return real(state, event)

    patch.set(booking, "step", step)


@bed.bug("an unknown outcome counts as a refusal")
def unknown_is_failure(patch: Patch) -> None:
    real = booking.step

    def step(state: booking.State, event: happened.Event) -> Any:
        if isinstance(event, happened.SaleUnanswered):
            return real(state, happened.SaleRefused(event.sale, "NO_ANSWER"))
        return real(state, event)

    patch.set(booking, "step", step)


@bed.bug("an unknown outcome is never asked about again")
def never_asked_again(patch: Patch) -> None:
    patch.effects(recovery, "answered", without(do.RetryLater))


@bed.bug("an unknown outcome is asked about without a pause")
def asked_without_pause(patch: Patch) -> None:
    patch.set(recovery, "LAST_PAUSE_S", 0.01)


@bed.bug("the booking is sent before the total is durable")
def booked_before_the_total(patch: Patch) -> None:
    for owner in (pay_bill, buy_electricity):
        patch.effects(owner, "tendered", first(do.BookSale))


@bed.bug("the platform's answer is not recorded")
def answer_not_recorded(patch: Patch) -> None:
    patch.effects(booking, "step", without(facts.SaleAccepted))


@bed.bug("the answer to another sale is taken for this one's", given={"rate.net.slow#0": 3, "rate.net.reply_lost#0": 5})
def answer_of_another_sale(patch: Patch) -> None:
    real = booking.step

    def step(state: booking.State, event: happened.Event) -> Any:
        if isinstance(state, booking.Booking) and isinstance(event, happened.SaleBooked):
            return real(state, replace(event, sale=state.sale.sale))
        return real(state, event)

    patch.set(booking, "step", step)


def request_as(patch: Patch, change: Any) -> None:
    """Build another request."""
    real = facts.OpenSale.booking_request

    def request(sale: facts.OpenSale) -> BookingRequest:
        built: BookingRequest = change(sale, real(sale))
        return built

    patch.set(facts.OpenSale, "booking_request", request)


@bed.bug("what is due is booked, not what was paid")
def due_is_booked(patch: Patch) -> None:
    request_as(patch, lambda sale, request: replace(request, paid=sale.terms.due or request.paid))


@bed.bug("notes in doubt are booked like credited ones")
def doubts_are_booked(patch: Patch) -> None:
    def with_doubts(sale: facts.OpenSale, request: BookingRequest) -> BookingRequest:
        return replace(request, paid=Fen(request.paid + sum(note.value for note in sale.in_doubt)))

    request_as(patch, with_doubts)


def finished_as(patch: Patch, change: Any) -> None:
    """Call other sales finished."""
    real = closing.finished
    for owner in (closing, recovery):
        patch.set(owner, "finished", lambda sale: change(real, sale))


@bed.bug("a sale ends although it is not booked")
def ended_without_booking(patch: Patch) -> None:
    finished_as(patch, lambda real, sale: sale.rejected is None)


@bed.bug("a refused sale ends as if it were sold")
def refused_is_finished(patch: Patch) -> None:
    finished_as(patch, lambda real, sale: sale.rejected is not None or real(sale))


@bed.bug("a sale ends although one of its notes is in doubt")
def doubt_is_finished(patch: Patch) -> None:
    finished_as(patch, lambda real, sale: real(replace(sale, in_doubt=())))


@bed.bug("a purchase ends although nobody knows whether its card is written")
def unwritten_is_finished(patch: Patch) -> None:
    finished_as(patch, lambda real, sale: real(replace(sale, confirmed=True)))


@bed.bug("an unfinished sale is not handed to the background")
def not_handed_over(patch: Patch) -> None:
    def nothing(effects: Effects) -> Effects:
        return tuple(each for each in effects if not isinstance(each, do.HandToRecovery))

    patch.effects(closing, "left", nothing)


@bed.bug("a customer who leaves while the booking is out takes the sale along")
def left_while_booking(patch: Patch) -> None:
    real = pay_bill.booked

    def booked(inner: booking.State, effects: Effects) -> Any:
        if isinstance(inner, booking.Done) and inner.sale.booking is None and inner.sale.rejected is None:
            return pay_bill.Done(), effects
        return real(inner, effects)

    patch.set(pay_bill, "booked", booked)
