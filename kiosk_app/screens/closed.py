"""A window that nothing leaves: no key, menu, gesture, drag or close request but the program's own."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

SWALLOWED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.Gesture,
        QEvent.Type.GestureOverride,
        QEvent.Type.NativeGesture,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.WhatsThis,
        QEvent.Type.ToolTip,
    }
)
"""What must not reach anything: keyboards, wheels, menus, drags, gestures."""

PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ClosedWindow(QWidget):
    """Swallows whatever could lead out, and tells of each press."""

    def __init__(self) -> None:
        super().__init__()
        self._may_close = False
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def close_up(self) -> None:
        """Watch every part that is there now; called once all are built."""
        for child in self.findChildren(QWidget):
            child.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            child.installEventFilter(self)

    def allow_close(self) -> None:
        """Let the next close request through; until then the window refuses to close."""
        self._may_close = True

    def pressed(self, event: QMouseEvent) -> None:
        """A finger is on the glass, wherever it is; told once for every part that lies under it."""

    def event(self, event: QEvent) -> bool:
        """Swallow keys, menus, drags and gestures."""
        self._listen(event)
        if event.type() in SWALLOWED:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Swallow them before any part of the window sees them."""
        self._listen(event)
        return event.type() in SWALLOWED

    def _listen(self, event: QEvent) -> None:
        if event.type() in PRESSES:
            assert isinstance(event, QMouseEvent), "a press has a place"
            self.pressed(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Refuse, unless the program itself is stopping."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()
