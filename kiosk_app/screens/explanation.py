"""A service cannot go on and no money is in: what happened, what to do next, whom to ask."""

from kiosk_app.screens.cards import Announcement, HelpCard, StoryCard
from kiosk_app.screens.lettering import Type
from kiosk_app.screens.screen import Look, Screen
from kiosk_app.screens.texts import staff_code
from kiosk_app.views import ExplanationView


class ExplanationScreen(Screen):
    """Title, two rows, the hotline at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._announcement = Announcement(self, look)
        self._story = StoryCard(self, look, 212, rows=3)
        self._help = HelpCard(self, look, (652, 212, 348, 337))
        self._code = self._text((24, 600, 604, 40), Type(22, line=30), "ink_2")

    def render_view(self, view: ExplanationView) -> None:
        """Show the view."""
        self._announcement.say("info", "pending", self._t(view.title), self._t(view.happened))
        self._story.show_story(
            (
                ("shield-check", self._t("where_money_is"), self._t(view.money or "nothing_charged")),
                ("history", self._t("next_step"), self._t(view.next_step)),
                ("phone", self._t("need_help"), self._t("need_help_call")),
            )
        )
        self._help.say(self._t("also_by_phone"))
        self._code.say(self._t("staff_code", codes=staff_code(view.code)) if view.code else "")
