"""What all screens are made of: a page of 1024 x 768 pixels on which texts, cards and buttons have fixed places."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from kiosk_app.domain.voucher import Voucher
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words, set_into, shortened
from kiosk_app.screens.recordings import Volume
from kiosk_app.screens.texts import Texts
from kiosk_app.screens.touch import Push, TouchGate
from kiosk_app.views.frame import Message

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the page."""


def number_alone(voucher: Voucher) -> str:
    """Return what the code of a slip holds where nobody signs: the transaction number."""
    return voucher.sale


class Look:
    """What the whole window shares: what the customer chose, and the gate that fingers pass."""

    def __init__(
        self,
        terminal: str,
        hotline: str,
        gate: TouchGate | None = None,
        slip_code: Callable[[Voucher], str] = number_alone,
    ) -> None:
        """`slip_code` gives what the code on a slip holds, for a slip that nobody can print."""
        self.texts, self.slip_code = Texts(), slip_code
        self.terminal, self.hotline = terminal, hotline
        self.gate = gate or TouchGate()
        self.large = False
        self.contrast = False
        self.more_time = False
        self.volume = Volume.OFF

    def words(self, message: Message | str, **arguments: object) -> Words:
        """Return a text in the language in use."""
        return self.texts.words(message, **{"terminal": self.terminal, "hotline": self.hotline, **arguments})


class Text(QLabel):
    """A text with a fixed place; QLabel paints no line heights and no larger text where there is room."""

    def __init__(self, parent: QWidget, look: Look, box: Box, kind: Type, tone: str = "ink") -> None:
        super().__init__(parent)
        self._look, self._kind, self._tone, self._words = look, kind, tone, Words("")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(*box)

    def say(self, said: Words | str) -> None:
        """Show a text; an empty one hides nothing and shows nothing."""
        self._words = Words(said) if isinstance(said, str) else said
        self.setText(self._words.text)
        self.update()

    def forget(self) -> None:
        """Hold nothing of what was said."""
        self.say("")

    @property
    def kind(self) -> Type:
        """How it is set."""
        return self._kind

    @property
    def tone(self) -> str:
        """The token of its colour."""
        return self._tone

    def tint(self, tone: str) -> None:
        """Change the colour."""
        self._tone = tone

    def restyle(self, kind: Type) -> None:
        """Change how it is set."""
        self._kind = kind

    def _setting(self) -> Lettering:
        return set_into(self._words, self._kind, QRectF(self.rect()), large=self._look.large)

    def text_width(self) -> float:
        """Width of the text as it is set now, in pixels."""
        return self._setting().width

    def clipped(self) -> list[str]:
        """Return the text when it does not fit its place; a test walks all texts with it."""
        return [] if self._setting().fits(QRectF(self.rect())) else [self._words.text]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text; data of unforeseen length is cut with an ellipsis."""
        box, setting = QRectF(self.rect()), self._setting()
        if not setting.fits(box):
            setting = Lettering(shortened(self._words, self._kind, box), self._kind, box.width())
        painter = QPainter(self)
        setting.draw(painter, box, theme.colour(self._tone))
        painter.end()


class Icon(QWidget):
    """A Lucide icon."""

    def __init__(self, parent: QWidget, box: Box, name: str, tone: str = "ink", stroke: float = 2.0) -> None:
        super().__init__(parent)
        self._name, self._tone, self._stroke = name, tone, stroke
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(*box)

    def change(self, name: str, tone: str) -> None:
        """Show another one."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, theme.icon(self._name, self.width(), self._tone, self._stroke, ratio))
        painter.end()


class Picture(QWidget):
    """One of our own drawings."""

    def __init__(self, parent: QWidget, box: Box, name: str) -> None:
        super().__init__(parent)
        self._name = name
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(*box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        theme.draw_picture(painter, self._name, QRectF(self.rect()))
        painter.end()


def surface(parent: QWidget, name: str, box: Box) -> QFrame:
    """Make a filled or bordered area; the stylesheet says how `name` looks."""
    frame = QFrame(parent)
    frame.setProperty("surface", name)
    frame.setGeometry(*box)
    return frame


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the stylesheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


@runtime_checkable
class Forgetful(Protocol):
    """Whatever may hold something of a customer."""

    def forget(self) -> None:
        """Hold nothing of it."""


def forget_all(page: QWidget) -> None:
    """Let every part of a page forget."""
    for part in page.findChildren(QWidget):
        if isinstance(part, Forgetful):
            part.forget()


class Screen(QWidget):
    """A page. It shows a view when told to, and reports touches; nothing else is public."""

    touched = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "page")
        self.setFixedSize(theme.WIDTH, theme.HEIGHT)

    def forget(self) -> None:
        """Hold nothing of the customer who left (T20); the next view says everything anew."""
        forget_all(self)

    def _t(self, message: Message | str, **arguments: object) -> Words:
        return self._look.words(message, **arguments)

    def _text(self, box: Box, kind: Type, tone: str = "ink", parent: QWidget | None = None) -> Text:
        return Text(parent or self, self._look, box, kind, tone)

    def _title(self, box: Box = (24, 92, 604, 60)) -> Text:
        return self._text(box, Type(40, bold=True, line=52))

    def _button(self, box: Box, kind: str, size: float = 28, parent: QWidget | None = None) -> Push:
        button = Push(parent or self, self._look.gate, kind, box, Type(size, bold=True, align=Align.CENTRE))
        button.touched.connect(self.touched)
        return button
