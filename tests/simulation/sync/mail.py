"""The terminal's own outbox and courier, a pair for each life, stepped in virtual time (PAY-7, PAY-8).

Made as `kiosk_app.app` makes them, without the threads: an append wakes the outbox, the courier says when it wants to
be called again. A courier that has nothing to do may sleep longer than it says, as a thread may.
"""

from dataclasses import replace
from functools import partial
from typing import Any, cast

from kiosk_app.domain.batches import JournalReconciled
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.sealed import Page, SealedRow
from kiosk_app.domain.staff_events import ReconcileEnded, StaffEvent
from kiosk_app.journal.codec import decode
from kiosk_app.sync.client import NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.courier import TURN_S, Courier
from kiosk_app.sync.digest_exchange import compare
from kiosk_app.sync.means import Clocks, Means
from kiosk_app.sync.posting import Posting
from tests.simulation.kiosk import End, Machine
from tests.simulation.memory import TERMINAL
from tests.simulation.platform.synced import KEY
from tests.simulation.stores import FileJournal, SqliteStore
from tests.simulation.sync.wire import Wire
from tests.simulation.world import World

SOON_MS, PAGE_MS = 500, 10
LOOK_S, ASLEEP_S = 3_600.0, 600.0
TIMES = ("00:00", "12:00", "23:30")
CHANCES = 8


class Keeper:
    """Satisfies `means.Keeper`: the journal of this life, with nothing between."""

    def __init__(self, machine: Machine, journal: FileJournal) -> None:
        self._machine, self._journal = machine, journal

    def last_row(self) -> SealedRow:
        """Return the last row."""
        return self._journal.page(self._journal.head[0] - 1).rows[-1]

    def page(self, after: int) -> Page:
        """Return the page that follows a row."""
        return self._journal.page(after)

    def record(self, fact: Fact) -> None:
        """Append a fact; the kiosk may end before, within and after."""
        self._machine.boundary(f"courier.{type(fact).__name__}")
        self._journal.record(fact)
        self._machine.boundary(f"courier.{type(fact).__name__} recorded")
        if isinstance(fact, JournalReconciled) and fact.differing > fact.left:
            self._machine.world.marks.hit("reconciliation_made_good")

    def idle(self) -> bool:
        """True while nobody is in front."""
        runner = self._machine.runner
        return runner is not None and not runner.visit.serving


class Waker:
    """Sees every row, and wakes the outbox."""

    def __init__(self, mail: "Mail") -> None:
        self._mail = mail

    def row(self, fact: Any) -> None:
        """A row is durable."""
        self._mail.wake()


class Mail:
    """Satisfies `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine, store: SqliteStore, wire: Wire) -> None:
        self._world, self._machine, self._store, self._wire = world, machine, store, wire
        self._at = TIMES[world.tape.choose(len(TIMES), "sync.at")]
        self.life = 0
        self.ends: list[ReconcileEnded] = []
        self._posting: Posting
        self._courier: Courier
        self._woken = False
        self._asleep_s = TURN_S
        self._turn = 0  # a step that is due is forgotten when the courier is woken before

    # --- lives ---

    def prepare(self, life: int) -> None:
        """The journal is there; nothing runs yet."""

    def begin(self, life: int) -> None:
        """Make both and start them."""
        journal, chance = self._store.journal, self._chance
        self._posting = Posting(journal.recent, partial(self._want, life), self._seconds, chance)
        posting, batches = self._posting, journal.ledger.batches
        means = Means(
            TERMINAL,
            Keeper(self._machine, journal),
            self._wire,
            self._wire.carry,
            lambda: KEY,
            decode,
            lambda: posting.outbox.held or 0,
            self._hurry,
            self._store.folder / "outgoing",
        )
        clocks = Clocks(self._seconds, lambda: self._world.wall_ms, chance)
        own = replace(batches, known=dict(batches.known))
        self._courier = Courier(means, own, self._at, partial(self._told, life), clocks, look_s=LOOK_S)
        self.life, self._woken = life, False
        self.wake()
        self._call_courier(int(TURN_S * 1000))

    def end(self, end: End) -> None:
        """Both are gone, wherever they were."""
        self.life = 0

    def _seconds(self) -> float:
        return self._world.now / 1000

    def _chance(self) -> float:
        return self._world.tape.choose(CHANCES, "sync.chance") / CHANCES

    # --- the outbox ---

    def wake(self) -> None:
        """There is a row more, or no reason to wait."""
        if self.life and not self._woken:
            self._woken = True
            self._world.time.after(SOON_MS, self._post, self.life)

    def _hurry(self) -> None:
        self._posting.hurry()
        self.wake()

    def _want(self, life: int, after: int) -> None:
        self._world.time.after(PAGE_MS, self._hand_over, life, after)

    def _hand_over(self, life: int, after: int) -> None:
        if life == self.life:
            self._posting.hand_over(after, self._store.journal.page(after))

    def _post(self, life: int) -> None:
        if life != self.life:
            return
        self._woken = False
        wait_s = self._posting.wait_s()
        if not wait_s and wait_s is not None:
            self._machine.carry_out(self._post_page)
            if life != self.life:
                return
            wait_s = self._posting.wait_s()
        if wait_s is not None and not self._woken:
            self._woken = True
            self._world.time.after(max(SOON_MS, int(wait_s * 1000)), self._post, life)

    def _post_page(self) -> None:
        try:
            self._posting.step(lambda: cast(PlatformClient, self._wire))
        except (NoAnswer, Rejected):
            return

    # --- the courier ---

    def demand(self) -> None:
        """Somebody wants a round now: a person, or the platform's order."""
        if self.life:
            self._courier.demand()
            self._call_courier(0)

    def _call_courier(self, milliseconds: int) -> None:
        self._turn += 1
        self._world.time.after(milliseconds, self._step, self.life, self._turn)

    def _step(self, life: int, turn: int) -> None:
        if life != self.life or turn != self._turn:
            return
        before = self._wire.calls, self._store.held()
        waits: list[float] = []
        self._machine.carry_out(lambda: waits.append(self._courier.step()))
        if life != self.life or not waits:
            return
        quiet = waits[0] >= TURN_S and before == (self._wire.calls, self._store.held())
        self._asleep_s = min(max(TURN_S, 2 * self._asleep_s), ASLEEP_S) if quiet else waits[0]
        self._call_courier(max(PAGE_MS, int(self._asleep_s * 1000)))

    def _told(self, life: int, event: StaffEvent) -> None:
        if isinstance(event, ReconcileEnded):
            self.ends.append(event)
        self._world.time.after(0, self._machine.post, life, event)

    # --- at the end ---

    def differing(self) -> tuple[int, ...]:
        """Return which sales the digest exchange finds, asked as the courier asks."""
        found: list[tuple[int, ...]] = []
        book = self._courier._question
        self._machine.carry_out(lambda: found.append(compare(self._wire, *book(everything=True)).numbers))
        return found[0]
