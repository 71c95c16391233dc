"""A banner: what the customer must not miss, with an icon; and the strip that tells what the printer does."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.painted import ProgressBar
from kiosk_app.screens.screen import Box, Icon, Look, Text, set_property, surface

ICONS = {"info": ("info", "green"), "attention": ("triangle-alert", "ink"), "fault": ("octagon-x", "ink")}


class Banner(QFrame):
    """A coloured frame around a tinted one: "info", "attention" or "fault"."""

    def __init__(self, parent: QWidget, look: Look, box: Box, severity: str = "attention", icon: str = "") -> None:
        super().__init__(parent)
        self.setProperty("surface", "banner")
        self.setGeometry(*box)
        width, height = box[2], box[3]
        self._own_icon = icon
        self._tint = surface(self, "tint", (12, 2, width - 14, height - 4))
        size, left = (32, 26) if icon else (36, 32)
        self._icon = Icon(self, (left, (height - size) // 2, size, size), icon or "info", stroke=2.25 if icon else 2.0)
        text = left + size + (12 if icon else 16)
        self._text = Text(self, look, (text, 4, width - text - 10, height - 8), Type(28, line=36, wrap=True))
        self._become(severity)

    def _become(self, severity: str) -> None:
        set_property(self, "severity", severity)
        set_property(self._tint, "severity", severity)
        name, tone = ICONS[severity]
        self._icon.change(self._own_icon or name, tone)

    def say(self, said: Words, severity: str | None = None) -> None:
        """Show a text, in another severity where one is given."""
        if severity is not None:
            self._become(severity)
        self._text.say(said)


class SlipStrip(QFrame):
    """84 pixels at the foot of a result: what became of the slip, or that the card waits."""

    def __init__(self, parent: QWidget, look: Look, box: Box) -> None:
        super().__init__(parent)
        self.setProperty("surface", "strip")
        self.setGeometry(*box)
        width = box[2]
        self._icon = Icon(self, (24, 20, 44, 44), "printer", "green")
        self._first = Text(self, look, (86, 4, width - 104, 76), Type(28, bold=True, line=36, wrap=True))
        self._second = Text(self, look, (86, 44, width - 104, 34), Type(24, line=32), "ink_2")
        self._bar = ProgressBar(self, (86, 57, 392, 12), "surface", "green")
        self._wait = Text(self, look, (width - 116, 0, 100, 84), Type(28, bold=True))

    def printing(self, said: Words, wait: Words) -> None:
        """The slip is being printed."""
        self._dress("printer", "green", "ok")
        self._place(said, Words(""))
        self._first.setGeometry(86, 14, 392, 34)
        self._bar.setVisible(True)
        self._bar.show_part(0.62)
        self._wait.say(wait)
        self._wait.resize(200, 84)
        wide = round(self._wait.text_width()) + 1
        self._wait.setGeometry(self.width() - 24 - wide, 0, wide + 1, 84)
        self._bar.resize(self.width() - 24 - wide - 18 - 86, 12)

    def tell(self, icon: str, said: Words, more: Words, severity: str = "ok") -> None:
        """Something is done, or asks for attention."""
        self._dress(icon, "green" if severity == "ok" else "ink", severity)
        self._place(said, more)
        self._bar.setVisible(False)
        self._wait.say("")

    def _dress(self, icon: str, tone: str, severity: str) -> None:
        self._icon.change(icon, tone)
        set_property(self, "tone", severity)

    def _place(self, said: Words, more: Words) -> None:
        self._first.setGeometry(86, 6 if more.text else 2, self.width() - 104, 38 if more.text else 80)
        self._first.say(said)
        self._second.say(more)
