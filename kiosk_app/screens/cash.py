"""Screen 10: notes go in; the dark panel counts them."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.domain.money import kwh, rmb
from kiosk_app.domain.rules import MORE_TIME
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.money_panel import Line, Money, MoneyPanel, Part, Rule
from kiosk_app.screens.painted import NoteChip
from kiosk_app.screens.screen import Look, Picture, Screen, Text, surface
from kiosk_app.views import CashView
from kiosk_app.views.cash import NoteRow

ROWS = 3
FEN = 100


class _Row(QFrame):
    """One note that was taken."""

    def __init__(self, parent: QWidget, look: Look, y: int) -> None:
        super().__init__(parent)
        self._look = look
        self.setGeometry(1, y, 602, 51)
        surface(self, "line", (0, 0, 602, 1))
        self._chip = NoteChip(self, (20, 8, 72, 36))
        self._ordinal = Text(self, look, (110, 1, 220, 50), Type(24))
        self._at = Text(self, look, (301, 1, 133, 50), Type(24, align=Align.RIGHT), "ink_2")
        self._value = Text(self, look, (440, 1, 142, 50), Type(24, bold=True, align=Align.RIGHT))

    def show_note(self, note: NoteRow) -> None:
        """Show it."""
        self._chip.show_value(note.value // FEN)
        self._ordinal.say(self._look.words("note_ordinal", ordinal=note.ordinal))
        self._at.say(note.at)
        self._value.say(rmb(note.value))


class CashScreen(Screen):
    """No change given; how to feed notes; which were taken."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._no_change = Banner(self, look, (24, 160, 604, 72), "attention", icon="hand-coins")
        self._problem = Banner(self, look, (24, 160, 604, 72), "fault")
        self._make_slot()
        self._make_list()
        self._panel = MoneyPanel(self, look)

    def _make_slot(self) -> None:
        card = surface(self, "card", (24, 248, 604, 188))
        Picture(card, (25, 18, 250, 152), "note_slot")
        self._flat = Text(card, self._look, (299, 7, 296, 32), Type(24, bold=True, line=32))
        self._series = Text(card, self._look, (299, 39, 296, 30), Type(22, line=28), "ink_2")
        for place, value in enumerate((10, 20, 50, 100)):
            NoteChip(card, (299 + place % 2 * 126, 75 + place // 2 * 58, 116, 48), value)

    def _make_list(self) -> None:
        card = surface(self, "card", (24, 448, 604, 200))
        head = surface(card, "thead", (1, 1, 602, 45))
        self._taken = Text(head, self._look, (20, 0, 270, 45), Type(22, line=28), "ink_2")
        self._recorded = Text(head, self._look, (292, 0, 290, 45), Type(22, line=28, align=Align.RIGHT), "ink_2")
        self._rows = [_Row(card, self._look, 46 + place * 51) for place in range(ROWS)]
        self._none = Text(card, self._look, (21, 46, 560, 153), Type(24), "ink_2")

    def render_view(self, view: CashView) -> None:
        """Show the view."""
        self._heading.say(self._t("cash_title"))
        self._no_change.say(self._t(view.no_change))
        self._no_change.setVisible(view.problem is None)
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem))
        self._flat.say(self._t("cash_moving" if view.moving else "cash_flat"))
        self._series.say(self._t("cash_moving_wait" if view.moving else "cash_series"))
        self._taken.say(self._t("notes_taken"))
        self._recorded.say(self._t("notes_recorded"))
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(view.notes))
            if place < len(view.notes):
                row.show_note(view.notes[place])
        self._none.say("" if view.notes else self._t("notes_none"))
        self._panel.show_money(self._money(view))

    def _money(self, view: CashView) -> Money:
        parts: list[Part] = [Rule()]
        if view.due:
            parts.append(Line(self._t("to_pay"), rmb(view.due), 32))
        else:
            parts.append(Line(self._t("at_most"), rmb(view.maximum)))
        if view.lacking:
            parts.append(Line(self._t("still_due"), rmb(view.lacking), 36, lacking=True))
        if view.surplus:
            parts.append(Line(self._t("to_account"), rmb(view.surplus), 28))
        if view.energy is not None:
            parts.append(Line(self._t("energy_so_far"), f"{kwh(view.energy)} kWh"))
        silence = "silence_leaves" if not view.paid else "silence_pays" if view.energy is None else "silence_buys"
        return Money(
            self._t("paid_so_far"),
            view.paid,
            ("shield-check", self._t("safely_recorded")) if view.paid else None,
            view.paid / view.due if view.due else None,
            tuple(parts),
            self._t(silence, seconds=view.silence_s * (MORE_TIME if self._look.more_time else 1)),
            note_lines=2,
            note_ruled=True,
        )
