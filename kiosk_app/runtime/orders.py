"""The platform's orders in the main thread: recorded when heard, carried out when nobody is in front, told when done.

A restart is done when the kiosk has started again: what says so is the next run, not the one that ends. Everything else
is carried out and then recorded; where a power cut falls in between it is carried out twice, and none does harm then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import structlog

from kiosk_app.domain.facts import Fact
from kiosk_app.domain.orders import DONE, CommandDone, CommandReceived, Order, OrderKind, Orders

KNOWN = frozenset(OrderKind)
UNKNOWN, ARGUMENTS_UNKNOWN = "unknown_kind", "unknown_arguments"

log = structlog.get_logger(__name__)


class Journal(Protocol):
    """Where orders are kept."""

    def record(self, fact: Fact) -> None:
        """Append one fact durably, or raise JournalFailed."""


@dataclass(frozen=True, slots=True)
class Means:
    """What carrying out needs; each returns at once."""

    restart: Callable[[], None]
    pause: Callable[[bool], None]
    reconcile: Callable[[], None]


class OrderDesk:
    """Keeps, carries out and reports; all of it in the main thread, but for reading `reports`."""

    def __init__(self, journal: Journal, orders: Callable[[], Orders], means: Means) -> None:
        """`orders` gives what the journal says now."""
        self._journal, self._orders, self._means = journal, orders, means
        self._restart_wanted = False
        self.reports: tuple[tuple[str, str], ...] = ()
        """Orders that are done and of which the platform has not said that it knows; replaced, never changed."""

    def begin(self) -> None:
        """Take up what the last run left: a restart that was ordered is done now, a pause goes on."""
        for number, kind in list(self._orders().waiting.items()):
            if kind == OrderKind.RESTART:
                self._done(number, DONE)
        self._means.pause(self._orders().paused)

    def hear(self, known: Iterable[str], orders: Iterable[Order]) -> None:
        """Take a heartbeat's answer: the platform knows these reports, and gives these orders."""
        told = set(known)
        self.reports = tuple(each for each in self.reports if each[0] not in told)
        for order in orders:
            if (result := self._orders().done.get(order.number)) is not None:
                self._report(order.number, result)
            elif order.number not in self._orders().waiting:
                self._receive(order)

    def want_restart(self) -> None:
        """Start anew as soon as nobody is in front: the configuration is another one."""
        self._restart_wanted = True

    @property
    def busy(self) -> bool:
        """True while something is to be carried out."""
        return self._restart_wanted or bool(self._orders().waiting)

    def look(self) -> None:
        """Carry out what waits; called when nobody is in front. Raises JournalFailed."""
        for number, kind in list(self._orders().waiting.items()):
            if kind == OrderKind.RESTART:
                self._restart_wanted = True
                continue
            self._carry_out(kind)
            self._done(number, DONE)
        if self._restart_wanted:
            self._restart_wanted = False
            self._means.restart()

    def _carry_out(self, kind: str) -> None:
        if kind == OrderKind.RECONCILE:
            self._means.reconcile()
        else:
            assert kind in (OrderKind.PAUSE, OrderKind.RESUME), "no other kind is left waiting"
            self._means.pause(kind == OrderKind.PAUSE)

    def _receive(self, order: Order) -> None:
        self._journal.record(CommandReceived(order.number, order.kind))
        log.info("order_heard", detail=f"{order.number} {order.kind}")
        if order.kind not in KNOWN:
            self._done(order.number, UNKNOWN)
        elif order.arguments:
            self._done(order.number, ARGUMENTS_UNKNOWN)

    def _done(self, number: str, result: str) -> None:
        self._journal.record(CommandDone(number, result))
        log.info("order_done", detail=f"{number} {result}")
        self._report(number, result)

    def _report(self, number: str, result: str) -> None:
        if (number, result) not in self.reports:
            self.reports = (*self.reports, (number, result))
