"""The operators' desk, as its thread answers: one collector with a number and a password."""

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, Role
from kiosk_app.domain.staff_events import PasswordAccepted, SignedIn, SignInRefused
from tests.simulation.kiosk import Machine
from tests.simulation.world import World

HASH_MS = 150
COLLECTOR, PASSWORD = Operator("2001", "*", Role.COLLECTOR), "314159"


class Desk:
    """Satisfies `runtime.staffing.Operators`; lock-out and hashing are tested where they are written."""

    def __init__(self, world: World, machine: Machine) -> None:
        self.world, self.machine = world, machine

    def sign_in(self, request: str, number: str, password: Secret) -> None:
        """Answered by SignedIn or SignInRefused."""
        right = number == COLLECTOR.number and password.reveal() == PASSWORD
        known = number if number == COLLECTOR.number else ""
        answer = SignedIn(request, COLLECTOR, False) if right else SignInRefused(request, "wrong", 0, known)
        self.world.time.after(HASH_MS, self.machine.post, self.machine.life, answer)

    def change_password(self, number: str, old: Secret, new: Secret) -> None:
        """Answered by PasswordAccepted."""
        self.world.time.after(HASH_MS, self.machine.post, self.machine.life, PasswordAccepted())
