"""The keypad: telephone order, keys of 108 pixels with gaps of 12, a bar on the 5 (T3, T19)."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import DigitTyped, Pressed
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words, set_into
from kiosk_app.screens.screen import Look
from kiosk_app.screens.touch import Touch

KEY, GAP = 108, 12
FUNCTIONS = {"clear": "x", "backspace": "delete"}
"""Function keys and their icons."""

_DIGIT = Type(48, bold=True, line=62, align=Align.CENTRE)
_WORD = Type(26, bold=True, line=30, align=Align.CENTRE)


class _DigitKey(Touch):
    def __init__(self, parent: QWidget, look: Look, place: tuple[int, int], digit: str) -> None:
        super().__init__(parent, look.gate, "key", (*place, KEY, KEY))
        self.setText(digit)

    def _paint_content(self, painter: QPainter) -> None:
        ink = theme.colour(self._ink("ink"))
        Lettering(Words(self.text()), _DIGIT, KEY).draw(painter, QRectF(self.rect()), ink)
        if self.text() == "5":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if self.isDown() else theme.colour("border"))
            painter.drawRoundedRect(QRectF((KEY - 24) / 2, KEY - 18, 24, 4), 2, 2)


class _FunctionKey(Touch):
    def __init__(self, parent: QWidget, look: Look, place: tuple[int, int], key: str) -> None:
        super().__init__(parent, look.gate, "function", (*place, KEY, KEY))
        self._look, self._icon, self._key = look, FUNCTIONS[key], key
        self.setText(key)

    def _word(self) -> tuple[Lettering, QRectF]:
        box = QRectF(8, 58, KEY - 16, 34)
        return set_into(self._look.words(self._key), _WORD, box, large=False), box

    def clipped(self) -> list[str]:
        """Return the word when it does not fit."""
        setting, box = self._word()
        return [] if setting.fits(box) else [self._key]

    def _paint_content(self, painter: QPainter) -> None:
        ink = self._ink("ink")
        picture = theme.icon(self._icon, 36, ink, 2.0, self.devicePixelRatioF())
        painter.drawPixmap(QPointF((KEY - 36) / 2, 19), picture)
        setting, box = self._word()
        setting.draw(painter, box, theme.colour(ink))


class Keypad(QWidget):
    """Reports DigitTyped, Pressed("clear") and Pressed("backspace")."""

    touched = Signal(object)

    def __init__(self, parent: QWidget, look: Look, x: int = 652, y: int = 96) -> None:
        super().__init__(parent)
        self.setGeometry(x, y, 3 * KEY + 2 * GAP, 4 * KEY + 3 * GAP)
        for place, name in enumerate(("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "backspace")):
            self._add(look, place, name)

    def _add(self, look: Look, place: int, name: str) -> None:
        corner = place % 3 * (KEY + GAP), place // 3 * (KEY + GAP)
        if name.isdigit():
            key: Touch = _DigitKey(self, look, corner, name)
            key.means(DigitTyped(name))
        else:
            key = _FunctionKey(self, look, corner, name)
            key.means(Pressed(name))
        key.touched.connect(self.touched)

    def refresh(self) -> None:
        """Paint the words in the language in use."""
        self.update()
