"""Screen 11 and every other wait: the steps, the present one, nothing to touch (T15, T16)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.money import NOTHING
from kiosk_app.screens.lettering import Type
from kiosk_app.screens.money_panel import Money, MoneyPanel, Rule, Small
from kiosk_app.screens.painted import Disc, StageMark
from kiosk_app.screens.screen import Look, Screen, Text, surface
from kiosk_app.views import WaitView
from kiosk_app.views.frame import Message

STEPS, ROW, HEAD = 4, 76, 168
ELAPSED_FROM_S = 10
"""After so many seconds the wait says how long it has been (T16)."""

ICONS = {
    "asking_title": "search",
    "enquiring_title": "search",
    "reading_title": "chip-card",
    "booking_title": "receipt-japanese-yen",
    "quoting_title": "receipt-japanese-yen",
}
"""What is being waited for; a clock for anything else."""


class _StepRow(QWidget):
    def __init__(self, parent: QWidget, look: Look, place: int, width: int) -> None:
        super().__init__(parent)
        self._look = look
        self.setGeometry(0, HEAD + 12 + place * ROW, width, ROW)
        self._mark = StageMark(self, (70, 16, 44, 44))
        self._text = Text(self, look, (140, 0, width - 160, ROW), Type(28))

    def show_step(self, step: Message, state: str) -> None:
        self._mark.show_state(state)
        self._text.restyle(Type(28, bold=state != "todo"))
        self._text.tint("ink_2" if state == "todo" else "ink")
        self._text.say(self._look.words(step))


class WaitScreen(Screen):
    """Title, list of steps, and where the money is."""

    def __init__(self, look: Look, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(look)
        self._clock = clock
        self._began: tuple[Message, float] | None = None
        self._heading = self._title()
        self._card = surface(self, "card", (24, 160, 604, 488))
        self._sign = Disc(self._card, (36, 28, 112, 112), 64, 1.9)
        self._stay = Text(self._card, look, (176, 28, 410, 64), Type(32, bold=True, line=44))
        self._elapsed = Text(self._card, look, (176, 88, 410, 44), Type(24), "ink_2")
        surface(self._card, "line", (1, HEAD, 602, 1))
        self._rows = [_StepRow(self._card, look, place, 604) for place in range(STEPS)]
        self._panel = MoneyPanel(self, look)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def render_view(self, view: WaitView) -> None:
        """Show the view."""
        if self._began is None or self._began[0] != view.title or not self.isVisible():
            self._began = (view.title, self._clock())
        self._timer.start()
        self._heading.say(self._t(view.title))
        self._sign.dress(ICONS.get(view.title.key, "clock"), "green_tint", "green")
        self._stay.say(self._t("wait_hint"))
        shown = view.steps[:STEPS]
        self._card.resize(604, HEAD + 24 + len(shown) * ROW)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                state = "done" if place < view.current else "now" if place == view.current else "todo"
                row.show_step(shown[place], state)
        self._panel.setVisible(view.charging)
        self._panel.show_money(self._money(view))
        self._tick()

    def _money(self, view: WaitView) -> Money:
        label = self._t("money_received")
        if view.paid:
            safe = ("shield-check", self._t("safely_recorded"))
            note = self._t(view.money_safe) if view.money_safe else None
            return Money(label, view.paid, safe, note=note, note_lines=2, note_ruled=True)
        return Money(label, NOTHING, parts=(Rule(), Small(self._t("nothing_charged"))))

    def _tick(self) -> None:
        waited = int(self._clock() - self._began[1]) if self._began else 0
        key = "wait_elapsed" if waited >= ELAPSED_FROM_S else "wait_a_moment"
        self._elapsed.say(self._t(key, seconds=waited))
        if not self.isVisible():
            self._timer.stop()
