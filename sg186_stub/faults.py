"""What goes wrong next, on demand: slow, refuses, commits and dies, attempts twice (reliability.md faults 43-47)."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Where = Literal[
    "customers",
    "payments",
    "purchases",
    "cards",
    "quotes",
    "lookups",
    "authorisations",
    "write_orders",
    "confirmations",
    "reversals",
]
Kind = Literal["slow", "refuse", "commit_and_die", "commit_and_exit", "answer_twice"]
DIED_STATUS = 70
_CRYPTO = ("authorisations", "write_orders")


class HungUp(Exception):
    """The work is committed; the caller's connection is to be closed without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong once; `ms` is how slow."""

    kind: Kind
    ms: int = 0


class FaultPlan:
    """Faults queued per place, first in, first out; lost with the process, for they are no business of the books."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queued: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, where: Where, fault: Fault, times: int) -> None:
        """Let this go wrong the next `times` times."""
        with self._lock:
            self._queued[where].extend([fault] * times)

    def take(self, where: Where) -> Fault | None:
        """Return what goes wrong now, if anything."""
        with self._lock:
            queued = self._queued[where]
            return queued.popleft() if queued else None


def refusal_code(where: Where) -> str:
    """Return how a place refuses: the encryption machine is down, or the core is closing its day."""
    return "CRYPTO_UNAVAILABLE" if where in _CRYPTO else "OUT_OF_HOURS"
