"""The window: countdown, "are you still there?", language and size, nothing of the last customer (H23)."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk_app.screens import gallery, samples
from kiosk_app.screens.painted import CountdownRing, DigitField
from kiosk_app.screens.still_there import StillThere
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import Clock, put, visible

LANGUAGE, SIZE = QPoint(698, 30), QPoint(786, 30)


def asking(window: KioskWindow) -> bool:
    return window.findChildren(StillThere)[0].isVisible()


def texts(window: KioskWindow) -> str:
    return "\n".join(part.text() for part in visible(window) if isinstance(part, QLabel))


@pytest.mark.parametrize("seconds", [60.0, 21.0, 20.1])
def test_before_the_last_twenty_seconds_there_is_only_a_ring(window: KioskWindow, seconds: float) -> None:
    put(window, "bills")
    window.set_remaining(seconds, 60)
    assert not asking(window)
    assert any(isinstance(part, CountdownRing) for part in visible(window))


ASKED = [
    "menu",
    "number",
    "password",
    "bills",
    "purchase_money",
    "cash",
    "card_insert",
    "enquiry_number",
    "told_booked",
]


@pytest.mark.parametrize("name", ASKED)
def test_the_last_twenty_seconds_ask(window: KioskWindow, name: str) -> None:
    """T13."""
    put(window, name)
    window.set_remaining(20, 60)
    assert asking(window)
    window.set_remaining(60, 60)
    assert not asking(window)


@pytest.mark.parametrize("name", ["success_printed", "outcome_unknown", "card_writing", "wait_booking", "explanation"])
def test_results_and_waits_do_not_ask(window: KioskWindow, name: str) -> None:
    put(window, name)
    window.set_remaining(5, 60)
    assert not asking(window)


def test_nothing_counts_on_public_screens(window: KioskWindow) -> None:
    put(window, "idle")
    window.set_remaining(30, 60)
    assert not any(isinstance(part, CountdownRing) for part in visible(window))


def test_the_question_says_where_the_money_is(window: KioskWindow) -> None:
    """T11, T13: silence pays what is in, and the customer is told so."""
    put(window, "still_there")
    assert "您已投入 ￥250.00，已安全记录。" in texts(window)
    put(window, "still_there_empty")
    assert "￥" not in "".join(part.text() for part in window.findChildren(StillThere)[0].findChildren(QLabel))


def test_the_question_goes_with_the_state_that_asked(window: KioskWindow) -> None:
    put(window, "still_there")
    window.show_view(gallery.views()["wait_booking"])
    assert not asking(window)


def test_the_customer_changes_language_and_size(window: KioskWindow, clock: Clock) -> None:
    """UI-1, T8: one tap; nothing is reported, the flow does not care."""
    heard: list[object] = []
    window.touched.connect(heard.append)
    put(window, "menu")
    normal = window.grab().toImage()
    QTest.mouseClick(part_at(window, LANGUAGE), Qt.MouseButton.LeftButton)
    assert "Choose a service" in texts(window)
    clock.now += 1
    QTest.mouseClick(part_at(window, SIZE), Qt.MouseButton.LeftButton)
    large = window.grab().toImage()
    clock.now += 1
    QTest.mouseClick(part_at(window, LANGUAGE), Qt.MouseButton.LeftButton)
    assert "请选择要办理的业务" in texts(window)
    assert window.grab().toImage() not in (normal, large)
    window.reset_session()
    assert window.grab().toImage() == normal
    assert heard == []


def part_at(window: KioskWindow, point: QPoint) -> QWidget:
    part = window.childAt(point)
    assert part is not None
    return part


def test_nothing_of_the_last_customer_is_left(window: KioskWindow) -> None:
    """T20: once the idle screen is there, no part, seen or hidden, holds name, address, number or amount."""
    private = (
        samples.NAME,
        samples.ADDRESS,
        samples.NUMBER,
        "310 458",
        "2026-0",
        "GD0117-0",
        "400.00",
        "394.82",
    )
    for name in gallery.views():
        put(window, name)
    held = everything(window)
    assert [each for each in private if each not in held] == []
    put(window, "idle")
    held = everything(window)
    assert [each for each in private if each in held] == []


def everything(window: KioskWindow) -> str:
    """Return whatever the parts of the window hold as text, seen or not, with the digits typed."""
    parts = window.findChildren(QWidget)
    said = [part.text() for part in parts if isinstance(part, QLabel | QAbstractButton)]
    said += [part.accessibleName() for part in parts]
    said += ["".join(part._marks) for part in parts if isinstance(part, DigitField)]
    return "\n".join(said)


def test_password_is_never_text(window: KioskWindow) -> None:
    """T19: the view has a count only; no part of the screen can hold digits."""
    put(window, "password")
    shown = [part.text() for part in visible(window) if isinstance(part, QLabel)]
    assert not any(text.isdigit() and len(text) > 2 for text in shown)


def test_a_long_wait_says_how_long(window: KioskWindow, clock: Clock) -> None:
    """T16: from ten seconds on."""
    put(window, "wait_booking")
    assert "已等待" not in texts(window)
    clock.now += 12
    put(window, "wait_booking")
    assert "已等待 12 秒" in texts(window)


def test_the_menu_and_idle_show_the_time(window: KioskWindow) -> None:
    put(window, "menu")
    assert "10:26" in texts(window)
    put(window, "idle")
    assert "2026-11-23 星期一" in texts(window)
