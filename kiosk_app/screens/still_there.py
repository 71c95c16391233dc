"""Screen 30: "are you still there?" for the last twenty seconds; one large button (T13)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.domain.money import yuan
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.painted import CountdownRing
from kiosk_app.screens.screen import Look, Text, surface
from kiosk_app.screens.touch import Push
from kiosk_app.views import CashView, View
from kiosk_app.views.frame import Button


class StillThere(QWidget):
    """Covers body and footer; the header stays."""

    touched = Signal(object)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self.setGeometry(0, theme.HEADER_HEIGHT, theme.WIDTH, theme.HEIGHT - theme.HEADER_HEIGHT)
        surface(self, "veil", (0, 0, self.width(), self.height()))
        card = surface(self, "plain", (162, 64, 700, 536))
        centre = Align.CENTRE
        self._question = Text(card, look, (40, 40, 620, 62), Type(48, bold=True, line=62, align=centre, grows=False))
        self._ring = CountdownRing(card, (276, 122, 148, 148), on_dark=False)
        self._words = Text(card, look, (16, 274, 668, 112), Type(28, line=40, align=centre))
        self._other = Push(card, look.gate, "secondary", (40, 404, 224, 92), Type(28, bold=True, align=centre))
        self._stay = Push(card, look.gate, "primary", (280, 404, 380, 92), Type(32, bold=True, align=centre))
        self._stay.dress("arrow-right", gap=14, right=True)
        self._stay.means(Pressed("stay"))
        for button in (self._stay, self._other):
            button.touched.connect(self.touched)

    def ask(self, view: View, seconds: float, warning_s: float = theme.WARNING_S) -> None:
        """Ask, saying what happens to the money when time is up."""
        paid = view.paid if isinstance(view, CashView) else 0
        self._question.say(self._look.words("still_there"))
        self._ring.show_remaining(seconds, warning_s)
        if isinstance(view, CashView) and paid:
            key = "still_there_money" if view.energy is None else "still_there_purchase"
            self._words.say(self._look.words(key, paid=yuan(view.paid)))
        else:
            self._words.say(self._look.words("still_there_nothing"))
        self._offer(other_way(view))
        self._stay.say(self._look.words("stay"), large=self._look.large)

    def _offer(self, other: Button | None) -> None:
        self._other.setVisible(other is not None)
        self._stay.setGeometry(280 if other else 40, 404, 380 if other else 620, 92)
        if other is not None:
            self._other.means(Pressed(other.reports))
            self._other.say(self._look.words(other.label), large=self._look.large)


def other_way(view: View) -> Button | None:
    """Return what the smaller button does: pay what is in, or leave."""
    frame = view.frame
    if isinstance(view, CashView) and frame.main is not None and frame.main.enabled:
        return frame.main
    return Button("exit", "exit") if frame.exit_enabled else None
