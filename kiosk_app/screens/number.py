"""Screen 4: the customer number."""

from kiosk_app.screens.banner import Banner
from kiosk_app.screens.keypad import Keypad
from kiosk_app.screens.lettering import Type
from kiosk_app.screens.painted import DigitField
from kiosk_app.screens.screen import Icon, Look, Picture, Screen, Text, surface
from kiosk_app.views import NumberView


class NumberScreen(Screen):
    """Ten digits in groups of 3-3-4, a picture of where to find them, the keypad."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._where = self._text((24, 152, 604, 36), Type(28, line=36), "ink_2")
        field = surface(self, "field", (24, 212, 604, 96))
        self._digits = DigitField(field, (0, 0, 604, 96))
        self._status = self._text((24, 320, 604, 44), Type(28, line=40))
        self._problem = Banner(self, look, (24, 322, 604, 72), "attention")
        card = surface(self, "card", (24, 412, 604, 236))
        Picture(card, (29, 32, 250, 172), "bill")
        self._help = Text(card, look, (307, 48, 284, 44), Type(28, bold=True, line=36))
        self._help_where = Text(card, look, (307, 96, 284, 108), Type(28, line=40, wrap=True, top=True), "ink_2")
        self._strip = surface(card, "strip", (307, 128, 268, 76))
        Icon(self._strip, (18, 18, 40, 40), "scan-barcode", "green", 2.25)
        self._scan = Text(self._strip, look, (70, 0, 194, 76), Type(24, bold=True, line=30, wrap=True, grows=False))
        self._keypad = Keypad(self, look)
        self._keypad.touched.connect(self.touched)
        self._shield = Icon(self, (0, 604, 28, 28), "shield-check", "ink_2", 2.25)
        self._cleared = self._text((652, 588, 310, 60), Type(22, line=28), "ink_2")

    def render_view(self, view: NumberView) -> None:
        """Show the view."""
        self._heading.say(self._t("number_title"))
        self._where.say(self._t("number_where", length=view.length))
        self._digits.show_digits(view.digits, view.length, (3, 6))
        self._status.say(self._t(view.status))
        self._status.setVisible(view.problem is None)
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem, typed=len(view.digits), wanted=view.length))
        self._show_help(scanning=view.scanning)
        self._cleared.say(self._t("cleared_on_leaving"))
        left = 652 + (348 - 38 - self._cleared.text_width()) / 2
        self._shield.move(round(left), 604)
        self._cleared.move(round(left) + 38, 590)
        self._keypad.refresh()

    def _show_help(self, *, scanning: bool) -> None:
        """Where the number stands on a bill; or, beside a scanner, that nobody has to type it (ux.md 1.4, screen 6)."""
        self._help.move(307, 32 if scanning else 48)
        self._help.say(self._t("number_help"))
        self._help_where.setGeometry(307, 76 if scanning else 96, 284, 44 if scanning else 108)
        self._help_where.say(self._t("number_help_scan" if scanning else "number_help_where"))
        self._strip.setVisible(scanning)
        self._scan.say(self._t("number_at_scanner"))
