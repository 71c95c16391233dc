"""One part on the bench with its plug and its line: what it does in a turn, and what hands can do at its cables."""

from emulators.bench.actions import Json, NotPossibleNow, action, actions_of
from emulators.bench.part import Part, PoweredPart, SerialPart
from emulators.bench.pty_line import PtyLine


class Station:
    """A part that hands can do something at, and no more."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.actions = {**actions_of(part), **actions_of(self)}

    @property
    def name(self) -> str:
        """The part's name."""
        return self.part.name

    def turn(self, now: float) -> None:
        """Let everything happen that is due."""

    def wake_at(self) -> float | None:
        """Return when `turn` is wanted next."""
        return None

    def state(self) -> dict[str, Json]:
        """Return the part's truth."""
        return self.part.state()

    def situation(self) -> dict[str, Json]:
        """Return what the log tells changes of."""
        return self.part.situation()


class PoweredStation(Station):
    """A part with a mains plug."""

    def __init__(self, part: PoweredPart) -> None:
        super().__init__(part)
        self._powered = part

    @action
    def cut_power(self, now: float) -> Json:
        """Let the mains of this device fail."""
        self._powered.cut_power(now)
        return None

    @action
    def restore_power(self, now: float) -> Json:
        """Give this device its mains back."""
        self._powered.restore_power(now)
        return None


class SerialStation(PoweredStation):
    """A part on a serial line."""

    def __init__(self, part: SerialPart, line: PtyLine) -> None:
        super().__init__(part)
        self._device, self.line = part.device, line

    @action
    def unplug(self, now: float) -> Json:
        """Pull the data cable: the port is gone, and who had it open is hung up."""
        if not self.line.plugged:
            raise NotPossibleNow("the cable is out already")
        self.turn(now)
        self.line.unplug()
        return None

    @action
    def plug(self, _now: float) -> Json:
        """Put the data cable back: there is a new port under the old name."""
        if self.line.plugged:
            raise NotPossibleNow("the cable is in already")
        self.line.plug()
        return None

    def turn(self, now: float) -> None:
        """Hand bytes to the device, let its time pass, take its bytes."""
        if data := self.line.to_device.arrived(now):
            self._device.receive(data, now)
        self._device.tick(now)
        said = self._device.outgoing()
        if self.line.plugged:
            self.line.to_host.put(said, now)
            self.line.write(now)

    def wake_at(self) -> float | None:
        """Return when `turn` is wanted next."""
        moments = (self._device.wake_at(), self.line.to_device.wake_at(), self.line.to_host.wake_at())
        return min((moment for moment in moments if moment is not None), default=None)

    def state(self) -> dict[str, Json]:
        """Return the part's truth and whether its cable is in."""
        return {**super().state(), "plugged": self.line.plugged}

    def situation(self) -> dict[str, Json]:
        """Return what the log tells changes of."""
        return {**super().situation(), "plugged": self.line.plugged}
