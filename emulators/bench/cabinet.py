"""The cabinet on the bench: its two doors, the lock of the cash box, and the relay board that watches them."""

from typing import Literal

from emulators.bench.actions import Json, NotPossibleNow, action
from emulators.cabinet.board import DOORS, LOCK
from emulators.cabinet.device import CabinetDevice

DoorName = Literal["service", "cash_box"]


class Cabinet:
    """Doors that hands pull, and a board on a serial line."""

    name, port, baud = "cabinet", "ttyCABINET", 9600

    def __init__(self) -> None:
        self.device = CabinetDevice()
        self._cabinet = self.device.cabinet

    @action
    def open_door(self, _now: float, *, door: DoorName, key: bool = False) -> Json:
        """Pull a door open; the cash box yields to its released lock, or to a key."""
        if door in self._cabinet.open:
            raise NotPossibleNow("the door is open")
        if not self._cabinet.pull(door, key=key):
            raise NotPossibleNow("the lock holds")
        return None

    @action
    def close_door(self, _now: float, *, door: DoorName) -> Json:
        """Push a door shut; the cash box locks itself."""
        if door not in self._cabinet.open:
            raise NotPossibleNow("the door is shut")
        self._cabinet.shut(door)
        return None

    @action
    def cut_wire(self, _now: float, *, door: DoorName) -> Json:
        """Cut the wire of a door's switch."""
        self._cabinet.cut.add(door)
        return None

    @action
    def mend_wire(self, _now: float, *, door: DoorName) -> Json:
        """Mend the wire of a door's switch."""
        self._cabinet.cut.discard(door)
        return None

    def state(self) -> dict[str, Json]:
        """Return doors, lock, wires and relays as they really are, and every opening in order."""
        return {
            **self.situation(),
            "cut": [door for door in DOORS if door in self._cabinet.cut],
            "relays": list(self._cabinet.relays),
            "opened": list(self._cabinet.opened),
        }

    def situation(self) -> dict[str, Json]:
        """Return how each door is, whether the lock is released, and the board's power."""
        doors: dict[str, Json] = {door: "open" if door in self._cabinet.open else "closed" for door in DOORS}
        return {
            **doors,
            "lock": "released" if self._cabinet.relays[LOCK] else "locked",
            "power": "on" if self.device.power_on else "off",
        }

    def remembered(self) -> Json:
        """Return which doors are open and which wires cut."""
        return {"open": [*sorted(self._cabinet.open)], "cut": [*sorted(self._cabinet.cut)]}

    def recall(self, remembered: Json) -> None:
        """Leave doors and wires as they were; the board has been without power."""
        if not isinstance(remembered, dict):
            raise TypeError("not what a cabinet remembers")
        for doors, kept in ((self._cabinet.open, remembered["open"]), (self._cabinet.cut, remembered["cut"])):
            if not isinstance(kept, list) or not set(kept) <= set(DOORS):
                raise ValueError("no doors of this cabinet")
            doors.update(str(door) for door in kept)

    def cut_power(self, now: float) -> None:
        """The mains fail."""
        self.device.cut_power(now)

    def restore_power(self, now: float) -> None:
        """The mains are back."""
        self.device.restore_power(now)
