"""Screen 16: take your card; whatever is left behind is kept."""

from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import Type
from kiosk_app.screens.screen import Icon, Look, Picture, Screen, Text, surface
from kiosk_app.views import CardTakeView

REMARKS = (("check", "card_take_check"), ("clock", "card_take_beware"))


class CardTakeScreen(Screen):
    """A picture of the card coming out."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title((24, 92, 976, 60))
        self._explanation = Banner(self, look, (24, 160, 976, 72), "attention")
        card = surface(self, "card", (24, 248, 976, 400))
        Picture(card, (56, 80, 604, 240), "card_take")
        surface(card, "line", (684, 36, 1, 328))
        self._remarks = []
        for place, (icon, _key) in enumerate(REMARKS):
            Icon(card, (712, 116 + place * 112, 48, 48), icon, "green")
            text = Type(28, line=36, wrap=True)
            self._remarks.append(Text(card, look, (776, 92 + place * 112, 190, 96), text))

    def render_view(self, view: CardTakeView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._explanation.setVisible(view.explanation is not None)
        if view.explanation is not None:
            self._explanation.say(self._t(view.explanation))
        for text, (_icon, key) in zip(self._remarks, REMARKS, strict=True):
            text.say(self._t(key))
