"""T1, T2, T5: what can be touched is large enough, apart from its neighbours, and not at the staff corner."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from kiosk_app.domain.events import DigitTyped, Pressed, RowTouched
from kiosk_app.screens import gallery
from kiosk_app.screens.idle import STAFF_CORNER
from kiosk_app.screens.touch import DEBOUNCE_S, STUCK_S, Touch, name_of
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import Clock, put, visible

NAMES = tuple(gallery.views())
SMALLEST, GAP, ROW_GAP = 68, 10, 8
TOOLS = ("EN", "中文", "大字", "标准", "Large", "Small", "语音", "Voice")
"""The window's own tools: the program hears nothing of them."""


def place(window: KioskWindow, target: Touch) -> QRect:
    return QRect(target.mapTo(window, QPoint(0, 0)), target.size())


def targets(window: KioskWindow) -> list[Touch]:
    """Return what can be touched now; what a dialog covers cannot be."""
    found = []
    for part in visible(window):
        if isinstance(part, Touch) and part.isEnabled():
            middle = place(window, part).center()
            if window.childAt(middle) is part:
                found.append(part)
    return found


def labelled(window: KioskWindow, text: str) -> Touch:
    return next(target for target in targets(window) if target.text() == text)


def distance(one: QRect, other: QRect) -> int:
    across = max(one.left() - other.right() - 1, other.left() - one.right() - 1)
    down = max(one.top() - other.bottom() - 1, other.top() - one.bottom() - 1)
    return max(across, down)


@pytest.mark.parametrize("name", NAMES)
def test_targets_are_large_and_apart(window: KioskWindow, name: str) -> None:
    """T1: at least 68 x 68; T2: gaps of at least 10, rows of a list at least 2 mm (7 px)."""
    put(window, name)
    found = [target for target in targets(window) if target.property("kind") != "start"]
    for target in found:
        assert target.width() >= SMALLEST, target.text()
        assert target.height() >= SMALLEST, target.text()
    for place_, one in enumerate(found):
        for other in found[place_ + 1 :]:
            rows = {one.property("kind"), other.property("kind")} == {"row"}
            assert distance(place(window, one), place(window, other)) >= (ROW_GAP if rows else GAP)


@pytest.mark.parametrize("name", NAMES)
def test_staff_corner_is_free(window: KioskWindow, name: str) -> None:
    """UI-5: five taps there are the staff's way in; nothing else may answer them."""
    put(window, name)
    for x in range(STAFF_CORNER.left(), STAFF_CORNER.right() + 1, 11):
        for y in range(STAFF_CORNER.top(), STAFF_CORNER.bottom() + 1, 11):
            assert not isinstance(window.childAt(QPoint(x, y)), Touch)


@pytest.mark.parametrize("name", ["wait_booking", "card_writing", "wait_reading"])
def test_nothing_can_be_touched_while_a_device_or_the_platform_works(window: KioskWindow, name: str) -> None:
    """T15, screens 11 and 19."""
    put(window, name)
    assert targets(window) == []


@pytest.mark.parametrize(
    ("name", "text", "event"),
    [
        ("idle", "", Pressed("start")),
        ("menu", "缴电费", Pressed("pay_bill")),
        ("menu", "卡表购电", Pressed("buy_electricity")),
        ("menu", "退出", Pressed("exit")),
        ("number", "7", DigitTyped("7")),
        ("number", "0", DigitTyped("0")),
        ("number", "clear", Pressed("clear")),
        ("number", "backspace", Pressed("backspace")),
        ("number", "返回", Pressed("back")),
        ("password", "3", DigitTyped("3")),
        ("bills", "2026-09", RowTouched(1)),
        ("bills", "确认缴费", Pressed("confirm")),
        ("bills", "不是我的户号", Pressed("back")),
        ("bills_paged", "上一页", Pressed("page_up")),
        ("bills_paged", "下一页", Pressed("page_down")),
        ("purchase_money", "100 元", Pressed("preset_100")),
        ("purchase_energy", "200 kWh", Pressed("preset_200")),
        ("purchase_energy", "按金额", Pressed("by_money")),
        ("purchase_energy", "按电量", Pressed("by_energy")),
        ("purchase_money", "投入纸币", Pressed("confirm")),
        ("purchase_money", "取消并取卡", Pressed("back")),
        ("cash", "完成缴费", Pressed("finish")),
        ("cash_first", "取消", Pressed("cancel")),
        ("still_there", "继续办理", Pressed("stay")),
        ("still_there", "完成缴费", Pressed("finish")),
        ("still_there_empty", "退出", Pressed("exit")),
        ("explanation", "我知道了", Pressed("done")),
        ("success_printed", "完成", Pressed("done")),
        ("receipt_on_screen", "已记下", Pressed("done")),
    ],
)
def test_buttons_report(window: KioskWindow, name: str, text: str, event: object) -> None:
    put(window, name)
    heard: list[object] = []
    window.touched.connect(heard.append)
    QTest.mouseClick(labelled(window, text), Qt.MouseButton.LeftButton)
    assert heard == [event]


