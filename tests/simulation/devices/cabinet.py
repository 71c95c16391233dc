"""The cash box's door with its lock and switch: what staff can open, what a key opens, and what is told of it."""

from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import BoxStuck, DoorChanged
from tests.simulation.devices.bill_unit import BillUnit
from tests.simulation.kiosk import End, Machine
from tests.simulation.things import Banknote
from tests.simulation.world import World

START_MS, ANSWER_MS, SWITCH_MS, RELEASED_MS = 600, 150, 120, 5_000
LOST_MS = (20_000, 300_000)


class Cabinet:
    """Satisfies `runtime.staffing.Cabinet` and `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine, unit: BillUnit) -> None:
        self.world, self.machine, self._unit = world, machine, unit
        # the box behind the door
        self.door_open = False
        self._released_until = -1
        # the driver
        self.life = 0
        self._ready = self._lost = False
        self._told: dict[Door, DoorState] = {}

    # --- hands ---

    def pull(self) -> bool:
        """Open the door; False while it is locked."""
        if not self.door_open and self.world.now > self._released_until:
            return False
        self._open()
        return True

    def force(self) -> None:
        """Somebody opens the door with a key, or with a crowbar, and shuts it again a minute later (fault 52)."""
        if not self.door_open:
            self.world.marks.hit("box_forced")
            self._open()
            self.world.time.after(60_000, self.shut)

    def _open(self) -> None:
        self.door_open, self._released_until = True, -1
        self.world.time.after(SWITCH_MS, self._look, self.life)

    def empty(self) -> list[Banknote]:
        """Take everything out of the box."""
        assert self.door_open, "through a shut door"
        taken, self._unit.box = self._unit.box, []
        return taken

    def shut(self) -> None:
        """Shut the door."""
        self.door_open = False
        self.world.time.after(SWITCH_MS, self._look, self.life)

    # --- runtime.staffing.Cabinet ---

    def open_cash_box(self) -> None:
        """Release the lock for five seconds."""
        self.machine.boundary("cabinet.open_cash_box")
        self.world.watch.box_released()
        self.world.time.after(ANSWER_MS, self._release, self.life)

    def _release(self, life: int) -> None:
        if life != self.life:
            return
        if not self._ready or self._lost:
            self.machine.post(life, BoxStuck("cabinet_lost"))
        elif self.world.faults.strikes("cabinet.lock_stuck"):
            self.world.marks.hit("lock_stuck")
            self.machine.post(life, BoxStuck("cabinet_refused_4"))
        else:
            self._released_until = self.world.now + RELEASED_MS

    # --- the switch, and who reads it ---

    def _look(self, life: int) -> None:
        if life != self.life or not self._ready:
            return
        if self._lost:
            box = service = DoorState.UNKNOWN
        else:
            box, service = DoorState.OPEN if self.door_open else DoorState.CLOSED, DoorState.CLOSED
        for door, state in ((Door.SERVICE, service), (Door.CASH_BOX, box)):
            if self._told.get(door) is not state and self.life == life:
                self._told[door] = state
                self.machine.post(life, DoorChanged(door, state))
                if door is Door.CASH_BOX and life == self.machine.life and self.machine.runner is not None:
                    self.world.watch.door_told(state is DoorState.OPEN)

    def lose(self) -> None:
        """The board does not answer for a while: nobody knows how its doors are."""
        if self._lost:
            return
        self._lost = True
        self.world.time.after(LOST_MS[self.world.tape.choose(len(LOST_MS), "cabinet.lost_for")], self._found)
        self._look(self.life)

    def _found(self) -> None:
        self._lost = False
        self._look(self.life)

    # --- lives ---

    def prepare(self, life: int) -> None:
        """A new driver locks first, and knows nothing."""
        self.life, self._ready, self._released_until = life, False, -1
        self._told.clear()

    def begin(self, life: int) -> None:
        """Start the driver."""
        self.world.time.after(START_MS, self._started, life)

    def _started(self, life: int) -> None:
        if life == self.life == self.machine.life:
            self._ready = True
            self._look(life)

    def end(self, end: End) -> None:
        """Without power the lock holds; what a dying process has released is locked by the next one."""
        self._ready = False
        if end is End.POWER:
            self._released_until = -1
