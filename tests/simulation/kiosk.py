"""The machine under test: the real flows and the real runner in one life after another, with a plug to pull.

Between two effects, inside a journal append, at any instant: power or process may end. What was in memory is gone then;
what lies in the box, on the card, on paper and on disk stays.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from kiosk_app.domain.events import Event, HealthChanged, TimedOut
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.rules import Rules
from kiosk_app.flows import buy_electricity, pay_bill, visit
from kiosk_app.flows.visit import Front, Idle
from kiosk_app.journal.journal import JournalFailed
from kiosk_app.runtime import journal_health
from kiosk_app.runtime.patience import patience
from kiosk_app.runtime.ports import BillAcceptor, CardReader, Journal, Platform, ReceiptPrinter
from kiosk_app.runtime.runner import Ports, Runner
from kiosk_app.runtime.staffing import Books, StaffPorts
from tests.simulation.world import World

FAULT_SHOWN_MS = 3_000  # the fault screen stands this long before the process ends
RESTART_MS = 2_000
POWER_OFF_MS = (5_000, 60_000, 600_000)
BOOT_MS = 20_000
WATCH_MS = 3_000  # between two looks at the journal's health


class End(StrEnum):
    """How a life of the kiosk ends."""

    POWER = "power"
    PROCESS = "process"


class Cut(BaseException):
    """The kiosk stops here and now; only the machine itself catches it."""

    def __init__(self, end: End) -> None:
        super().__init__(end)
        self.end = end


class Part(Protocol):
    """A device with its driver, as the machine treats all of them."""

    def prepare(self, life: int) -> None:
        """A new life's driver is there; it takes commands and does nothing yet."""

    def begin(self, life: int) -> None:
        """Start the driver's thread."""

    def end(self, end: End) -> None:
        """The driver is gone; with the power the device stops too."""


class Ledgered(Journal, Books, Protocol):
    """A journal that knows what it adds up to."""


class Store(Protocol):
    """The journal's file over all lives."""

    def open(self, life: int) -> tuple[Ledgered, tuple[OpenSale, ...]]:
        """Open it as a restarted kiosk does, and return it with the sales that are open."""

    def close(self, end: End) -> None:
        """Forget what is in memory."""


