"""The main thread's work for another thread: handed over, done there, its result waited for.

The journal belongs to the main thread alone. Whoever waits stops waiting as soon as the kiosk ends.
"""

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from kiosk_app.domain.facts import Fact
from kiosk_app.domain.sealed import Page, SealedRow
from kiosk_app.sync.means import Ended

Result = TypeVar("Result")
TURN_S = 0.2
PAGE_PAUSE_S = 0.01  # a long journal is read while customers are served: the screen comes between two pages


class Turns:
    """Counts a thread's turns for the watchdog, and tells it when to end."""

    def __init__(self) -> None:
        self.progress, self.stopping = 0, False

    def go_on(self) -> bool:
        """Count a turn; False when the thread is to end."""
        self.progress += 1
        return not self.stopping


class Job:
    """One piece of work for the main thread."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act, self.done, self.dropped = act, threading.Event(), False

    def carry_out(self) -> None:
        """Do it, in the main thread; what it raises goes to whoever called this, and the other thread ends."""
        try:
            self._act()
        except BaseException:
            self.dropped = True
            raise
        finally:
            self.done.set()

    def drop(self) -> None:
        """Leave it undone: the other thread ends."""
        self.dropped = True
        self.done.set()


class Relay:
    """Hands work to the main thread."""

    def __init__(self, post: Callable[[Job], None], turns: Turns) -> None:
        self._post, self._turns = post, turns

    def ask(self, act: Callable[[], Result]) -> Result:
        """Have it done and return its result; raise Ended."""
        results: list[Result] = []
        job = Job(lambda: results.append(act()))
        self._post(job)
        while not job.done.wait(TURN_S):
            if not self._turns.go_on():
                raise Ended
        if job.dropped:
            raise Ended
        return results[0]


class Journal(Protocol):
    """The journal, in the main thread."""

    @property
    def head(self) -> tuple[int, bytes]:
        """Number of rows and the last hash."""

    def page(self, after: int) -> Page:
        """Read the page that follows a row."""

    def record(self, fact: Fact) -> None:
        """Append a fact durably."""


class RelayedJournal:
    """Satisfies `courier.Keeper`."""

    def __init__(self, relay: Relay, journal: Journal, idle: Callable[[], bool]) -> None:
        """`idle` is asked in the main thread."""
        self._relay, self._journal, self._idle = relay, journal, idle

    def last_row(self) -> SealedRow:
        """Return the last row: there is one, for every start is recorded."""
        return self._relay.ask(lambda: self._journal.page(self._journal.head[0] - 1).rows[-1])

    def page(self, after: int) -> Page:
        """Return the page that follows a row."""
        time.sleep(PAGE_PAUSE_S)
        return self._relay.ask(lambda: self._journal.page(after))

    def record(self, fact: Fact) -> None:
        """Append a fact; it is durable when this returns."""
        self._relay.ask(lambda: self._journal.record(fact))

    def idle(self) -> bool:
        """True while nobody is in front."""
        return self._relay.ask(self._idle)
