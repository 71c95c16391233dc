"""A QR code, for a telephone's camera: dark on white in every palette, as scanners expect."""

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.screens.painted import Painted
from kiosk_app.screens.screen import Box

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""


class QrCode(Painted):
    """Modules of whole pixels, so that no edge is blurred."""

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent, box)
        self._modules: tuple[bytearray, ...] = ()

    def show_content(self, content: str) -> None:
        """Show the code of this text."""
        self._modules = segno.make_qr(content, error="M").matrix
        self.setAccessibleName(content)
        self.update()

    def forget(self) -> None:
        """Hold no code."""
        self._modules = ()
        self.setAccessibleName("")

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        count = len(self._modules)
        dot = self.width() // max(1, count + 2 * QUIET)
        edge = (self.width() - dot * count) // 2
        for down, line in enumerate(self._modules):
            for across, dark in enumerate(line):
                if dark:
                    painter.fillRect(
                        QRectF(edge + across * dot, edge + down * dot, dot, dot), QColor(Qt.GlobalColor.black)
                    )
