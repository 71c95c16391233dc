"""Letters too large for Qt's cache of glyphs, painted from outlines that are kept.

Qt asks FreeType anew for the outline of each letter of 64 pixels and more, and gets one that differs in the last
bits with the size that FreeType set before: the same amount then looks a little different from one time to the next.
Kept outlines are the same each time, and painted faster.
"""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QPainter, QPainterPath, QRawFont

FROM_PIXELS = 64
"""QT_MAX_CACHED_GLYPH_SIZE."""

_kept: dict[tuple[str, str, float, int], QPainterPath] = {}


def paint_outlines(painter: QPainter, runs: list[QGlyphRun], origin: QPointF, ink: QColor) -> None:
    """Paint glyphs at their places, counted from `origin`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for run in runs:
        face = run.rawFont()
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            painter.drawPath(_outline(face, glyph).translated(origin + place))
    painter.restore()


def _outline(face: QRawFont, glyph: int) -> QPainterPath:
    key = (face.familyName(), face.styleName(), face.pixelSize(), glyph)
    if key not in _kept:
        path = face.pathForGlyph(glyph)
        path.setFillRule(Qt.FillRule.WindingFill)
        _kept[key] = path
    return _kept[key]
