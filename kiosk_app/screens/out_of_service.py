"""Screen 31: out of service: the reason in words, what to do instead; it ends by itself."""

from kiosk_app.domain.events import Pressed
from kiosk_app.screens.cards import HelpCard
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.painted import Disc
from kiosk_app.screens.screen import Icon, Look, Screen, Text, surface
from kiosk_app.views import OutOfServiceView
from kiosk_app.views.frame import Button

ADVICE = (
    ("map-pin", "use_other_terminal", "use_other_terminal_where"),
    ("shield-check", "money_is_recorded", "money_is_recorded_how"),
)


class OutOfServiceScreen(Screen):
    """The reason in large letters, advice, the hotline."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        head = surface(self, "stopped", (24, 96, 976, 212))
        disc = Disc(head, (42, 40, 132, 132), 76, 1.9)
        disc.dress("wrench", "amber", "on_amber")
        self._stopped = Text(head, look, (214, 38, 500, 92), Type(72, bold=True, line=92, grows=False))
        self._reason = Text(head, look, (214, 130, 740, 44), Type(32, line=44))
        right = Align.RIGHT
        self._since_label = Text(head, look, (734, 48, 200, 32), Type(24, line=32, align=right), "ink_2")
        self._since = Text(head, look, (734, 80, 200, 52), Type(40, bold=True, line=52, align=right, grows=False))
        card = surface(self, "card", (24, 332, 604, 316))
        title = surface(card, "thead", (1, 1, 602, 64))
        self._advice_title = Text(title, look, (24, 0, 560, 64), Type(28, bold=True, line=36))
        self._advice = []
        for place, (icon, _first, _second) in enumerate(ADVICE):
            top = 65 + place * 125
            surface(card, "line", (1, top, 602, 1))
            sign = Icon(card, (25, top + 43, 40, 40), icon, "green")
            first = Text(card, look, (81, top + 29, 500, 36), Type(28, bold=True, line=36))
            second = Text(card, look, (81, top + 65, 500, 32), Type(22, line=30), "ink_2")
            self._advice.append((sign, first, second))
        self._enquiry = self._button((25, 207, 554, 92), "secondary", parent=card)
        self._enquiry.dress("printer")
        self._help = HelpCard(self, look, (652, 332, 348, 316))

    def render_view(self, view: OutOfServiceView) -> None:
        """Show the view."""
        self._stopped.say(self._t("out_of_service"))
        self._reason.say(self._t(view.reason))
        self._since_label.say(self._t("out_of_service_since") if view.since else "")
        self._since.say(view.since)
        self._advice_title.say(self._t("what_you_can_do"))
        for (_sign, first, second), (_icon, what, how) in zip(self._advice, ADVICE, strict=True):
            first.say(self._t(what))
            second.say(self._t(how, hotline=self._look.hotline))
        self._offer(view.enquiry)
        self._help.say(self._t("also_by_phone"))

    def _offer(self, enquiry: Button | None) -> None:
        """Show the way to an enquiry in the place of the words that money is recorded: there one can see it."""
        for part in self._advice[-1]:
            part.setVisible(enquiry is None)
        self._enquiry.setVisible(enquiry is not None)
        if enquiry is not None:
            self._enquiry.means(Pressed(enquiry.reports))
            self._enquiry.say(self._t(enquiry.label), large=self._look.large)
