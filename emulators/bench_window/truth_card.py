"""A device in the strip above all pages: its name, its lamp, three lines of truth. Pressed, it opens its page."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from emulators.bench_window import look
from emulators.bench_window.pictures import PictureButton, too_long
from emulators.bench_window.truth import Lamp, Truth

COLOURS = {Lamp.OK: look.GREEN, Lamp.ATTENTION: look.AMBER, Lamp.FAULT: look.RED, Lamp.OFF: look.BORDER}
TINTS = {Lamp.OK: look.SURFACE, Lamp.ATTENTION: look.AMBER_TINT, Lamp.FAULT: look.RED_TINT, Lamp.OFF: look.SUNKEN}
SIGNS = {Lamp.OK: "✓", Lamp.ATTENTION: "!", Lamp.FAULT: "✕", Lamp.OFF: "–"}  # colour is never alone
HEIGHT = 92


class TruthCard(PictureButton):
    """One device."""

    corner = 8.0

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, QSize(160, HEIGHT))
        self.setCheckable(True)
        self._name, self._truth = "", Truth(Lamp.OFF, ("", "", ""))

    def show_truth(self, name: str, truth: Truth) -> None:
        """Show this."""
        self._name, self._truth = name, truth
        self.setAccessibleName(" ".join((name, *truth.lines)))
        self.setToolTip("\n".join(line for line in truth.lines if line))
        self.update()

    def clipped(self) -> list[str]:
        """Return the lines that do not fit."""
        first, *others = self._truth.lines
        room = self.width() - 23
        name = too_long([self._name], look.font(12, bold=True), room - 20)
        return name + too_long([first], look.font(13, bold=True), room) + too_long(others, look.font(13), room)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint it."""
        lamp = self._truth.lamp
        edge = QPen(QColor(look.GREEN if self.isChecked() else look.LINE), 2 if self.isChecked() else 1)
        painter.setPen(edge)
        painter.setBrush(QColor(TINTS[lamp]))
        painter.drawRoundedRect(box, self.corner, self.corner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS[lamp]))
        centre = QPointF(box.right() - 17, box.top() + 17)
        painter.drawEllipse(centre, 8, 8)
        painter.setPen(QColor(look.INK if lamp is Lamp.ATTENTION else look.ON_DARK))
        painter.setFont(look.font(11, bold=True))
        painter.drawText(QRectF(centre.x() - 8, centre.y() - 8, 16, 16), look.CENTRE, SIGNS[lamp])
        painter.setPen(QColor(look.INK_2))
        painter.setFont(look.font(12, bold=True))
        left = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(box.left() + 10, box.top() + 6, box.width() - 40, 20), left, self._name)
        for at, line in enumerate(self._truth.lines):
            painter.setFont(look.font(13, bold=at == 0))
            painter.setPen(QColor(look.INK))
            room = box.width() - 20
            text = QFontMetricsF(painter.font()).elidedText(line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(box.left() + 10, box.top() + 26 + at * 19, room, 20), left, text)
