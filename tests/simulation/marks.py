"""Rare states that a large run must have seen ("sometimes assertions"): a run that never got there proves nothing."""

from collections import Counter

NAMES: frozenset[str] = frozenset()


class Marks:
    """Counts how often each rare state was seen."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def hit(self, name: str) -> None:
        """Count a rare state."""
        self.seen[name] += 1
