"""What happened to my payment: its number, or the slip in front of the scanner; then the true state (PAY-6)."""

from kiosk_app.screens.banner import Banner, SlipStrip
from kiosk_app.screens.cards import StoryCard
from kiosk_app.screens.keypad import Keypad
from kiosk_app.screens.lettering import Type
from kiosk_app.screens.money_panel import Large, Line, Money, MoneyPanel, Rule
from kiosk_app.screens.painted import DigitField, Disc
from kiosk_app.screens.screen import Icon, Look, Screen, Text, surface
from kiosk_app.screens.slip import show_slip
from kiosk_app.views import EnquiryNumberView, EnquiryView

DISCS = {
    "done": ("check", "green", "on_action"),
    "pending": ("clock", "amber", "on_amber"),
    "fault": ("octagon-x", "red", "on_action"),
}
"""Icon, its ground, its ink."""


class _NumberField(DigitField):
    """Places narrow enough to leave room for the letters."""

    PLACE, GAP, GROUP_GAP = 42, 6, 18


class EnquiryNumberScreen(Screen):
    """The number as it stands on the slip, its letters given; where to find it; the scanner as the shorter way."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._where = self._text((24, 152, 604, 36), Type(28, line=36), "ink_2")
        field = surface(self, "field", (24, 212, 604, 96))
        self._letters = Text(field, look, (22, 0, 76, 88), Type(48, bold=True, line=64, grows=False), "ink_2")
        self._digits = _NumberField(field, (98, 0, 494, 96))
        self._status = self._text((24, 320, 604, 44), Type(28, line=40))
        self._problem = Banner(self, look, (24, 322, 604, 72), "attention")
        card = surface(self, "card", (24, 412, 604, 236))
        self._icon = Icon(card, (29, 28, 56, 56), "scan-barcode", "green", 1.75)
        self._help = Text(card, look, (105, 20, 480, 72), Type(28, bold=True, line=36, wrap=True))
        surface(card, "line", (25, 108, 554, 1))
        self._example = Icon(card, (29, 138, 56, 56), "receipt-japanese-yen", "green", 1.75)
        self._help_where = Text(card, look, (105, 120, 480, 100), Type(28, line=40, wrap=True), "ink_2")
        self._keypad = Keypad(self, look)
        self._keypad.touched.connect(self.touched)
        self._note = self._text((652, 588, 348, 60), Type(22, line=28, wrap=True), "ink_2")

    def render_view(self, view: EnquiryNumberView) -> None:
        """Show the view."""
        self._heading.say(self._t("enquiry_title"))
        self._where.say(self._t("enquiry_where", length=view.length))
        self._letters.say(view.letters)
        self._digits.show_digits(view.digits, view.length, (4,))
        self._status.say(self._t(view.status))
        self._status.setVisible(view.problem is None)
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem))
        self._icon.change("scan-barcode" if view.scanning else "info", "green")
        self._help.say(self._t("enquiry_scan" if view.scanning else "enquiry_no_scanner"))
        self._help_where.say(self._t("enquiry_example", example=f"{view.letters}0117-002381"))
        self._note.say(self._t("enquiry_any_terminal"))
        self._keypad.refresh()


class EnquiryScreen(Screen):
    """Title, three rows, the slip once it was asked for; the money and the numbers at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._disc = Disc(self, (24, 102, 88, 88), 52)
        self._heading = self._text((134, 100, 494, 56), Type(44, bold=True, line=56))
        self._line = self._text((134, 156, 494, 36), Type(28, line=36), "ink_2")
        self._story = StoryCard(self, look, 212)
        self._strip = SlipStrip(self, look, (24, 564, 604, 84))
        self._panel = MoneyPanel(self, look)

    def render_view(self, view: EnquiryView) -> None:
        """Show the view."""
        self._disc.dress(*DISCS[view.severity])
        self._heading.say(self._t(view.title))
        self._line.say(self._t(view.explanation))
        self._story.show_story(
            (
                ("shield-check", self._t("where_money_is"), self._t(view.money)),
                ("history", self._t("next_step"), self._t(view.next_step)),
                ("phone", self._t("ask_result"), self._t(view.enquiry)),
            )
        )
        self._strip.setVisible(view.receipt is not None)
        if view.receipt is not None:
            show_slip(self._strip, self._look, view.receipt, card_waits=False)
        self._panel.show_money(self._money(view))

    def _money(self, view: EnquiryView) -> Money:
        serial = [Line(self._t("platform_serial"), view.platform_serial)] if view.platform_serial else []
        icon = "circle-check" if view.platform_serial else "shield-check"
        return Money(
            self._t("money_received"),
            view.paid,
            (icon, self._t(view.safe)),
            parts=(
                Rule(),
                Large(self._t("sale_number"), view.sale, 39),
                Rule(),
                *serial,
                Line(self._t("terminal_number"), self._look.terminal),
                Line(self._t("hotline_label"), self._look.hotline, 32),
            ),
        )
