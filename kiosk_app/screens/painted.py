"""What a stylesheet cannot draw: digits in groups, amounts, notes, rings, bars, discs."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.money import Fen, rmb, yuan
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words
from kiosk_app.screens.screen import Box

AMOUNT_SIZES = (72, 56, 48, 36)
"""An amount is as large as fits its place; the ￥ before it is 0.53 of that, on the same base line."""


def _sign_size(size: float) -> float:
    return 30 if size == 48 else size * 38 / 72


class Painted(QWidget):
    """A widget that paints itself and cannot be touched."""

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(*box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def clipped(self) -> list[str]:
        """Return the texts that do not fit."""
        return []


class Amount(Painted):
    """An amount in yuan, as large as fits: 72, 56, 48 or 36 pixels, on a base line of its own."""

    def __init__(self, parent: QWidget, box: Box, tone: str = "on_dark", largest: int = 72) -> None:
        super().__init__(parent, box)
        self._text, self._tone, self._largest = "", tone, largest
        self._sign = "￥"

    def show_amount(self, amount: Fen, *, largest: int | None = None) -> None:
        """Show an amount of fen, at most `largest` pixels high."""
        self._text, self._largest = yuan(Fen(abs(amount))), largest or self._largest
        self._sign = "-￥" if amount < 0 else "￥"
        self.setAccessibleName(rmb(amount))
        self.update()

    def forget(self) -> None:
        """Show no amount."""
        self._text = ""
        self.setAccessibleName("")

    def _width(self, size: float) -> float:
        return self._sign_width(size) + 2 + self._digits(size).horizontalAdvance(self._text) - 6

    def _sign_width(self, size: float) -> float:
        """Return how wide ￥ is, and a minus before it: that is as wide as the font says."""
        minus = QFontMetricsF(theme.font(_sign_size(size), bold=True)).horizontalAdvance(self._sign.rstrip("￥"))
        return _sign_size(size) + minus

    def _digits(self, size: float) -> QFontMetricsF:
        return QFontMetricsF(theme.font(size, bold=True, spacing=-size / 72))

    def _size(self) -> int:
        sizes = [size for size in AMOUNT_SIZES if size <= self._largest]
        return next((size for size in sizes if self._width(size) <= self.width()), sizes[-1])

    def clipped(self) -> list[str]:
        """Return the amount when even the smallest size does not fit."""
        return [] if self._width(self._size()) <= self.width() else [self._text]

    def _paint(self, painter: QPainter) -> None:
        size = self._size()
        base = round(self.height() / 2 + (1.16 - 0.724) * size)
        ink, left = theme.colour(self._tone), -round(size / 12)
        sign, digits = Type(_sign_size(size), bold=True), Type(size, bold=True, spacing=-size / 72)
        Lettering(Words(self._sign), sign, self.width()).write(painter, QPointF(left, base), ink)
        place = QPointF(left + self._sign_width(size) + 1, base)
        Lettering(Words(self._text), digits, self.width()).write(painter, place, ink)


class DigitField(Painted):
    """Digits in groups, one place each: filled, current, empty; or dots for a password."""

    PLACE, GAP, GROUP_GAP = 46, 6, 22

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent, box)
        self._marks: list[str] = []
        self._length = 0
        self._starts: tuple[int, ...] = ()

    def show_digits(self, marks: str, length: int, groups: tuple[int, ...]) -> None:
        """Show what was typed; `groups` are the places before which there is a wider gap."""
        self._marks, self._length, self._starts = list(marks), length, groups
        self.update()

    def forget(self) -> None:
        """Hold no digit."""
        self._marks = []

    def _paint(self, painter: QPainter) -> None:
        extra = len([start for start in self._starts if start < self._length]) * self.GROUP_GAP
        whole = self._length * (self.PLACE + self.GAP) - self.GAP + extra
        left = (self.width() - whole) / 2
        top = (self.height() - 72) / 2
        for place in range(self._length):
            left += self.GROUP_GAP if place in self._starts else 0
            self._paint_place(painter, place, QRectF(left, top, self.PLACE, 72))
            left += self.PLACE + self.GAP

    def _paint_place(self, painter: QPainter, place: int, box: QRectF) -> None:
        current = place == len(self._marks)
        filled = place < len(self._marks)
        height = 6 if current else 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("green" if current else "ink" if filled else "border"))
        bar = QRectF(box.left() + 2, box.bottom() - height, box.width() - 4, height)
        painter.drawRoundedRect(bar, height / 2, height / 2)
        if filled and self._marks[place] == "•":
            painter.setBrush(theme.colour("ink"))
            painter.drawEllipse(QPointF(box.center().x(), box.top() + 32), 11, 11)
        elif filled:
            digit = Lettering(Words(self._marks[place]), _DIGIT, box.width())
            digit.draw(painter, box.adjusted(0, 0, 0, -8), theme.colour("ink"))


_DIGIT = Type(52, bold=True, line=64, align=Align.CENTRE)


class NoteChip(Painted):
    """A banknote by its value, in its colour: 116 x 48, or 72 x 36 in a row."""

    def __init__(self, parent: QWidget, box: Box, value: int = 100) -> None:
        super().__init__(parent, box)
        self._value = value

    def show_value(self, yuan_value: int) -> None:
        """Show a note of so many yuan."""
        self._value = yuan_value
        self.update()

    def _paint(self, painter: QPainter) -> None:
        box, small = QRectF(self.rect()), self.height() < 48
        token = f"note_{self._value}" if self._value in (10, 20, 50, 100) else "ink_2"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(box, 6, 6)
        edge, pen = (3.5, 1.0) if small else (5.0, 2.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_veiled(token), pen))
        painter.drawRoundedRect(box.adjusted(edge, edge, -edge, -edge), 3.5, 3.5)
        kind = Type(22 if small else 28, bold=True, line=36, align=Align.CENTRE if small else Align.RIGHT)
        if not small:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_veiled(token))
            painter.drawEllipse(QPointF(25, 24), 11, 11)
        text = Lettering(Words(str(self._value)), kind, box.width())
        text.draw(painter, box.adjusted(0, 0, 0 if small else -14, 0), theme.colour("on_note"))


def _veiled(token: str) -> QColor:
    ground, part = theme.colour(token), 0.55
    mixed = [round(255 * part + shade * (1 - part)) for shade in (ground.red(), ground.green(), ground.blue())]
    return QColor(*mixed)


class CountdownRing(Painted):
    """The seconds that are left, and their part of the whole; amber for the last twenty (T13)."""

    def __init__(self, parent: QWidget, box: Box, *, on_dark: bool = True) -> None:
        super().__init__(parent, box)
        self._seconds, self._total, self._on_dark = 0.0, 1.0, on_dark

    def show_remaining(self, seconds: float, total: float) -> None:
        """Show `seconds` of `total`."""
        self._seconds, self._total = max(0.0, seconds), max(total, 0.001)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        scale = self.width() / (64 if self._on_dark else 148)
        radius, width, size = (27, 6, 25) if self._on_dark else (64, 14, 60)
        centre = QPointF(self.width() / 2, self.height() / 2)
        late = self._seconds <= theme.WARNING_S < self._total or not self._on_dark
        box = QRectF(centre.x() - radius * scale, centre.y() - radius * scale, 2 * radius * scale, 2 * radius * scale)
        _arc(painter, box, width * scale, theme.colour("rule_dark" if self._on_dark else "sunken"), 1.0)
        part = min(1.0, self._seconds / self._total)
        _arc(painter, box, width * scale, theme.colour("amber" if late else "mint"), part)
        kind = Type(size, bold=True, line=size, align=Align.CENTRE)
        number = Lettering(Words(str(math.ceil(self._seconds))), kind, self.width())
        box = QRectF(self.rect()).translated(0, -0.08 * size)
        number.draw(painter, box, theme.colour("on_dark" if self._on_dark else "ink"))


def _arc(painter: QPainter, box: QRectF, width: float, tint: QColor, part: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(tint, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(box, 90 * 16, -round(part * 360 * 16))


class StepBar(Painted):
    """Where in the service: segments, lit up to the present one."""

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent, box)
        self._number, self._of = 0, 1

    def show_step(self, number: int, of: int) -> None:
        """Light the first `number` of `of` segments."""
        self._number, self._of = number, of
        self.update()

    def _paint(self, painter: QPainter) -> None:
        width = (self.width() - 6 * (self._of - 1)) / self._of
        for place in range(self._of):
            fill, edge = ("mint", "mint") if place < self._number else ("step_off", "step_edge")
            painter.setPen(QPen(theme.colour(edge), 2))
            painter.setBrush(theme.colour(fill))
            painter.drawRoundedRect(QRectF(place * (width + 6) + 1, 1, width - 2, self.height() - 2), 3, 3)


class ProgressBar(Painted):
    """How much of the whole."""

    def __init__(self, parent: QWidget, box: Box, track: str = "rule_dark", fill: str = "mint") -> None:
        super().__init__(parent, box)
        self._track, self._fill, self._part = track, fill, 0.0

    def show_part(self, part: float) -> None:
        """Fill this part, 0 to 1."""
        self._part = min(1.0, max(0.0, part))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        box, round_ = QRectF(self.rect()), self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._track))
        painter.drawRoundedRect(box, round_, round_)
        if self._part > 0:
            box.setWidth(max(self.height(), self.width() * self._part))
            painter.setBrush(theme.colour(self._fill))
            painter.drawRoundedRect(box, round_, round_)


class StageMark(Painted):
    """One step of several: done, now or to do; always beside its word."""

    def __init__(self, parent: QWidget, box: Box) -> None:
        super().__init__(parent, box)
        self._state = "todo"

    def show_state(self, state: str) -> None:
        """Show "done", "now" or "todo"."""
        self._state = state
        self.update()

    def _paint(self, painter: QPainter) -> None:
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self._state == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("green"))
            painter.drawEllipse(centre, 22, 22)
            tick = theme.icon("check", 28, "on_action", 3.0, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(centre.x() - 14, centre.y() - 14), tick)
        elif self._state == "now":
            box = QRectF(centre.x() - 18, centre.y() - 18, 36, 36)
            _arc(painter, box, 7, theme.colour("line"), 1.0)
            _arc(painter, box, 7, theme.colour("press"), 62 / (2 * math.pi * 18))
        else:
            painter.setPen(QPen(theme.colour("border"), 3))
            painter.setBrush(theme.colour("surface"))
            painter.drawEllipse(centre, 20, 20)


class Disc(Painted):
    """A round ground with an icon on it: what kind of news this is."""

    def __init__(self, parent: QWidget, box: Box, icon_size: int, stroke: float = 2.25) -> None:
        super().__init__(parent, box)
        self._icon_size, self._stroke = icon_size, stroke
        self._icon, self._ground, self._ink = "info", "amber", "on_amber"

    def dress(self, icon: str, ground: str, ink: str) -> None:
        """Choose icon and colours."""
        self._icon, self._ground, self._ink = icon, ground, ink
        self.update()

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._ground))
        painter.drawEllipse(QRectF(self.rect()))
        edge = round((self.width() - self._icon_size) / 2)
        picture = theme.icon(self._icon, self._icon_size, self._ink, self._stroke, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(edge, edge), picture)
