"""T16: a wait that is answered at once does not flash by; nothing that matters waits for it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk_app.screens import gallery
from kiosk_app.screens.painted import CountdownRing
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import Clock, visible

VIEWS = gallery.views()


@pytest.fixture
def holding(qapp: QApplication, clock: Clock) -> Iterator[KioskWindow]:
    """A window whose waits stay for fifty milliseconds of the test's clock."""
    kiosk = KioskWindow(gallery.IDENTITY, monotonic=clock, hide_cursor=False, least_s=0.05)
    kiosk.show()
    yield kiosk
    kiosk.allow_close()
    kiosk.close()
    kiosk.deleteLater()
    qapp.processEvents()


def test_a_wait_stays_and_the_last_view_follows(holding: KioskWindow, qtbot: QtBot) -> None:
    holding.show_view(VIEWS["wait_asking"])
    holding.show_view(VIEWS["password_wrong"])
    holding.show_view(VIEWS["bills"])
    assert holding.view == VIEWS["wait_asking"]
    qtbot.waitUntil(lambda: holding.view == VIEWS["bills"])


def test_a_wait_that_took_long_is_over_at_once(holding: KioskWindow, clock: Clock) -> None:
    holding.show_view(VIEWS["wait_asking"])
    clock.now += 0.06
    holding.show_view(VIEWS["bills"])
    assert holding.view == VIEWS["bills"]


@pytest.mark.parametrize("name", ["wait_booking", "card_writing"])
def test_the_next_wait_and_do_not_remove_come_at_once(holding: KioskWindow, name: str) -> None:
    """A card is never written before the screen says that it must stay."""
    holding.show_view(VIEWS["wait_reading"])
    holding.show_view(VIEWS[name])
    assert holding.view == VIEWS[name]


def test_do_not_remove_can_be_read(holding: KioskWindow, qtbot: QtBot) -> None:
    """A card that is written in a blink: the page that said so is still seen."""
    turned: list[object] = []
    holding.turned.connect(turned.append)
    for name in ("wait_reading", "card_writing", "success_printed"):
        holding.show_view(VIEWS[name])
    assert holding.view == VIEWS["card_writing"]
    qtbot.waitUntil(lambda: holding.view == VIEWS["success_printed"])
    assert turned == [VIEWS["wait_reading"], VIEWS["card_writing"], VIEWS["success_printed"]]


def test_other_screens_hold_nothing_up(holding: KioskWindow) -> None:
    """The number grows at once when a note is in."""
    for name in ("menu", "number", "bills", "cash_first", "cash", "cash_surplus", "success_printed", "idle"):
        holding.show_view(VIEWS[name])
        assert holding.view == VIEWS[name]


def test_the_countdown_waits_for_its_screen(holding: KioskWindow, qtbot: QtBot) -> None:
    holding.show_view(VIEWS["wait_asking"])
    holding.show_view(VIEWS["bills"])
    holding.set_remaining(55, 60)
    assert not any(isinstance(part, CountdownRing) for part in visible(holding))
    qtbot.waitUntil(lambda: holding.view == VIEWS["bills"])
    assert any(isinstance(part, CountdownRing) for part in visible(holding))
