"""Header and footer: the same places on every screen (T6)."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, set_into
from kiosk_app.screens.painted import CountdownRing, StepBar
from kiosk_app.screens.recordings import Volume
from kiosk_app.screens.screen import Box, Look, Picture, Text
from kiosk_app.screens.touch import Push, Touch
from kiosk_app.views.frame import Button, Frame, Message

TOOL_WIDTH = 76
LANGUAGE_X, LARGE_X, VOICE_X, EXIT_X = 660, 748, 836, 924
PUBLIC_LANGUAGE_X, PUBLIC_VOICE_X = 848, 936
_TOOL = Type(22, line=26, align=Align.CENTRE, grows=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which terminal this is, for header and footer."""

    terminal: str
    site: str
    hotline: str
    utility: str = ""  # empty: the product's own name


class _Tool(Touch):
    """An icon over a word, 72 high up to the screen's edge."""

    def __init__(self, parent: QWidget, look: Look, kind: str, box: Box, icon: str) -> None:
        super().__init__(parent, look.gate, kind, box)
        self._look, self._icon, self._key = look, icon, ""

    def say(self, key: str, icon: str = "") -> None:
        """Show the word of this key, and another icon where one is given."""
        self._key, self._icon = key, icon or self._icon
        self.setText(self._look.words(key).text)

    def _word(self) -> tuple[Lettering, QRectF]:
        left = 2 if self.property("kind") == "exit" else 0
        box = QRectF(left, 34, self.width() - left, 34)
        return set_into(self._look.words(self._key), _TOOL, box, large=False), box

    def clipped(self) -> list[str]:
        """Return the word when it does not fit."""
        setting, box = self._word()
        return [] if setting.fits(box) else [self._key]

    def _paint_content(self, painter: QPainter) -> None:
        ink = self._ink("on_dark", "on_dark_off")
        setting, box = self._word()
        picture = theme.icon(self._icon, 28, ink, 2.25, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(round(box.center().x() - 14), 8), picture)
        setting.draw(painter, box, theme.colour(ink))


