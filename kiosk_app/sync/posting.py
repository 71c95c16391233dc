"""The outbox on the platform's thread: one page at a time, whenever nobody asks for anything else."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import structlog

from kiosk_app.domain.sealed import Page
from kiosk_app.sync import wire
from kiosk_app.sync.client import NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.outbox import Outbox, delivered, failed, gap, next_after, wait_s
from kiosk_app.sync.wire import RefusedAnswer

OLDER_WAIT_S = 2.0  # after so long an older page is asked for again
AWAITED_S = 0.05  # so long a turn is while one is on its way

log = structlog.get_logger(__name__)


class Rows(Protocol):
    """The journal as the platform's thread may see it."""

    def head(self) -> tuple[int, bytes]:
        """Return the number of rows and the last hash."""

    def page(self, after: int) -> Page | None:
        """Return the page that follows a row; None where it must be read from the file."""


class Posting:
    """Sends the journal's rows. All but `hand_over` and `hurry` is called in the platform's thread."""

    def __init__(
        self,
        rows: Rows,
        want: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`want` asks the main thread for the page that follows a row; it answers with `hand_over`."""
        self._rows, self._want = rows, want
        self._clock, self._chance = clock, chance
        self._older: tuple[int, Page] | None = None  # set by the main thread, in one assignment
        self._asked_for = -1, 0.0  # the older page that was asked for last, and when
        self._hurried = False  # set by another thread, in one assignment
        self.outbox = Outbox()

    def hurry(self) -> None:
        """Let nothing wait for the end of a pause; from any thread."""
        self._hurried = True

    def hand_over(self, after: int, page: Page) -> None:
        """Take the older page that `want` asked for; from the main thread."""
        self._older = after, page

    def wait_s(self) -> float | None:
        """Return after how many seconds there is something to do; None while there is nothing."""
        if self._hurried:
            self._hurried, self.outbox = False, replace(self.outbox, due_s=0.0)
        now_s, (count, _) = self._clock(), self._rows.head()
        wait = wait_s(self.outbox, count, now_s)
        if wait is None or self._awaited(now_s) is None:
            return wait
        return max(wait, AWAITED_S)

    def step(self, connected: Callable[[], PlatformClient]) -> bool:
        """Send one page if there is one to send; True when the platform answered. Raises NoAnswer or Rejected."""
        now_s, (count, _) = self._clock(), self._rows.head()
        after = next_after(self.outbox, count, now_s)
        page = self._page(after, now_s) if after is not None else None
        if page is None or after is None:
            return False
        try:
            answer = connected().call("POST", "/v1/facts", body_of(page), wire.FACTS)
        except (NoAnswer, Rejected):
            self.outbox = failed(self.outbox, self._clock(), self._chance())
            raise
        self._answered(answer)
        return True

    def _answered(self, answer: wire.FactsAnswer | RefusedAnswer) -> None:
        now_s, chance = self._clock(), self._chance()
        if not isinstance(answer, RefusedAnswer):
            self.outbox = delivered(answer.held)
            return
        held = answer.facts.get("held", "")
        if answer.code == "FACTS_GAP" and held.isdecimal() and len(held) < 16:
            self.outbox = gap(self.outbox, int(held), now_s, chance)
            return
        if answer.code != self.outbox.code:
            log.error("facts_refused", code=answer.code)
        self.outbox = failed(self.outbox, now_s, chance, answer.code)

    def _awaited(self, now_s: float) -> int | None:
        """Return the row after which an older page is on its way; None where none is."""
        after, since_s = self._asked_for
        return after if self._older is None and now_s - since_s < OLDER_WAIT_S else None

    def _page(self, after: int, now_s: float) -> Page | None:
        """Return the page, asking the main thread for it where it is not in memory."""
        if (page := self._rows.page(after)) is not None:
            return page
        if self._older is not None and self._older[0] == after:
            return self._older[1]
        if self._awaited(now_s) != after:
            self._older, self._asked_for = None, (after, now_s)
            self._want(after)
        return None


def body_of(page: Page) -> dict[str, Any]:
    """Return a page as it is sent: what was sealed, byte for byte."""
    rows = [
        {
            "seq": row.seq,
            "boot_id": row.boot_id,
            "mono_ms": row.mono_ms,
            "wall_ms": row.wall_ms,
            "kind": row.kind,
            "body": row.body,
            "hash": row.hash.hex(),
        }
        for row in page.rows
    ]
    return {"first_seq": page.rows[0].seq, "previous": page.previous.hex(), "rows": rows}
