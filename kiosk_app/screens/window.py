"""The window: one page at a time between header and footer; no way out of it but the one of the program.

Language, size of text and colours are the window's own and end with the session. No key, gesture, menu or dialog leaves
the application: all of them end in `event`.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from kiosk_app.domain.events import Pressed, Touch
from kiosk_app.screens import theme
from kiosk_app.screens.chime import Chime
from kiosk_app.screens.frame import Footer, Header, Identity
from kiosk_app.screens.knock import Knock
from kiosk_app.screens.pages import Pages
from kiosk_app.screens.screen import Look, forget_all
from kiosk_app.screens.still_there import StillThere
from kiosk_app.screens.texts import LANGUAGES, staff_code
from kiosk_app.screens.touch import TouchGate
from kiosk_app.views import (
    BillsView,
    CardInsertView,
    CardWritingView,
    CashView,
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

WARNED = (MenuView, NumberView, PasswordView, BillsView, PurchaseView, CashView, CardInsertView)
"""Where the customer has something to decide or to do, so that silence is asked about (T13)."""

HELD = (WaitView, CardWritingView)
"""What a quick machine could show for a blink only."""

LEAST_S = 1.0
"""A wait stays so long, so that nobody sees a page flash by (T16)."""

FORGOTTEN_S = 60.0
"""Tools that somebody used on the idle screen before walking away are set back after so long (T20)."""

SWALLOWED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.Gesture,
        QEvent.Type.GestureOverride,
        QEvent.Type.NativeGesture,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.WhatsThis,
        QEvent.Type.ToolTip,
    }
)
"""What must not reach anything: keyboards, wheels, menus, drags, gestures."""


def wall_clock() -> datetime:
    """Return the local time, for showing only."""
    return datetime.now(UTC).astimezone()


class KioskWindow(QWidget):
    """Shows views, reports touches."""

    touched = Signal(object)
    turned = Signal(object)  # the view that is on the glass from now on

    def __init__(
        self,
        identity: Identity,
        *,
        clock: Callable[[], datetime] = wall_clock,
        monotonic: Callable[[], float] = time.monotonic,
        hide_cursor: bool = True,
        beep: Callable[[], None] = QApplication.beep,
        least_s: float = LEAST_S,
    ) -> None:
        super().__init__()
        self._identity, self._clock, self._monotonic = identity, clock, monotonic
        self._chime, self._least_s = Chime(beep), least_s
        self._look = Look(identity.terminal, identity.hotline, TouchGate(monotonic))
        self._view: View | None = None
        self._next: View | None = None
        self._waiting_since = self._used_at = monotonic()
        self._remaining: tuple[float, float] | None = None
        self._may_close = False
        self._knock, self._knocked_at = Knock(), -1
        self.setWindowTitle("GridKiosk")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self._dialog = StillThere(self._stage, self._look)
        self._dialog.hide()
        for part in (self._pages, self._footer, self._header, self._dialog):
            part.touched.connect(self._report)
        self._header.language_touched.connect(self._change_language)
        self._header.large_touched.connect(self._change_size)
        self._header.contrast_touched.connect(self._change_colours)
        for child in self.findChildren(QWidget):
            child.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            child.installEventFilter(self)

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
        """The customer has left: Chinese, normal size and colours again (T20)."""
        self.use(LANGUAGES[0])

    def use(self, language: str, *, large: bool = False, contrast: bool = False) -> None:
        """Show everything in this language, size and colours, as if the customer had touched the tools."""
        self._look.large = large
        self._paint_with(contrast=contrast)
        self._use(language)

    def allow_close(self) -> None:
        """Let the next close request through; until then the window refuses to close."""
        self._may_close = True

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
        asking = remaining is not None and isinstance(view, WARNED) and remaining[0] <= theme.WARNING_S < remaining[1]
        public = isinstance(view, PUBLIC)
        self._header.show_remaining(None if asking or public else remaining)
        self._dialog.setVisible(asking)
        if view is None or remaining is None:
            self._chime.silent()
        else:
            self._chime.counted(view, remaining[0], asking=asking)
        if asking and view is not None and remaining is not None:
            self._dialog.ask(view, remaining[0])

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
        if self._look.contrast or self._look.large or self._look.texts.language != LANGUAGES[0]:
            self.reset_session()

    def _change_language(self) -> None:
        self._used_at = self._monotonic()
        self._use(LANGUAGES[1] if self._look.texts.language == LANGUAGES[0] else LANGUAGES[0])

    def _change_size(self) -> None:
        self._look.large = not self._look.large
        self._show()

    def _change_colours(self) -> None:
        self._used_at = self._monotonic()
        self._paint_with(contrast=not self._look.contrast)
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

    # --- nothing leaves the application -------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Swallow keys, menus, drags and gestures."""
        if event.type() in SWALLOWED:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Swallow them before any part of the window sees them."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            assert isinstance(event, QMouseEvent), "a press has a place"
            self._listen(event)
        return event.type() in SWALLOWED

    def _listen(self, event: QMouseEvent) -> None:
        """Hear the staff's knock while nobody is served; a press passes every part that lies under it."""
        if not isinstance(self._view, PUBLIC) or event.timestamp() == self._knocked_at:
            return
        self._knocked_at = event.timestamp()
        place = self._stage.mapFromGlobal(event.globalPosition())
        if self._knock.touched(place.x(), place.y(), self._monotonic()):
            self._report(Pressed("staff"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Refuse, unless the program itself is stopping."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the page in the middle of a larger screen."""
        self._stage.move((self.width() - theme.WIDTH) // 2, (self.height() - theme.HEIGHT) // 2)
