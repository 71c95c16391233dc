"""No key, gesture, menu or dialog leaves the application: the window swallows them, the tree has no holes.

Fault 59, I27, H1.
"""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from kiosk_app.screens import gallery
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import put

NAMES = tuple(gallery.views())
FORBIDDEN = (
    QAbstractItemView,
    QAbstractScrollArea,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QTextBrowser,
    QTextEdit,
)
KEYS = (
    Qt.Key.Key_Escape,
    Qt.Key.Key_F1,
    Qt.Key.Key_F4,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Space,
    Qt.Key.Key_Menu,
    Qt.Key.Key_Print,
    Qt.Key.Key_1,
)


@pytest.mark.parametrize("name", NAMES)
def test_the_tree_has_no_holes(window: KioskWindow, name: str) -> None:
    """T4, T7: no menus, no drops, no focus, nothing to scroll, drag or type into, no links, on any screen."""
    put(window, name)
    parts = [window, *window.findChildren(QWidget)]
    assert len(parts) > 100
    for part in parts:
        assert part.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu, part
        assert part.focusPolicy() is Qt.FocusPolicy.NoFocus, part
        assert not part.acceptDrops(), part
        assert not isinstance(part, FORBIDDEN), part
        assert part.actions() == [], part
        assert part.toolTip() == "", part
        if isinstance(part, QLabel):
            assert part.textFormat() is Qt.TextFormat.PlainText
            assert part.textInteractionFlags() == Qt.TextInteractionFlag.LinksAccessibleByMouse
            assert not part.openExternalLinks()
    assert window.findChildren(QMenu) == []


@pytest.mark.parametrize("name", ["idle", "menu", "number", "cash", "still_there", "card_writing", "out_of_service"])
def test_keys_do_nothing(window: KioskWindow, name: str) -> None:
    put(window, name)
    heard: list[object] = []
    window.touched.connect(heard.append)
    before = window.grab().toImage()
    for key in KEYS:
        for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier):
            QTest.keyClick(window, key, modifier)
    assert heard == []
    assert window.isVisible()
    assert window.grab().toImage() == before


def test_keys_do_not_reach_parts_either(window: KioskWindow) -> None:
    put(window, "menu")
    heard: list[object] = []
    window.touched.connect(heard.append)
    for part in window.findChildren(QWidget):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
        release = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(part, press)
        QApplication.sendEvent(part, release)
    assert heard == []


def test_context_menu_and_drop_are_swallowed(window: KioskWindow) -> None:
    put(window, "menu")
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(500, 300), QPoint(500, 300))
    assert QApplication.sendEvent(window, menu)
    files = QMimeData()  # kept: the event only points to it
    point, nothing = QPointF(500, 300), Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(point, Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, nothing)
    QApplication.sendEvent(window, drop)
    swallowed = window.event(drop)
    assert swallowed
    assert QApplication.activePopupWidget() is None


def test_close_is_refused_until_the_program_stops(own_window: KioskWindow) -> None:
    put(own_window, "menu")
    assert not own_window.close()
    assert own_window.isVisible()
    own_window.allow_close()
    assert own_window.close()


def test_cursor_is_hidden_where_it_is_asked_for(qapp: QApplication) -> None:
    """T7."""
    kiosk = KioskWindow(gallery.IDENTITY)
    assert kiosk.cursor().shape() is Qt.CursorShape.BlankCursor
    kiosk.deleteLater()


def test_a_larger_screen_keeps_the_page_in_the_middle(own_window: KioskWindow) -> None:
    put(own_window, "menu")
    own_window.resize(1280, 1024)
    image = own_window.grab().toImage()
    assert image.pixelColor(5, 5).name() == "#12263a"
    assert image.pixelColor(128 + 30, 128 + 300).name() == "#005b4f"
