"""Screen A4 otherwise: what stands, line by line, what to know, and what may be done now."""

from kiosk_app.domain.events import Pressed, RowTouched
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.screen import Look, Screen, Text, surface
from kiosk_app.views import StatementView
from kiosk_app.views.frame import Message

ROWS, ROW, COLUMNS, CHOICES, WIDE = 6, 46, 5, 4, 976


class StaffStatementScreen(Screen):
    """Title, a table, a banner; one more button beside it, or reasons to choose from below it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._text((24, 92, WIDE, 60), Type(40, bold=True, line=52))
        self._below = self._text((24, 150, WIDE, 40), Type(24, line=34), "ink_2")
        self._table = surface(self, "card", (24, 200, WIDE, 49 + ROWS * ROW + 2))
        head = surface(self._table, "thead", (1, 1, WIDE - 2, 48))
        self._heads = [Text(head, look, (0, 0, 10, 48), Type(22, line=30), "ink_2") for _ in range(COLUMNS)]
        self._cells = [
            [Text(self._table, look, (0, 0, 10, ROW), Type(24, line=32, grows=False)) for _ in range(COLUMNS)]
            for _ in range(ROWS)
        ]
        self._lines = [surface(self._table, "line", (1, 49 + place * ROW, WIDE - 2, 1)) for place in range(1, ROWS)]
        places = {"whole": (24, 576, WIDE, 72), "beside": (24, 576, WIDE - 312, 72), "above": (24, 492, WIDE, 72)}
        self._notices = {name: Banner(self, look, box, "info") for name, box in places.items()}
        self._buttons = [self._button((700, 576, 300, 72), "secondary", 26) for _ in range(1)]
        self._choices = [self._button((24 + place * 247, 576, 235, 72), "secondary", 24) for place in range(CHOICES)]

    def render_view(self, view: StatementView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._below.say(self._t(view.below))
        self._table.resize(WIDE, 49 + len(view.rows) * ROW + 2)
        self._show_line(self._heads, view.heads, 0, 48)
        for place, cells in enumerate(self._cells):
            row = view.rows[place] if place < len(view.rows) else ()
            self._show_line(cells, row, 49 + place * ROW, ROW)
        for place, line in enumerate(self._lines, 1):
            line.setVisible(place < len(view.rows))
        self._show_actions(view)

    def _show_line(self, texts: list[Text], said: tuple[Message, ...], top: int, high: int) -> None:
        columns = max(1, len(said))
        wide = (WIDE - 48) // columns
        for place, text in enumerate(texts):
            text.setVisible(place < len(said))
            if place < len(said):
                kind = text.kind
                align = Align.LEFT if place == 0 else Align.RIGHT
                text.restyle(Type(kind.size, bold=kind.bold, line=kind.line_height, align=align, grows=False))
                text.setGeometry(24 + place * wide, top, wide, high)
                text.say(self._t(said[place]))

    def _show_actions(self, view: StatementView) -> None:
        where = "above" if view.choices else "beside" if view.buttons else "whole"
        for name, notice in self._notices.items():
            notice.setVisible(name == where)
        self._notices[where].say(self._t(view.notice), view.severity)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(view.buttons))
            if place < len(view.buttons):
                what = view.buttons[place]
                button.dress("printer" if what.reports == "print" else "", size=30, gap=12)
                button.means(Pressed(what.reports))
                button.setEnabled(what.enabled)
                button.say(self._t(what.label), large=self._look.large)
        for place, button in enumerate(self._choices):
            button.setVisible(place < len(view.choices))
            if place < len(view.choices):
                button.means(RowTouched(place))
                button.change_kind("chosen" if place == view.chosen else "secondary")
                button.say(self._t(view.choices[place]), large=False)
