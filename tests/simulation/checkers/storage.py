"""Rows that were acknowledged are there at every start, in order, and the same (I9 I10)."""

from collections.abc import Callable
from typing import Any

from tests.simulation.violation import Violation


class Storage:
    """Remembers what was made durable and compares."""

    name = "storage"

    def __init__(self, held: Callable[[], int], read: Callable[[], list[Any]]) -> None:
        self._held, self._read = held, read
        self.kept: list[Any] = []

    def row(self, fact: Any) -> None:
        self.kept.append(fact)

    def booted(self, life: int, open_sales: int) -> None:
        """No row was lost, none came from nowhere."""
        if self._held() != len(self.kept):
            raise Violation(self.name, "I9", f"{len(self.kept)} rows were made durable, {self._held()} are there")

    def counted(self, box: object) -> None:
        """Every row is what it was."""
        found = self._read()
        if found != self.kept:
            place = next((i for i, pair in enumerate(zip(found, self.kept, strict=False)) if pair[0] != pair[1]), -1)
            text = (
                f"{len(self.kept)} rows were made durable, {len(found)} are there; the first difference is at {place}"
            )
            raise Violation(self.name, "I9", text)
