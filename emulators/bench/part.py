"""The contracts between the bench and what stands on it."""

from typing import Protocol

from emulators.bench.actions import Json


class Device(Protocol):
    """Something on a serial line. Pure: time is told, in monotonic seconds."""

    def receive(self, data: bytes, now: float) -> None:
        """Bytes have arrived from the host."""

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""

    def tick(self, now: float) -> None:
        """Let time pass."""

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next; None when nothing is under way."""


class Part(Protocol):
    """Something on the bench: its actions are the methods marked with `actions.action`."""

    @property
    def name(self) -> str:
        """What requests call it."""

    def state(self) -> dict[str, Json]:
        """Return the physical truth, in plain values."""

    def situation(self) -> dict[str, Json]:
        """Return the few facts of `state` whose changes people want to read in the log; cheap."""

    def remembered(self) -> Json:
        """Return what outlives a restart of the bench; cheap."""

    def recall(self, remembered: Json) -> None:
        """Put back what `remembered` returned; ValueError, KeyError or TypeError when it is not that."""


class PoweredPart(Part, Protocol):
    """A part of the terminal, fed by its mains."""

    def cut_power(self, now: float) -> None:
        """The mains fail."""

    def restore_power(self, now: float) -> None:
        """The mains are back."""


class SerialPart(PoweredPart, Protocol):
    """A part on a serial line."""

    @property
    def baud(self) -> int:
        """The line's speed."""

    @property
    def port(self) -> str:
        """The name of the link to the port."""

    @property
    def device(self) -> Device:
        """What is at the end of the line."""
