"""Virtual time: one heap of things to come, in integer milliseconds."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

Act = Callable[..., None]


class Timeline:
    """What happens when. Time moves only from one thing to the next, or while something slow is done."""

    def __init__(self) -> None:
        self.now = 0
        self.enough = False  # set by an act that wants `run` to return
        self._heap: list[tuple[int, int, Act, tuple[Any, ...]]] = []
        self._count = 0

    def after(self, milliseconds: int, act: Act, *arguments: Any) -> None:
        """Do this later; what is due at the same instant happens in the order in which it was asked for."""
        self._count += 1
        heappush(self._heap, (self.now + milliseconds, self._count, act, arguments))

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass inside an act: what was due meanwhile comes late."""
        self.now += milliseconds

    def run(self, until: int) -> None:
        """Let everything happen that is due until then, or until an act says that it is enough."""
        heap = self._heap
        self.enough = False
        while heap and heap[0][0] <= until:
            due, _, act, arguments = heappop(heap)
            self.now = due if due > self.now else self.now  # cheaper than max(), and run for every event
            act(*arguments)
            if self.enough:
                return
        self.now = max(self.now, until)
