"""All pictures on one sheet, small, for the documentation."""

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter

COLUMNS, WIDTH, HEIGHT, GAP = 6, 288, 216, 8
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
    nearest = Qt.ImageConversionFlag.ThresholdDither
    sheet.convertToFormat(QImage.Format.Format_Indexed8, frequent_colours(sheet), nearest).save(str(file))
    return file


def frequent_colours(image: QImage) -> list[int]:
    """Return the 256 colours that are seen most often, as #AARRGGBB numbers."""
    seen = Counter(
        image.pixel(across, down) for down in range(0, image.height(), 3) for across in range(0, image.width(), 3)
    )
    return [colour for colour, _count in seen.most_common(256)]
