"""Behind everybody: the platform's word on operators goes into the journal like every action of theirs (OPS-3)."""

from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import Event
from kiosk_app.domain.staff_events import OperatorGranted
from kiosk_app.domain.staff_facts import AccountGranted


def step(event: Event) -> tuple[Effect, ...]:
    """Say what follows from the platform's word."""
    match event:
        case OperatorGranted(operator, role, closed):
            return (Record(AccountGranted(operator, role, closed)),)
        case _:
            return ()
