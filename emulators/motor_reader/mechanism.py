"""Where the card is, and what moves it: the truth that no status answer can change.

Pure: time is told by `tick`, in seconds of a monotonic clock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds; no times are printed, these are what such a reader looks like."""

    draw_in_s: float = 0.6
    move_s: float = 0.5
    bin_fall_s: float = 0.3
    exchange_s: float = 0.02  # every command that moves nothing
    backup_s: float = 1.0  # as long as the capacitor lasts
    power_eject_s: float = 0.7
    boot_s: float = 0.5


USUAL = Pace()
FAST = Pace(draw_in_s=0.05, move_s=0.05, bin_fall_s=0.02, exchange_s=0.0, power_eject_s=0.05, boot_s=0.05)


class Chip(Protocol):
    """A card with contacts."""

    def power_on(self) -> bytes | None:
        """Reset; return the ATR, or None when the card is mute."""

    def power_off(self) -> None:
        """Take the power away."""

    def transmit(self, raw: bytes) -> bytes:
        """Answer a command, or raise an exception when the power is lost."""


class Place(StrEnum):
    """Where the card is."""

    OUTSIDE = "outside"
    MOUTH = "mouth"  # pushed out, not gripped
    FRONT = "front"  # held at the front; a hand can pull it
    INSIDE = "inside"
    CONTACT = "contact"  # inside, with the contacts on the chip
    REAR = "rear"  # held at the rear
    CAPTURED = "captured"  # let go at the rear, falling into the bin


class Entry(StrEnum):
    """Who may put a card in at the front."""

    PROHIBITED = "prohibited"
    MAGNETIC = "magnetic"  # by switch and magnetic signal
    SWITCH = "switch"  # any card
    SIGNAL = "signal"  # by magnetic signal alone


class Length(StrEnum):
    """Whether what was put in has the length of a card."""

    NORMAL = "normal"
    LONG = "long"
    SHORT = "short"


class NotPossible(Exception):
    """The hand cannot do that now: slot closed, card out of reach, …"""


@dataclass(frozen=True, slots=True)
class Inserted:
    """A card in the reader."""

    name: str
    chip: Chip
    length: Length = Length.NORMAL


@dataclass(frozen=True, slots=True)
class Motion:
    """The motor runs."""

    to: Place
    ends_at: float


class Mechanism:
    """Rollers, shutter and switches."""

    def __init__(self, pace: Pace = USUAL) -> None:
        self.pace = pace
        self.card: Inserted | None = None
        self.place = Place.OUTSIDE
        self.motion: Motion | None = None
        self.jammed = False
        self.bin: list[Inserted] = []
        self.falls_at: float | None = None
        self.now = 0.0
        self.interrupted = False  # a hand took the card out of the last motion
        self.restore_defaults()

    def restore_defaults(self) -> None:
        """Set what holds after power-on and reset: everybody may put a card in."""
        self.entry, self.rear_allowed, self.stop = Entry.SWITCH, True, Place.INSIDE

    def insert(self, card: Inserted) -> None:
        """A hand pushes a card into the slot; the rollers take it."""
        if self.place is not Place.OUTSIDE:
            raise NotPossible("a card is in the slot")
        if self.entry is not Entry.SWITCH:
            raise NotPossible("the slot is closed")
        self.card, self.place = card, Place.FRONT
        if not self.jammed:
            self.motion = Motion(self.stop, self.now + self.pace.draw_in_s)

    def pull(self) -> Inserted:
        """A hand pulls the card out: from the mouth, from the grip at the front, or while it is drawn in."""
        if self.card is None or self.place not in (Place.MOUTH, Place.FRONT):
            raise NotPossible("no card within reach")
        self.interrupted = self.motion is not None
        card, self.card, self.place, self.motion = self.card, None, Place.OUTSIDE, None
        return card

    def move(self, to: Place) -> bool:
        """Start the motor; False when the card does not move."""
        if self.jammed or self.card is None:
            return False
        self.interrupted = False
        if to is not self.place:
            self.leave_contact(to)
            self.motion = Motion(to, self.now + self.pace.move_s)
        return True

    def leave_contact(self, to: Place) -> None:
        """Take the contacts off the chip unless the card stays there."""
        if self.card is not None and self.place is Place.CONTACT and to is not Place.CONTACT:
            self.card.chip.power_off()

    def tick(self, now: float) -> None:
        """Let time pass: motions end, captured cards fall."""
        self.now = now
        if self.motion is not None and now >= self.motion.ends_at:
            self.place, ended = self.motion.to, self.motion.ends_at
            self.motion = None
            if self.place is Place.CAPTURED:
                self.falls_at = ended + self.pace.bin_fall_s
        if self.falls_at is not None and now >= self.falls_at and self.card is not None:
            self.bin.append(self.card)
            self.card, self.place, self.falls_at = None, Place.OUTSIDE, None

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        return self.motion.ends_at if self.motion is not None else self.falls_at
