"""After everything is healed, everything comes to its end in bounded time and with bounded tries (I28)."""

from typing import Any

from tests.simulation.checkers.bookings import ExactlyOnce
from tests.simulation.checkers.books import Books
from tests.simulation.kiosk import Machine
from tests.simulation.violation import Violation
from tests.simulation.world import World

ATTEMPTS_A_MINUTE = 15


class Liveness:
    """Looks once, at the end."""

    name = "liveness"

    def __init__(self, world: World, machine: Machine, books: Books, bookings: ExactlyOnce) -> None:
        self._world, self._machine = world, machine
        self._books, self._bookings = books, bookings

    def settled(self) -> None:
        """Nobody waits for anything but a person or a card."""
        if not self._machine.open_for_service:
            raise Violation(self.name, "I28", f"all is healed and the kiosk does not serve: {self._machine.front}")
        for number, sale in self._books.sales.items():
            if not sale.ended:
                self._still_open(number, sale)
        minutes = 1 + self._world.now // 60_000
        for number, attempts in self._bookings.attempts.items():
            if attempts > ATTEMPTS_A_MINUTE * minutes:
                raise Violation(self.name, "I28", f"sale {number} was asked for {attempts} times in {minutes} minutes")

    def _still_open(self, number: str, sale: Any) -> None:
        if sale.closed is None:
            raise Violation(self.name, "I28", f"sale {number} is still taking notes")
        if sale.credited and sale.accepted is None and not sale.rejected:
            raise Violation(self.name, "I28", f"sale {number} with {sale.credited} fen is still not booked")
        purchase = sale.accepted is not None and sale.accepted.purchase is not None
        if sale.accepted is not None and not purchase and not sale.doubts:
            raise Violation(self.name, "I28", f"sale {number} is booked and does not end")
        if purchase and sale.completed is not None and not sale.confirmed:
            raise Violation(self.name, "I28", f"sale {number} is written and still not confirmed")