class JournalWatch:
    """Sees the rows that change the journal's health; the app looks at it every few seconds."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine

    def row_note_in_doubt(self, fact: Any) -> None:
        self._soon()

    def row_settlement_closed(self, fact: Any) -> None:
        self._soon()

    def _soon(self) -> None:
        self._machine.world.time.after(WATCH_MS, self._machine.look_at_journal, self._machine.life)


class Machine:
    """One kiosk."""

    def __init__(self, world: World, rules: Rules, store: Store) -> None:
        self.world, self.rules, self.store = world, rules, store
        self.life = 0
        self.runner: Runner | None = None
        self.parts: tuple[Part, ...] = ()
        self.ports: Callable[[Ledgered], Ports] | None = None
        self.looked_at: Callable[[], None] = lambda: None  # somebody in front sees the screen change
        self._deadline = 0  # 0: none
        self._alarm = 0  # when the timer on the heap is due; 0: none
        self._restarting = self._staffed = False
        self._journal: Ledgered | None = None
        self._free = journal_health.FREE_AT_LEAST

    # --- lives ---

    def plug_in(
        self,
        acceptor: BillAcceptor,
        reader: CardReader,
        printer: ReceiptPrinter,
        platform: Platform,
        parts: tuple[Part, ...],
        staff: Callable[[Ledgered], StaffPorts] | None = None,
    ) -> None:
        """Connect the devices; without `staff` there is no way in for them."""
        self.parts, self._staffed = parts, staff is not None

        def ports(journal: Ledgered) -> Ports:
            desk = None if staff is None else staff(journal)
            return Ports(journal, acceptor, reader, printer, platform, self.later, desk)

        self.ports = ports

    def boot(self) -> None:
        """Begin a life: open the journal, settle what is open, start the drivers."""
        self._restarting = False
        self.life += 1
        self._deadline = self._alarm = 0
        world = self.world
        if world.telling:
            world.tell("kiosk", f"starts, life {self.life}")
        assert self.ports is not None
        try:
            if world.faults.strikes("power.cut_at_start"):
                raise Cut(End.POWER)
            journal, open_sales = self.store.open(self.life)
            self._journal = journal
            world.watch.booted(self.life, len(open_sales))
            for part in self.parts:
                part.prepare(self.life)
            self.runner = Runner(self.rules, self.ports(journal))
            self.runner.start(open_sales)
            for part in self.parts:
                part.begin(self.life)
            told = self._journal_health()
            world.watch.health_told(told.health)
            self.runner.handle(told)
            if world.faults.strikes("power.cut_soon_after_start"):
                soon = 250 * world.tape.choose(24, "power.cut_how_soon")
                world.time.after(soon, self._cut_in_life, self.life)
        except Cut as cut:
            world.marks.hit("cut_in_recovery")
            self._die(cut.end)
        except JournalFailed:
            self._fail()

    def cut_within(self, fault: str, milliseconds: int) -> None:
        """Somebody who knows the machine pulls the plug at just this moment, or a little later (threat H7)."""
        world = self.world
        if world.faults.rates[fault] and world.faults.strikes(fault):
            after = world.tape.choose(8, "power.cut_when") * milliseconds // 8
            world.time.after(after, self._cut_in_life, self.life)

    def _cut_in_life(self, life: int) -> None:
        if life == self.life:
            self.stop(End.POWER)

    def _journal_health(self) -> HealthChanged:
        """Return how the journal is: room on its disk, and notes in doubt (H7)."""
        doubts = 0
        if self._staffed and self._journal is not None:  # elsewhere nobody comes who could count the box
            doubts = sum(each.count for each in self._journal.period().in_doubt)
        if doubts > journal_health.DOUBTS_AT_MOST:
            self.world.marks.hit("too_many_doubts")
        return HealthChanged(journal_health.journal_health(self._free, doubts, "", ""))

    def room(self, free: int) -> None:
        """So many bytes are free on the journal's disk from now on; the app sees it at once."""
        self._free = free
        self.look_at_journal(self.life)

    def look_at_journal(self, life: int) -> None:
        """Tell how the journal is, in that life."""
        if life == self.life and self.runner is not None:
            self.handle(self._journal_health())

    def stop(self, end: End) -> None:
        """Pull the plug, or kill the process, from outside."""
        if self.life and self.runner is not None:
            self._die(end)

    def _die(self, end: End) -> None:
        world = self.world
        if world.telling:
            world.tell("kiosk", f"dies: {end}")
        self._mark_death(end)
        self.runner = None
        self.store.close(end)
        for part in self.parts:
            part.end(end)
        world.watch.died(end)
        pause = RESTART_MS
        if end is End.POWER:
            pause = BOOT_MS + POWER_OFF_MS[world.tape.choose(len(POWER_OFF_MS), "power.off_for")]
        self._restart(pause)

    def _fail(self) -> None:
        """Close the acceptor, show the fault, leave; as `kiosk_app.app` does."""
        self.world.marks.hit("journal_failed")
        if self.world.telling:
            self.world.tell("kiosk", "the journal failed: out of service, restarting")
        runner, self.runner = self.runner, None
        if runner is not None and self.ports is not None:
            runner._ports.acceptor.close()
        self.store.close(End.PROCESS)
        for part in self.parts:
            part.end(End.PROCESS)
        self.world.watch.died(End.PROCESS)
        self._restart(FAULT_SHOWN_MS + RESTART_MS)

    def _restart(self, pause: int) -> None:
        self.looked_at()
        if not self._restarting:
            self._restarting = True
            self.world.time.after(pause, self.boot)

    def _mark_death(self, end: End) -> None:
        if self.runner is None:
            return
        front, marks = self.runner.visit.front, self.world.marks
        kind = f"{type(front).__module__.rpartition('.')[2]}.{type(front).__name__}"
        if not isinstance(front, Idle | visit.Menu):
            marks.hit(f"cut_in_{kind.lower()}")
        if self.runner.recovery.cases:
            marks.hit("cut_with_recovery_at_work")

    # --- events ---

    def post(self, life: int, event: Event) -> None:
        """Deliver an event of a driver of that life."""
        if life == self.life and self.runner is not None:
            self.handle(event)

    def handle(self, event: Event) -> None:
        """Let the runner act on one event; the counterpart of `KioskApp._guarded`."""
        runner, world = self.runner, self.world
        if runner is None:
            return
        if world.telling:
            world.tell("event", event)
        if isinstance(event, HealthChanged):
            world.watch.health_told(event.health)
        before = runner.visit.front
        try:
            runner.handle(event)
        except Cut as cut:
            self._die(cut.end)
            return
        except JournalFailed:
            self._fail()
            return
        after = runner.visit.front
        if type(after) is not type(before) or (after is not before and after != before):
            self._restart_patience(after)
            if isinstance(after, Idle):
                world.watch.idle()
            if world.telling:
                world.tell("screen", after)
            self.looked_at()

    def carry_out(self, act: Callable[[], None]) -> None:
        """Do what another of the app's threads wants of this life; the counterpart of `KioskApp._carry_out`."""
        if self.runner is None:
            return
        try:
            act()
        except Cut as cut:
            self._die(cut.end)
        except JournalFailed:
            self._fail()

    def boundary(self, effect: str) -> None:
        """Stand between two effects: here a life may end."""
        faults = self.world.faults
        if self.world.telling:
            self.world.tell("effect", effect)
        if faults.rates["power.cut_at_effect"] and faults.strikes("power.cut_at_effect"):
            raise Cut(End.POWER)
        if faults.rates["process.kill_at_effect"] and faults.strikes("process.kill_at_effect"):
            raise Cut(End.PROCESS)

    # --- timers ---

    def later(self, after_s: float, event: Event) -> None:
        """Deliver an event after a pause, in this life."""
        self.world.time.after(int(after_s * 1000), self.post, self.life, event)

    def _restart_patience(self, front: Front) -> None:
        waits = patience(front, self.rules)
        if waits is None:
            self._deadline = 0
            return
        self._deadline = self.world.time.now + int(waits.seconds * 1000)
        if not self._alarm or self._deadline < self._alarm:
            self._set_alarm(self._deadline)

    def _set_alarm(self, due: int) -> None:
        self._alarm = due
        self.world.time.after(due - self.world.time.now, self._ring, self.life, due)

    def _ring(self, life: int, due: int) -> None:
        if life != self.life or self.runner is None or due != self._alarm:
            return
        self._alarm = 0
        if not self._deadline:
            return
        if self.world.time.now < self._deadline:
            self._set_alarm(self._deadline)
            return
        self._deadline = 0
        self.handle(TimedOut())
        self._wait_again()

    def _wait_again(self) -> None:
        """Silence has changed nothing on the screen: it waits as long once more."""
        if not self._deadline and self.runner is not None:
            self._restart_patience(self.runner.visit.front)

    # --- what people see ---

    @property
    def front(self) -> Front | None:
        """What is on the screen; None when it is dark."""
        return None if self.runner is None else self.runner.visit.front

    @property
    def open_for_service(self) -> bool:
        """True when the screen invites to start."""
        runner = self.runner
        return runner is not None and isinstance(runner.visit.front, Idle) and visit.open_for_service(runner.visit)


def taking_notes(front: Front | None) -> bool:
    """True on the screen that asks for notes."""
    return isinstance(front, pay_bill.Tendering | buy_electricity.Tendering)