class Header(QFrame):
    """Brand, terminal, step, countdown, tools; or, before a service, site, date and time."""

    touched = Signal(object)
    language_touched = Signal()
    large_touched = Signal()
    voice_touched = Signal()

    def __init__(self, parent: QWidget, look: Look, identity: Identity) -> None:
        super().__init__(parent)
        self._look, self._identity = look, identity
        self.setProperty("surface", "header")
        self.setGeometry(0, 0, theme.WIDTH, theme.HEADER_HEIGHT)
        Picture(self, (24, 14, 44, 44), "brand")
        fixed = Type(24, bold=True, line=30, grows=False)
        self._brand = Text(self, look, (80, 8, 200, 30), fixed, "on_dark")
        self._terminal = Text(self, look, (80, 38, 376, 26), Type(22, line=26, grows=False), "on_dark_2")
        self._place = Text(self, look, (288, 11, 40, 30), Type(24, line=30, grows=False), "on_dark_2")
        self._step = Text(self, look, (334, 11, 240, 30), fixed, "on_dark")
        self._bar = StepBar(self, (288, 49, 284, 8))
        self._ring = CountdownRing(self, (590, 4, 64, 64))
        self._date = Text(self, look, (420, 0, 310, 72), Type(24, align=Align.RIGHT, grows=False), "on_dark_2")
        self._time = Text(self, look, (726, 0, 100, 72), Type(32, bold=True, grows=False), "on_dark")
        right = Type(24, bold=True, line=30, align=Align.RIGHT, grows=False)
        self._operator = Text(self, look, (660, 8, 248, 30), right, "on_dark")
        below = Type(22, line=26, align=Align.RIGHT, grows=False)
        self._at = Text(self, look, (660, 38, 248, 26), below, "on_dark_2")
        self._make_tools()

    def _make_tools(self) -> None:
        high = theme.HEADER_HEIGHT
        self._language = _Tool(self, self._look, "tool", (LANGUAGE_X, 0, TOOL_WIDTH, high), "languages")
        self._large = _Tool(self, self._look, "tool", (LARGE_X, 0, TOOL_WIDTH, high), "a-large-small")
        self._voice = _Tool(self, self._look, "tool", (VOICE_X, 0, TOOL_WIDTH, high), "volume-2")
        self._exit = _Tool(self, self._look, "exit", (EXIT_X, 0, theme.WIDTH - EXIT_X, high), "log-out")
        self._language.clicked.connect(self.language_touched)
        self._large.clicked.connect(self.large_touched)
        self._voice.clicked.connect(self.voice_touched)
        self._exit.means(Pressed("exit"))
        self._exit.touched.connect(self.touched)

    def show_frame(self, frame: Frame, now: datetime, *, public: bool) -> None:
        """Show the step and the tools; `public` where no service has begun."""
        words, who = self._look.words, self._identity
        self._brand.say(who.utility if who.utility and self._look.texts.language == "zh" else words("brand"))
        place = words("terminal_at_site", terminal=who.terminal, site=who.site)
        self._terminal.say(place if public else words("terminal", terminal=who.terminal))
        self._terminal.resize(376 if public else 200, 26)
        self._show_operator(frame.operator, now)
        self._show_step(None if public else frame)
        self._show_clock(now, public=public)
        self._show_tools(frame, public=public)

    def _show_operator(self, operator: Message | None, now: datetime) -> None:
        """The name of whoever is signed in, in the place of the tools."""
        for part in (self._operator, self._at):
            part.setVisible(operator is not None)
        if operator is not None:
            self._brand.say(self._look.words("staff_area"))
            self._operator.say(self._look.words(operator))
            self._at.say(f"{now:%Y-%m-%d %H:%M}")

    def _show_step(self, frame: Frame | None) -> None:
        step = frame.step if frame else None
        for part in (self._place, self._step, self._bar):
            part.setVisible(step is not None)
        if step is not None:
            self._place.say(f"{step.number}/{step.of}")
            self._step.say(self._look.words(step.label))
            self._step.move(288 + round(self._place.text_width()) + 10, 11)
            self._bar.show_step(step.number, step.of)

    def _show_clock(self, now: datetime, *, public: bool) -> None:
        self._date.setVisible(public)
        self._time.setVisible(public)
        weekday = self._look.words(f"weekday_{now.weekday()}").text
        self._date.say(f"{now:%Y-%m-%d} {weekday}")
        self._time.say(f"{now:%H:%M}")
        self._time.move(PUBLIC_LANGUAGE_X - 122, 0)
        self._date.move(PUBLIC_LANGUAGE_X - 122 - 16 - 310, 0)

    def _show_tools(self, frame: Frame, *, public: bool) -> None:
        self._language.move(PUBLIC_LANGUAGE_X if public else LANGUAGE_X, 0)
        self._language.say("other_language")
        self._large.say("normal_text" if self._look.large else "large_text")
        self._voice.move(PUBLIC_VOICE_X if public else VOICE_X, 0)
        self._voice.say("voice", "volume-x" if self._look.volume is Volume.OFF else "volume-2")
        self._exit.say("exit")
        staff = frame.operator is not None
        self._language.setVisible(not staff)
        self._voice.setVisible(not staff)
        self._large.setVisible(not public and not staff)
        self._exit.setVisible(not public)
        for tool in (self._language, self._large, self._voice):
            tool.setEnabled(frame.tools_enabled)
        self._exit.setEnabled(frame.exit_enabled and frame.tools_enabled)
        self.update()

    def show_remaining(self, remaining: tuple[float, float] | None) -> None:
        """Show the countdown, or none."""
        self._ring.setVisible(remaining is not None)
        if remaining is not None:
            self._ring.show_remaining(*remaining)


HINT: Box = (304, 16, 416, 36)
BELOW: Box = (724, 49, 276, 36)
BACK_ICONS = {"cancel": "x", "no_print": "x", "exit": "log-out"}
MAIN_ICONS = {"finish": "check", "done": "check", "print": "printer"}


