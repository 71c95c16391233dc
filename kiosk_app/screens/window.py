"""The window: one page at a time between header and footer; no way out of it but the one of the program.

Language, size of text, colours, volume and "more time" are the window's own and end with the session. No key, gesture,
menu or dialog leaves the application (`closed`).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from kiosk_app.domain.events import Pressed, Touch
from kiosk_app.domain.rules import MORE_TIME
from kiosk_app.domain.voucher import Voucher
from kiosk_app.screens import theme
from kiosk_app.screens.aids import Aids, names
from kiosk_app.screens.chime import Chime
from kiosk_app.screens.closed import ClosedWindow
from kiosk_app.screens.frame import Footer, Header, Identity
from kiosk_app.screens.knock import Knock
from kiosk_app.screens.pages import Pages
from kiosk_app.screens.prompter import Prompter
from kiosk_app.screens.recordings import Volume
from kiosk_app.screens.screen import Look, forget_all, number_alone
from kiosk_app.screens.still_there import StillThere
from kiosk_app.screens.texts import LANGUAGES, staff_code
from kiosk_app.screens.touch import TouchGate
from kiosk_app.screens.voice import Silent, Speaker
from kiosk_app.views import (
    BillsView,
    CardInsertView,
    CardWritingView,
    CashView,
    EnquiryNumberView,
    EnquiryView,
    IdleView,
    MenuView,
    NumberView,
    OutOfServiceView,
    PasswordView,
    PurchaseView,
    StartingView,
    View,
    WaitView,
)

PUBLIC = (IdleView, OutOfServiceView, StartingView)
"""Before a service: the header shows site, date and time."""

WARNED = (
    MenuView,
    NumberView,
    PasswordView,
    BillsView,
    PurchaseView,
    CashView,
    CardInsertView,
    EnquiryNumberView,
    EnquiryView,
)
"""Where the customer has something to decide or to do, so that silence is asked about (T13)."""

HELD = (WaitView, CardWritingView)
"""What a quick machine could show for a blink only."""

LEAST_S = 1.0
"""A wait stays so long, so that nobody sees a page flash by (T16)."""

FORGOTTEN_S = 60.0
"""Tools that somebody used on the idle screen before walking away are set back after so long (T20)."""


def wall_clock() -> datetime:
    """Return the local time, for showing only."""
    return datetime.now(UTC).astimezone()


class KioskWindow(ClosedWindow):
    """Shows views, reports touches."""

    touched = Signal(object)
    turned = Signal(object)  # the view that is on the glass from now on
    more_time_asked = Signal()

    def __init__(
        self,
        identity: Identity,
        *,
        clock: Callable[[], datetime] = wall_clock,
        monotonic: Callable[[], float] = time.monotonic,
        hide_cursor: bool = True,
        beep: Callable[[], None] = QApplication.beep,
        least_s: float = LEAST_S,
        speaker: Speaker | None = None,
        volume: Volume = Volume.MEDIUM,
        slip_code: Callable[[Voucher], str] = number_alone,
    ) -> None:
        super().__init__()
        self._identity, self._clock, self._monotonic = identity, clock, monotonic
        self._chime, self._least_s = Chime(beep), least_s
        self._look = Look(identity.terminal, identity.hotline, TouchGate(monotonic), slip_code)
        self._view: View | None = None
        self._next: View | None = None
        self._waiting_since = self._used_at = monotonic()
        self._used = False  # some tool was, since somebody came
        self._remaining: tuple[float, float] | None = None
        self._knock, self._knocked_at = Knock(), -1
        self._prompter = Prompter(self._look, speaker or Silent(), volume)
        self.setWindowTitle("GridKiosk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "veil")
        if hide_cursor:
            self.setCursor(Qt.CursorShape.BlankCursor)
        self._build(monotonic)
        theme.choose(theme.NORMAL)
        self.setStyleSheet(theme.stylesheet())
        self.setMinimumSize(theme.WIDTH, theme.HEIGHT)
        self.resize(theme.WIDTH, theme.HEIGHT)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_clock)
        self._second.start()
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self._turn)

    def _build(self, monotonic: Callable[[], float]) -> None:
        self._stage = QWidget(self)
        self._stage.setFixedSize(theme.WIDTH, theme.HEIGHT)
        stack = QStackedWidget(self._stage)
        stack.setGeometry(0, 0, theme.WIDTH, theme.HEIGHT)
        self._pages = Pages(stack, self._look, monotonic)
        self._footer = Footer(self._stage, self._look, self._identity)
        self._header = Header(self._stage, self._look, self._identity)
        self._dialog, self._aids = StillThere(self._stage, self._look), Aids(self._stage, self._look)
        self._dialog.hide()
        self._aids.hide()
        for part in (self._pages, self._footer, self._header, self._dialog):
            part.touched.connect(self._report)
        self._header.language_touched.connect(self._change_language)
        self._header.large_touched.connect(self._change_size)
        self._header.voice_touched.connect(self._touch_aids)
        self._aids.chosen.connect(self._help)
        self.close_up()

    # --- what the program says ------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Show a view; the countdown of the view before it is over. A wait stays for a second (T16)."""
        if type(view) is not type(self._next or self._view):
            self._remaining = None
        left_s = self._wait_left(view)
        if left_s > 0:
            self._next = view
            self._hold.start(round(left_s * 1000))
            return
        self._next = view
        self._turn()

    @property
    def view(self) -> View | None:
        """The view on the glass."""
        return self._view

    def set_remaining(self, seconds: float | None, total: float) -> None:
        """Show how many seconds of `total` are left before silence ends this state; None where nothing counts."""
        self._remaining = None if seconds is None else (seconds, total)
        if self._next is None:
            self._show_remaining()

    def reset_session(self) -> None:
        """The customer has left: Chinese, normal size and colours, the usual volume and times again (T20)."""
        self._used = False
        self._prompter.reset()
        self.show_aids(open_=False)
        self.use(LANGUAGES[0])

    def use(self, language: str, *, large: bool = False, contrast: bool = False) -> None:
        """Show everything in this language, size and colours, as if the customer had touched the tools."""
        self._look.large = large
        self._paint_with(contrast=contrast)
        self._use(language)

    def show_aids(self, *, open_: bool, more_time: bool = False) -> None:
        """Open or close the panel of aids, with this customer's limits doubled or not."""
        self._look.more_time = more_time
        self._aids.refresh()
        self._aids.setVisible(open_)

    @property
    def more_time(self) -> bool:
        """True when this customer's limits are doubled (T13)."""
        return self._look.more_time

    @property
    def language(self) -> str:
        """The customer's language; slips are printed in it."""
        return self._look.texts.language

    # --- inside -----------------------------------------------------------------------------------

    def _wait_left(self, view: View) -> float:
        """Seconds that the wait on the glass has to stay; "do not remove the card" comes at once."""
        if not isinstance(self._view, HELD) or isinstance(view, HELD):
            return 0.0
        return self._waiting_since + self._least_s - self._monotonic()

    def _turn(self) -> None:
        view, self._next = self._next, None
        assert view is not None, "nothing to show"
        self._hold.stop()
        if isinstance(view, HELD) and type(view) is not type(self._view):
            self._waiting_since = self._monotonic()
        self._chime.shown(self._view, view)
        self._prompter.shown(self._view, view)
        if type(view) is not type(self._view) or not view.frame.tools_enabled:
            self._aids.hide()
        if isinstance(view, IdleView) and not isinstance(self._view, IdleView):
            self._pages.forget()
            forget_all(self._dialog)
        self._view = view
        self._show()
        self.turned.emit(view)

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        public = isinstance(view, PUBLIC)
        self._pages.show_view(view)
        self._header.show_frame(view.frame, self._clock(), public=public)
        self._show_footer(view)
        self._aids.refresh()
        self._show_remaining()

    def _show_footer(self, view: View) -> None:
        self._footer.setVisible(not isinstance(view, IdleView))
        match view:
            case OutOfServiceView(codes=codes):
                shown = "\n".join(staff_code(code) for code in codes[:2])
                corner = self._look.words("staff_code", codes=shown).text if codes else ""
                self._footer.show_notice("recovers_itself", "money_unaffected", corner)
            case StartingView():
                self._footer.show_notice("starting_hint", "hotline", "")
            case _:
                self._footer.show_frame(view.frame)
                if isinstance(view, MenuView):
                    self._footer.show_clock(self._clock())

    def _show_remaining(self) -> None:
        remaining, view = self._remaining, self._view
        warning_s = theme.WARNING_S * (MORE_TIME if self._look.more_time else 1)
        asking = remaining is not None and isinstance(view, WARNED) and remaining[0] <= warning_s < remaining[1]
        public = isinstance(view, PUBLIC)
        self._header.show_remaining(None if asking or public else remaining)
        self._dialog.setVisible(asking)
        self._prompter.asks(asking=asking)
        if view is None or remaining is None:
            self._chime.silent()
        else:
            self._chime.counted(view, remaining[0], asking=asking, warning_s=warning_s)
        if asking and view is not None and remaining is not None:
            self._aids.hide()
            self._dialog.ask(view, remaining[0], warning_s)

    def _show_clock(self) -> None:
        if isinstance(self._view, PUBLIC) and self._monotonic() - self._used_at > FORGOTTEN_S:
            self._forget()
        if isinstance(self._view, (*PUBLIC, MenuView)):
            self._header.show_frame(self._view.frame, self._clock(), public=isinstance(self._view, PUBLIC))
            if isinstance(self._view, MenuView):
                self._footer.show_clock(self._clock())

    def _report(self, touch: Touch) -> None:
        self.touched.emit(touch)

    def _forget(self) -> None:
        """Nobody began anything: the tools' settings are nobody's."""
        if self._used:
            self.reset_session()

    def _use_tool(self) -> None:
        self._used, self._used_at = True, self._monotonic()

    def _change_language(self) -> None:
        self._use_tool()
        self._use(LANGUAGES[1] if self._look.texts.language == LANGUAGES[0] else LANGUAGES[0])
        self._prompter.again()

    def _change_size(self) -> None:
        self._use_tool()
        self._look.large = not self._look.large
        self._show()

    def _touch_aids(self) -> None:
        """Open the panel, or close it; whoever touches it is still there."""
        self._use_tool()
        if self._dialog.isVisible():
            self._report(Pressed("stay"))
            self.set_remaining(None, 0)
        self.show_aids(open_=not self._aids.isVisible(), more_time=self._look.more_time)

    def _help(self, wish: str) -> None:
        """Do what was touched on the panel."""
        self._use_tool()
        match wish:
            case "close":
                self._aids.hide()
            case "say_again":
                self._prompter.again()
            case "larger_text":
                self._change_size()
            case "dark_screen":
                self._paint_with(contrast=not self._look.contrast)
                self._show()
            case "more_time":
                self._look.more_time = not self._look.more_time
                self._show()
                self.more_time_asked.emit()
            case _:
                self._prompter.choose(next(volume for volume in Volume if names(volume) == wish))
                self._show()

    def _paint_with(self, *, contrast: bool) -> None:
        palette = theme.HIGH_CONTRAST if contrast else theme.NORMAL
        if self._look.contrast != contrast or theme.palette() is not palette:
            self._look.contrast = contrast
            theme.choose(palette)
            self.setStyleSheet(theme.stylesheet())

    def _use(self, language: str) -> None:
        self._look.texts.use(language)
        self._show()

    def pressed(self, event: QMouseEvent) -> None:
        """A finger is on the glass: whatever is being said is cut off; staff may knock while nobody is served."""
        self._prompter.touched()
        if not isinstance(self._view, PUBLIC) or event.timestamp() == self._knocked_at:
            return
        self._knocked_at = event.timestamp()
        place = self._stage.mapFromGlobal(event.globalPosition())
        if self._knock.touched(place.x(), place.y(), self._monotonic()):
            self._report(Pressed("staff"))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the page in the middle of a larger screen."""
        self._stage.move((self.width() - theme.WIDTH) // 2, (self.height() - theme.HEIGHT) // 2)
