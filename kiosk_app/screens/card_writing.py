"""Screen 19: the one command is "do not remove"; there is nothing to touch."""

from kiosk_app.domain.money import kwh, rmb
from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.money_panel import Large, Line, Money, MoneyPanel, Part, Rule
from kiosk_app.screens.painted import StageMark
from kiosk_app.screens.purchase import meter_digits
from kiosk_app.screens.screen import Look, Picture, Screen, Text, surface
from kiosk_app.views import CardWritingView

STAGES = ("stage_checking", "stage_writing", "stage_reading_back", "stage_done")


class CardWritingScreen(Screen):
    """Amber ground, the command in 104 pixels, four stages, the money at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setProperty("surface", "amber")
        self._heading = self._title()
        self._heading.tint("on_amber")
        command = Type(104, bold=True, line=124, grows=False)
        self._command = self._text((20, 148, 620, 124), command, "on_amber")
        self._warning = self._text((24, 276, 604, 38), Type(28, line=36), "on_amber")
        Picture(self, (24, 328, 604, 196), "card_held")
        strip = surface(self, "plain", (24, 552, 604, 96))
        self._marks, self._names = [], []
        for place in range(len(STAGES)):
            self._marks.append(StageMark(strip, (0, 26, 44, 44)))
            self._names.append(Text(strip, look, (place * 147, 0, 120, 96), Type(28)))
        self._panel = MoneyPanel(self, look)

    def render_view(self, view: CardWritingView) -> None:
        """Show the view."""
        self._heading.say(self._t("card_writing_title"))
        self._command.say(self._t("do_not_remove"))
        self._warning.say(self._t("card_writing_warning"))
        for place, key in enumerate(STAGES):
            state = "done" if place < view.stage else "now" if place == view.stage else "todo"
            self._show_stage(place, key, state)
        self._panel.show_money(self._money(view))

    def _show_stage(self, place: int, key: str, state: str) -> None:
        mark, name = self._marks[place], self._names[place]
        mark.show_state(state)
        name.restyle(Type(28, bold=state != "todo", grows=False))
        name.tint("ink_2" if state == "todo" else "ink")
        name.resize(94, 96)
        name.say(self._t(key))
        left = 8 + place * 147 + (147 - 54 - name.text_width()) / 2
        mark.move(round(left), 26)
        name.move(round(left) + 54, 0)

    def _money(self, view: CardWritingView) -> Money:
        parts: list[Part] = [Rule()]
        if view.energy is not None:
            parts.append(Line(self._t("purchased_energy"), f"{kwh(view.energy)} kWh"))
        if view.credited is not None:
            parts.append(Line(self._t("onto_card"), rmb(view.credited)))
        parts += [Line(self._t("meter"), meter_digits(view.meter_no)), Rule()]
        parts.append(Large(self._t("sale_number"), Words(view.sale).text, 28))
        safe = ("shield-check", self._t("safely_recorded"))
        return Money(
            self._t("money_received"),
            view.paid,
            safe,
            parts=tuple(parts),
            note=self._t("unwritten_is_safe"),
            note_lines=2,
        )
