"""Where the recorded examples of recoveries begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from platform_stub.recoveries import tries
from tests.platform_stub.conftest import payment, purchase

if TYPE_CHECKING:  # `arranging` has these beginnings among its own
    from tests.platform_stub.arranging import Start

PAID: dict[str, Any] = payment(2381, 40_000)
BOUGHT: dict[str, Any] = purchase(2381)


def pending(start: Start) -> None:
    start.leave_pending(PAID)


def silent(start: Start) -> None:
    start.leave_pending(PAID)
    start.core.faults.append("lost_before")
    start.core.lookup_faults.extend(["silent"] * 2)


def refused(start: Start) -> None:
    start.core.faults.extend(["refuse", "refuse"])
    start.book(PAID)


def on_its_card(start: Start) -> None:
    start.book(BOUGHT)
    start.core.replies = {"confirm_write": None}
    path = f"/v1/sales/{BOUGHT['sale']}/write-confirmations"
    assert start.client.ask("POST", path, {"card": BOUGHT["card"]})["outcome"] == "ok"


def guessed(start: Start) -> None:
    start.book(PAID)
    for number in range(tries.WRONG_AT_MOST):
        start.client.ask("POST", "/v1/recoveries", {"sale": f"GD0117-{number + 1:06}", "slip": None})


def booked(start: Start) -> None:
    start.book(PAID)


def nothing(start: Start) -> None:
    """Begin with an empty platform."""


RECOVERIES: dict[str, Callable[[Start], object]] = {
    "a payment that is booked, by its number": booked,
    "a payment that is booked, by its slip": booked,
    "a pending payment that is booked by asking": pending,
    "a payment to which the core is silent": silent,
    "a payment that the core refuses": refused,
    "a purchase that waits for its card": lambda at: at.book(BOUGHT),
    "a purchase that is on its card": on_its_card,
    "a slip of which nobody has told": nothing,
    "a slip about a note in doubt": nothing,
    "a number that nobody has": booked,
    "a number of no terminal": nothing,
    "a slip with another amount": booked,
    "a slip with a stranger's signature": booked,
    "a slip whose last character has bits that nobody reads": booked,
    "a slip of another sale": booked,
    "a number after too many wrong ones": guessed,
}
