"""What can be heard: beeps only, so nothing personal ever leaves the loudspeaker (T18)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.money import Fen
from kiosk_app.screens import gallery
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import CashView
from tests.screens.conftest import BEEPS, put


def heard_while(window: KioskWindow, name: str, *seconds: float, total: float = 60) -> list[int]:
    """Return for each of these remaining times how many beeps there were."""
    put(window, name)
    window.set_remaining(None, 0)
    found = []
    for left in seconds:
        before = BEEPS.count
        window.set_remaining(left, total)
        found.append(BEEPS.count - before)
    return found


@pytest.mark.parametrize("name", ["menu", "number", "bills", "cash", "purchase_money", "card_insert"])
def test_time_that_runs_out_is_heard_at_twenty_ten_and_five_seconds(window: KioskWindow, name: str) -> None:
    """T13."""
    times = (21, 20.2, 20, 19.7, 10.1, 9.9, 9.8, 5.2, 4.9, 0.2)
    assert heard_while(window, name, *times) == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0]


def test_a_warning_is_heard_again_after_go_on(window: KioskWindow) -> None:
    """T13: the question may come any number of times, and is heard each time."""
    assert heard_while(window, "cash", 21, 19.9, 60, 21, 19.9, 60, 19.9) == [0, 1, 0, 0, 1, 0, 1]


@pytest.mark.parametrize("name", ["card_take", "success_card", "card_unwritten"])
def test_a_card_that_waits_is_heard_each_second(window: KioskWindow, name: str) -> None:
    """T14."""
    assert heard_while(window, name, 29.9, 29.6, 29.4, 28.9, 28.8, 27.9, total=30) == [0, 0, 0, 1, 0, 1]


@pytest.mark.parametrize("name", ["success_printed", "outcome_unknown_printed", "explanation", "idle"])
def test_results_and_the_idle_screen_are_silent(window: KioskWindow, name: str) -> None:
    assert heard_while(window, name, 21, 19, 9, 4, 1) == [0, 0, 0, 0, 0]


def test_each_note_is_heard_when_the_number_grows(window: KioskWindow) -> None:
    """Screen 10: a beep a note, and none for a picture that is painted again."""
    view = gallery.views()["cash"]
    assert isinstance(view, CashView)
    window.show_view(view)
    before = BEEPS.count
    window.show_view(view)
    assert BEEPS.count == before
    window.show_view(replace(view, paid=Fen(view.paid + 10_000)))
    assert BEEPS.count == before + 1
