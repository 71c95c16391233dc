"""Text set in lines of a fixed height, with words in bold, and made larger where there is room for it."""

import re
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from kiosk_app.screens import theme

_BOLD = re.compile(r"(</?b>)")
_STEPS = (theme.LARGE_TEXT, 1.2, 1.15, 1.1, 1.05)
_GLYPH = 1.18
"""Height that no glyph of the family leaves, in em; a line box may be lower than the font's own 1.448."""

_LINE_SEPARATOR = "\u2028"


@dataclass(frozen=True, slots=True)
class Words:
    """A text ready to be set; `bold` are (start, length) of what stands out in it."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()


def words(markup: str, arguments: dict[str, str] | None = None) -> Words:
    """Fill `{names}` in and read <b>…</b>; what is filled in is never read as markup."""
    text, bold, start = "", [], None
    for part in _BOLD.split(markup):
        if part == "<b>":
            start = len(text)
        elif part == "</b>":
            if start is not None:
                bold.append((start, len(text) - start))
            start = None
        else:
            text += part.format_map(_Visible(arguments or {}))
    return Words(text, tuple(bold))


class _Visible(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


class Align(Enum):
    """Where a line stands in its box."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set: size and line height in pixels, `wrap` when it may take several lines."""

    size: float
    bold: bool = False
    line: float = 0.0  # 0: 1.3 em
    align: Align = Align.LEFT
    wrap: bool = False
    spacing: float = 0.0
    top: bool = False  # stands at the top of its box instead of in its middle
    grows: bool = True  # with large text

    @property
    def line_height(self) -> float:
        """Distance of two base lines in pixels."""
        return self.line or round(self.size * 1.3)


class Lettering:
    """One text, set."""

    def __init__(self, said: Words, kind: Type, width: float, factor: float = 1.0) -> None:
        self._kind = kind
        self._line_height = kind.line_height * factor
        self._face = theme.font(kind.size * factor, bold=kind.bold, spacing=kind.spacing * factor)
        self._layout = QTextLayout(said.text.replace("\n", _LINE_SEPARATOR), self._face)
        self._layout.setTextOption(_option(wrap=kind.wrap))
        self._layout.setFormats(_formats(said, self._face))
        self._lines = self._set(width)

    def _set(self, width: float) -> list[QTextLine]:
        lines = []
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width if self._kind.wrap else 100_000)
            lines.append(line)
        self._layout.endLayout()
        return lines

    @property
    def width(self) -> float:
        """Width of the longest line in pixels."""
        return max((line.naturalTextWidth() for line in self._lines), default=0.0)

    @property
    def height(self) -> float:
        """What the glyphs need in pixels; the air above the first and below the last line may be cut."""
        glyphs = self._face.pixelSize() * _GLYPH
        return (len(self._lines) - 1) * self._line_height + min(glyphs, self._line_height) if self._lines else 0.0

    def fits(self, box: QRectF) -> bool:
        """True when nothing would be cut off in `box`."""
        return self.width <= box.width() + 0.5 and self.height <= box.height() + 0.5

    def draw(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        """Paint into `box`."""
        painter.setPen(ink)
        block = len(self._lines) * self._line_height
        top = box.top() if self._kind.top else box.top() + (box.height() - block) / 2
        for number, line in enumerate(self._lines):
            left = box.left() + (box.width() - line.naturalTextWidth()) * self._kind.align.value
            y = top + number * self._line_height + (self._line_height - line.height()) / 2
            line.setPosition(QPointF(0, 0))
            line.draw(painter, QPointF(left, round(y + line.ascent()) - line.ascent()))


def _option(*, wrap: bool) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap if wrap else QTextOption.WrapMode.ManualWrap)
    return option


def _formats(said: Words, face: QFont) -> list[QTextLayout.FormatRange]:
    ranges = []
    for start, length in said.bold:
        marked = QTextLayout.FormatRange()
        marked.start, marked.length = start, length
        form = QTextCharFormat()
        strong = QFont(face)
        strong.setWeight(QFont.Weight.Bold)
        form.setFont(strong)
        marked.format = form
        ranges.append(marked)
    return ranges


def set_into(said: Words, kind: Type, box: QRectF, *, large: bool) -> Lettering:
    """Set a text for `box`: with large text as much larger as fits, else at its own size."""
    for factor in _STEPS if large and kind.grows else ():
        setting = Lettering(said, kind, box.width(), factor)
        if setting.fits(box):
            return setting
    return Lettering(said, kind, box.width())


def shortened(said: Words, kind: Type, box: QRectF) -> Words:
    """Cut the end off, with an ellipsis: the last resort for data of unforeseen length."""
    face = theme.font(kind.size, bold=kind.bold, spacing=kind.spacing)
    rows = max(1, int(box.height() // kind.line_height)) if kind.wrap else 1
    cut = QFontMetricsF(face).elidedText(said.text, Qt.TextElideMode.ElideRight, box.width() * rows * 0.9)
    return Words(cut)