class Footer(QFrame):
    """Back at the left, hint and hotline in the middle, the main action at the right; each up to the edge."""

    touched = Signal(object)

    def __init__(self, parent: QWidget, look: Look, identity: Identity) -> None:
        super().__init__(parent)
        self._look, self._identity = look, identity
        self.setProperty("surface", "footer")
        self.setGeometry(0, theme.FOOTER_TOP, theme.WIDTH, theme.FOOTER_HEIGHT)
        self._back = Push(self, look.gate, "back", (0, 2, 300, 94), Type(28, bold=True))
        self._back.padding(24)
        self._main = Push(self, look.gate, "main", (724, 2, 300, 94), Type(32, bold=True, align=Align.CENTRE))
        self._hint = Text(self, look, HINT, Type(24, line=32, align=Align.CENTRE))
        self._hotline = Text(self, look, HINT, Type(22, line=30, align=Align.CENTRE), "ink_2")
        time_of_day = Type(28, bold=True, line=36, align=Align.RIGHT, grows=False)
        self._corner = Text(self, look, (724, 17, 276, 36), time_of_day)
        self._below = Text(self, look, BELOW, Type(22, line=28, align=Align.RIGHT), "ink_2")
        self._back.touched.connect(self.touched)
        self._main.touched.connect(self.touched)

    def show_frame(self, frame: Frame) -> None:
        """Show the two buttons, the hint and the hotline."""
        self._corner.setVisible(False)
        self._below.setVisible(False)
        back_icon = BACK_ICONS.get(frame.back.reports, "arrow-left") if frame.back else ""
        self._back.dress(back_icon, size=36, gap=14)
        self._show_button(self._back, frame.back)
        main_icon = MAIN_ICONS.get(frame.main.reports, "arrow-right") if frame.main and frame.main.enabled else ""
        self._main.dress(main_icon, size=36, gap=16, right=True)
        self._show_button(self._main, frame.main)
        self._show_middle(frame.hint)

    def _show_button(self, button: Push, what: Button | None) -> None:
        button.setVisible(what is not None)
        if what is None:
            return
        button.means(Pressed(what.reports))
        button.setEnabled(what.enabled)
        button.say(self._look.words(what.label), large=self._look.large)

    def _show_middle(self, hint: Message | None) -> None:
        for text in (self._hint, self._hotline):
            text.restyle(Type(24 if text is self._hint else 22, line=32, align=Align.CENTRE))
        above, below = (8, 50) if self._look.large else (16, 48)
        self._hint.setVisible(hint is not None)
        self._hint.say(self._look.words(hint) if hint else "")
        self._hint.setGeometry(HINT[0], above, HINT[2], HINT[3])
        self._hotline.setVisible(True)
        self._hotline.say(self._look.words("hotline", hotline=self._identity.hotline))
        self._hotline.setGeometry(HINT[0], below if hint else 32, HINT[2], HINT[3])

    def show_clock(self, now: datetime) -> None:
        """On the menu the corner of the main action shows the time."""
        self._corner.setVisible(True)
        self._below.setVisible(True)
        self._below.restyle(Type(22, line=28, align=Align.RIGHT))
        self._below.setGeometry(*BELOW)
        self._corner.move(724, 13 if self._look.large else 17)
        self._corner.say(f"{now:%H:%M}")
        self._below.say(f"{now:%Y-%m-%d}")

    def show_notice(self, first: Message | str, second: Message | str, corner: str) -> None:
        """Out of service: two lines from the left, a code for staff at the right; nothing to touch."""
        self._back.setVisible(False)
        self._main.setVisible(False)
        for text, size, y, said in ((self._hint, 24, 16, first), (self._hotline, 22, 48, second)):
            text.restyle(Type(size, line=32))
            text.setGeometry(24, y, 540, 36)
            text.setVisible(True)
            text.say(self._look.words(said))
        self._corner.setVisible(False)
        self._below.setVisible(bool(corner))
        self._below.restyle(Type(22, line=30, align=Align.RIGHT, wrap=True))
        self._below.setGeometry(560, 2, 440, 92)
        self._below.say(corner)
