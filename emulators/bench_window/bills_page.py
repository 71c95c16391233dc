"""Paper bills: a list of the town's customers, and the bill of the one that was chosen."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.page import Can, Page, Truths, button, label
from emulators.bench_window.paper_bills import BILLS
from emulators.bench_window.papers import BillPicture
from emulators.bench_window.tongue import Tongue, short_yuan

LIST_WIDTH = 216


class BillsPage(Page):
    """The list on the left, the paper on the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chosen, self._tongue = 0, Tongue("zh")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.GAP, 0, 0)
        row.setSpacing(look.MARGIN)
        column = QVBoxLayout()
        column.setSpacing(4)
        self._head = label(self, "section")
        column.addWidget(self._head)
        self._rows: list[QPushButton] = []
        for at in range(len(BILLS)):
            each = button(self, "row")
            each.setCheckable(True)
            each.setAutoExclusive(True)
            each.setChecked(at == 0)
            each.setFixedWidth(LIST_WIDTH)
            each.clicked.connect(partial(self._choose, at))
            column.addWidget(each)
            self._rows.append(each)
        column.addStretch(1)
        row.addLayout(column)
        self._picture = BillPicture(self)
        row.addWidget(self._picture, 1)

    def _choose(self, at: int) -> None:
        self._chosen = at
        self._picture.show_bill(BILLS[at], self._tongue)

    def render_truth(self, _truths: Truths, _can: Can, tongue: Tongue) -> None:
        """Show the list and the chosen bill."""
        self._tongue = tongue
        self._head.setText(tongue("bill.customers"))
        for each, bill in zip(self._rows, BILLS, strict=True):
            remark = tongue(f"remark.{bill.remark}") if bill.remark else ""
            due = short_yuan(bill.fen) if bill.fen else ""
            each.setText("  ".join(part for part in (bill.name, due, remark) if part))
        self._picture.show_bill(BILLS[self._chosen], tongue)
