"""One window for all tests of the screens, with a clock that tests move."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk_app.screens import gallery
from kiosk_app.screens.recordings import Prompt, Volume
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import View

PICTURES = Path(__file__).parents[2] / "build" / "screens"


class Clock:
    """Monotonic seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Beeps:
    """Counts what would be heard."""

    def __init__(self) -> None:
        self.count = 0

    def beep(self) -> None:
        self.count += 1


BEEPS = Beeps()


class Heard:
    """Notes what would be said aloud, and silence as None."""

    def __init__(self) -> None:
        self.log: list[tuple[Prompt, Volume, float] | None] = []

    def say(self, prompt: Prompt, volume: Volume, after_s: float = 0.0) -> None:
        self.log.append((prompt, volume, after_s))

    def hush(self) -> None:
        self.log.append(None)

    def stop(self) -> None:
        self.hush()

    def keys(self) -> list[str]:
        """Return what was said since the last question, by its keys."""
        said = [entry[0].key for entry in self.log if entry is not None]
        self.log.clear()
        return said

    def last(self) -> tuple[Prompt, Volume, float] | None:
        """Return what is being said now, or None for silence."""
        return self.log[-1] if self.log else None


HEARD = Heard()


@pytest.fixture(scope="session")
def one_clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(one_clock: Clock) -> Clock:
    """The clock, long after whatever the test before did."""
    one_clock.now += 1_000
    return one_clock


@pytest.fixture(scope="session")
def one_window(qapp: QApplication, one_clock: Clock) -> Iterator[KioskWindow]:
    kiosk = built(one_clock)
    yield kiosk
    kiosk.allow_close()
    kiosk.close()
    kiosk.deleteLater()
    qapp.processEvents()


@pytest.fixture
def window(one_window: KioskWindow, clock: Clock) -> KioskWindow:
    """The window as the customer before left it: building one for each test would take most of the time."""
    one_window.reset_session()
    HEARD.log.clear()
    return one_window


@pytest.fixture
def own_window(qapp: QApplication, clock: Clock) -> Iterator[KioskWindow]:
    """A window of the test's own, to be closed or resized."""
    kiosk = built(clock)
    yield kiosk
    kiosk.allow_close()
    kiosk.close()
    kiosk.deleteLater()
    qapp.processEvents()


def built(clock: Clock) -> KioskWindow:
    kiosk = KioskWindow(
        gallery.IDENTITY,
        clock=lambda: gallery.NOW,
        monotonic=clock,
        hide_cursor=False,
        beep=BEEPS.beep,
        least_s=0,
        speaker=HEARD,
    )
    kiosk.show()
    return kiosk


def put(window: KioskWindow, name: str) -> View:
    """Show a sample view with its countdown."""
    view = gallery.views()[name]
    gallery.show_sample(window, name, view)
    return view


def visible(window: QWidget) -> list[QWidget]:
    """Return every part that can be seen now."""
    return [child for child in window.findChildren(QWidget) if child.isVisible()]
