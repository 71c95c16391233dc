"""Requests are good once, and one machine at a time speaks for a terminal (H11 H12, fault 57)."""

from collections.abc import Callable

from tests.simulation.violation import Violation

CLONE = "c10e"  # what the boot ids of copied machines begin with


class Gate:
    """Watches what the platform lets in, and reads its alarms at the end."""

    name = "gate"

    def __init__(self, alarms: Callable[[], set[str]], now: Callable[[], int]) -> None:
        self._alarms, self._now = alarms, now
        self._admitted: set[tuple[str, int]] = set()
        self._former: dict[str, int] = {}  # boot -> when another one became the live one
        self._live = ""
        self._heard_later = False  # a machine that was not the live one any more was heard long after it was

    def request_admitted(self, boot: str, sequence: int) -> None:
        """Once, and never of a start that another one has followed."""
        if (boot, sequence) in self._admitted:
            raise Violation(self.name, "H12", f"request {sequence} of start {boot} is taken twice")
        if boot in self._former:
            raise Violation(self.name, "H12", f"start {boot} is heard again after {self._live}: two machines")
        self._admitted.add((boot, sequence))
        if boot != self._live:
            if self._live:
                self._former[self._live] = self._now()
            self._live = boot

    def request_refused(self, code: str) -> None:
        """Note that somebody spoke who should not."""
        if code == "CLONE_SUSPECTED" and self._live.startswith(CLONE):
            since = max(self._former.values(), default=0)
            self._heard_later = self._heard_later or self._now() - since > 60_000

    def platform_restored(self) -> None:
        """An alarm raised since the backup is gone with it; whoever speaks again raises it anew."""
        self._heard_later = False

    def settled(self) -> None:
        """Two machines with one identity are an alarm."""
        if self._heard_later and "TERMINAL_CLONED" not in self._alarms():
            raise Violation(self.name, "H12", "two machines have spoken as one, and there is no alarm")
