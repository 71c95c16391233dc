"""Rare states that a large run must have seen ("sometimes assertions"): a run that never got there proves nothing."""

from collections import Counter

LARGE = 200_000  # visits; a run of this size must have seen every name
NAMES: frozenset[str] = frozenset()


class Marks:
    """Counts how often each rare state was seen."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def hit(self, name: str) -> None:
        """Count a rare state."""
        self.seen[name] += 1


def missed(seen: Counter[str], visits: int) -> list[str]:
    """Return the names that a run of this size should have seen and did not."""
    return sorted(name for name in NAMES if not seen[name]) if visits >= LARGE else []
