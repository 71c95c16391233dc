"""The panel of aids and when the machine speaks: volume, hear it again, more time; all of it ends with the visit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kiosk_app.domain.events import Pressed
from kiosk_app.domain.money import Fen
from kiosk_app.screens import gallery, theme
from kiosk_app.screens.aids import Aids
from kiosk_app.screens.chime import LAST_S
from kiosk_app.screens.prompter import PAUSE_S, WAIT_PAUSE_S
from kiosk_app.screens.prompts import prompt_of
from kiosk_app.screens.recordings import Volume
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import CashView, NumberView, PasswordView
from tests.screens.conftest import BEEPS, HEARD, Clock, put, visible
from tests.screens.test_targets import targets
from tests.screens.test_window import asking, texts

SERVED = [name for name in gallery.views() if not name.startswith(("idle", "starting", "out_of_service", "staff"))]


def touch(window: KioskWindow, clock: Clock, text: str) -> None:
    """Touch the tool or button with this text."""
    found = [target for target in targets(window) if target.text() == text]
    assert len(found) == 1, (text, [target.text() for target in targets(window)])
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    clock.now += 1


def panel_open(window: KioskWindow) -> bool:
    return window.findChildren(Aids)[0].isVisible()


def volume_said() -> Volume | None:
    """Return how loud the prompt is that is being said now, or None for silence."""
    last = HEARD.last()
    return last[1] if last is not None else None


# --- when it speaks -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in SERVED if prompt_of(gallery.views()[name]) is not None])
def test_a_page_is_said_when_it_comes_up_and_not_when_it_is_painted_again(window: KioskWindow, name: str) -> None:
    """T18."""
    put(window, "idle")
    HEARD.keys()
    put(window, name)
    expected = [prompt_of(gallery.views()[name])]
    if asking(window):
        expected.append("say_still_there")
    assert HEARD.keys() == expected
    window.show_view(gallery.views()[name])
    assert HEARD.keys() == []


def test_adverts_are_silent(window: KioskWindow) -> None:
    """T18: and nobody is there when the machine starts or stops its service."""
    put(window, "menu")
    HEARD.keys()
    for name in ("idle", "idle_card_reader_down", "starting", "out_of_service", "idle"):
        put(window, name)
        assert HEARD.last() is None
        assert HEARD.keys() == []


def test_a_customer_in_front_hears_that_service_ends(window: KioskWindow) -> None:
    put(window, "menu")
    HEARD.keys()
    put(window, "out_of_service")
    assert HEARD.keys() == ["say_out_of_service"]


def test_staff_work_in_silence(window: KioskWindow) -> None:
    put(window, "menu")
    HEARD.keys()
    for name in (name for name in gallery.views() if name.startswith("staff")):
        put(window, name)
    assert HEARD.keys() == []


@pytest.mark.parametrize(
    ("problem", "plain"),
    [
        ("number_unknown", "number"),
        ("password_wrong", "password"),
        ("cash_rejected", "cash"),
        ("card_insert_again", "card_insert"),
    ],
)
def test_a_problem_is_said_and_its_end_is_not(window: KioskWindow, problem: str, plain: str) -> None:
    """Whoever types again, or feeds the next note, is not talked to; the same problem again is said again."""
    put(window, "idle")
    put(window, plain)
    HEARD.keys()
    for _ in range(2):
        put(window, problem)
        assert HEARD.keys() == [prompt_of(gallery.views()[problem])]
        put(window, plain)
        assert HEARD.keys() == []


def test_notes_and_digits_are_not_spoken(window: KioskWindow, clock: Clock) -> None:
    """T18: no amount is said, and no digit of a number or a password; a note is a beep."""
    number, password = gallery.views()["number"], gallery.views()["password"]
    assert isinstance(number, NumberView)
    assert isinstance(password, PasswordView)
    for typing in (
        [replace(number, digits="3" * typed) for typed in range(4)],
        [replace(password, typed=typed) for typed in range(4)],
    ):
        window.show_view(typing[0])
        HEARD.keys()
        for view in typing[1:]:
            window.show_view(view)
        assert HEARD.keys() == []
    cash = gallery.views()["cash"]
    assert isinstance(cash, CashView)
    window.show_view(cash)
    HEARD.keys()
    window.show_view(replace(cash, paid=Fen(cash.paid + 10_000)))
    assert HEARD.keys() == []


@pytest.mark.parametrize("point", [QPoint(40, 400), QPoint(500, 300), QPoint(1000, 740), QPoint(20, 20)])
def test_any_touch_cuts_the_prompt_off(window: KioskWindow, clock: Clock, point: QPoint) -> None:
    """T18: wherever the finger is, on a button or beside it; on the press, not the release."""
    put(window, "idle")
    put(window, "number_unknown")
    assert HEARD.last() is not None
    part = window.childAt(point)
    assert part is not None
    QTest.mousePress(part, Qt.MouseButton.LeftButton, pos=part.mapFrom(window, point))
    assert HEARD.last() is None
    QTest.mouseRelease(part, Qt.MouseButton.LeftButton, pos=part.mapFrom(window, point))


def test_a_short_wait_needs_no_words_and_an_alarm_waits_for_nothing(window: KioskWindow) -> None:
    pauses = {}
    for name in ("bills", "wait_booking", "card_writing"):
        put(window, name)
        last = HEARD.last()
        assert last is not None
        pauses[name] = last[2]
    assert pauses == {"bills": PAUSE_S, "wait_booking": WAIT_PAUSE_S, "card_writing": 0.0}


@pytest.mark.parametrize("volume", Volume)
def test_do_not_remove_is_said_as_loud_as_can_be(window: KioskWindow, volume: Volume) -> None:
    """Screen 19: whatever volume was chosen, also none."""
    put(window, "cash_purchase")
    window._help(f"volume_{volume.name.lower()}")
    put(window, "card_writing")
    assert HEARD.keys()[-1] == "say_card_writing"
    put(window, "cash_purchase")
    put(window, "card_writing")
    assert volume_said() is Volume.HIGH
    put(window, "success_card")
    assert volume_said() is volume


def test_the_question_is_said_each_time_it_comes(window: KioskWindow) -> None:
    """T13."""
    put(window, "bills")
    HEARD.keys()
    for seconds, said in ((21, []), (20, ["say_still_there"]), (12, []), (60, []), (19, ["say_still_there"])):
        window.set_remaining(seconds, 60)
        assert HEARD.keys() == said


# --- the panel ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["idle", "menu", "number", "password", "bills", "cash", "card_insert", "card_take"])
def test_the_panel_is_one_touch_away_and_reports_nothing(window: KioskWindow, clock: Clock, name: str) -> None:
    """ux.md 1.4: 语音 is in the header of every screen on which the customer decides; the flow does not care."""
    heard: list[object] = []
    window.touched.connect(heard.append)
    put(window, name)
    before = window.grab().toImage()
    touch(window, clock, "语音")
    assert panel_open(window)
    for text in ("延长时间", "大字显示", "大字显示", "延长时间", "大声", "再听一遍", "完成"):
        touch(window, clock, text)
    assert not panel_open(window)
    assert window.grab().toImage() == before
    assert heard == []
    window.touched.disconnect(heard.append)


@pytest.mark.parametrize("name", ["wait_booking", "card_writing"])
def test_nothing_is_set_while_a_device_works(window: KioskWindow, clock: Clock, name: str) -> None:
    """T15: a panel that was open closes."""
    put(window, "cash")
    touch(window, clock, "语音")
    window.show_view(gallery.views()[name])
    assert not panel_open(window)
    assert targets(window) == []


def test_each_step_of_the_volume_is_heard(window: KioskWindow, clock: Clock) -> None:
    """T18: three steps and off; the step says the page again, so that the customer hears how loud it is."""
    put(window, "menu")
    touch(window, clock, "语音")
    for text, volume in (("小声", Volume.LOW), ("适中", Volume.MEDIUM), ("大声", Volume.HIGH)):
        touch(window, clock, text)
        assert volume_said() is volume
    touch(window, clock, "静音")
    assert volume_said() is Volume.OFF
    touch(window, clock, "完成")
    put(window, "bills")
    assert volume_said() is Volume.OFF


def test_hear_it_again(window: KioskWindow, clock: Clock) -> None:
    """T18: as often as wanted, in the language in use."""
    put(window, "bills")
    touch(window, clock, "语音")
    HEARD.keys()
    for _ in range(3):
        touch(window, clock, "再听一遍")
    assert HEARD.keys() == ["say_bills"] * 3
    touch(window, clock, "EN")
    last = HEARD.last()
    assert last is not None
    assert (last[0].key, last[0].language) == ("say_bills", "en")


def test_the_idle_page_speaks_when_asked(window: KioskWindow, clock: Clock) -> None:
    put(window, "idle")
    touch(window, clock, "语音")
    touch(window, clock, "再听一遍")
    assert HEARD.keys() == ["say_idle"]


def test_the_header_shows_that_it_is_silent(window: KioskWindow, clock: Clock) -> None:
    put(window, "menu")
    before = window.grab(window._header.geometry()).toImage()
    window._help("volume_off")
    assert window.grab(window._header.geometry()).toImage() != before


def test_whoever_opens_the_panel_is_still_there(window: KioskWindow, clock: Clock) -> None:
    """T13: the question goes, and the program counts anew."""
    heard: list[object] = []
    window.touched.connect(heard.append)
    put(window, "still_there")
    touch(window, clock, "语音")
    assert panel_open(window)
    assert not asking(window)
    assert heard == [Pressed("stay")]
    window.touched.disconnect(heard.append)


def test_the_question_comes_before_the_panel(window: KioskWindow, clock: Clock) -> None:
    """T13: nobody's time runs out behind a panel."""
    put(window, "bills")
    touch(window, clock, "语音")
    window.set_remaining(19, 60)
    assert asking(window)
    assert not panel_open(window)


