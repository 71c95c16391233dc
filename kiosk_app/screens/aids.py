"""Aids in one place: how loud, hear it again, more time, large text, dark colours (T8, T9, T13, T18)."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import Pressed, Touch
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words, set_into
from kiosk_app.screens.recordings import Volume
from kiosk_app.screens.screen import Box, Icon, Look, Text, surface
from kiosk_app.screens.touch import Push
from kiosk_app.screens.touch import Touch as Target

CARD: Box = (162, 64, 700, 560)
INNER, WIDE, GAP = 40, 620, 12
VOLUMES = {
    Volume.OFF: "volume-x",
    Volume.LOW: "volume",
    Volume.MEDIUM: "volume-1",
    Volume.HIGH: "volume-2",
}
"""Every step and its icon."""

_WORD, _LARGE_WORD = (Type(size, bold=True, line=34, align=Align.CENTRE) for size in (24, 29))
"""One size for all of them, so that they stand on one line."""


def names(volume: Volume) -> str:
    """Return the key of a step, which is also what its button reports."""
    return f"volume_{volume.name.lower()}"


class _Choice(Target):
    """An icon over a word; what is in force has a tick and a frame."""

    def __init__(self, parent: QWidget, look: Look, box: Box, icon: str, key: str) -> None:
        super().__init__(parent, look.gate, "secondary", box)
        self._look, self._icon, self._key = look, icon, key
        self.means(Pressed(key))

    def show_state(self, *, chosen: bool) -> None:
        """Show the word, and whether it is in force."""
        self.setText(self._look.words(self._key).text)
        self.change_kind("chosen" if chosen else "secondary")
        self.update()

    def _word(self) -> tuple[Lettering, QRectF]:
        box = QRectF(6, self.height() - 48, self.width() - 12, 44)
        kind = _LARGE_WORD if self._look.large else _WORD
        return set_into(self._look.words(self._key), kind, box, large=False), box

    def clipped(self) -> list[str]:
        """Return the word when it does not fit."""
        setting, box = self._word()
        return [] if setting.fits(box) else [self._key]

    def _paint_content(self, painter: QPainter) -> None:
        chosen, ratio = self.property("kind") == "chosen", self.devicePixelRatioF()
        setting, box = self._word()
        middle = (self.width() - 36) / 2
        painter.drawPixmap(QPointF(round(middle), 12), theme.icon(self._icon, 36, self._ink("ink"), 2.0, ratio))
        if chosen:
            tick = theme.icon("check", 28, self._ink("green"), 3.0, ratio)
            painter.drawPixmap(QPointF(self.width() - 40, 12), tick)
        setting.draw(painter, box, theme.colour(self._ink("ink")))


class Aids(QWidget):
    """Covers body and footer; the header stays. `chosen` carries the name of what was touched."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self.setGeometry(0, theme.HEADER_HEIGHT, theme.WIDTH, theme.HEIGHT - theme.HEADER_HEIGHT)
        surface(self, "veil", (0, 0, self.width(), self.height()))
        card = surface(self, "plain", CARD)
        Icon(card, (INNER, 34, 44, 44), "volume-2", "green")
        self._title = Text(card, look, (INNER + 60, 28, 560, 56), Type(40, bold=True, line=52))
        step = (WIDE - 3 * GAP) // 4
        self._volumes = {
            volume: _Choice(card, look, (INNER + place * (step + GAP), 100, step, 96), icon, names(volume))
            for place, (volume, icon) in enumerate(VOLUMES.items())
        }
        self._again = self._push(card, (INNER, 208, WIDE, 84), "secondary", "say_again", "rotate-ccw")
        self._time, self._large, self._dark = (
            _Choice(card, look, (INNER + place * 211, 304, 198, 96), icon, key)
            for place, (icon, key) in enumerate(
                (("hourglass", "more_time"), ("a-large-small", "larger_text"), ("contrast", "dark_screen"))
            )
        )
        self._until = Text(card, look, (INNER, 406, WIDE, 40), Type(24, line=32, align=Align.CENTRE), "ink_2")
        self._done = self._push(card, (INNER, 452, WIDE, 84), "primary", "close", "check")
        for target in (*self._volumes.values(), self._again, self._time, self._large, self._dark, self._done):
            target.touched.connect(self._tell)

    def _push(self, card: QWidget, box: Box, kind: str, reports: str, icon: str) -> Push:
        size = 32 if kind == "primary" else 28
        push = Push(card, self._look.gate, kind, box, Type(size, bold=True, align=Align.CENTRE))
        push.dress(icon, right=kind == "primary")
        push.means(Pressed(reports))
        return push

    def _tell(self, touch: Touch) -> None:
        assert isinstance(touch, Pressed), "there are no digits and no rows here"
        self.chosen.emit(touch.button)

    def refresh(self) -> None:
        """Show what is in force, in the language in use."""
        look = self._look
        self._title.say(look.words("aids_title"))
        for volume, choice in self._volumes.items():
            choice.show_state(chosen=look.volume is volume)
        self._again.say(look.words("hear_again"), large=look.large)
        self._again.setEnabled(look.volume is not Volume.OFF)
        self._time.show_state(chosen=look.more_time)
        self._large.show_state(chosen=look.large)
        self._dark.show_state(chosen=look.contrast)
        self._until.say(look.words("more_time_now" if look.more_time else "aids_until_leaving"))
        self._done.say(Words(look.words("done").text), large=look.large)
