"""Screen 12: it is booked, and on the card."""

from kiosk_app.domain.money import kwh, rmb
from kiosk_app.screens.banner import SlipStrip
from kiosk_app.screens.bills import grouped
from kiosk_app.screens.cards import FactCard
from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.money_panel import Large, Line, Money, MoneyPanel, Part, Rule
from kiosk_app.screens.purchase import meter_digits
from kiosk_app.screens.screen import Look, Picture, Screen
from kiosk_app.screens.slip import show_slip
from kiosk_app.views import SuccessView


class SuccessScreen(Screen):
    """Tick, who and when, the money, the slip."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        Picture(self, (24, 102, 136, 136), "done")
        self._heading = self._text((188, 113, 440, 78), Type(64, bold=True, line=78, grows=False))
        self._thanks = self._text((188, 189, 440, 40), Type(28, line=36), "ink_2")
        self._facts = FactCard(self, look, 268, 4)
        self._strip = SlipStrip(self, look, (24, 564, 604, 84))
        self._panel = MoneyPanel(self, look)

    def render_view(self, view: SuccessView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._thanks.say(self._t(self._thanks_key(view)))
        self._facts.show_facts(self._who(view))
        show_slip(self._strip, self._look, view.receipt, card_waits=view.card_waits)
        self._panel.show_money(self._money(view))

    def _thanks_key(self, view: SuccessView) -> str:
        if view.meter_no is not None:
            return "purchase_success_thanks"
        return "success_thanks" if view.due and view.paid >= view.due else "success_part"

    def _who(self, view: SuccessView) -> tuple[tuple[Words, str], ...]:
        rows = [
            (self._t("customer_name"), view.name_masked),
            (self._t("customer_number_label"), grouped(view.customer_no)),
        ]
        if view.meter_no is not None:
            rows.append((self._t("meter"), meter_digits(view.meter_no)))
        elif view.at:
            rows.append((self._t("paid_at"), view.at))
        rows.append((self._t("sale_number"), view.sale))
        return tuple(row for row in rows if row[1])  # whose another terminal's purchase is, nobody says here

    def _money(self, view: SuccessView) -> Money:
        parts: list[Part] = [Rule()]
        if view.bills is not None:
            parts.append(Line(self._t("due_energy"), rmb(view.bills)))
        elif view.due and view.meter_no is None:
            parts.append(Line(self._t("to_pay"), rmb(view.due)))
        if view.late_fees is not None:
            parts.append(Line(self._t("due_late_fees"), rmb(view.late_fees)))
        if view.energy is not None:
            parts.append(Line(self._t("purchased_energy"), f"{kwh(view.energy)} kWh"))
        if view.credited is not None:
            parts.append(Line(self._t("onto_card"), rmb(view.credited)))
        if view.surplus or view.meter_no is None:
            parts.append(Line(self._t("to_account"), rmb(view.surplus)))
        if view.meter_no is not None and view.at:
            parts.append(Line(self._t("time"), view.at))
        if view.balance is not None:
            parts += [Rule(), Large(self._t("account_balance"), view.balance)]
        return Money(
            self._t("this_purchase" if view.meter_no is not None else "this_payment"),
            view.paid,
            ("circle-check", self._t("booked")),
            parts=tuple(parts),
        )