def test_the_panel_goes_with_the_page(window: KioskWindow, clock: Clock) -> None:
    put(window, "cash")
    touch(window, clock, "语音")
    cash = gallery.views()["cash"]
    assert isinstance(cash, CashView)
    window.show_view(replace(cash, paid=Fen(cash.paid + 10_000)))
    assert panel_open(window), "a note does not close it"
    window.show_view(gallery.views()["success_printed"])
    assert not panel_open(window)


# --- more time ----------------------------------------------------------------------------------


def test_more_time_is_asked_of_the_program(window: KioskWindow, clock: Clock) -> None:
    """T13."""
    asked: list[bool] = []
    window.more_time_asked.connect(lambda: asked.append(window.more_time))
    put(window, "bills")
    touch(window, clock, "语音")
    assert not window.more_time
    touch(window, clock, "延长时间")
    touch(window, clock, "延长时间")
    assert asked == [True, False]


def test_with_more_time_the_warning_lasts_twice_as_long(window: KioskWindow) -> None:
    """T13: all limits are doubled, that of the question too; it is heard when it comes, and at 10 and 5 seconds."""
    put(window, "bills")
    window.show_aids(open_=False, more_time=True)
    heard = []
    for seconds in (41.0, 40.0, 39.0, 20.0, 19.0, *LAST_S, 4.0):
        before = BEEPS.count
        window.set_remaining(seconds, 120)
        assert asking(window) is (seconds <= 2 * theme.WARNING_S)
        if BEEPS.count > before:
            heard.append(seconds)
    assert heard == [40.0, *LAST_S]


