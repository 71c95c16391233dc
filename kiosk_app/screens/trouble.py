"""Screens 13, 14, 20: money is in and the end is not reached. First where the money is, then what is next (T11)."""

from kiosk_app.screens.banner import SlipStrip
from kiosk_app.screens.cards import Announcement, StoryCard
from kiosk_app.screens.money_panel import Large, Line, Money, MoneyPanel, Rule
from kiosk_app.screens.screen import Look, Screen
from kiosk_app.screens.slip import show_slip
from kiosk_app.views import TroubleView


class TroubleScreen(Screen):
    """Title, three rows, the slip; the numbers at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._announcement = Announcement(self, look)
        self._story = StoryCard(self, look, 212)
        self._strip = SlipStrip(self, look, (24, 564, 604, 84))
        self._panel = MoneyPanel(self, look)

    def render_view(self, view: TroubleView) -> None:
        """Show the view."""
        icon = "octagon-x" if view.severity == "fault" else "clock"
        self._announcement.say(icon, view.severity, self._t(view.title), self._t(view.explanation))
        self._story.show_story(
            (
                ("shield-check", self._t("where_money_is"), self._t(view.money)),
                ("history", self._t("next_step"), self._t(view.next_step)),
                ("phone", self._t("ask_result"), self._t(view.enquiry)),
            )
        )
        show_slip(self._strip, self._look, view.receipt, card_waits=view.card_waits)
        self._panel.show_money(self._money(view))

    def _money(self, view: TroubleView) -> Money:
        return Money(
            self._t("money_received"),
            view.paid,
            ("shield-check", self._t("safely_recorded")),
            parts=(
                Rule(),
                Large(self._t("sale_number"), view.sale, 39),
                Rule(),
                Line(self._t("terminal_number"), self._look.terminal),
                *([Line(self._t("time"), view.at)] if view.at else []),
                Line(self._t("hotline_label"), self._look.hotline, 32),
            ),
            note=self._t("keep_number" if view.receipt.state == "failed" else "all_on_slip"),
        )
