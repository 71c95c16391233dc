"""Bugs of the platform and the billing core: the same eyes see them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kiosk_app.domain import events as happened
from kiosk_app.domain.sale import BookingRequest
from platform_stub.billing.core import CoreSilent
from platform_stub.sales import desk
from platform_stub.sales.asking import ask_core
from platform_stub.shapes import Refused
from platform_stub.terminals import binding
from tests.simulation.planted.bug import Bed, Patch
from tests.simulation.platform import model
from tests.simulation.platform.core import Core
from tests.simulation.platform.model import ModelPlatform
from tests.simulation.platform.port import Posting
from tests.simulation.scenario import Variant

bed = Bed()

FIFTY_YUAN = 2  # of `people.NOTES`
ONE_NOTE_EACH = {
    f"{label}#{place}": choice
    for place in range(500)
    for label, choice in (("person.notes", 0), ("person.note", FIFTY_YUAN))
}
"""Everybody pays as much as whoever was before: the kiosk refuses an answer over another sum."""


@bed.bug("the core books a serial as often as it is asked")
def booked_as_often_as_asked(patch: Patch) -> None:
    patch.set(Core, "_repeated", lambda core, serial, content: None)


@bed.bug("the core books more than was paid")
def booked_more_than_paid(patch: Patch) -> None:
    real = Core._post
    patch.set(
        Core, "_post", lambda core, content, posting: real(core, content, replace(posting, paid=posting.paid + 1))
    )


@bed.bug("the platform calls an unknown outcome a refusal")
def unknown_called_refused(patch: Patch) -> None:
    real = ModelPlatform._book

    def book(platform: ModelPlatform, request: BookingRequest) -> Any:
        return real(platform, request) or happened.SaleRefused(request.sale, "CORE_SILENT")

    patch.set(ModelPlatform, "_book", book)


@bed.bug("the platform calls an unknown outcome booked")
def unknown_called_booked(patch: Patch) -> None:
    real = ModelPlatform._book

    def book(platform: ModelPlatform, request: BookingRequest) -> Any:
        answer = real(platform, request)
        if answer is not None:
            return answer
        invented = Posting(request.sale, request.customer_no, request.paid, 0, 0, request.paid)
        return happened.SaleBooked(request.sale, platform._booking(invented))

    patch.set(ModelPlatform, "_book", book)


@bed.bug("the platform's desk takes a silent core for a refusal", variant=Variant.PLATFORM)
def silence_is_a_refusal(patch: Patch) -> None:
    def ask(core: Any, sale: Any) -> Any:
        try:
            return ask_core(core, sale)
        except CoreSilent:
            return Refused(code="CORE_SILENT")

    patch.set(desk, "ask_core", ask)


@bed.bug(
    "the platform's desk answers with the booking of whatever was booked last",
    variant=Variant.PLATFORM,
    given={**ONE_NOTE_EACH, "visits#0": 0},  # a few visits: it shows when the seed ends
)
def answer_of_the_last_sale(patch: Patch) -> None:
    real, last = desk.Desk.book, dict[str, Any]()

    def book(self: desk.Desk, terminal: str, sale: Any) -> dict[str, Any]:
        answer = real(self, terminal, sale)
        if answer["outcome"] == "booked":
            before = last.get(terminal, answer)
            last[terminal] = answer
            return dict(before)
        return answer

    patch.set(desk.Desk, "book", book)


@bed.bug("a request that comes twice is taken twice", variant=Variant.PLATFORM)
def request_taken_twice(patch: Patch) -> None:
    patch.set(binding, "after", lambda seen, sequence: binding.first(max(seen.highest, sequence)))


@bed.bug("a start that another one has followed may go on speaking", variant=Variant.PLATFORM)
def former_start_goes_on(patch: Patch) -> None:
    real = binding.admit

    def admit(*arguments: Any) -> Any:
        refusal = real(*arguments)
        return None if refusal == "CLONE_SUSPECTED" else refusal

    patch.set(binding, "admit", admit)


@bed.bug("two machines with one identity are no alarm", variant=Variant.PLATFORM)
def clone_without_alarm(patch: Patch) -> None:
    patch.set(binding, "LAST_WORDS", timedelta(days=10_000))


@bed.bug("each rewrite is ordered with a higher counter")
def counter_raised_by_a_rewrite(patch: Patch) -> None:
    real = model.order

    def order(sold: Posting, random: bytes) -> Any:
        ordered = real(sold, random)
        return replace(ordered, counter=ordered.counter + 1)

    patch.set(model, "order", order)


@bed.bug("the vending system sells the same counter twice")
def counter_sold_twice(patch: Patch) -> None:
    patch.set(Core, "check", lambda core, card: None)
    real = Core.counter
    patch.set(Core, "counter", lambda core, serial: min(real(core, serial), core._opening[serial]))
