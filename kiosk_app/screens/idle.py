"""Screen 1: what can be done here now, and: touch to start."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QFrame

from kiosk_app.domain.events import Pressed
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.screen import Box, Icon, Look, Picture, Screen, Text, set_property, surface
from kiosk_app.screens.touch import Touch
from kiosk_app.views import IdleView
from kiosk_app.views.service import ServiceLine

PART_ICONS = {
    "cash": "banknote",
    "meter_card": "chip-card",
    "receipt": "printer",
    "platform": "wifi",
    "recharge_card": "ticket",
    "scan": "scan-barcode",
}
NARROW = 240  # pixels; four parts in a line
STAFF_CORNER = QRect(0, 0, 100, 100)
"""Nothing can be touched there (staff entry)."""


class _Anywhere(Touch):
    """The whole page; the bar below shows the press."""

    def __init__(self, parent: Screen, look: Look, bar: QFrame) -> None:
        super().__init__(parent, look.gate, "start", (0, 0, theme.WIDTH, theme.HEIGHT))
        self._bar = bar
        page = QRegion(0, theme.HEADER_HEIGHT, theme.WIDTH, theme.HEIGHT - theme.HEADER_HEIGHT)
        self.setMask(page.subtracted(QRegion(STAFF_CORNER)))
        self.pressed.connect(lambda: set_property(self._bar, "down", "true"))
        self.released.connect(lambda: set_property(self._bar, "down", "false"))

    def _paint_content(self, painter: QPainter) -> None:
        pass


class _Service(QFrame):
    """One part of the kiosk and how it is."""

    def __init__(self, parent: Screen, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("surface", "service")
        self._part = Icon(self, (18, 22, 40, 40), "banknote")
        self._name = Text(self, look, (70, 13, 100, 30), Type(24, bold=True, line=30))
        self._state = Text(self, look, (70, 43, 100, 28), Type(22, line=28))
        self._mark = Icon(self, (0, 29, 26, 26), "check", "green", 2.75)

    def show_line(self, line: ServiceLine, box: Box) -> None:
        """Show it in its place."""
        self.setGeometry(*box)
        set_property(self, "usable", "true" if line.usable else "false")
        self._part.change(PART_ICONS.get(line.part, "info"), "ink")
        self._name.say(self._look.words(f"part_{line.part}"))
        self._state.say(self._look.words(line.state))
        self._mark.change("check" if line.usable else "triangle-alert", "green" if line.usable else "ink")
        edge, first, gap = (16, 70, 32) if box[2] > NARROW else (12, 62, 28)
        self._part.move(first - 52, 22)
        self._name.move(first, 13)
        self._state.move(first, 43)
        self._mark.move(box[2] - edge - 26, 29)
        for text, height in ((self._name, 30), (self._state, 28)):
            text.resize(box[2] - first - edge - gap, height)


class IdleScreen(Screen):
    """The landscape, the state of the services, the start bar."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        Picture(self, (0, 72, 1024, 456), "landscape")
        self._services = [_Service(self, look) for _ in range(4)]
        bar = surface(self, "start", (0, 660, 1024, 108))
        self._hand = Icon(bar, (0, 28, 52, 52), "pointer", "on_action")
        self._start = Text(bar, look, (0, 0, 600, 108), Type(40, bold=True, line=52), "on_action")
        self._hotline = Text(
            bar, look, (680, 0, 262, 108), Type(24, line=32, align=Align.RIGHT, wrap=True), "on_action"
        )
        Icon(bar, (956, 32, 44, 44), "phone", "on_action")
        anywhere = _Anywhere(self, look, bar)
        anywhere.means(Pressed("start"))
        anywhere.touched.connect(self.touched)

    def render_view(self, view: IdleView) -> None:
        """Show the view."""
        shown = view.lines[: len(self._services)]
        width = (976 - 16 * (len(shown) - 1)) / max(1, len(shown))
        for place, service in enumerate(self._services):
            service.setVisible(place < len(shown))
            if place < len(shown):
                left = round(24 + place * (width + 16))
                service.show_line(shown[place], (left, 552, round(width), 84))
        self._start.say(self._t("touch_to_start"))
        first = round((theme.WIDTH - 52 - 18 - self._start.text_width()) / 2)
        self._hand.move(first, 28)
        self._start.move(first + 70, 0)
        self._hotline.say(self._t("hotline_short", hotline=self._look.hotline))
