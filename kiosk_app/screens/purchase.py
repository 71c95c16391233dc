"""Screen 18: how much electricity goes onto the card."""

import re

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.domain.money import kwh, yuan
from kiosk_app.screens import theme
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.keypad import Keypad
from kiosk_app.screens.lettering import Align, Lettering, Type, Words
from kiosk_app.screens.painted import Painted
from kiosk_app.screens.screen import Box, Icon, Look, Screen, Text, surface
from kiosk_app.views import PurchaseView

PRESETS = 5
HANZI_DIGITS = "零一二三四五六七八九"


def meter_digits(number: str) -> str:
    """Write a meter number the way it stands on the meter: 0086 3157 42."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


class _AmountField(Painted):
    """What was typed: ￥100, or 200 kWh; a bar stands where the next digit comes."""

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent, box)
        self._digits, self._by_energy = "", False

    def show_digits(self, digits: str, *, by_energy: bool) -> None:
        """Show them."""
        self._digits, self._by_energy = digits, by_energy
        self.update()

    def forget(self) -> None:
        """Hold no digit."""
        self._digits = ""

    def _paint(self, painter: QPainter) -> None:
        left, ink = 24.0, theme.colour("ink")
        if not self._by_energy:
            Lettering(Words("￥"), _UNIT, 40).draw(painter, QRectF(left - 4, 10, 40, self.height() - 10), ink)
            left += 40
        digits = Lettering(Words(self._digits), _DIGITS, 300)
        digits.draw(painter, QRectF(left, 0, 300, self.height()), ink)
        left += digits.width
        painter.fillRect(QRectF(left + 5, 22, 4, self.height() - 44), theme.colour("green"))
        if self._by_energy:
            Lettering(Words("kWh"), _UNIT, 90).draw(painter, QRectF(left + 20, 8, 90, self.height() - 8), ink)


_PRICE = re.compile(r"(?:第([一二三四五六七八九])档 )?(\d+\.\d+) 元/kWh")
_DIGITS = Type(56, bold=True, line=72)
_UNIT = Type(30, bold=True, line=40)


class PurchaseScreen(Screen):
    """The card, the amount, what it buys."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        card = surface(self, "card", (24, 160, 604, 96))
        Icon(card, (21, 24, 48, 48), "chip-card", "green")
        self._who = Text(card, look, (87, 12, 500, 38), Type(28, bold=True, line=38))
        self._meter = Text(card, look, (87, 50, 500, 34), Type(24, line=34), "ink_2")
        field = surface(self, "field", (24, 268, 604, 96))
        self._field = _AmountField(field, (0, 0, 340, 96))
        self._quote = Text(field, look, (330, 0, 250, 96), Type(28, align=Align.RIGHT))
        self._limits = self._text((24, 372, 346, 36), Type(24, line=36), "ink_2")
        self._price = self._text((372, 372, 256, 36), Type(24, line=36, align=Align.RIGHT), "ink_2")
        self._presets = [self._button((24, 424, 100, 84), "secondary") for _ in range(PRESETS)]
        self._no_change = Banner(self, look, (24, 564, 604, 84), "attention", icon="hand-coins")
        self._problem = Banner(self, look, (24, 564, 604, 84), "fault")
        self._keypad = Keypad(self, look)
        self._keypad.touched.connect(self.touched)
        self._money = self._button((652, 576, 168, 72), "secondary", 26)
        self._energy = self._button((832, 576, 168, 72), "secondary", 26)
        self._money.means(Pressed("by_money"))
        self._energy.means(Pressed("by_energy"))

    def render_view(self, view: PurchaseView) -> None:
        """Show the view."""
        self._heading.say(self._t("purchase_title_energy" if view.by_energy else "purchase_title"))
        self._who.say(f"{view.name_masked}　{view.address_masked}")
        meter = meter_digits(view.meter_no)
        key = "meter_number" if view.remaining is None else "meter_remaining"
        self._meter.say(self._t(key, number=meter, remaining=view.remaining or ""))
        self._field.show_digits(view.digits, by_energy=view.by_energy)
        self._show_quote(view)
        limits = {"minimum": yuan(view.minimum), "maximum": yuan(view.maximum)}
        self._limits.say(self._t("purchase_limits", **limits))
        self._price.say(self._price_words(view.price_text))
        self._show_presets(view)
        self._no_change.setVisible(view.problem is None)
        self._no_change.say(self._t(view.no_change))
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem))
        self._show_units(view)
        self._keypad.refresh()

    def _price_words(self, text: str) -> Words:
        """Say the price in the customer's language; the vending system says it in Chinese."""
        found = _PRICE.fullmatch(text)
        if found is None:
            return Words(text)
        tier, price = found.groups()
        if not tier:
            return self._t("price", price=price)
        chinese = self._look.texts.language == "zh"
        return self._t("price_of_tier", tier=tier if chinese else HANZI_DIGITS.find(tier), price=price)

    def _show_quote(self, view: PurchaseView) -> None:
        if not view.digits:
            self._quote.say(Words(""))
        elif view.by_energy and view.quote_money is not None:
            self._quote.say(self._t("quote_money", money=yuan(view.quote_money)))
        elif not view.by_energy and view.quote_energy is not None:
            self._quote.say(self._t("quote_energy", energy=kwh(view.quote_energy)))
        else:
            self._quote.say(Words(""))

    def _show_presets(self, view: PurchaseView) -> None:
        values = view.presets[:PRESETS]
        count = max(1, len(values))
        width = (604 - 12 * (count - 1)) // count
        for place, preset in enumerate(self._presets):
            preset.setVisible(place < len(values))
            if place < len(values):
                value = values[place]
                preset.means(Pressed(f"preset_{value}"))
                preset.setGeometry(24 + place * (width + 12), 432, width, 84)
                preset.padding(8)
                preset.change_kind("chosen" if view.digits == str(value) else "secondary")
                said = self._t("preset_energy" if view.by_energy else "preset_money", value=value)
                preset.say(said, large=self._look.large)

    def _show_units(self, view: PurchaseView) -> None:
        for button, key, chosen in (
            (self._money, "by_money", not view.by_energy),
            (self._energy, "by_energy", view.by_energy),
        ):
            button.setVisible(view.may_switch)
            button.change_kind("chosen" if chosen else "secondary")
            button.say(self._t(key), large=self._look.large)
