"""Screen A4 where it may not be settled: the platform's code, both figures, the transactions that differ (PAY-9)."""

from PySide6.QtWidgets import QFrame

from kiosk_app.domain.events import Pressed
from kiosk_app.domain.money import rmb
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.cards import StoryCard
from kiosk_app.screens.lettering import Align, Type, Words
from kiosk_app.screens.pill import Pill, hairline
from kiosk_app.screens.screen import Icon, Look, Screen, Text, set_property, surface
from kiosk_app.views import DiffersView
from kiosk_app.views.staff import DifferRow, Tally

ROWS, ROW, WIDE = 2, 84, 976
WITHOUT_FIGURES, BELOW_FIGURES = 212, 316  # top of the advice
TONES = {"SUCCEEDED": "ok", "UNKNOWN": "attention", "FAILED": "fault", "NONE": "fault"}
HEADS = (
    ("head_serial", 20, 170, Align.LEFT),
    ("head_amount", 190, 160, Align.RIGHT),
    ("head_terminal", 384, 140, Align.LEFT),
    ("head_platform", 536, 162, Align.LEFT),
    ("head_why", 712, 250, Align.LEFT),
)


class _Row:
    """One transaction, both words on it, why, and what repairs it."""

    def __init__(self, table: QFrame, look: Look, place: int) -> None:
        top = 49 + place * ROW
        self._look = look
        self._row = surface(table, "row", (1, top, WIDE - 2, ROW))
        if place:
            hairline(table, top, WIDE)
        self._sale = Text(self._row, look, (19, 0, 170, ROW), Type(28, bold=True, line=36))
        self._amount = Text(self._row, look, (179, 0, 170, ROW), Type(28, bold=True, line=36, align=Align.RIGHT))
        self._terminal = Pill(self._row, look, 383, 20)
        self._platform = Pill(self._row, look, 535, 20)
        self._why = Text(self._row, look, (711, 8, 258, 36), Type(24, line=32))
        self._remedy = Text(self._row, look, (711, 44, 258, 32), Type(22, line=30), "ink_2")

    def show(self, row: DifferRow | None) -> None:
        """Show one transaction, or none."""
        self._row.setVisible(row is not None)
        if row is None:
            return
        words = self._look.words
        self._sale.say(row.sale.rpartition("-")[2])
        self._amount.say(rmb(row.amount))
        self._terminal.say(words(f"state_{row.terminal}"), TONES.get(row.terminal, "attention"))
        self._platform.say(words(f"state_{row.platform}"), TONES.get(row.platform, "attention"))
        self._why.say(words(row.why))
        self._remedy.say(words(row.remedy))


class _TallyCell:
    """How many and how much on one side; the difference on amber."""

    def __init__(self, card: QFrame, look: Look, place: int) -> None:
        self._look = look
        left = place * 325
        ground = surface(card, "tally", (left + 1, 1, 324, 102))
        set_property(ground, "tone", "difference" if place == 2 else "")
        tone = "on_amber" if place == 2 else "ink"
        self._label = Text(ground, look, (24, 10, 290, 32), Type(22, line=30), tone)
        self._count = Text(ground, look, (24, 44, 120, 48), Type(36, bold=True, line=46, grows=False), tone)
        self._sum = Text(ground, look, (140, 48, 176, 42), Type(24, line=40, grows=False), tone)

    def show(self, tally: Tally) -> None:
        """Show one side."""
        words = self._look.words
        self._label.say(words(tally.label))
        self._count.say(words("count_of_sales", count=tally.count))
        self._sum.say(rmb(tally.total))


class StaffDiffersScreen(Screen):
    """Why it may not be settled, and that the cash is safe."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._mark = Icon(self, (24, 106, 64, 64), "octagon-x", "red", 2.0)
        self._heading = self._text((106, 96, 660, 56), Type(40, bold=True, line=52))
        self._happened = self._text((106, 148, 890, 40), Type(24, line=34), "ink_2")
        self._more = self._text((770, 100, 230, 48), Type(24, line=34, align=Align.RIGHT), "ink_2")
        self._tallies = surface(self, "card", (24, 196, WIDE, 104))
        self._cells = [_TallyCell(self._tallies, look, place) for place in range(3)]
        self._table = surface(self, "card", (24, 316, WIDE, 49 + ROWS * ROW + 1))
        head = surface(self._table, "thead", (1, 1, WIDE - 2, 48))
        self._heads = [
            Text(head, look, (left - 1, 0, wide, 48), Type(22, line=30, align=align), "ink_2")
            for _, left, wide, align in HEADS
        ]
        self._rows = [_Row(self._table, look, place) for place in range(ROWS)]
        self._story = StoryCard(self, look, WITHOUT_FIGURES, rows=2, width=WIDE)
        self._safe = Banner(self, look, (24, 564, WIDE, 84), "info", "shield-check")
        self._beside = Banner(self, look, (24, 564, WIDE - 316, 84), "info", "shield-check")
        self._print = self._button((700, 564, 300, 84), "secondary", 26)

    def render_view(self, view: DiffersView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._happened.say(self._t(view.happened))
        self._more.say(self._t("more_rows", count=view.more) if view.more > 0 else Words(""))
        self._tallies.setVisible(bool(view.tallies))
        self._table.setVisible(bool(view.rows))
        self._show_advice(view)
        for cell, tally in zip(self._cells, view.tallies, strict=False):
            cell.show(tally)
        for text, (key, *_) in zip(self._heads, HEADS, strict=True):
            text.say(self._t(key))
        for place, row in enumerate(self._rows):
            row.show(view.rows[place] if place < len(view.rows) else None)
        printing = view.printing
        self._safe.setVisible(printing is None)
        for part in (self._beside, self._print):
            part.setVisible(printing is not None)
        (self._safe if printing is None else self._beside).say(self._t(view.safe))
        if printing is not None:
            self._print.dress("printer", size=30, gap=12)
            self._print.means(Pressed(printing.reports))
            self._print.setEnabled(printing.enabled)
            self._print.say(self._t(printing.label), large=self._look.large)

    def _show_advice(self, view: DiffersView) -> None:
        """Say what may be behind it where no row says so; below the figures, where there are any."""
        said = view.advice
        self._story.setVisible(not view.rows)
        self._story.move(24, BELOW_FIGURES if view.tallies else WITHOUT_FIGURES)
        self._story.show_story(
            (
                ("wifi" if said.offline else "info", self._t(said.heading), self._t(said.story)),
                ("history", self._t("next_step"), self._t(said.next_step)),
            )
        )
