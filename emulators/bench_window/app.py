"""The window's process."""

import os
import signal
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from emulators.bench_window import look
from emulators.bench_window.line import LOOK_MS, BenchLine
from emulators.bench_window.tongue import Language
from emulators.bench_window.window import BenchWindow


def system_language() -> Language:
    """Return the language of the person at this machine."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if chosen.startswith("zh") else "en"


def end_when_asked(app: QApplication) -> None:
    """End the event loop at SIGTERM and SIGINT. A look, not the signal, ends it: a loop not yet begun cannot quit."""
    asked: list[int] = []
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, _frame: asked.append(number))
    timer = QTimer(app)
    timer.timeout.connect(lambda: app.quit() if asked else None)
    timer.start(LOOK_MS)


def run(run_dir: Path, language: Language | None, left: int | None) -> int:
    """Show the window until it is closed or the process is asked to end; `left` is where on the screen, in pixels."""
    app = QApplication(["bench"])
    app.setStyle("Fusion")
    app.setFont(look.font(13))
    line = BenchLine(run_dir / "bench.sock")
    window = BenchWindow(line, run_dir / "receipts", language or system_language())
    end_when_asked(app)
    line.start()
    if left is not None:
        window.move(left, 0)
    window.show()
    code = app.exec()
    line.stop()
    return code
