"""What happened on the bench: what hands did, and how each part's situation changed. For people, not for the books."""

from collections import deque
from collections.abc import Callable, Mapping

from emulators.bench.actions import Json

KEPT = 200
Clock = Callable[[], str]  # wall clock "21:30:05"


class Log:
    """The last entries, numbered from 1."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[dict[str, Json]] = deque(maxlen=KEPT)
        self._count = 0
        self._seen: dict[str, dict[str, Json]] = {}

    def hand(self, part: str, action: str, arguments: Mapping[str, Json], why_not: str = "") -> None:
        """Note what a hand did, or why it could not."""
        entry: dict[str, Json] = {"part": part, "action": action, "arguments": dict(arguments)}
        self._add({**entry, "why_not": why_not} if why_not else entry)

    def watch(self, part: str, situation: dict[str, Json]) -> None:
        """Note every fact that is not what it was."""
        before = self._seen.get(part)
        self._seen[part] = situation
        if before is None or before == situation:
            return
        for name, value in situation.items():
            if before.get(name) != value:
                self._add({"part": part, "fact": name, "before": before.get(name), "now": value})

    def entries(self) -> list[Json]:
        """Return the last entries, the oldest first."""
        return list(self._entries)

    def _add(self, entry: dict[str, Json]) -> None:
        self._count += 1
        self._entries.append({"seq": self._count, "at": self._clock(), **entry})
