"""The decision tape: whatever could be otherwise is one choice, and choice 0 is always "nothing unusual happens".

A choice is addressed by its label and how often that label came before ("net.lost#17"), not by its place among all
choices. So taking one decision away leaves all others where they are, and a shrunk tape outlives many changes.
"""

import random
from typing import Protocol

Decisions = dict[str, int]
"""What differs from 0, by address, in the order in which it was decided."""


class Tape(Protocol):
    """Where choices come from."""

    decisions: Decisions

    def choose(self, options: int, label: str) -> int:
        """Return one of `options` numbers from 0."""

    def chance(self, label: str, per_mille: int) -> bool:
        """Return True about this often in a thousand."""


class SeededTape:
    """Draws from a seed, and notes down what differs from 0."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random
        self._count: dict[str, int] = {}
        self.decisions: Decisions = {}

    def choose(self, options: int, label: str) -> int:
        """Return one of `options` numbers from 0, all equally likely."""
        place = self._count.get(label, 0)
        self._count[label] = place + 1
        chosen = int(self._draw() * options)
        if chosen:
            self.decisions[f"{label}#{place}"] = chosen
        return chosen

    def chance(self, label: str, per_mille: int) -> bool:
        """Return True about this often in a thousand."""
        place = self._count.get(label, 0)
        self._count[label] = place + 1
        if self._draw() * 1000 >= per_mille:
            return False
        self.decisions[f"{label}#{place}"] = 1
        return True


class LedTape(SeededTape):
    """Draws from a seed too, but for a few choices that are given: a fault that is on, staff that come."""

    def __init__(self, seed: int, given: Decisions) -> None:
        super().__init__(seed)
        self._given = given

    def choose(self, options: int, label: str) -> int:
        """Return the given choice, or one of `options` numbers from 0."""
        address = f"{label}#{self._count.get(label, 0)}"
        chosen = super().choose(options, label)
        if (given := self._given.get(address)) is None:
            return chosen
        self.decisions[address] = given
        return given


class ReplayedTape:
    """Gives what was noted down, and 0 everywhere else; remembers which decisions were really asked for."""

    def __init__(self, decisions: Decisions) -> None:
        self._known = decisions
        self._count: dict[str, int] = {}
        self.decisions: Decisions = {}

    def choose(self, options: int, label: str) -> int:
        """Return the noted choice, cut to what is possible now."""
        place = self._count.get(label, 0)
        self._count[label] = place + 1
        address = f"{label}#{place}"
        chosen = min(self._known.get(address, 0), options - 1)
        if chosen:
            self.decisions[address] = chosen
        return chosen

    def chance(self, label: str, per_mille: int) -> bool:
        """Return the noted choice."""
        return self.choose(2, label) == 1