@pytest.mark.parametrize("name", NAMES)
def test_targets_say_what_they_report(window: KioskWindow, name: str) -> None:
    """Stories and tests find a target by what it means, as a customer does, and not by its place or its text."""
    put(window, name)
    for target in targets(window):
        if target.text() in TOOLS:
            assert target.property("reports") is None
            continue
        heard: list[Pressed | DigitTyped | RowTouched] = []
        target.touched.connect(heard.append)
        target.click()
        assert [name_of(event) for event in heard] == [target.property("reports")]


@pytest.mark.parametrize("name", ["number", "cash_first", "success_printing", "outcome_unknown"])
def test_disabled_main_action_is_silent(window: KioskWindow, name: str) -> None:
    put(window, name)
    heard: list[object] = []
    window.touched.connect(heard.append)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(900, 720))
    assert heard == []


def test_acts_on_release_inside_only(window: KioskWindow) -> None:
    """T5."""
    put(window, "menu")
    heard: list[object] = []
    window.touched.connect(heard.append)
    tile = labelled(window, "缴电费")
    QTest.mousePress(tile, Qt.MouseButton.LeftButton)
    assert heard == []
    assert tile.isDown()
    QTest.mouseMove(tile, QPoint(-40, -40))
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=QPoint(-40, -40))
    assert heard == []
    assert not tile.isDown()


def test_a_bouncing_finger_is_one_press(window: KioskWindow, clock: Clock) -> None:
    """T5: 300 ms; also when the screen changed under the finger."""
    put(window, "bills")
    heard: list[object] = []
    window.touched.connect(heard.append)
    main = labelled(window, "确认缴费")
    QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    clock.now += DEBOUNCE_S / 2
    put(window, "cash")
    QTest.mouseClick(labelled(window, "完成缴费"), Qt.MouseButton.LeftButton)
    assert heard == [Pressed("confirm")]
    clock.now += DEBOUNCE_S
    QTest.mouseClick(labelled(window, "完成缴费"), Qt.MouseButton.LeftButton)
    assert heard == [Pressed("confirm"), Pressed("finish")]


def test_quick_typing_loses_no_digit(window: KioskWindow, clock: Clock) -> None:
    """Two keys within the debounce time are two fingers' work, not a bounce."""
    put(window, "number")
    heard: list[object] = []
    window.touched.connect(heard.append)
    for digit in "3104587926":
        QTest.mouseClick(labelled(window, digit), Qt.MouseButton.LeftButton)
        clock.now += 0.1
    assert heard == [DigitTyped(digit) for digit in "3104587926"]


def test_a_touch_that_rests_is_no_press(window: KioskWindow, clock: Clock) -> None:
    """T5: dirt or water on the panel."""
    put(window, "menu")
    heard: list[object] = []
    window.touched.connect(heard.append)
    tile = labelled(window, "缴电费")
    QTest.mousePress(tile, Qt.MouseButton.LeftButton)
    clock.now += STUCK_S + 0.1
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton)
    assert heard == []
    assert not tile.isDown()
    clock.now += 1
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert heard == [Pressed("pay_bill")]


def test_other_mouse_buttons_do_nothing(window: KioskWindow) -> None:
    put(window, "menu")
    heard: list[object] = []
    window.touched.connect(heard.append)
    QTest.mouseClick(labelled(window, "缴电费"), Qt.MouseButton.RightButton)
    QTest.mouseClick(labelled(window, "缴电费"), Qt.MouseButton.MiddleButton)
    assert heard == []


def test_pressed_colour_covers_the_whole_control(window: KioskWindow) -> None:
    put(window, "cash")
    main = labelled(window, "完成缴费")
    QTest.mousePress(main, Qt.MouseButton.LeftButton)
    image = main.grab().toImage()
    corners = {image.pixelColor(x, y).name() for x in (2, image.width() - 3) for y in (2, image.height() - 3)}
    assert corners == {"#8a3a00"}
    QTest.mouseRelease(main, Qt.MouseButton.LeftButton)
