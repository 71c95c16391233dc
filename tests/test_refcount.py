"""Qt counts None, True and False right (fault 13).

PySide6 6.12.0 takes one reference too many to a constant for each call that returns it. CPython 3.11 counts None
like any object (it is immortal only from 3.12 on), so after some hours of signals and repaints the count reaches zero
and the process is aborted: "deallocating None". Under 6.12.0 the loops below abort in the first exercise. The kiosk
runs for weeks; the libraries are therefore pinned, and this is the test that a newer pin has to pass.
"""

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import PySide6
import pytest
import shiboken6

ROOT = Path(__file__).parents[1]
PINNED = "6.11.3"
CALLS = 20_000
STRAY = CALLS // 100
"""References that come and go while a loop runs; a fault costs one a call."""

EXERCISES = """
import json, sys
from PySide6.QtCore import Property, QCoreApplication, QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

CALLS = int(sys.argv[1])
CONSTANTS = (None, True, False)
app = QApplication([])

class Emitter(QObject):
    plain = Signal()
    carrying = Signal(object)
    def __init__(self):
        super().__init__()
        self.heard = 0
        self._level = None
    @Slot()
    def decorated(self):
        self.heard += 1
    @Slot(object)
    def taking(self, what):
        self.heard += 1
    def undecorated(self, what=None):
        self.heard += 1
    def level(self):
        return self._level
    def set_level(self, level):
        self._level = level
    level = Property(object, level, set_level)
    def event(self, event):
        return super().event(event)

class Painted(QWidget):
    painted = 0
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setPen(Qt.GlobalColor.black)
        painter.end()
        Painted.painted += 1
    def resizeEvent(self, event):
        pass

def direct():
    one = Emitter()
    one.plain.connect(one.decorated)
    one.carrying.connect(one.undecorated)
    one.carrying.connect(lambda what: None)
    for _ in range(CALLS):
        one.plain.emit()
        one.carrying.emit(None)
    return one.heard

def queued():
    one = Emitter()
    one.carrying.connect(one.taking, Qt.ConnectionType.QueuedConnection)
    for _ in range(CALLS // 100):
        for _ in range(100):
            one.carrying.emit(None)
        QCoreApplication.sendPostedEvents(one)
    return one.heard

def properties():
    one, label = Emitter(), QLabel()
    for turn in range(CALLS):
        one.setProperty("level", None)
        one.property("level")
        one.level
        label.property("nothing")
        label.buddy()
    return CALLS

def setters():
    label = QLabel()
    for turn in range(CALLS):
        label.setText("1")
        label.setGeometry(QRect(0, 0, 10 + turn % 2, 10))
        label.setEnabled(bool(turn % 2))
        label.update()
    return CALLS

def overridden():
    widget, picture = Painted(), QPixmap(20, 20)
    for turn in range(CALLS // 4):
        widget.resize(20 + turn % 2, 20)
        widget.render(picture)
    return Painted.painted

def events():
    one = Emitter()
    for _ in range(CALLS):
        QCoreApplication.sendEvent(one, QEvent(QEvent.Type.User))
    return CALLS

def clicks():
    heard = []
    button = QPushButton()
    button.clicked.connect(lambda: heard.append(None))
    button.pressed.connect(heard.clear)
    for _ in range(CALLS // 4):
        button.click()
    return CALLS // 4

def timers():
    heard = []
    for _ in range(CALLS // 100):
        for _ in range(100):
            QTimer.singleShot(0, lambda: heard.append(None))
        while len(heard) < 100:
            app.processEvents()
        heard.clear()
    return CALLS

for exercise in (direct, queued, properties, setters, overridden, events, clicks, timers):
    exercise_name = exercise.__name__
    before = [sys.getrefcount(constant) for constant in CONSTANTS]
    done = exercise()
    changes = [sys.getrefcount(constant) - count for constant, count in zip(CONSTANTS, before)]
    print(json.dumps([exercise_name, done, min(changes)]), flush=True)
"""


@pytest.fixture(scope="module")
def exercised() -> dict[str, tuple[int, int]]:
    """Return for each exercise how often it was done, and by how much the lowest count changed."""
    run = subprocess.run(
        [sys.executable, "-c", EXERCISES, str(CALLS)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    return {name: (done, change) for name, done, change in map(json.loads, run.stdout.splitlines())}


@pytest.mark.parametrize(
    "exercise", ["direct", "queued", "properties", "setters", "overridden", "events", "clicks", "timers"]
)
def test_constants_keep_their_references(exercised: dict[str, tuple[int, int]], exercise: str) -> None:
    done, change = exercised[exercise]
    assert done >= CALLS // 4
    assert change >= -STRAY, f"{-change} references lost in {done} calls"


@pytest.mark.parametrize("library", ["PySide6_Essentials", "shiboken6"])
def test_the_installed_qt_is_the_pinned_one(library: str) -> None:
    assert version(library) == PINNED


def test_the_loaded_qt_is_the_installed_one() -> None:
    assert (PySide6.__version__, shiboken6.__version__) == (PINNED, PINNED)


@pytest.mark.parametrize("name", ["requirements.in", "requirements.lock", "requirements-dev.lock"])
def test_the_lists_pin_it(name: str) -> None:
    wanted = {f"pyside6-essentials=={PINNED}", f"shiboken6=={PINNED}"}
    lines = (ROOT / "packaging" / name).read_text(encoding="utf-8").lower().splitlines()
    assert wanted <= {line.split(" ")[0] for line in lines}


def test_the_addons_are_not_installed() -> None:
    """Charts and the virtual keyboard are GPL there; nothing here needs them."""
    with pytest.raises(PackageNotFoundError):
        version("PySide6_Addons")
