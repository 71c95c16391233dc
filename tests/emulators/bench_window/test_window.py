"""What the window shows: no text is cut, twice is once, a picture of every page in both languages is left in build."""

import itertools
from typing import Any

import pytest
from PIL import Image
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from emulators.bench_window import look
from emulators.bench_window.pictures import too_long
from emulators.bench_window.tongue import LANGUAGES
from emulators.bench_window.truth_card import TruthCard
from emulators.bench_window.window import BenchWindow
from emulators.bill_acceptor.protocol import State
from tests.emulators.bench_window.conftest import PAGES, PICTURES, Desk, show, visible

PADDING = 16  # of a button, both sides


def cut_texts(window: BenchWindow) -> list[str]:
    """Return every text that does not fit its place."""
    cut: list[str] = []
    for part in visible(window):
        if hasattr(part, "clipped"):
            cut += part.clipped()
        elif isinstance(part, QPushButton):
            bold = part.isChecked() and part.property("kind") == ""
            cut += too_long([part.text()], look.font(13, bold=bold), part.width() - PADDING)
        elif isinstance(part, QLabel) and not part.wordWrap() and part.text():
            cut += [part.text()] if part.fontMetrics().horizontalAdvance(part.text()) > part.width() else []
    return cut


def taken(window: BenchWindow) -> QPixmap:
    """Let the layout settle, then take a picture."""
    for _ in range(3):
        QApplication.processEvents()
    return window.grab()


def quiet(_desk: Desk) -> None:
    """Nothing has happened."""


def troubled(desk: Desk) -> None:
    """Everything that can be wrong at once, and a card in the reader."""
    desk.do("card_reader", "insert_card", card="li")
    desk.wait(0.3)
    desk.do("card_reader", "jam")
    desk.do("bill_acceptor", "take_out_cassette")
    desk.do("receipt_printer", "leave_paper", mm=0)
    desk.do("meter", "insert_card", card="chen", meter_no="000086315742")
    desk.do("bill_acceptor", "jam", where="stacker")


def dark(desk: Desk) -> None:
    """No mains, a cable out."""
    desk.do("receipt_printer", "unplug")
    desk.do("bench", "cut_power")
    desk.wait(2)


SITUATIONS = {"quiet": quiet, "troubled": troubled, "dark": dark}


@pytest.mark.parametrize("name", SITUATIONS)
def test_no_text_is_cut_on_any_page_in_any_language(window: BenchWindow, desk: Desk, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    SITUATIONS[name](desk)
    show(window, desk)
    for language, page in itertools.product(LANGUAGES, PAGES):
        window.use(language)
        window.open_page(page)
        picture = taken(window)
        assert cut_texts(window) == [], (language, page)
        assert (picture.width(), picture.height()) == (look.WIDTH, look.HEIGHT), (language, page)
        assert picture.save(str(PICTURES / f"{name}_{page}_{language}.png"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_acceptor_fits_its_card(window: BenchWindow, desk: Desk, language: Any) -> None:
    window.use(language)
    state = show(window, desk)
    for doing in State:
        state["bill_acceptor"]["state"] = doing.name.lower()
        window.line.state_came.emit(state)
        window.grab()
        assert [part.clipped() for part in window.findChildren(TruthCard)] == [[], [], []], doing


def test_rendering_twice_gives_the_same_picture(window: BenchWindow, desk: Desk) -> None:
    pictures = {}
    for page in PAGES:
        show(window, desk)
        window.open_page(page)
        pictures[page] = taken(window).toImage()
    for page in reversed(PAGES):
        show(window, desk)
        window.open_page(page)
        window.render_all()
        assert taken(window).toImage() == pictures[page], page


def test_without_a_bench_nothing_can_be_pressed_but_looked_at(window: BenchWindow, desk: Desk) -> None:
    show(window, desk)
    window.line.lost.emit()
    for page in PAGES:
        window.open_page(page)
        for each in window.findChildren(QPushButton):
            looks_only = each.property("kind") in ("tab", "row") or each.text() in ("EN", "‹", "›")
            assert looks_only or not each.isEnabled(), (page, each.text())
    assert any("未运行" in each.text() for each in window.findChildren(QLabel) if each.isVisible())


def test_a_new_slip_is_shown_when_it_falls_and_arrows_go_back(window: BenchWindow, desk: Desk) -> None:
    tray = desk.run_dir / "receipts"
    window.open_page("receipt_printer")
    texts = []
    for number, name in enumerate(("0001", "0002-torn"), 1):
        Image.new("1", (576, 300 * number), 1).save(tray / f"{name}.png")
        show(window, desk)
        texts.append([each.text() for each in visible(window) if isinstance(each, QLabel) and "小票 " in each.text()])
    assert texts == [["小票 1/1"], ["小票 2/2 撕断"]]
    next(each for each in window.findChildren(QPushButton) if each.text() == "‹").click()
    show(window, desk)
    assert any(each.text() == "小票 1/2" for each in visible(window) if isinstance(each, QLabel))


def test_the_meters_card_is_the_owners_unless_one_is_chosen(window: BenchWindow, desk: Desk) -> None:
    show(window, desk)
    wanted: list[tuple[str, str, Any]] = []
    window.page("meters").wanted.connect(lambda *each: wanted.append(each))
    window.open_page("meters")
    inserts = [each for each in visible(window) if isinstance(each, QPushButton) and each.text() == "插卡"]
    inserts[2].click()
    choice = next(each for each in visible(window) if isinstance(each, QComboBox))
    choice.setCurrentIndex(2)
    show(window, desk)
    assert choice.currentIndex() == 2, "rendering keeps the choice"
    inserts[0].click()
    assert wanted == [
        ("meter", "insert_card", {"card": "chen", "meter_no": "000086315766"}),
        ("meter", "insert_card", {"card": "li", "meter_no": "000086315742"}),
    ]
