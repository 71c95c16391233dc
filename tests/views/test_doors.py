"""What the overview says of the cabinet's doors; a switch that says nothing is worse than an open door."""

from dataclasses import replace

import pytest

from kiosk_app.domain.rules import Rules
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.flows import visit
from kiosk_app.views.show_staff import door_row

CLOSED, OPEN, UNKNOWN = DoorState.CLOSED, DoorState.OPEN, DoorState.UNKNOWN


@pytest.mark.parametrize(
    ("states", "detail", "tone"),
    [
        ((), "doors_none", "none"),
        ((CLOSED, CLOSED), "doors_closed", "ok"),
        ((CLOSED, OPEN), "doors_open", "attention"),
        ((UNKNOWN, CLOSED), "doors_unknown", "fault"),
        ((OPEN, UNKNOWN), "doors_open", "fault"),
    ],
)
def test_fault_52_the_row_of_the_doors(states: tuple[DoorState, ...], detail: str, tone: str) -> None:
    doors = tuple(zip((Door.CASH_BOX, Door.SERVICE), states, strict=False))
    row = door_row(replace(visit.begin(Rules()), doors=doors))
    assert (row.detail.key, row.tone, row.state.key) == (detail, tone, f"pill_{tone}")
