"""Screen 32: switched on: the devices turn green one after the other."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.screen import Icon, Look, Screen, Text, set_property, surface
from kiosk_app.views import StartingView

ROWS, ROW = 6, 76
CONDITIONS = {
    "starting": ("clock", "none", "ink_2"),
    "ready": ("circle-check", "ok", "ink"),
    "attention": ("triangle-alert", "attention", "on_amber"),
    "fault": ("octagon-x", "fault", "on_action"),
    "lost": ("octagon-x", "fault", "on_action"),
}
"""Icon, ground and ink of a condition's pill."""

DEVICE_ICONS = {
    "bill_acceptor": "banknote",
    "receipt_printer": "printer",
    "card_reader": "chip-card",
    "platform": "wifi",
    "journal": "file-text",
}


class _Pill(QFrame):
    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self.setProperty("surface", "pill")
        self._icon = Icon(self, (12, 8, 28, 28), "clock", "ink", 2.25)
        self._text = Text(self, look, (48, 0, 140, 44), Type(24, bold=True, grows=False))

    def show_condition(self, condition: str, said: Words, right: int, y: int) -> None:
        """Show it; it ends at `right`."""
        icon, ground, ink = CONDITIONS.get(condition, CONDITIONS["starting"])
        set_property(self, "tone", ground)
        self._icon.change(icon, "green" if ground == "ok" else ink)
        self._text.tint(ink)
        self._text.say(said)
        width = 48 + round(self._text.text_width()) + 18
        self.setGeometry(right - width, y, width, 44)


class StartingScreen(Screen):
    """A row for each device."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title((24, 92, 700, 60))
        self._version = self._text((700, 100, 300, 44), Type(24), "ink_2")
        self._card = surface(self, "card", (24, 172, 976, 2 + ROWS * ROW))
        self._rows = []
        for place in range(ROWS):
            line = surface(self._card, "line", (1, 1 + place * ROW, 974, 1))
            icon = Icon(self._card, (25, 18 + place * ROW, 40, 40), "info", "ink")
            name = Text(self._card, look, (85, 1 + place * ROW, 560, ROW), Type(28))
            self._rows.append((line, icon, name, _Pill(self._card, look)))

    def render_view(self, view: StartingView) -> None:
        """Show the view."""
        self._heading.say(self._t("starting_title"))
        self._version.say(self._t("version", version=view.version))
        self._version.move(1000 - round(self._version.text_width()) - 1, 100)
        self._card.resize(976, 2 + len(view.devices[:ROWS]) * ROW)
        for place, (line, icon, name, pill) in enumerate(self._rows):
            used = place < len(view.devices)
            for part in (line, icon, name, pill):
                part.setVisible(used)
            line.setVisible(used and place > 0)
            if used:
                device, condition = view.devices[place]
                icon.change(DEVICE_ICONS.get(device, "info"), "ink")
                name.say(self._t(f"device_{device}"))
                pill.show_condition(condition, self._t(f"condition_{condition}"), 951, 17 + place * ROW)
