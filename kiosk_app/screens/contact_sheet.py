"""All pictures on one sheet, small, for the documentation."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter

COLUMNS, WIDTH, HEIGHT, GAP = 6, 256, 192, 8
GROUND = "#8A97A3"


def paint_contact_sheet(pictures: list[Path], file: Path) -> Path:
    """Paint the pictures in rows of six, with a palette of 256 colours; return the file."""
    rows = -(-len(pictures) // COLUMNS)
    sheet = QImage(COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(GROUND))
    painter = QPainter(sheet)
    for place, picture in enumerate(pictures):
        corner = QPoint(GAP + place % COLUMNS * (WIDTH + GAP), GAP + place // COLUMNS * (HEIGHT + GAP))
        small = QImage(str(picture)).scaled(
            WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(corner, small)
    painter.end()
    sheet.convertToFormat(QImage.Format.Format_Indexed8, Qt.ImageConversionFlag.AvoidDither).save(str(file))
    return file
