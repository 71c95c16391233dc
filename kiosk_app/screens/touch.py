"""What a finger does: pressed and released inside, once, not bouncing, not held for ever (T5)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from kiosk_app.domain.events import DigitTyped, Pressed, RowTouched
from kiosk_app.domain.events import Touch as Touched
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words, set_into

DEBOUNCE_S = 0.3
SAME_PLACE_PX = 54.0
"""A second press this near within the debounce time is the same finger, also when the screen changed under it."""

STUCK_S = 5.0
"""Dirt or water on the panel, or a finger that rests: no press."""


class TouchGate:
    """Tells presses that are meant from those that are not; one for the whole window."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pressed_at = float("-inf")
        self._place = QPointF()

    def pressed(self, place: QPointF) -> bool:
        """Note a press; False when it is the bounce of the one before."""
        now = self._clock()
        way = place - self._place
        near = abs(way.x()) < SAME_PLACE_PX and abs(way.y()) < SAME_PLACE_PX
        if near and now - self._pressed_at < DEBOUNCE_S:
            return False
        self._pressed_at, self._place = now, place
        return True

    def released(self) -> bool:
        """False when the touch was held so long that it counts as stuck."""
        return self._clock() - self._pressed_at <= STUCK_S


def name_of(event: Touched) -> str:
    """Return the short name of what a target means: "finish", "digit_7", "row_0"."""
    match event:
        case Pressed(button):
            return button
        case DigitTyped(digit):
            return f"digit_{digit}"
        case RowTouched(index):
            return f"row_{index}"


class Touch(QPushButton):
    """Whatever can be touched: its surface is the stylesheet's, its content is painted by what derives from it.

    `touched` carries the event that the target means; its name is the property "reports".
    """

    touched = Signal(object)

    def __init__(self, parent: QWidget, gate: TouchGate, kind: str, box: tuple[int, int, int, int]) -> None:
        super().__init__(parent)
        self._gate = gate
        self._meant = False
        self._event: Touched | None = None
        self.clicked.connect(self._tell)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAutoRepeat(False)
        self.setProperty("kind", kind)
        self.setGeometry(*box)

    def means(self, event: Touched) -> None:
        """Say which event a touch is."""
        self._event = event
        self.setProperty("reports", name_of(event))

    def _tell(self) -> None:
        if self._event is not None:
            self.touched.emit(self._event)

    def change_kind(self, kind: str) -> None:
        """Show it as another kind of control."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the press, unless it is a bounce."""
        self._meant = event.button() == Qt.MouseButton.LeftButton and self._gate.pressed(event.globalPosition())
        if self._meant:
            super().mousePressEvent(event)
        else:
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick presses are two presses (T4: nothing needs a double tap)."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Act, when the finger is still inside and was not resting."""
        if self._meant and self._gate.released():
            super().mouseReleaseEvent(event)
        else:
            self.setDown(False)
            event.accept()
        self._meant = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface, then the content."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_content(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        raise NotImplementedError

    def _ink(self, normal: str, disabled: str = "ink_2") -> str:
        if self.isDown():
            return "on_action"
        return normal if self.isEnabled() else disabled

    def clipped(self) -> list[str]:
        """Return the texts that do not fit; a test walks all targets with it."""
        return []


class Push(Touch):
    """A button with a text and, left or right of it, an icon."""

    def __init__(
        self, parent: QWidget, gate: TouchGate, kind: str, box: tuple[int, int, int, int], type_: Type
    ) -> None:
        super().__init__(parent, gate, kind, box)
        self._type, self._words, self._large = type_, Words(""), False
        self._icon, self._icon_size, self._stroke, self._gap, self._icon_right = "", 36, 2.0, 14, False
        self._pad = 16

    def dress(self, icon: str, *, size: int = 36, gap: int = 14, right: bool = False, stroke: float = 2.0) -> None:
        """Choose the icon; an empty name for none."""
        self._icon, self._icon_size, self._gap, self._icon_right, self._stroke = icon, size, gap, right, stroke

    def padding(self, pixels: int) -> None:
        """How far from the edge content stands."""
        self._pad = pixels

    def say(self, said: Words, *, large: bool) -> None:
        """Show a text."""
        self._words, self._large = said, large
        self.setText(said.text)
        self.update()

    def _icon_room(self) -> int:
        return self._icon_size + self._gap if self._icon else 0

    def _set(self) -> tuple[Lettering, QRectF]:
        room = QRectF(self.rect()).adjusted(self._pad, 0, -min(self._pad, 16) - self._icon_room(), 0)
        weight = self._type if self.isEnabled() else _disabled(self._type)
        return set_into(self._words, weight, room, large=self._large), room

    def clipped(self) -> list[str]:
        """Return the text when it does not fit beside the icon."""
        setting, room = self._set()
        return [] if setting.fits(room) else [self._words.text]

    def _paint_content(self, painter: QPainter) -> None:
        setting, _room = self._set()
        ink = self._ink(INKS.get(self.property("kind"), "ink"))
        whole = setting.width + self._icon_room()
        left = float(self._pad) if self._type.align is Align.LEFT else (self.width() - whole) / 2
        text_left = left if self._icon_right else left + self._icon_room()
        setting.draw(painter, QRectF(text_left, 0, setting.width, self.height()), theme.colour(ink))
        if self._icon:
            x = left + setting.width + self._gap if self._icon_right else left
            picture = theme.icon(self._icon, self._icon_size, ink, self._stroke, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(round(x), round((self.height() - self._icon_size) / 2)), picture)


INKS = {"primary": "on_action", "main": "on_action", "danger": "on_action", "rail": "on_dark"}
"""What is written in on controls that are filled."""


def _disabled(kind: Type) -> Type:
    return Type(28 if kind.size > 28 else kind.size, bold=False, align=kind.align, wrap=kind.wrap)
