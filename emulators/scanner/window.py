"""What a scanner is made of: a window with a lamp that is lit for a while, and whatever is held in front of it."""

from dataclasses import dataclass

LIT_S = 5.0
"""So long one trigger lights the lamp, unless something is read (protocols.md 5)."""


@dataclass
class Window:
    """Lamp, trigger and what lies in the light."""

    lit_until: float | None = None
    shown: bytes | None = None  # what is printed on what is held there
    reads: int = 0

    def light(self, now: float) -> bytes | None:
        """The trigger is pulled; return what is read at once."""
        self.lit_until = now + LIT_S
        return self._read()

    def dark(self) -> None:
        """The trigger is let go."""
        self.lit_until = None

    def show(self, printed: bytes, now: float) -> bytes | None:
        """Hold something in front; return what is read, if the lamp is lit."""
        self.shown = printed
        return self._read() if self.lit_until is not None and now < self.lit_until else None

    def take_away(self) -> None:
        """Nothing is in front any more."""
        self.shown = None

    def _read(self) -> bytes | None:
        """Read, which ends the trigger."""
        if self.shown is None:
            return None
        self.reads += 1
        self.lit_until = None
        return self.shown
