"""Things to hold, painted: banknotes and cards that are buttons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from emulators.bench_window import look


def too_long(texts: Iterable[str], font: QFont, room: float) -> list[str]:
    """Return those texts that are wider than `room` pixels."""
    measure = QFontMetricsF(font)
    return [text for text in texts if measure.horizontalAdvance(text) > room]


class PictureButton(QAbstractButton):
    """A button that is a picture: paints its edge for hover, press and focus, fades when it cannot be used."""

    def __init__(self, parent: QWidget, size: QSize) -> None:
        super().__init__(parent)
        self._size = size
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return self._size

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return self._size

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        self.paint(painter, box)
        edge = self._edge()
        if edge is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(edge), 3))
            painter.drawRoundedRect(box, self.corner, self.corner)
        painter.end()

    corner = 4.0

    def _edge(self) -> str | None:
        if self.isDown():
            return look.PRESS
        if self.isEnabled() and (self.hasFocus() or self.underMouse()):
            return look.INK
        return None

    def clipped(self) -> list[str]:
        """Return the texts that do not fit."""
        return []

    def tone(self, colour: str) -> QColor:
        """Return the colour, faded while the thing cannot be used."""
        return QColor(colour) if self.isEnabled() else look.faded(colour)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the picture."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Note:
    """A note to hold in front of the slot."""

    key: str  # its name, and the end of its text's key
    fen: int
    colour: str
    sign: str = "￥"
    series: str = "2005"
    country: str = "CHN"
    flaw: str = ""
    on_string: bool = False

    def arguments(self) -> dict[str, Any]:
        """Return what `insert_note` is given."""
        given: dict[str, Any] = {"fen": self.fen, "series": self.series, "country": self.country}
        if self.flaw:
            given["flaw"] = self.flaw
        return {**given, "on_string": True} if self.on_string else given


def notes_of(series: str) -> tuple[Note, ...]:
    """Return the four values of one series."""
    return tuple(Note(f"note_{yuan}", yuan * 100, colour, series=series) for yuan, colour in look.NOTES.items())


ODD_NOTES = (
    Note("worn", 5_000, look.NOTES[50], flaw="optic"),
    Note("counterfeit", 10_000, look.NOTES[100], flaw="magnetic"),
    Note("foreign", 10_000, look.FOREIGN_NOTE, sign="$", series="2013", country="USA"),
    Note("on_string", 10_000, look.NOTES[100], on_string=True),
)


class NoteButton(PictureButton):
    """One banknote."""

    def __init__(self, parent: QWidget, note: Note, height: int) -> None:
        super().__init__(parent, QSize(120, height))
        self.note, self.caption = note, ""

    def show_note(self, note: Note, caption: str) -> None:
        """Show this note, with a word under its number."""
        self.note, self.caption = note, caption
        self.setAccessibleName(f"{note.sign}{note.fen // 100} {caption}")
        self.update()

    def clipped(self) -> list[str]:
        """Return the texts that do not fit beside the medallion."""
        radius = self.height() * 0.26
        return too_long([self.caption], look.font(12), self.width() - 2 * radius - 30)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the note: field, medallion, lines, number."""
        note, white = self.note, self.tone(look.ON_DARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tone(note.colour))
        painter.drawPath(_worn(box) if note.key == "worn" else _rounded(box))
        painter.setPen(QPen(white, 1))
        painter.setOpacity(0.45)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), 3, 3)
        radius = box.height() * 0.26
        centre = QPointF(box.right() - radius - 14, box.center().y())
        for each in (1.0, 0.72, 0.44):
            painter.drawEllipse(centre, radius * each, radius * each)
        painter.setOpacity(1.0)
        painter.setPen(white)
        painter.setFont(look.font(round(box.height() * 0.4), bold=True))
        number = box.adjusted(10, 2, -4, -box.height() * 0.38)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, f"{note.sign}{note.fen // 100}")
        painter.setFont(look.font(12))
        caption = box.adjusted(11, box.height() * 0.58, -4, -3)
        painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, self.caption)
        if note.on_string:
            painter.setPen(QPen(self.tone(look.AMBER), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(centre.x(), box.top()), QPointF(centre.x(), box.center().y()))
        if note.key == "counterfeit":
            painter.setPen(QPen(self.tone(look.AMBER), 2))
            for sign in (-1, 1):
                across = QPointF(radius * 0.6, sign * radius * 0.6)
                painter.drawLine(centre - across, centre + across)


def _rounded(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, 4, 4)
    return path


def _worn(box: QRectF) -> QPainterPath:
    """Return the outline of a note whose corner is torn off."""
    path = QPainterPath(box.topLeft())
    for across, down in ((1, 0), (1, 0.62), (0.95, 0.7), (0.93, 0.85), (0.86, 0.88), (0.82, 1), (0, 1)):
        path.lineTo(box.left() + box.width() * across, box.top() + box.height() * down)
    path.closeSubpath()
    return path


CARD_COLOURS = {"meter": "#1F6E5C", "foreign": "#29547D", "mute": "#4E5A64"}
BLANK_COLOUR = "#5F6D78"


class CardButton(PictureButton):
    """One card of the box."""

    corner = 7.0

    def __init__(self, parent: QWidget, card: str) -> None:
        super().__init__(parent, QSize(100, 60))
        self.card = card
        self._kind, self._title, self._lines = "meter", "", ("", "")

    def show_card(self, facts: Mapping[str, Any], title: str, lines: tuple[str, str]) -> None:
        """Show a card: its colour by kind, its owner, two lines."""
        self._kind, self._title, self._lines = str(facts.get("kind", "meter")), title, lines
        self.setAccessibleName(" ".join((title, *lines)))
        self.update()

    def clipped(self) -> list[str]:
        """Return the texts that do not fit."""
        title = too_long([self._title], look.font(13, bold=True), self.width() - 40)
        return title + too_long(self._lines, look.font(12), self.width() - 14)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the card: field, chip, words."""
        blank = self._kind == "meter" and self.card == "blank"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tone(BLANK_COLOUR if blank else CARD_COLOURS.get(self._kind, BLANK_COLOUR)))
        painter.drawRoundedRect(box, self.corner, self.corner)
        chip = QRectF(box.left() + 8, box.top() + 8, 18, 14)
        painter.setBrush(self.tone("#E6C66A" if self._kind != "mute" else "#B9C2C9"))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(QPen(self.tone(look.INK), 0.8))
        painter.drawLine(chip.topLeft() + QPointF(0, 7), chip.topRight() + QPointF(0, 7))
        painter.drawLine(chip.topLeft() + QPointF(9, 0), chip.bottomLeft() + QPointF(9, 0))
        painter.setPen(QColor(look.ON_DARK if self.isEnabled() else look.INK_2))
        painter.setFont(look.font(13, bold=True))
        left = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(chip.right() + 6, box.top() + 4, box.right() - chip.right() - 8, 22), left, self._title)
        painter.setFont(look.font(12))
        for at, line in enumerate(self._lines):
            painter.drawText(QRectF(box.left() + 8, box.top() + 25 + at * 15, box.width() - 10, 16), left, line)
