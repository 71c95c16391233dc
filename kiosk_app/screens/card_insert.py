"""Screen 17: the card into the slot: chip side, arrow."""

from kiosk_app.screens.lettering import Align, Type
from kiosk_app.screens.screen import Look, Text, surface
from kiosk_app.screens.slot import REMARK_LEFT, REMARK_WIDTH, SlotScreen
from kiosk_app.views import CardInsertView

STEPS = ("card_insert_chip", "card_insert_arrow", "card_insert_push")


class CardInsertScreen(SlotScreen):
    """A picture of the slot, three things to do in order."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "card_insert")
        number = Type(32, bold=True, line=42, align=Align.CENTRE, grows=False)
        text = Type(28, bold=True, line=36, wrap=True)
        self._steps: list[Text] = []
        self._numbers: list[Text] = []
        for place in range(len(STEPS)):
            disc = surface(self._inner, "number", (640, 64 + place * 104, 64, 64))
            self._numbers.append(Text(disc, look, (0, 0, 64, 64), number, "on_action"))
            box = (REMARK_LEFT, 52 + place * 104, REMARK_WIDTH, 88)
            self._steps.append(Text(self._inner, look, box, text))

    def render_view(self, view: CardInsertView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._show_banner(None if view.problem is None else self._t(view.problem))
        for place, (number, text) in enumerate(zip(self._numbers, self._steps, strict=True)):
            number.say(str(place + 1))
            text.say(self._t(STEPS[place]))
