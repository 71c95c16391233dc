"""A scripted operator: finds the hidden way in, signs in, types on the keypad, opens doors."""

import time
from collections.abc import Callable
from typing import Any

from demo.customer import Customer
from demo.processes import wait_for
from demo.town import Town
from tests.endtoend.visits import WAIT_S

KNOCKS = 5
CORNER = 20


class Operator(Customer):
    """Somebody with a number and a password in front of the town's kiosk."""

    def __init__(self, town: Town, alive: Callable[[], bool] | None = None) -> None:
        """`alive` says whether the kiosk's process runs, where that is another one than the town's."""
        super().__init__(town.finger, town.out / "screens", alive or (lambda: town.kiosk.alive))
        self._town = town

    def comes_in(self, number: str, password: str) -> None:
        """Touch the corner five times within three seconds, then number and password."""
        self.sees("IdleView", "OutOfServiceView", seconds=WAIT_S)
        wait_for("the sales to be settled", WAIT_S, lambda: not self.ask(do="state")["settling"])
        for _ in range(KNOCKS):
            self.ask(do="touch", x=CORNER, y=CORNER)
            time.sleep(0.35)
        self.sees("FormView")
        self.signs(number, password)

    def signs(self, number: str, password: str) -> None:
        """Type number and password into the form on the screen."""
        self.enters(number)
        self.enters(password)

    def enters(self, digits: str) -> None:
        """Fill the field in use, and confirm it."""
        self.types(digits)
        self.touches("confirm")

    def until_the_books_agree(self) -> None:
        """Repair and compare again, as one does while the platform has not heard the journal's last rows."""
        while self.sees("StatementView", "DiffersView", seconds=WAIT_S) == "DiffersView":
            self.touches("repair")
            self.sees("WaitView")
        self.reads("agreed_title")

    def closes_the_period(self) -> None:
        """Close it, and take the voucher."""
        self.touches("close_period")
        self.reads("voucher_take", seconds=WAIT_S)

    def opens_the_box(self) -> None:
        """Let the lock be released, and pull the door."""
        self.touches("open_box")
        wait_for("the released lock", WAIT_S, lambda: self.cabinet()["lock"] == "released")
        self.hand("open_door", door="cash_box")
        self.reads("count_title")

    def hand(self, action: str, **arguments: Any) -> None:
        """Do something at the cabinet, which must be possible."""
        done = self._town.bench.do("cabinet", action, **arguments)
        assert done, done.why_not

    def cabinet(self) -> dict[str, Any]:
        """Return how doors and lock really are."""
        truth: dict[str, Any] = self._town.truth()["cabinet"]
        return truth
