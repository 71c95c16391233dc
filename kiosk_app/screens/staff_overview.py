"""Screen A2: where to go, the period in figures, a pill for every device."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.pill import Pill
from kiosk_app.screens.screen import Icon, Look, Screen, Text, surface
from kiosk_app.screens.texts import staff_code
from kiosk_app.screens.touch import Push
from kiosk_app.views import OverviewView
from kiosk_app.views.staff import Figure, PartRow

RAIL, FIGURES, PARTS = 4, 4, 12
LINES = 5  # of parts, as tall as they are drawn; one more makes all of them lower
RAIL_ICONS = {"overview": "gauge", "settle": "archive", "password": "lock"}
PART_ICONS = {
    "bill_acceptor": "banknote",
    "receipt_printer": "printer",
    "card_reader": "chip-card",
    "platform": "wifi",
    "journal": "history",
    "disk": "hard-drive",
    "clock": "clock",
    "ups": "plug",
    "cash_box": "archive",
    "doors": "lock",
    "scanner": "scan-barcode",
}


class _FigureCard:
    """A label, a number, a remark."""

    def __init__(self, screen: Screen, look: Look, place: int) -> None:
        self._look = look
        card = surface(screen, "card", (216 + place * 199, 96, 187, 112))
        self._label = Text(card, look, (14, 8, 170, 32), Type(22, line=30), "ink_2")
        self._value = Text(card, look, (14, 38, 170, 40), Type(28, bold=True, line=38))
        self._remark = Text(card, look, (14, 76, 170, 32), Type(22, line=30), "ink_2")

    def show(self, figure: Figure) -> None:
        self._label.say(self._look.words(figure.label))
        self._value.say(self._look.words(figure.value))
        self._remark.say(self._look.words(figure.remark))


class _PartCard(QFrame):
    """One device: icon, name, detail, pill."""

    def __init__(self, parent: QWidget, look: Look, place: int) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._look, self._place = look, place
        self._icon = Icon(self, (15, 18, 40, 40), "info")
        self._name = Text(self, look, (69, 6, 200, 34), Type(24, bold=True, line=32, grows=False))
        self._detail = Text(self, look, (69, 42, 310, 32), Type(22, line=30, grows=False), "ink_2")
        self._pill = Pill(self, look, 380, 3, right=True)

    def stand(self, *, low: bool) -> None:
        """Take this card's place among five lines, or among six."""
        pitch, height, name, detail, pill = (75, 69, 3, 37, 35) if low else (88, 76, 6, 42, 44)
        self.setGeometry(216 + self._place % 2 * 398, 220 + self._place // 2 * pitch, 386, height)
        self._icon.move(15, (height - 40) // 2)
        self._name.move(69, name)
        self._detail.move(69, detail)
        self._pill.stand(3, pill)

    def show_part(self, part: PartRow) -> None:
        """Show one device."""
        words = self._look.words
        self._icon.change(PART_ICONS[part.part], "ink")
        self._name.say(words(f"unit_{part.part}"))
        self._detail.say(Words(staff_code(part.code)) if part.code else words(part.detail))
        self._pill.say(words(part.state), part.tone)


class StaffOverviewScreen(Screen):
    """Rail at the left, figures above, devices below."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._rail = [self._rail_button(place) for place in range(RAIL)]
        self._figures = [_FigureCard(self, look, place) for place in range(FIGURES)]
        self._parts = [_PartCard(self, look, place) for place in range(PARTS)]

    def _rail_button(self, place: int) -> Push:
        return self._button((24, 100 + place * 96, 168, 84), "secondary", 26)

    def render_view(self, view: OverviewView) -> None:
        """Show the view."""
        for place, button in enumerate(self._rail):
            button.setVisible(place < len(view.rail))
            if place < len(view.rail):
                what = view.rail[place]
                button.dress(RAIL_ICONS[what.reports], size=30, gap=10)
                button.change_kind("rail" if place == 0 else "secondary")
                button.setEnabled(what.enabled)
                button.means(Pressed(what.reports))
                button.say(self._t(what.label), large=False)
        for card, figure in zip(self._figures, view.figures, strict=True):
            card.show(figure)
        low = len(view.parts) > 2 * LINES
        for place, part in enumerate(self._parts):
            part.stand(low=low)
            part.setVisible(place < len(view.parts))
            if place < len(view.parts):
                part.show_part(view.parts[place])
