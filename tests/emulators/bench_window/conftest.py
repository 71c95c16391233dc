"""A window over a line that nobody answers: tests put truths into it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from emulators.bench.assembly import assembled
from emulators.bench.bench import Bench
from emulators.bench.run_dir import RunDir
from emulators.bench_window.line import BenchLine
from emulators.bench_window.window import BenchWindow

PICTURES = Path(__file__).parents[3] / "build" / "bench_window"
PAGES = ("hand", "bills", "meters", "cabinet", "scanner", "bill_acceptor", "receipt_printer", "card_reader")


class Desk:
    """A bench in this process, its time told by the test, and what it would say through its socket."""

    def __init__(self, bench: Bench, run_dir: Path) -> None:
        self._bench, self.run_dir, self._now = bench, run_dir, 1000.0

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = self._now + seconds
        while self._now < end:
            self._now += 0.05
            self._bench.turn(self._now)

    def ask(self, request: dict[str, Any]) -> Any:
        """Ask; what is asked must be possible."""
        answer = self._bench.answer(request, self._now)
        assert answer["outcome"] == "done", answer
        self._bench.turn(self._now)
        return answer["result"]

    def do(self, device: str, action: str, **arguments: Any) -> Any:
        """Let hands do something."""
        return self.ask({"do": device, "action": action, "arguments": arguments})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with RunDir(tmp_path / "run") as run_dir, assembled(run_dir, fast=True, pcsc=False) as bench:
        yield Desk(bench, run_dir.path)


@pytest.fixture
def window(qapp: QApplication, desk: Desk) -> Iterator[BenchWindow]:
    line = BenchLine(desk.run_dir / "nobody.sock")
    made = BenchWindow(line, desk.run_dir / "receipts", "zh")
    made.show()
    yield made
    line.stop()
    made.close()
    made.deleteLater()
    qapp.processEvents()


def show(window: BenchWindow, desk: Desk) -> dict[str, Any]:
    """Show the truth as it is now."""
    line = window.line
    line.actions_came.emit(desk.ask({"ask": "actions"}))
    state: dict[str, Any] = desk.ask({"ask": "state"})
    line.state_came.emit(state)
    QApplication.processEvents()
    return state


def visible(window: QWidget) -> list[QWidget]:
    """Return every part that can be seen now."""
    return [child for child in window.findChildren(QWidget) if child.isVisible()]
