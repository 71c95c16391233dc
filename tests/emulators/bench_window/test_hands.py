"""The real window at the real bench: what is pressed happens, and what happened is shown."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from emulators.bench_window.line import BenchLine
from emulators.bench_window.pictures import CardButton, NoteButton
from emulators.bench_window.window import BenchWindow
from tests.emulators.bench.process import Served, eventually
from tests.emulators.bench.test_bill_acceptor import ESCROW, STACK, STACKED, Master
from tests.emulators.bench_window.conftest import visible

pytestmark = pytest.mark.processes
WAIT_MS = 20_000


class Person:
    """Presses what can be seen."""

    def __init__(self, qtbot: QtBot, window: BenchWindow) -> None:
        self._qtbot, self._window = qtbot, window

    def presses(self, part: QAbstractButton) -> None:
        """Press with the mouse, as soon as it can be pressed."""
        self._qtbot.waitUntil(part.isEnabled, timeout=WAIT_MS)
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)

    def button(self, text: str) -> QAbstractButton:
        """Find a button by its text."""
        return next(each for each in self.buttons() if each.text() == text)

    def buttons(self) -> list[QAbstractButton]:
        """Return every button that can be seen."""
        return [each for each in visible(self._window) if isinstance(each, QAbstractButton)]

    def opens(self, page: str) -> None:
        """Open a page."""
        self._window.open_page(page)

    def note(self, fen: int, key: str = "") -> NoteButton:
        """Find a note."""
        notes = [each for each in visible(self._window) if isinstance(each, NoteButton)]
        return next(each for each in notes if each.note.fen == fen and (not key or each.note.key == key))

    def card(self, name: str) -> CardButton:
        """Find a card."""
        return next(each for each in visible(self._window) if isinstance(each, CardButton) and each.card == name)

    def waits(self, holds: Callable[[], bool]) -> None:
        """Wait until it is so."""
        self._qtbot.waitUntil(holds, timeout=WAIT_MS)

    def reads(self, text: str) -> None:
        """Wait until the log says this."""
        log = self._window.findChildren(QPlainTextEdit)[0]
        self.waits(lambda: text in log.toPlainText())

    def sees(self, text: str) -> None:
        """Wait until a label says this."""
        self.waits(lambda: any(text in each.text() for each in visible(self._window) if isinstance(each, QLabel)))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, "--fast")
    yield served
    if served.process.poll() is None:
        served.stop()


@pytest.fixture
def person(qtbot: QtBot, bench: Served) -> Iterator[Person]:
    line = BenchLine(bench.run_dir / "bench.sock")
    window = BenchWindow(line, bench.run_dir / "receipts", "zh")
    qtbot.addWidget(window)
    window.show()
    line.start()
    yield Person(qtbot, window)
    line.stop()


def test_a_note_from_hand_to_box(person: Person, bench: Served) -> None:
    person.presses(person.note(10_000))
    person.reads("放入 ￥100 2005 — 不能: 纸币口现在不收")
    person.sees("现在不能：纸币口现在不收")
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        master.start()
        person.presses(person.button("旧版"))
        person.presses(person.note(5_000))
        person.waits(lambda: bench.client.state()["bill_acceptor"]["inside"] != [])
        assert master.until(ESCROW) == bytes([ESCROW, 6]), "the ￥50 of the old series"
        assert master.say(STACK) == b"\x00"
        master.until(STACKED)
        person.reads("钞箱内1张")
        master.until(0x14)
        person.presses(person.note(10_000, "on_string"))
        person.reads("放入 ￥100 2005 系线")
        person.reads("暂存")
        person.presses(person.button("拉线钓钞"))
        person.reads("发现作弊")
    assert [note["fen"] for note in bench.client.state()["bill_acceptor"]["cassette"]] == [5_000]


def test_a_card_into_the_reader_the_mains_fail_and_the_card_is_taken(person: Person, bench: Served) -> None:
    person.presses(person.card("wang"))
    person.reads("读卡器: 卡在机内")
    assert not person.card("wang").isEnabled()
    person.presses(person.button("总电源断电"))
    person.waits(lambda: bench.client.state()["card_reader"]["power"] == "off")
    person.reads("读卡器: 卡在出卡口")
    person.presses(person.button("取卡"))
    person.waits(lambda: person.card("wang").isEnabled())
    person.waits(lambda: any(each.text() == "恢复总电源" for each in person.buttons()))
    person.presses(person.button("恢复总电源"))
    person.waits(lambda: bench.client.state()["card_reader"]["power"] == "mains")


def test_a_cable_pulled_on_a_devices_page_is_shown_and_put_back(person: Person, bench: Served) -> None:
    person.opens("receipt_printer")
    person.presses(person.button("拔数据线"))
    person.waits(lambda: person.button("拔数据线").isChecked())
    assert not (bench.run_dir / "ttyPRINTER").is_symlink()
    person.presses(person.button("拔数据线"))
    person.waits(lambda: not person.button("拔数据线").isChecked())
    assert (bench.run_dir / "ttyPRINTER").is_symlink()
    person.presses(person.button("EN"))
    assert person.button("Data cable out").isEnabled()


def test_a_bench_that_goes_and_comes_back(person: Person, bench: Served) -> None:
    person.waits(person.card("wang").isEnabled)
    bench.stop()
    person.sees("设备未运行")
    assert not person.card("wang").isEnabled()
    again = Served(bench.run_dir, "--fast")
    try:
        person.waits(person.card("wang").isEnabled)
    finally:
        again.stop()


def minds_sigterm(pid: int) -> bool:
    """True when the process has a handler of its own for SIGTERM."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return bool(int(status["SigCgt"], 16) >> signal.SIGTERM - 1 & 1)


def test_the_window_of_the_command_line_ends_when_it_is_asked_to(bench: Served) -> None:
    command = [sys.executable, "-m", "emulators", "window", "--run-dir", str(bench.run_dir), "--language", "en"]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as window:
        try:
            assert eventually(lambda: minds_sigterm(window.pid))
            window.terminate()
            assert window.wait(20) == 0
        finally:
            window.kill()
