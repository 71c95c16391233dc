"""The staff's hidden way in: where, how often, how fast, and on which screens (OPS-3)."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk_app.domain.events import Pressed
from kiosk_app.screens.knock import Knock
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import Clock, put


def press(window: KioskWindow, clock: Clock, times: int, point: QPoint, every_s: float = 0.5) -> list[object]:
    heard: list[object] = []
    window.touched.connect(heard.append)
    for _ in range(times):
        clock.now += every_s
        part = window.childAt(point)
        assert part is not None
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=part.mapFrom(window, point), delay=2)
    window.touched.disconnect(heard.append)
    return heard


@pytest.mark.parametrize("name", ["idle", "out_of_service"])
@pytest.mark.parametrize("point", [QPoint(1, 1), QPoint(50, 50), QPoint(99, 71)])
def test_five_touches_of_the_corner_are_the_way_in(window: KioskWindow, clock: Clock, name: str, point: QPoint) -> None:
    put(window, name)
    before = window.grab().toImage()
    assert press(window, clock, 4, point) == []
    assert window.grab().toImage() == before, "nothing is seen of it"
    assert press(window, clock, 1, point) == [Pressed("staff")]


@pytest.mark.parametrize("name", ["menu", "cash", "bills", "wait_booking", "success_printed"])
def test_there_is_no_way_in_while_somebody_is_served(window: KioskWindow, clock: Clock, name: str) -> None:
    put(window, name)
    assert Pressed("staff") not in press(window, clock, 10, QPoint(20, 20), 0.4)


def test_slow_touches_are_a_child_and_not_staff() -> None:
    knock = Knock()
    assert not any(knock.touched(10, 10, at * 0.8) for at in range(20))


def test_five_within_three_seconds_count_whatever_came_before() -> None:
    knock = Knock()
    times = [0.0, 10.0, 10.5, 11.0, 12.0, 13.0]
    assert [knock.touched(10, 10, at) for at in times] == [False] * 5 + [True]
    assert not knock.touched(10, 10, 13.1), "the next knock begins anew"


@pytest.mark.parametrize("place", [(100, 10), (10, 100), (-1, 10), (500, 400)])
def test_a_touch_elsewhere_begins_anew(place: tuple[float, float]) -> None:
    knock = Knock()
    assert not any(knock.touched(10, 10, at * 0.1) for at in range(4))
    assert not knock.touched(*place, 0.5)
    assert not knock.touched(10, 10, 0.6)
