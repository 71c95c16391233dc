"""The printer's page: what can be done to it on the left, the slips as pictures on the right."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.controls import PRINTER
from emulators.bench_window.device_page import DevicePage
from emulators.bench_window.page import Can, Page, Truths
from emulators.bench_window.receipt_view import ReceiptView
from emulators.bench_window.tongue import Tongue
from emulators.bench_window.truth import printer_places


class PrinterPage(Page):
    """A narrow device page beside the tray."""

    def __init__(self, parent: QWidget, tray: Path) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.MARGIN)
        self._device = DevicePage(self, "receipt_printer", PRINTER, printer_places, across=2)
        self._device.wanted.connect(self.wanted)
        self._slips = ReceiptView(self, tray)
        row.addWidget(self._device, 1)
        row.addWidget(self._slips)

    def render_truth(self, truths: Truths, can: Can, tongue: Tongue) -> None:
        """Show conditions and slips."""
        self._device.render_truth(truths, can, tongue)
        self._slips.render_slips(tongue)
