"""Everything that is there once for a seed: time, tape, faults, eyes, marks, and the story if somebody wants it."""

from typing import TYPE_CHECKING, Any

from tests.simulation.faults import Faults
from tests.simulation.marks import Marks
from tests.simulation.story import brief
from tests.simulation.tape import Tape
from tests.simulation.things import Banknote
from tests.simulation.timeline import Timeline

if TYPE_CHECKING:
    from tests.simulation.checkers.watch import Watch


class World:
    """Passed to every actor."""

    def __init__(self, tape: Tape, *, telling: bool = False) -> None:
        self.tape = tape
        self.time = Timeline()
        self.faults = Faults(tape)
        self.marks = Marks()
        self.telling = telling
        self.story: list[str] = []
        self.watch: Watch
        self.clock_off_ms = 1_764_000_000_000  # the wall clock, which decides nothing, against virtual time
        self.served = 0  # visits that came as far as the menu
        self._notes = 0

    @property
    def now(self) -> int:
        """Virtual milliseconds since the beginning."""
        return self.time.now

    @property
    def wall_ms(self) -> int:
        """What the wall clock says."""
        return self.time.now + self.clock_off_ms

    def new_note(self, value: int, bill_type: int, owner: int) -> Banknote:
        """Make a banknote out of thin air, in somebody's hand."""
        self._notes += 1
        return Banknote(self._notes, value, bill_type, owner)

    def tell(self, who: str, *what: Any) -> None:
        """Add a line to the story; call it only while `telling`."""
        self.story.append(f"{self.time.now / 1000:10.3f}  {who:<9} {' '.join(map(brief, what))}")
