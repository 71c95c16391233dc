"""The collector: signs in, settles, takes the notes out of the box, counts them, and does not always do it well."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk_app.domain.events import DigitTyped, Pressed, RowTouched
from kiosk_app.flows import settlement, sign_in, staff
from kiosk_app.flows.visit import Front, Idle
from tests.simulation.devices.cabinet import Cabinet
from tests.simulation.devices.desk import COLLECTOR, PASSWORD
from tests.simulation.kiosk import Machine
from tests.simulation.things import Banknote
from tests.simulation.world import World

PACE_MS, DARK_MS, LOOKS_AT_MOST, PULL_MS = 1_500, 40_000, 6, 400
MANNERS = ("plain", "walks away", "walks away from the open door", "types a wrong password", "mistypes", "keeps a note")
TRIES = 4


@dataclass(slots=True)
class Takings:
    """What was taken out of the box: still to be counted, handed in, and kept back by somebody."""

    bag: list[Banknote] = field(default_factory=list)
    bank: list[Banknote] = field(default_factory=list)
    pockets: list[Banknote] = field(default_factory=list)

    @property
    def everything(self) -> list[Banknote]:
        """Every note that ever left the box."""
        return [*self.bag, *self.bank, *self.pockets]


@dataclass(slots=True, eq=False)
class Collector:
    """One visit of the collector."""

    world: World
    machine: Machine
    cabinet: Cabinet
    takings: Takings
    leave: Callable[["Collector"], None]
    manner: str = "plain"
    patience: int = 0  # acts left before he walks away
    gone: bool = False
    settled: bool = False
    _entered: bool = False
    _given_up: bool = False
    _mistyped: bool = False
    _scheduled: bool = False
    _looks: int = 0
    _tries: int = 0

    def arrive(self, *, plain: bool = False) -> None:
        """Come up to the kiosk."""
        if not plain:
            choice = self.world.tape.choose(2 * len(MANNERS), "collector.manner")
            self.manner = MANNERS[choice] if choice < len(MANNERS) else MANNERS[0]
        if self.manner.startswith("walks away"):
            self.patience = 2 + self.world.tape.choose(24, "collector.patience")
        if self.world.telling:
            self.world.tell("collector", f"comes, {self.manner}")
        self.look()

    def look(self) -> None:
        """The screen has changed."""
        self._again(PACE_MS)

    def _again(self, milliseconds: int) -> None:
        if not (self._scheduled or self.gone):
            self._scheduled = True
            self.world.time.after(milliseconds, self._act)

    def _press(self, button: str) -> None:
        self.machine.handle(Pressed(button))

    def _type(self, digits: str) -> None:
        for digit in digits:
            self.machine.handle(DigitTyped(digit))
        self._press("confirm")

    def _go(self) -> None:
        if self.gone:
            return
        if self.manner != "walks away from the open door" and self.cabinet.door_open:
            self.cabinet.shut()
        self.gone = True
        self.leave(self)

    # --- one act ---

    def _act(self) -> None:
        self._scheduled = False
        if self.gone:
            return
        if self.patience:
            self.patience -= 1
            if not self.patience:
                self.world.marks.hit("collector_walked_away")
                self._go()
                return
        front = self.machine.front
        match front:
            case staff.Entering(inner):
                self._sign_in(inner)
            case staff.Overview():
                self._on_overview(front)
            case staff.Settling(_, inner):
                self._entered = True
                self._settle(inner)
            case Idle() if self._entered and (self.settled or self._given_up):
                self._go()
            case Idle():
                self._press("staff")
                self._wait(front)
            case _:
                self._wait(front)

    def _wait(self, front: Front | None) -> None:
        """Somebody else's visit, a dark screen, or something that takes its time."""
        if isinstance(self.machine.front, staff.Entering) and not isinstance(front, staff.Entering):
            return
        self._looks += 1
        if self._looks > LOOKS_AT_MOST:
            self._go()
        else:
            self._again(DARK_MS)

    def _sign_in(self, inner: sign_in.State) -> None:
        if not isinstance(inner, sign_in.Typing):
            self._wait(self.machine.front)
        elif self._tries >= TRIES:
            self._given_up = self._entered = True
            self._press("exit")
        elif inner.at_password:
            self._tries += 1
            wrong = self.manner == "types a wrong password" and self._tries == 1
            self._type("000000" if wrong else PASSWORD)
        else:
            self._type(COLLECTOR.number)
            self._type(PASSWORD if self.manner != "types a wrong password" or self._tries else "000000")
            self._tries += 1

    def _on_overview(self, front: staff.Overview) -> None:
        self._entered = True
        if front.open is None and self.takings.bag:  # the last settlement was done, and he did not see it
            self._bring_to_the_bank()
            self.settled = True
        if self.settled or self._given_up:
            self._press("exit")
            return
        if front.open is not None:
            self.world.marks.hit("settlement_cut_and_taken_up")
        self._press("settle")
        if isinstance(self.machine.front, staff.Overview):
            self._given_up = True
            self._press("exit")

    def _bring_to_the_bank(self) -> None:
        self.takings.bank += self.takings.bag
        self.takings.bag = []

    # --- settling ---

    def _settle(self, inner: settlement.State) -> None:
        match inner:
            case settlement.Differing():
                self._tries += 1
                self._given_up = self._tries > 1 + TRIES
                self._press("back" if self._given_up else "repair")
            case settlement.Agreed():
                self._press("close_period")
            case settlement.Printed():
                self._open(inner)
            case settlement.Opening():
                self._pull()
            case settlement.Counting():
                self._count(inner)
            case settlement.Comparing():
                self._compare(inner)
            case settlement.Finished():
                self._bring_to_the_bank()
                self.settled = True
                self._press("done")
            case _:
                self._wait(self.machine.front)

    def _open(self, inner: settlement.Printed) -> None:
        if self._looks > 2 * LOOKS_AT_MOST:
            self._given_up = True
            self._press("back")
            return
        self._looks += 1
        if not inner.settlement.printed:
            self._press("open_box")  # it does not open yet
            self._press("print")
        elif self.cabinet.door_open:
            self.cabinet.shut()
            self._again(PACE_MS)
        else:
            self._press("open_box")
            self._again(PULL_MS)

    def _pull(self) -> None:
        """Pull the door; the box comes out, an empty one goes in."""
        if self.cabinet.pull():
            self._take_out()
        else:
            self._again(PACE_MS)

    def _take_out(self) -> None:
        taken = self.cabinet.empty()
        if self.manner == "keeps a note" and taken:
            self.world.marks.hit("note_kept_back")
            self.takings.pockets.append(taken.pop())
        self.takings.bag += taken
        if self.world.telling:
            self.world.tell("collector", f"takes {len(taken)} notes out")

    def _count(self, inner: settlement.Counting) -> None:
        if self.cabinet.door_open:
            self._take_out()
        counts = [sum(note.value == value for note in self.takings.bag) for value in settlement.VALUES]
        if self.manner == "mistypes" and not self._mistyped:
            self._mistyped = True
            counts[self.world.tape.choose(len(counts), "collector.mistypes")] += 1
        for digits in (*map(str, counts), "71", "4711"):
            if isinstance(self.machine.front, staff.Settling):
                self._type(digits)

    def _compare(self, inner: settlement.Comparing) -> None:
        if not inner.settlement.agrees and not inner.reason:
            if self._mistyped and self.world.tape.choose(2, "collector.counts_again") == 0:
                self._mistyped = False
                self.manner = "plain"
                self._press("count_again")
                return
            self.world.marks.hit("settled_with_a_difference")
            self.machine.handle(RowTouched(len(settlement.REASONS) - 1))
        self._press("confirm")
