"""When the machine makes itself heard: a note is in, time runs out, a card waits (T13, T14)."""

from collections.abc import Callable

from kiosk_app.screens import theme
from kiosk_app.views import CardTakeView, CashView, SuccessView, TroubleView, View

LAST_S = (10.0, 5.0)
"""Heard again so long before the end."""


class Chime:
    """Counts what was heard already; one for the window."""

    def __init__(self, beep: Callable[[], None]) -> None:
        self._beep = beep
        self._before: float | None = None

    def shown(self, before: View | None, now: View) -> None:
        """A note was taken: the number grew."""
        if type(before) is not type(now):
            self._before = None
        if isinstance(before, CashView) and isinstance(now, CashView) and now.paid > before.paid:
            self._beep()

    def counted(self, view: View, seconds: float, *, asking: bool, warning_s: float = theme.WARNING_S) -> None:
        """Time passed: once when the question comes, and 10 and 5 seconds before the end; each second for a card."""
        before, self._before = self._before, seconds
        if before is None:
            if asking:
                self._beep()
        elif card_waits(view):
            if int(seconds) < int(before):
                self._beep()
        elif asking and any(seconds <= limit < before for limit in (warning_s, *LAST_S)):
            self._beep()

    def silent(self) -> None:
        """Nothing counts."""
        self._before = None


def card_waits(view: View) -> bool:
    """True while a card is offered: it is swallowed if it is left."""
    return isinstance(view, CardTakeView) or (isinstance(view, SuccessView | TroubleView) and view.card_waits)
