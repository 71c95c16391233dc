"""Doors: who may open which one when; anything else is an alarm (I18, I19, fault 52)."""

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import DoorChanged
from kiosk_app.domain.staff_facts import BoxShut, DoorAlarm
from kiosk_app.flows import staff

Doors = tuple[tuple[Door, DoorState], ...]


def switched(doors: Doors, news: DoorChanged) -> Doors:
    """Return the doors with one switch's news in place."""
    return (*((door, state) for door, state in doors if door is not news.door), (news.door, news.state))


def not_shut(doors: Doors) -> Doors:
    """Return the doors that are open or of which nobody knows: silence is not "closed" (protocols.md 9.1)."""
    return tuple((door, state) for door, state in doors if state is not DoorState.CLOSED)


def watched(doors: Doors) -> Health:
    """Return how the cabinet is: its board, and then its doors; whether they may be open is `alarms`' business."""
    states = [state for _, state in doors]
    if DoorState.UNKNOWN in states:
        return Health(Device.CABINET, Condition.LOST, "not_answering")
    if DoorState.OPEN in states:
        return Health(Device.CABINET, Condition.ATTENTION, "door_open")
    return Health(Device.CABINET, Condition.READY)


def shut(news: DoorChanged, *, unsettled: bool) -> tuple[Effect, ...]:
    """Tell that the cash box is shut while its cash is being handed in: it is what ends the lifting (I19)."""
    box = unsettled and news.door is Door.CASH_BOX and news.state is DoorState.CLOSED
    return (Record(BoxShut()),) if box else ()


def alarms(news: DoorChanged, front: object) -> tuple[Effect, ...]:
    """Return the alarm that a door is, unless somebody who may open it is there."""
    if news.state is DoorState.CLOSED:
        return ()
    match front:
        case staff.Looking() | staff.Overview() | staff.Renewing() | staff.Settling():
            expected = news.state is DoorState.OPEN and staff.may_open(front, news.door is Door.CASH_BOX)
        case _:
            expected = False
    return () if expected else (Record(DoorAlarm(news.door, news.state)),)
