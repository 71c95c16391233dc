"""The customers' meters: put a card in, see what it shows, use some electricity."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.hand_page import CARDS
from emulators.bench_window.page import Can, Page, Truths, button, label
from emulators.bench_window.paper_bills import card_name
from emulators.bench_window.papers import MeterFace
from emulators.bench_window.tongue import Tongue, amount

METER = "meter"
NUMBERS = ("000086315742", "000086315759", "000086315766", "000086315773", "000086315780", "000086315797")
USED = 1_000  # fen, or 0.01 kWh


class MeterBox(QFrame):
    """One meter with its buttons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 6)
        column.setSpacing(3)
        self.owner = label(self, "section")
        self.face = MeterFace(self)
        self.insert, self.use = button(self, "primary"), button(self)
        row = QHBoxLayout()
        row.setSpacing(look.GAP)
        row.addWidget(self.insert, 1)
        row.addWidget(self.use, 1)
        column.addWidget(self.owner)
        column.addWidget(self.face)
        column.addLayout(row)


class MetersPage(Page):
    """Which card is at hand above, the meters below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.GAP, 0, 0)
        column.setSpacing(look.GAP)
        self._head = label(self, "section")
        self._card = QComboBox(self)
        self._card.addItems([""] * (1 + len(CARDS)))
        row = QHBoxLayout()
        row.addWidget(self._head)
        row.addWidget(self._card, 1)
        column.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(look.GAP)
        self._boxes = {number: MeterBox(self) for number in NUMBERS}
        for at, (number, box) in enumerate(self._boxes.items()):
            grid.addWidget(box, at // 2, at % 2)
            box.insert.clicked.connect(partial(self._insert, number))
            box.use.clicked.connect(partial(self._use, number))
        column.addLayout(grid)
        column.addStretch(1)
        self._owners: dict[str, str] = {}

    def _insert(self, number: str) -> None:
        chosen = self._card.currentIndex()
        card = CARDS[chosen - 1] if chosen else self._owners.get(number, "")
        if card:
            self.want(METER, "insert_card", card=card, meter_no=number)

    def _use(self, number: str) -> None:
        self.want(METER, "use_electricity", meter_no=number, value=USED)

    def render_truth(self, truths: Truths, can: Can, tongue: Tongue) -> None:
        """Show what each meter shows."""
        self._head.setText(tongue("meter.card"))
        for at, text in enumerate([tongue("meter.own"), *(card_name(card, tongue) for card in CARDS)]):
            self._card.setItemText(at, text)
        state = truths.get(METER, {})
        meters, display = state.get("meters", {}), state.get("display", {})
        self._owners = {number: str(meter["card"]) for number, meter in meters.items()}
        for number, box in self._boxes.items():
            meter = meters.get(number)
            box.insert.setText(tongue("meter.insert"))
            box.insert.setEnabled(meter is not None and METER in can)
            box.use.setEnabled(meter is not None and METER in can)
            unit = meter["unit"] if meter is not None else "fen"
            box.use.setText(tongue("meter.use", value=amount(USED, unit)))
            if meter is None:
                box.owner.setText(number)
                box.face.show_face("", "", "", complains=False)
                continue
            box.owner.setText(f"{card_name(meter['card'], tongue)}  {number}")
            self._show_face(box, meter, display if display.get("meter_no") == number else {}, tongue)

    def _show_face(self, box: MeterBox, meter: Mapping[str, Any], display: Mapping[str, Any], tongue: Tongue) -> None:
        small = tongue("card.counter", counter=meter["counter"])
        error = display.get("error", "")
        if error:
            small = f"{error} {tongue.known('meter_error', error)}"
        elif display.get("credited"):
            small = f"{small}  {tongue('meter.took', credited=amount(display['credited'], meter['unit']))}"
        left = amount(meter["remaining"] - meter["overdraft"], meter["unit"])
        box.face.show_face(tongue("meter.left"), left, small, complains=bool(error))
