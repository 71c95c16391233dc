"""After everything is healed, everything comes to its end in bounded time and with bounded tries (I28)."""

from collections import deque

from kiosk_app.domain.sale import BookingRequest
from tests.simulation.checkers.books import Books, SaleRows
from tests.simulation.devices.acceptor import Acceptor
from tests.simulation.kiosk import Machine
from tests.simulation.story import brief
from tests.simulation.violation import Violation
from tests.simulation.world import World

HOUR_MS = 3_600_000
ATTEMPTS_AN_HOUR, MORE_AFTER_A_START = 30, 10  # pauses grow from 5 s to 5 min, and anew after each start


class Liveness:
    """Looks at every attempt, and at everything once at the end."""

    name = "liveness"

    def __init__(self, world: World, machine: Machine, acceptor: Acceptor, books: Books) -> None:
        self._world, self._machine, self._acceptor, self._books = world, machine, acceptor, books
        self._attempts: dict[str, deque[int]] = {}
        self._starts: deque[int] = deque()

    # --- no retry storm ---

    def booted(self, life: int, open_sales: int) -> None:
        self._starts.append(self._world.now)

    def booking_ordered(self, request: BookingRequest) -> None:
        self._attempt(request.sale)

    def confirmation_ordered(self, sale: str, card: object) -> None:
        self._attempt(f"confirmation of {sale}")

    def _attempt(self, what: str) -> None:
        an_hour_ago = self._world.now - HOUR_MS
        attempts = self._attempts.get(what)
        if attempts is None:
            attempts = self._attempts[what] = deque()
        attempts.append(self._world.now)
        for times in (attempts, self._starts):
            while times and times[0] < an_hour_ago:
                times.popleft()
        if len(attempts) > ATTEMPTS_AN_HOUR + MORE_AFTER_A_START * len(self._starts):
            raise Violation(self.name, "I28", f"{len(attempts)} attempts in an hour: {what}")

    # --- the end ---

    def settled(self) -> None:
        """Nobody waits for anything but a person."""
        if not self._machine.open_for_service:
            raise Violation(
                self.name, "I28", f"all is healed and the kiosk does not serve: {brief(self._machine.front)}"
            )
        if self._acceptor.unacknowledged is not None:
            note = self._acceptor.unacknowledged.ident
            raise Violation(self.name, "I28", f"the acceptor still reports note #{note}: nobody acknowledges it")
        for number, sale in self._books.sales.items():
            if not sale.ended:
                self._still_open(number, sale)

    def _still_open(self, number: str, sale: SaleRows) -> None:
        if sale.closed is None:
            raise Violation(self.name, "I28", f"sale {number} is still taking notes")
        if sale.credited and sale.accepted is None and not sale.rejected:
            raise Violation(self.name, "I28", f"sale {number} with {sale.credited} fen is still not booked")
        if sale.accepted is not None and not sale.doubts:
            raise Violation(self.name, "I28", f"sale {number} is booked and does not end")
