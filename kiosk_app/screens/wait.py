"""Screen 11 and every other wait: the steps, the present one, nothing to touch (T15, T16)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kiosk_app.screens.lettering import Type
from kiosk_app.screens.painted import StageMark
from kiosk_app.screens.screen import Icon, Look, Screen, Text, surface
from kiosk_app.views import WaitView
from kiosk_app.views.frame import Message

STEPS, ROW = 5, 76
ELAPSED_FROM_S = 10
"""After so many seconds the wait says how long it has been (T16)."""


class _StepRow(QWidget):
    def __init__(self, parent: QWidget, look: Look, place: int, width: int) -> None:
        super().__init__(parent)
        self._look = look
        self.setGeometry(0, 12 + place * ROW, width, ROW)
        self._mark = StageMark(self, (28, 16, 44, 44))
        self._text = Text(self, look, (92, 0, width - 110, ROW), Type(28))

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
        self._heading = self._title((24, 92, 976, 60))
        self._card = surface(self, "card", (24, 172, 604, 476))
        self._rows = [_StepRow(self._card, look, place, 604) for place in range(STEPS)]
        self._elapsed = Text(self._card, look, (28, 412, 540, 44), Type(24), "ink_2")
        self._money = surface(self, "money", (652, 172, 348, 476))
        Icon(self._money, (24, 24, 48, 48), "shield-check", "mint")
        self._where = Text(self._money, look, (24, 88, 300, 36), Type(24, line=36), "on_dark_2")
        self._safe = Text(self._money, look, (24, 128, 312, 140), Type(28, bold=True, line=40, wrap=True, top=True))
        self._safe.tint("on_dark")
        self._stay = Text(self._money, look, (24, 360, 300, 92), Type(28, line=40, wrap=True), "on_dark")
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def render_view(self, view: WaitView) -> None:
        """Show the view."""
        if self._began is None or self._began[0] != view.title or not self.isVisible():
            self._began = (view.title, self._clock())
        self._timer.start()
        self._heading.say(self._t(view.title))
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(view.steps))
            if place < len(view.steps):
                state = "done" if place < view.current else "now" if place == view.current else "todo"
                row.show_step(view.steps[place], state)
        self._where.say(self._t("where_money_is"))
        self._safe.say(self._t(view.money_safe or "nothing_charged"))
        self._stay.say(self._t("wait_hint"))
        self._tick()

    def _tick(self) -> None:
        waited = int(self._clock() - self._began[1]) if self._began else 0
        self._elapsed.say(self._t("wait_elapsed", seconds=waited) if waited >= ELAPSED_FROM_S else "")
        if not self.isVisible():
            self._timer.stop()
