"""The cabinet and the scanner are parts once they have said something, and no service needs them (OPS-2)."""

from dataclasses import replace

from kiosk_app.domain.device import NEEDED, Condition, Device, Health
from kiosk_app.domain.events import HealthChanged
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import DoorChanged
from kiosk_app.flows import visit
from kiosk_app.flows.supervision import services
from kiosk_app.runtime.telling import Counted, told


def ready() -> visit.Visit:
    standing = replace(visit.begin(Rules()), recovering=False)
    for device in NEEDED:
        standing, _ = visit.step(standing, HealthChanged(Health(device, Condition.READY)))
    return standing


def after(standing: visit.Visit, *news: tuple[Door, DoorState]) -> dict[str, tuple[str, str]]:
    """Return what a heartbeat tells of each part."""
    for door, state in news:
        standing, _ = visit.step(standing, DoorChanged(door, state))
    conditions = told(standing.healths, Counted(), (0, b""), ())["conditions"]
    return {each["device"]: (str(each["condition"]), each["code"]) for each in conditions}


def test_a_cabinet_that_is_not_there_is_not_told_of() -> None:
    assert list(after(ready())) == [*NEEDED]


def test_ops_2_the_cabinet_is_told_of_as_its_doors_say() -> None:
    shut = (Door.SERVICE, DoorState.CLOSED), (Door.CASH_BOX, DoorState.CLOSED)
    assert after(ready(), *shut)["cabinet"] == ("ready", "")
    assert after(ready(), *shut, (Door.CASH_BOX, DoorState.OPEN))["cabinet"] == ("attention", "door_open")
    assert after(ready(), *shut, (Door.SERVICE, DoorState.UNKNOWN))["cabinet"] == ("lost", "not_answering")
    assert after(ready(), (Door.SERVICE, DoorState.OPEN), *shut)["cabinet"] == ("ready", "")
    assert len(after(ready(), *shut)) == len(NEEDED) + 1


def test_a_scanner_that_is_lost_keeps_nobody_from_paying() -> None:
    standing, _ = visit.step(ready(), HealthChanged(Health(Device.SCANNER, Condition.LOST, "not_answering")))
    assert after(standing)["scanner"] == ("lost", "not_answering")
    assert services(standing.healths) == services(ready().healths)
    assert visit.open_for_service(standing)
