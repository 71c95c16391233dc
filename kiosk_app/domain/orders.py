"""What the platform orders a terminal to do (OPS-2): written down when heard, carried out when idle, each once.

An order has an identity for ever. Heard again it is the same order; heard after its end, its result is told again.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class OrderKind(StrEnum):
    """What can be ordered."""

    RESTART = "restart"
    PAUSE = "pause_service"
    RESUME = "resume_service"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the platform gives it."""

    number: str  # 16 hex, by chance
    kind: str  # an OrderKind; whatever else a newer platform may say
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """An order is known; it will be carried out, or refused, whatever happens to the line."""

    command: str
    order: str  # its kind


@dataclass(frozen=True, slots=True)
class CommandDone:
    """An order came to its end: "done", or why not."""

    command: str
    result: str


OrderFact = CommandReceived | CommandDone
DONE = "done"


@dataclass(frozen=True, slots=True)
class Orders:
    """What is known of the orders, as the journal tells it."""

    waiting: dict[str, str] = field(default_factory=dict)  # number -> kind, the oldest first
    done: dict[str, str] = field(default_factory=dict)  # number -> result
    paused: bool = False  # no service is offered


def obeyed(orders: Orders, fact: OrderFact) -> Orders:
    """Return the orders after a fact about one. The maps inside are updated in place: the old value is spent."""
    match fact:
        case CommandReceived(number, kind):
            if number not in orders.done:
                orders.waiting.setdefault(number, kind)
        case CommandDone(number, result):
            kind = orders.waiting.pop(number, "")
            orders.done.setdefault(number, result)
            turned = result == DONE and kind in (OrderKind.PAUSE, OrderKind.RESUME)
            return replace(orders, paused=kind == OrderKind.PAUSE) if turned else orders
    return orders
