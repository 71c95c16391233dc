"""Screen 16: take your card; whatever is left behind is kept."""

from kiosk_app.screens.lettering import Type
from kiosk_app.screens.screen import Icon, Look, Text
from kiosk_app.screens.slot import REMARK_LEFT, REMARK_WIDTH, SlotScreen
from kiosk_app.views import CardTakeView

REMARKS = (("circle-check", "card_take_check"), ("clock", "card_take_in_time"))


class CardTakeScreen(SlotScreen):
    """A picture of the card coming out."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "card_take")
        self._remarks = []
        for place, (icon, _key) in enumerate(REMARKS):
            Icon(self._inner, (648, 120 + place * 112, 48, 48), icon, "green")
            box = (REMARK_LEFT, 96 + place * 112, REMARK_WIDTH, 96)
            self._remarks.append(Text(self._inner, look, box, Type(28, bold=True, line=36, wrap=True)))

    def render_view(self, view: CardTakeView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._show_banner(None if view.explanation is None else self._t(view.explanation))
        for text, (_icon, key) in zip(self._remarks, REMARKS, strict=True):
            text.say(self._t(key))
