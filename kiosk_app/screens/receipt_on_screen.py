"""Screen 15: no paper: what the slip would say, to photograph or copy. The payment stays valid; that comes first."""

from kiosk_app.domain.money import Fen, kwh, rmb
from kiosk_app.domain.voucher import Voucher
from kiosk_app.screens.bills import grouped
from kiosk_app.screens.cards import FactCard
from kiosk_app.screens.lettering import Type, Words
from kiosk_app.screens.money_panel import Line, Money, MoneyPanel, Rule
from kiosk_app.screens.purchase import meter_digits
from kiosk_app.screens.qr import QrCode
from kiosk_app.screens.screen import Look, Screen, Text, surface
from kiosk_app.views import ReceiptOnScreenView

ROWS = 6
FEN = 100
QR_SIZE = 174
"""Of the transaction number, 14 characters: 25 modules of five pixels and the quiet zone; of a signed one, 128
characters at most: 49 modules of three."""


class ReceiptOnScreenScreen(Screen):
    """The number in large letters, the slip's lines below, the money at the right with the number as a QR code."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._valid = self._text((24, 148, 604, 40), Type(28, line=36), "ink_2")
        number = surface(self, "card", (24, 200, 604, 116))
        self._number_label = Text(number, look, (25, 8, 550, 34), Type(24, line=32), "ink_2")
        self._number = Text(number, look, (25, 40, 560, 70), Type(56, bold=True, line=70, grows=False))
        self._facts = FactCard(self, look, 328, ROWS, height=53)
        self._panel = MoneyPanel(self, look)
        top = self._panel.height() - 24 - QR_SIZE
        self._code = QrCode(self._panel, (24, top, QR_SIZE, QR_SIZE))
        remark = Type(22, line=30, wrap=True, grows=False)
        self._scan = Text(self._panel, look, (214, top, 122, QR_SIZE), remark, "on_dark_2")

    def render_view(self, view: ReceiptOnScreenView) -> None:
        """Show the view."""
        self._heading.say(self._t("receipt_title"))
        self._valid.say(self._t("receipt_paid_valid" if view.success else f"next_{view.voucher.kind}"))
        self._number_label.say(self._t("sale_number"))
        self._number.say(view.sale)
        self._facts.show_facts(self._lines(view))
        self._panel.show_money(self._money(view))
        self._code.show_content(self._look.slip_code(view.voucher))
        self._scan.say(self._t("scan_number"))

    def _lines(self, view: ReceiptOnScreenView) -> tuple[tuple[Words, str], ...]:
        slip = view.voucher
        rows: list[tuple[str, str]] = [
            ("outcome", self._t(f"outcome_{slip.kind}").text),
            ("customer_name", slip.name_masked),
            ("customer_number_label", grouped(slip.customer_no)),
            ("receipt_notes", self._notes(slip)),
        ]
        if slip.meter_no is not None:
            rows.append(("meter", meter_digits(slip.meter_no)))
        if slip.energy is not None:
            rows.append(("receipt_energy", f"{kwh(slip.energy)} kWh"))
        if slip.due and slip.meter_no is None:
            rows.append(("due_label", rmb(slip.due)))
        if slip.surplus:
            rows.append(("to_account", rmb(slip.surplus)))
        return tuple((self._t(key), value) for key, value in [row for row in rows if row[1]][:ROWS])

    def _notes(self, slip: Voucher) -> str:
        counts = (self._t("receipt_note", value=note.value // FEN, count=note.count).text for note in slip.notes)
        return " ".join(counts)

    def _money(self, view: ReceiptOnScreenView) -> Money:
        lines = [Line(self._t("terminal_number"), self._look.terminal)]
        if view.voucher.in_doubt:
            lines.append(Line(self._t("in_doubt"), rmb(Fen(view.voucher.in_doubt))))
        lines.append(Line(self._t("hotline_label"), self._look.hotline))
        word = ("circle-check", self._t("booked")) if view.success else ("shield-check", self._t("safely_recorded"))
        return Money(self._t("money_received"), view.paid, word, parts=(Rule(), *lines))
