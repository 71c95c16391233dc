"""The unit inside the acceptor: where its note is, what lies in the box, and what it remembers when the power goes."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from kiosk_app.domain.events import PowerUpNote
from tests.simulation.kiosk import Machine
from tests.simulation.things import Banknote, Place
from tests.simulation.world import World

VALIDATE_MS = 700


class BillUnit(ABC):
    """Physical truth; what is told about it is the driver's business."""

    def __init__(self, world: World, machine: Machine) -> None:
        self.world, self.machine = world, machine
        self.powered = True
        self.enabled = False
        self.path: Banknote | None = None
        self.box: list[Banknote] = []
        self.unacknowledged: Banknote | None = None  # reported as stacked until the ACK
        self.power_up: PowerUpNote | None = None  # what it answers to the first poll; None when it kept running
        self.fault = ""
        self._motion = 0

    @abstractmethod
    def _recognised(self) -> None:
        """The note in the throat is known."""

    def insert(self, note: Banknote) -> bool:
        """Push a note in; False when the mouth stays shut."""
        if not (self.powered and self.enabled) or self.path is not None or self.fault:
            return False
        if self.unacknowledged is not None:
            return False
        note.place, self.path = Place.THROAT, note
        self._moves(VALIDATE_MS, self._recognised)
        return True

    def _moves(self, milliseconds: int, then: Callable[[], None]) -> None:
        self._motion += 1
        self.world.time.after(milliseconds, self._moved, self._motion, then)

    def _moved(self, motion: int, then: Callable[[], None]) -> None:
        if motion == self._motion and self.powered:
            then()

    def _back_in_hand(self, note: Banknote) -> None:
        note.place, self.path = Place.HAND, None
        if self.world.telling:
            self.world.tell("note", f"#{note.ident} is back in the hand")
        self.machine.looked_at()

    def _into_box(self, note: Banknote) -> None:
        note.place, self.path = Place.BOX, None
        self.box.append(note)
        if self.world.telling:
            self.world.tell("note", f"#{note.ident} of {note.value} falls into the box")
        self.world.watch.fallen(note)

    def _lose_power(self) -> None:
        note, tape, marks = self.path, self.world.tape, self.world.marks
        self.powered = self.enabled = False
        self._motion += 1
        self.power_up = PowerUpNote.NONE
        if note is not None and note.place is Place.MOVING:
            match tape.choose(4, "power.note_was"):
                case 0:
                    self.power_up = PowerUpNote.IN_VALIDATOR
                    marks.hit("power_lost_note_in_validator")
                case 1:
                    self.power_up, note.place = PowerUpNote.IN_STACKER, Place.STACKER
                    marks.hit("power_lost_note_in_stacker")
                case 2:
                    self._into_box(note)
                    marks.hit("power_lost_note_fell_unseen")
                case _:
                    self._back_in_hand(note)
                    marks.hit("power_lost_note_came_back_unseen")
        elif note is not None and note.place in (Place.THROAT, Place.ESCROW):
            self.power_up = PowerUpNote.IN_VALIDATOR
        elif self.unacknowledged is not None:
            if tape.choose(2, "power.report_forgotten"):
                self.unacknowledged = None
                marks.hit("power_lost_report_forgotten")
            else:
                self.power_up = PowerUpNote.IN_STACKER
                marks.hit("power_lost_report_kept")
