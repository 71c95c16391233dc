"""Screen 7: is this you, is this what you owe, which months do you pay?"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import Pressed, RowTouched
from kiosk_app.domain.money import rmb, yuan
from kiosk_app.screens import theme
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import STEPS, Align, Lettering, Type, Words
from kiosk_app.screens.money_panel import Line, Money, MoneyPanel, Rule, Small
from kiosk_app.screens.painted import Disc
from kiosk_app.screens.screen import Icon, Look, Screen, Text, surface
from kiosk_app.screens.touch import Touch
from kiosk_app.views import BillsView
from kiosk_app.views.bills import BillRow

ROWS, ROW_HEIGHT = 3, 76
TOUCH_INSET = 4
"""A row answers 4 pixels inside its lines, so that no finger is within 2 mm of two rows (T2)."""

COLUMNS = ((88, 136, Align.LEFT), (224, 100, Align.RIGHT), (324, 132, Align.RIGHT), (456, 126, Align.RIGHT))


def grouped(number: str) -> str:
    """Write a customer number the way it is read: 310 458 7926."""
    return f"{number[:3]} {number[3:6]} {number[6:]}".strip() if len(number) > 6 else number


class _RowButton(Touch):
    """A month; a tick when it is paid."""

    def __init__(self, parent: QWidget, look: Look, place: int) -> None:
        top = 49 + place * ROW_HEIGHT + TOUCH_INSET
        super().__init__(parent, look.gate, "row", (3, top, 598, ROW_HEIGHT - 2 * TOUCH_INSET))
        self._look = look
        self._row: BillRow | None = None

    def show_row(self, row: BillRow) -> None:
        """Show a month."""
        self._row = row
        self.means(RowTouched(row.index))
        self.setText(row.month)
        self.update()

    def forget(self) -> None:
        """Stand for no month."""
        self._row = None
        self.setText("")

    def _paint_content(self, painter: QPainter) -> None:
        row = self._row
        if row is None:
            return
        self._paint_tick(painter, row)
        ink = theme.colour(self._ink("ink"))
        for setting, box in self._cells(row):
            setting.draw(painter, box, ink)

    def _cells(self, row: BillRow) -> list[tuple[Lettering, QRectF]]:
        """Set the four cells, all as large as the tightest of them allows."""
        texts = (row.month, f"{row.energy_kwh:,}", yuan(row.amount), yuan(row.late_fee))
        boxes = [QRectF(left - 2, 0, width, self.height()) for left, width, _ in COLUMNS]
        cells: list[tuple[Lettering, QRectF]] = []
        for factor in (*(STEPS if self._look.large else ()), 1.0):
            kinds = [Type(28, bold=place in (0, 2), align=align) for place, (_, _, align) in enumerate(COLUMNS)]
            settings = [
                Lettering(Words(text), kind, box.width(), factor)
                for text, kind, box in zip(texts, kinds, boxes, strict=True)
            ]
            cells = list(zip(settings, boxes, strict=True))
            if all(setting.fits(box) for setting, box in cells):
                break
        return cells

    def clipped(self) -> list[str]:
        """Return the month when one of its cells does not fit."""
        cells = self._cells(self._row) if self._row else []
        return [self.text() for setting, box in cells if not setting.fits(box)][:1]

    def _paint_tick(self, painter: QPainter, row: BillRow) -> None:
        box = QRectF(18, (self.height() - 40) / 2, 40, 40)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.selected:
            painter.setBrush(theme.colour("green"))
            painter.drawRoundedRect(box, 8, 8)
            tick = theme.icon("check", 30, "on_action", 3.25, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(box.left() + 5, box.top() + 5), tick)
        else:
            painter.setBrush(theme.colour("surface"))
            painter.setPen(QPen(theme.colour("border"), 3))
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 7, 7)


class BillsScreen(Screen):
    """Who it is, three months a page, what follows from the choice."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._page = self._text((424, 96, 204, 52), Type(24, align=Align.RIGHT), "ink_2")
        card = surface(self, "card", (24, 160, 604, 96))
        Icon(card, (21, 24, 48, 48), "house", "green")
        self._who = Text(card, look, (87, 12, 500, 38), Type(28, bold=True, line=38))
        self._number = Text(card, look, (87, 50, 500, 34), Type(24, line=34), "ink_2")
        self._make_table()
        self._make_clear()
        self._notice = Banner(self, look, (24, 564, 604, 84), "info")
        self._up = self._button((24, 564, 296, 84), "secondary")
        self._down = self._button((332, 564, 296, 84), "secondary")
        self._up.dress("chevron-up")
        self._down.dress("chevron-down")
        self._up.means(Pressed("page_up"))
        self._down.means(Pressed("page_down"))
        self._panel = MoneyPanel(self, look)

    def _make_table(self) -> None:
        self._table = table = surface(self, "card", (24, 272, 604, 278))
        head = surface(table, "thead", (1, 1, 602, 48))
        self._heads = [Text(head, self._look, (20, 0, 66, 48), Type(22), "ink_2")]
        for left, width, align in COLUMNS:
            self._heads.append(Text(head, self._look, (left, 0, width, 48), Type(22, align=align), "ink_2"))
        for place in range(ROWS):
            surface(table, "line", (1, 49 + place * ROW_HEIGHT, 602, 1))
        self._rows = [_RowButton(table, self._look, place) for place in range(ROWS)]
        for row in self._rows:
            row.touched.connect(self.touched)

    def _make_clear(self) -> None:
        """What stands in the table's place where nothing is owed."""
        self._clear = surface(self, "card", (24, 272, 604, 278))
        disc = Disc(self._clear, (44, 75, 128, 128), 76, 2.25)
        disc.dress("check", "green_tint", "green")
        self._none = Text(self._clear, self._look, (212, 86, 372, 52), Type(36, bold=True, line=48))
        self._none_next = Text(self._clear, self._look, (212, 142, 372, 44), Type(28, line=40), "ink_2")

    def render_view(self, view: BillsView) -> None:
        """Show the view."""
        paged = view.pages > 1
        self._heading.say(self._t("bills_title"))
        self._page.say(self._t("bills_page", page=view.page, pages=view.pages) if paged else "")
        self._who.say(f"{view.name_masked}　{view.address_masked}")
        self._number.say(self._t("customer_number", number=grouped(view.customer_no)))
        names = ("choose", "month", "energy", "amount", "late_fee")
        for text, name in zip(self._heads, names, strict=True):
            text.say(self._t(f"column_{name}"))
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(view.rows))
            if place < len(view.rows):
                row.show_row(view.rows[place])
        self._table.setVisible(bool(view.rows))
        self._clear.setVisible(not view.rows)
        self._none.say(self._t("bills_none_row"))
        self._none_next.say(self._t("bills_none_next"))
        self._notice.setVisible(not paged)
        self._notice.say(self._t(view.notice))
        self._show_paging(view, paged=paged)
        self._panel.show_money(self._money(view, paged=paged) if view.rows else self._credit(view))

    def _show_paging(self, view: BillsView, *, paged: bool) -> None:
        for button, key, able in (
            (self._up, "page_up", view.page > 1),
            (self._down, "page_down", view.page < view.pages),
        ):
            button.setVisible(paged)
            button.setEnabled(able)
            button.say(self._t(key), large=self._look.large)

    def _credit(self, view: BillsView) -> Money:
        """Nothing is owed: the money is what the account holds."""
        return Money(
            self._t("account_balance"),
            view.balance,
            parts=(
                Rule(),
                Line(self._t("due_total"), rmb(view.due)),
                Rule(),
                Small(self._t("data_as_of", as_of=view.as_of), 2),
            ),
            note=self._t("no_change_next"),
            note_lines=3,
        )

    def _money(self, view: BillsView, *, paged: bool) -> Money:
        if paged:
            notice = self._t(view.notice).text.replace("\n", " " if self._look.texts.language == "en" else "")
            data, note, lines = Small(self._t("data_as_of_line", as_of=view.as_of)), Words(notice), 3
        else:
            data, note, lines = Small(self._t("data_as_of", as_of=view.as_of), 2), self._t("no_change_next"), 3
        return Money(
            self._t("due_total"),
            view.due,
            parts=(
                Rule(),
                Line(self._t("due_months", months=view.months), rmb(view.amounts)),
                Line(self._t("due_late_fees"), rmb(view.late_fees)),
                Line(self._t("account_balance"), rmb(view.balance)),
                Rule(),
                data,
            ),
            note=note,
            note_lines=lines,
        )
