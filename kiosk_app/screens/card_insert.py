"""Screen 17: the card into the slot: chip side, arrow."""

from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.screen import Look, Picture, Screen, Text, surface
from kiosk_app.views import CardInsertView

STEPS = ("card_insert_chip", "card_insert_arrow", "card_insert_push")


class CardInsertScreen(Screen):
    """A picture of the slot, three things to do in order."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title((24, 92, 976, 60))
        self._problem = Banner(self, look, (24, 160, 976, 72), "attention")
        card = surface(self, "card", (24, 248, 976, 400))
        Picture(card, (56, 80, 604, 240), "card_insert")
        surface(card, "line", (684, 36, 1, 328))
        kind = Type(32, bold=True, line=42, align=Align.CENTRE, grows=False)
        for place in range(len(STEPS)):
            disc = surface(card, "number", (712, 64 + place * 104, 64, 64))
            Text(disc, look, (0, 0, 64, 64), kind, "on_action").say(str(place + 1))
        self._steps = [
            Text(card, look, (788, 52 + place * 104, 180, 88), Type(28, bold=True, line=36, wrap=True))
            for place in range(len(STEPS))
        ]

    def render_view(self, view: CardInsertView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem))
        for text, key in zip(self._steps, STEPS, strict=True):
            text.say(self._t(key))