def test_with_more_time_the_page_names_the_time_that_holds(window: KioskWindow) -> None:
    """Screen 10 says after how many seconds of silence the money is paid."""
    put(window, "cash")
    assert "60 秒" in texts(window)
    window._help("more_time")
    assert "120 秒" in texts(window)
    assert "60 秒" not in texts(window)


# --- the next customer --------------------------------------------------------------------------


def test_the_next_customer_finds_everything_as_usual(window: KioskWindow, clock: Clock) -> None:
    """T20: volume, size, colours, time, language; and the panel is closed."""
    put(window, "menu")
    normal = window.grab().toImage()
    touch(window, clock, "语音")
    for text in ("静音", "延长时间", "大字显示", "深色显示", "EN"):
        touch(window, clock, text)
    window.reset_session()
    assert not window.more_time
    assert not panel_open(window)
    assert HEARD.last() is None
    put(window, "menu")
    assert window.grab().toImage() == normal
    put(window, "bills")
    assert volume_said() is Volume.MEDIUM


def test_a_panel_left_open_on_the_idle_screen_is_closed(window: KioskWindow, clock: Clock) -> None:
    """T20: somebody looked at it and went away."""
    put(window, "idle")
    touch(window, clock, "语音")
    touch(window, clock, "大声")
    window._second.timeout.emit()
    assert panel_open(window)
    clock.now += 61
    window._second.timeout.emit()
    assert not panel_open(window)


def test_the_panel_says_in_words_what_colours_say(window: KioskWindow, clock: Clock) -> None:
    """T9: colour never alone: what is in force has a tick, and more time has its own sentence."""
    put(window, "aids")
    plain = "\n".join(part.text() for part in visible(window) if isinstance(part, QLabel))
    put(window, "aids_on")
    assert "时限已加倍" not in plain
    assert "时限已加倍" in texts(window)
