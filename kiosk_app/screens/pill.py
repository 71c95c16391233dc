"""A pill: one state in a word with its icon and colour, never by colour alone (T9)."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.screen import Icon, Look, Text, set_property, surface

HEIGHT = 44
LOOKS = {
    "ok": ("circle-check", "green", "ink"),
    "attention": ("triangle-alert", "on_amber", "on_amber"),
    "fault": ("octagon-x", "on_action", "on_action"),
    "none": ("ban", "ink_2", "ink_2"),
}
"""Icon, its colour, and the colour of the word."""


class Pill(QFrame):
    """Icon and word on a tinted ground; as wide as its word."""

    def __init__(self, parent: QWidget, look: Look, x: int, y: int, *, right: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("surface", "pill")
        self._x, self._y, self._right, self._height = x, y, right, HEIGHT
        self._icon = Icon(self, (14, 9, 26, 26), "ban", stroke=2.25)
        self._word = Text(self, look, (46, 0, 300, HEIGHT), Type(24, bold=True, line=32, grows=False))

    def stand(self, y: int, height: int) -> None:
        """Take this place in its card from the next word on."""
        self._y, self._height = y, height
        self._icon.move(14, (height - 26) // 2)
        set_property(self, "low", str(height < HEIGHT).lower())

    def say(self, word: Words, tone: str) -> None:
        """Show a state."""
        icon, tint, ink = LOOKS[tone]
        set_property(self, "tone", tone)
        self._icon.change(icon, tint)
        self._word.tint(ink)
        self._word.resize(300, self._height)
        self._word.say(word)
        wide = round(self._word.text_width()) + 2
        self._word.resize(wide, self._height)
        left = self._x - wide - 62 if self._right else self._x
        self.setGeometry(left, self._y, wide + 62, self._height)


def hairline(parent: QWidget, top: int, width: int) -> QFrame:
    """Make a line between two rows."""
    return surface(parent, "line", (1, top, width - 2, 1))
