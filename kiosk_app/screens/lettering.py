"""Text set in lines of a fixed height, with words in bold, and made larger where there is room for it."""

import math
import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from kiosk_app.screens import theme
from kiosk_app.screens.outlines import FROM_PIXELS, paint_outlines

_BOLD = re.compile(r"(</?b>)")
_PHRASE = re.compile(r".*?(?:[，。；：、？]+|[,.;:?]+ |\n|$)", re.DOTALL)
STEPS = (theme.LARGE_TEXT, 1.2, 1.15, 1.1, 1.05)
"""Large text: as much larger as fits."""

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

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return len(self._lines)

    def texts(self) -> list[str]:
        """Return what stands in each line."""
        whole = self._layout.text()
        return [whole[line.textStart() : line.textStart() + line.textLength()] for line in self._lines]

    def fits(self, box: QRectF) -> bool:
        """True when nothing would be cut off in `box`."""
        return self.width <= box.width() + 0.5 and self.height <= box.height() + 0.5

    def baselines(self, box: QRectF) -> list[int]:
        """Return where the lines stand in `box`: in its middle, or a little higher when a g would lose its tail."""
        block = len(self._lines) * self._line_height
        top = box.top() if self._kind.top else box.top() + (box.height() - block) / 2
        found = [
            round(top + number * self._line_height + (self._line_height - line.height()) / 2 + line.ascent())
            for number, line in enumerate(self._lines)
        ]
        if not found:
            return found
        highest, lowest = self._ink(0).top() + found[0], self._ink(-1).bottom() + found[-1]
        shift = min(0, math.floor(box.bottom() - lowest))
        shift = max(shift, math.ceil(box.top() - highest)) if highest + shift < box.top() else shift
        return [baseline + shift for baseline in found]

    def _ink(self, number: int) -> QRectF:
        line = self._lines[number]
        start, length = line.textStart(), line.textLength()
        return QFontMetricsF(self._face).tightBoundingRect(self._layout.text()[start : start + length])

    def draw(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        """Paint into `box`."""
        for line, baseline in zip(self._lines, self.baselines(box), strict=True):
            left = box.left() + (box.width() - line.naturalTextWidth()) * self._kind.align.value
            self._write(painter, line, QPointF(left, baseline), ink)

    def write(self, painter: QPainter, place: QPointF, ink: QColor) -> None:
        """Paint the first line with its base line at `place`."""
        for line in self._lines[:1]:
            self._write(painter, line, place, ink)

    def _write(self, painter: QPainter, line: QTextLine, place: QPointF, ink: QColor) -> None:
        line.setPosition(QPointF(0, 0))
        corner = QPointF(place.x(), place.y() - line.ascent())
        if self._face.pixelSize() >= FROM_PIXELS:
            paint_outlines(painter, line.glyphRuns(), corner, ink)
            return
        painter.setPen(ink)
        line.draw(painter, corner)


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
    for factor in STEPS if large and kind.grows else ():
        setting = by_phrases(said, kind, box.width(), factor)
        if setting.fits(box):
            return setting
    return by_phrases(said, kind, box.width())


def by_phrases(said: Words, kind: Type, width: float, factor: float = 1.0) -> Lettering:
    """Set a text; where it takes several lines, let them end at commas and stops if that costs no further line."""
    plain = Lettering(said, kind, width, factor)
    if not kind.wrap or plain.lines < 2:
        return plain
    setting = Lettering(_broken(said, kind, width, factor), kind, width, factor)
    return setting if setting.lines <= plain.lines else plain


def _broken(said: Words, kind: Type, width: float, factor: float) -> Words:
    """Put a line's end behind the last phrase that fits into each line."""
    face = theme.font(kind.size * factor, bold=kind.bold, spacing=kind.spacing * factor)
    metrics = QFontMetricsF(face)
    start, breaks = 0, []
    ends = [found.end() for found in _PHRASE.finditer(said.text) if found[0]]
    for end, following in pairwise(ends):
        if "\n" in said.text[start:following] or metrics.horizontalAdvance(said.text[start:following].strip()) > width:
            start = end
            breaks.append(end)
    return _with_breaks(said, breaks)


def _with_breaks(said: Words, breaks: list[int]) -> Words:
    text, bold = said.text, list(said.bold)
    for place in reversed(breaks):
        if text[place - 1] in " \n":
            text = text[: place - 1] + "\n" + text[place:]
            continue
        text = text[:place] + "\n" + text[place:]
        bold = [(start + (start >= place), length + (start < place < start + length)) for start, length in bold]
    return Words(text, tuple(bold))


def shortened(said: Words, kind: Type, box: QRectF) -> Words:
    """Cut the end off, with an ellipsis: the last resort for data of unforeseen length."""
    face = theme.font(kind.size, bold=kind.bold, spacing=kind.spacing)
    rows = max(1, int(box.height() // kind.line_height)) if kind.wrap else 1
    cut = QFontMetricsF(face).elidedText(said.text, Qt.TextElideMode.ElideRight, box.width() * rows * 0.9)
    return Words(cut)
