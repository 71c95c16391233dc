"""What surrounds a step: the rules of this terminal and how its parts are."""

from dataclasses import dataclass

from kiosk_app.domain.rules import Rules
from kiosk_app.flows.supervision import Healths, Services, services


@dataclass(frozen=True, slots=True)
class Context:
    """Passed to every step, so that a flow needs no globals."""

    rules: Rules
    healths: Healths
    recovering: bool = False  # a note of the last run is not settled yet

    @property
    def services(self) -> Services:
        """What can be promised now; most steps do not ask."""
        return services(self.healths)
