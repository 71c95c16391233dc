"""Where every note is, and what moves it: the truth that no answer can change.

    hand -> throat -> escrow -> stacker -> cassette            hand <- throat, escrow: back with the customer

One note at a time is inside; a second one can only be pushed into the throat behind it. Pure: time is an argument.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from emulators.bill_acceptor.bills import Note


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds: below 1.5 s a note (HW-3), 10 s in escrow and hold (protocols.md 1.4)."""

    accepting_s: float = 0.7
    stacking_s: float = 0.6
    returning_s: float = 0.5
    initializing_s: float = 3.0
    booting_s: float = 0.5
    cheated_s: float = 1.0
    escrow_s: float = 10.0
    holding_s: float = 10.0


USUAL = Pace()
FAST = Pace(accepting_s=0.15, stacking_s=0.15, returning_s=0.15, initializing_s=0.3, booting_s=0.05, cheated_s=0.5)
IN_VALIDATOR_SHARE = 0.3  # of the way from escrow to the cassette the note is still in the validator


class Place(StrEnum):
    """Where the note inside is."""

    THROAT = "throat"
    ESCROW = "escrow"
    STACKER = "stacker"  # on the way from escrow to the cassette


class Jam(StrEnum):
    """Where the transport is blocked."""

    ACCEPTOR = "acceptor"
    STACKER = "stacker"


class NotPossible(Exception):
    """The hand cannot do that now: no note within reach, no cassette there, …"""


class Goal(StrEnum):
    """Where a motion is to end."""

    ESCROW = "escrow"
    CASSETTE = "cassette"
    CUSTOMER = "customer"


@dataclass(slots=True)
class Motion:
    """The motor runs; `rest_s` is left when the leg under way has ended, `halted_s` when the motor waits."""

    goal: Goal
    ends_at: float
    rest_s: float = 0.0
    halted_s: float | None = None


@dataclass(slots=True)
class Cassette:
    """The lockable box; `earlier` notes were in it before anybody counted."""

    capacity: int
    notes: list[Note] = field(default_factory=list)
    earlier: int = 0

    @property
    def full(self) -> bool:
        """No further note fits."""
        return self.earlier + len(self.notes) >= self.capacity


class Mechanism:
    """Rollers, path and cassette."""

    def __init__(self, pace: Pace, capacity: int) -> None:
        self.pace = pace
        self.note: Note | None = None
        self.place = Place.THROAT
        self.behind: Note | None = None  # pushed in while another note was under way
        self.motion: Motion | None = None
        self.cassette: Cassette | None = Cassette(capacity)
        self.taken_out: list[Cassette] = []
        self.customer: list[Note] = []  # notes back with the customer
        self.service: list[Note] = []  # notes that a technician took out of the unit
        self.jam: Jam | None = None

    # what the unit does

    def draw_in(self, note: Note, now: float) -> None:
        """Pull a note from the hand to escrow."""
        assert self.note is None, "one note at a time"
        self.note, self.place = note, Place.THROAT
        self._run(Motion(Goal.ESCROW, now + self.pace.accepting_s), now)

    def stack(self, now: float) -> None:
        """Move the note from escrow, or from where it stopped in the stacker, into the cassette."""
        assert self.note is not None, "a note to stack"
        first, rest = self.pace.stacking_s * IN_VALIDATOR_SHARE, self.pace.stacking_s * (1 - IN_VALIDATOR_SHARE)
        if self.place is Place.STACKER:
            first, rest = rest, 0.0
        self._run(Motion(Goal.CASSETTE, now + first, rest), now)

    def give_back(self, now: float) -> None:
        """Move the note back to the customer."""
        assert self.note is not None, "a note to give back"
        assert self.place is not Place.STACKER, "from the stacker no note comes back"
        self._run(Motion(Goal.CUSTOMER, now + self.pace.returning_s), now)

    def stop(self) -> None:
        """The motor stops; the note stays where it is."""
        self.motion = None

    def step(self, now: float) -> Goal | None:
        """Let the motion due at `now` end; return where the note has come to, when it has come to its goal."""
        motion = self.motion
        if motion is None or motion.halted_s is not None or now < motion.ends_at:
            return None
        if motion.goal is Goal.CASSETTE and self.place is Place.ESCROW:
            self.place, motion.ends_at = Place.STACKER, motion.ends_at + motion.rest_s
            return None
        self.motion = None
        self._arrive(motion.goal)
        return motion.goal

    def wake_at(self) -> float | None:
        """Return when `step` is wanted next."""
        return self.motion.ends_at if self.motion is not None and self.motion.halted_s is None else None

    def _run(self, motion: Motion, now: float) -> None:
        if self.jam is not None:
            return
        self.motion = motion
        if self.behind is not None:
            motion.halted_s = motion.ends_at - now

    def _arrive(self, goal: Goal) -> None:
        assert self.note is not None, "only a note arrives"
        match goal:
            case Goal.ESCROW:
                self.place = Place.ESCROW
            case Goal.CUSTOMER:
                self.customer.append(self.note)
                self.note = None
            case Goal.CASSETTE:
                assert self.cassette is not None, "the motor stops when the cassette goes"
                self.cassette.notes.append(self.note)
                self.note = None

    # what hands do

    def push_behind(self, note: Note, now: float) -> None:
        """Push a second note into the throat: the motor waits until it is taken away."""
        if self.note is None or self.behind is not None:
            raise NotPossible("the throat is free" if self.note is None else "two notes are in already")
        self.behind = note
        if self.motion is not None:
            self.motion.halted_s = self.motion.ends_at - now

    def pull_behind(self, now: float) -> Note:
        """Take the second note away: the motor goes on."""
        assert self.behind is not None, "a second note"
        note, self.behind = self.behind, None
        self.customer.append(note)
        if self.motion is not None and self.motion.halted_s is not None:
            self.motion.ends_at, self.motion.halted_s = now + self.motion.halted_s, None
        return note

    def pull(self) -> Note:
        """Take the note inside out by its end or by its string; the motor stops."""
        assert self.note is not None, "a note to pull"
        note, self.note, self.motion = self.note, None, None
        self.customer.append(note)
        return note

    def take_out_by_service(self) -> Note:
        """A technician opens the unit and takes the note out."""
        assert self.note is not None, "a note to take out"
        note, self.note, self.motion = self.note, None, None
        self.service.append(note)
        return note

    def take_out_cassette(self) -> Cassette:
        """Pull the cassette out; a note on its way to it stays in the stacker."""
        if self.cassette is None:
            raise NotPossible("the cassette is out")
        cassette, self.cassette = self.cassette, None
        self.taken_out.append(cassette)
        if self.motion is not None and self.motion.goal is Goal.CASSETTE:
            self.motion = None
        return cassette

    def put_cassette(self, cassette: Cassette) -> None:
        """Put a cassette in, one that was taken out or an empty one."""
        if self.cassette is not None:
            raise NotPossible("a cassette is in")
        self.taken_out = [other for other in self.taken_out if other is not cassette]
        self.cassette = cassette
