"""The printer's tray as pictures: the last slip first, the others with the arrows."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.page import button, label
from emulators.bench_window.tongue import Tongue

SLIP_WIDTH, SCROLL_WIDTH = 272, 296


class ReceiptView(QWidget):
    """Shows the slips of a folder; goes to a new one when it falls into the tray."""

    def __init__(self, parent: QWidget, tray: Path) -> None:
        super().__init__(parent)
        self._tray = tray
        self._names: list[str] = []
        self._at = 0
        self._shown = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GAP)
        row = QHBoxLayout()
        self._before, self._after = button(self), button(self)
        self._before.setText("‹")
        self._after.setText("›")
        self._name = label(self, "quiet")
        self._before.clicked.connect(lambda: self._go(-1))
        self._after.clicked.connect(lambda: self._go(1))
        row.addWidget(self._before)
        row.addWidget(self._name, 1)
        row.addWidget(self._after)
        column.addLayout(row)
        self._paper = QLabel(self)
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._paper)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFixedWidth(SCROLL_WIDTH)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)

    def render_slips(self, tongue: Tongue) -> None:
        """Look into the tray and show the slip in turn."""
        names = sorted(path.stem for path in self._tray.glob("[0-9]*.png"))
        if names != self._names:
            self._names, self._at = names, len(names) - 1
        name = self._names[self._at] if self._names else ""
        text = tongue("slip.none")
        if name:
            torn = tongue("slip.torn") if name.endswith("-torn") else ""
            text = f"{tongue('slip.at', at=self._at + 1, count=len(self._names))} {torn}".strip()
        self._name.setText(text)
        self._name.setAlignment(look.CENTRE)
        self._before.setEnabled(self._at > 0)
        self._after.setEnabled(self._at < len(self._names) - 1)
        if name != self._shown:
            self._show(name)

    def _show(self, name: str) -> None:
        self._shown = name
        picture = QPixmap(str(self._tray / f"{name}.png")) if name else QPixmap()
        if picture.isNull():
            self._paper.clear()
            return
        smooth = Qt.TransformationMode.SmoothTransformation
        self._paper.setPixmap(picture.scaledToWidth(SLIP_WIDTH, smooth))
        self._paper.setContentsMargins(0, look.GAP, 0, look.GAP)

    def _go(self, steps: int) -> None:
        self._at = min(max(self._at + steps, 0), len(self._names) - 1)
        self._show(self._names[self._at])
