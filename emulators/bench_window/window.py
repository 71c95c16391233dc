"""The bench's window: devices above, what can be held or done in the middle, what happened below."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emulators.bench_window import controls, look
from emulators.bench_window.bills_page import BillsPage
from emulators.bench_window.device_page import DevicePage
from emulators.bench_window.hand_page import HandPage
from emulators.bench_window.happened import sentence
from emulators.bench_window.line import BenchLine
from emulators.bench_window.meters_page import MetersPage
from emulators.bench_window.page import Can, Page, Truths, button, label
from emulators.bench_window.printer_page import PrinterPage
from emulators.bench_window.tongue import Language, Tongue
from emulators.bench_window.truth import (
    Truth,
    acceptor_places,
    acceptor_truth,
    cabinet_places,
    printer_truth,
    reader_places,
    reader_truth,
    scanner_places,
)
from emulators.bench_window.truth_card import TruthCard

DEVICES = ("bill_acceptor", "receipt_printer", "card_reader")
TABS = ("hand", "bills", "meters", "cabinet", "scanner")
BANNER_MS = 4_000
LOG_HEIGHT, HEAD_HEIGHT, BANNER_HEIGHT = 88, 48, 32
WITHOUT_MAINS = ("off", "backup")


class BenchWindow(QWidget):
    """Shows what the line tells; hands what is pressed to the line."""

    def __init__(self, line: BenchLine, tray: Path, language: Language) -> None:
        super().__init__()
        self.setObjectName("bench")
        self.setStyleSheet(look.STYLE)
        self.resize(look.WIDTH, look.HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.line, self._tongue = line, Tongue(language)
        self._truths: Truths = {}
        self._can: Can = {}
        self._why = ""
        self._pages = self._make_pages(tray)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        body = QVBoxLayout()
        body.setContentsMargins(look.MARGIN, look.MARGIN, look.MARGIN, look.MARGIN)
        body.setSpacing(look.GAP)
        body.addLayout(self._strip())
        body.addLayout(self._tabs())
        body.addWidget(self._stack, 1)
        self._log = QPlainTextEdit(self)
        self._log.setReadOnly(True)
        self._log.setAccessibleName("log")
        self._log.setFixedHeight(LOG_HEIGHT)
        body.addWidget(self._log)
        self._banner = label(self._log, "banner")  # over the log, which says the same a line later: nothing moves
        column.addLayout(body, 1)
        self._connect()
        self.open_page("hand")
        self.render_all()

    # parts

    def _make_pages(self, tray: Path) -> dict[str, Page]:
        self._stack = QStackedWidget(self)
        pages: dict[str, Page] = {
            "hand": HandPage(self),
            "bills": BillsPage(self),
            "meters": MetersPage(self),
            "cabinet": DevicePage(self, "cabinet", controls.CABINET, cabinet_places),
            "scanner": DevicePage(self, "scanner", controls.SCANNER, scanner_places),
            "bill_acceptor": DevicePage(self, "bill_acceptor", controls.ACCEPTOR, acceptor_places),
            "receipt_printer": PrinterPage(self, tray),
            "card_reader": DevicePage(self, "card_reader", controls.READER, reader_places),
        }
        for page in pages.values():
            self._stack.addWidget(page)
            page.wanted.connect(self.line.do)
        return pages

    def _head(self) -> QWidget:
        head = QFrame(self)
        head.setObjectName("head")
        head.setFixedHeight(HEAD_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(look.MARGIN + 4, 0, look.MARGIN, 0)
        row.setSpacing(look.GAP)
        self._title = QLabel(head)
        self._title.setObjectName("title")
        self._mains, self._language = button(head, "head"), button(head, "head")
        self._mains.setCheckable(True)
        row.addWidget(self._title, 1)
        row.addWidget(self._mains)
        row.addWidget(self._language)
        return head

    def _strip(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.GAP)
        self._cards = {device: TruthCard(self) for device in DEVICES}
        for card in self._cards.values():
            row.addWidget(card, 1)
        return row

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self._tab_buttons: dict[str, QPushButton] = {}
        for tab in TABS:
            each = button(self, "tab")
            each.setCheckable(True)
            row.addWidget(each, 1)
            self._tab_buttons[tab] = each
        return row

    def _connect(self) -> None:
        self._choice = QButtonGroup(self)  # one page is open, whether by a tab or by a device
        for name, each in (*self._tab_buttons.items(), *self._cards.items()):
            self._choice.addButton(each)
            each.clicked.connect(partial(self.open_page, name))
        self._mains.clicked.connect(self._turn_mains)
        self._language.clicked.connect(self._change_language)
        self.line.state_came.connect(self._take_state)
        self.line.actions_came.connect(self._take_actions)
        self.line.answered.connect(self._take_answer)
        self.line.lost.connect(self._take_loss)
        self._banner_timer = QTimer(self)
        self._banner_timer.setSingleShot(True)
        self._banner_timer.timeout.connect(self._forget_why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the banner where the log is."""
        super().resizeEvent(event)
        self._render_banner()

    def page(self, name: str) -> Page:
        """Return a page by its name."""
        return self._pages[name]

    # what comes

    def _take_state(self, truths: Truths) -> None:
        self._truths = truths
        self.render_all()

    def _take_actions(self, can: Can) -> None:
        self._can = can
        self.render_all()

    def _take_answer(self, _request: object, answer: Mapping[str, Any]) -> None:
        self._why = str(answer.get("why", ""))
        if self._why:
            self._banner_timer.start(BANNER_MS)
        self.render_all()

    def _take_loss(self) -> None:
        self._truths, self._can = {}, {}
        self.render_all()

    def _forget_why(self) -> None:
        self._why = ""
        self.render_all()

    # what is pressed

    def open_page(self, name: str, *_checked: Any) -> None:
        """Open a page: a tab's or a device's."""
        self._stack.setCurrentWidget(self._pages[name])
        each = self._tab_buttons.get(name) or self._cards[name]
        each.setChecked(True)
        self.setFocus()  # not to the first button of the page: it would look pressed

    def use(self, language: Language) -> None:
        """Speak this language."""
        self._tongue = Tongue(language)
        self.render_all()

    def _change_language(self) -> None:
        self.use("en" if self._tongue.language == "zh" else "zh")

    def _turn_mains(self) -> None:
        off = self._without_mains
        self._mains.setChecked(off)  # the truth says when it is so
        self.line.do("bench", "restore_power" if off else "cut_power", {})

    @property
    def _without_mains(self) -> bool:
        powers = [self._truths[device]["power"] for device in DEVICES if device in self._truths]
        return bool(powers) and all(power in WITHOUT_MAINS for power in powers)

    # what is shown

    def render_all(self) -> None:
        """Show everything anew; twice gives the same picture."""
        tongue = self._tongue
        self.setWindowTitle(tongue("title"))
        self._title.setText(tongue("title"))
        self._language.setText(tongue("other_language"))
        self._mains.setText(tongue("mains_back" if self._without_mains else "mains_cut"))
        self._mains.setChecked(self._without_mains)
        self._mains.setEnabled(bool(self._truths))
        for tab, each in self._tab_buttons.items():
            each.setText(tongue(f"tab.{tab}"))
        for device, card in self._cards.items():
            card.show_truth(tongue(f"device.{device}"), self._truth(device))
        for page in self._pages.values():
            page.render_truth(self._truths, self._can, tongue)
        self._render_banner()
        self._render_log()

    def _truth(self, device: str) -> Truth:
        state = self._truths.get(device, {})
        says = {"bill_acceptor": acceptor_truth, "receipt_printer": printer_truth, "card_reader": reader_truth}
        return says[device](state, self._tongue)

    def _render_banner(self) -> None:
        text = ""
        if not self._truths:
            text = self._tongue("banner.absent")
        elif self._why:
            text = self._tongue("banner.not_now", why=self._tongue.known("why", self._why))
        self._banner.setText(text)
        self._banner.setVisible(bool(text))
        self._banner.setGeometry(0, self._log.height() - BANNER_HEIGHT, self._log.width(), BANNER_HEIGHT)

    def _render_log(self) -> None:
        entries = self._truths.get("bench", {}).get("log", [])
        said = "\n".join(line for entry in entries if (line := sentence(entry, self._tongue)))
        if said != self._log.toPlainText():
            self._log.setPlainText(said)
            self._log.moveCursor(QTextCursor.MoveOperation.End)
