"""Calls that hang: the driver goes on, the reader counts as lost, and a late answer is thrown away."""

import threading
import time
from collections.abc import Callable

import pytest

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardUnusable, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.apdu import NoAnswer
from kiosk_app.hardware.card_reader.pcsc import bounded
from kiosk_app.hardware.card_reader.pcsc.bounded import SLICE_S, STUCK, Caller
from kiosk_app.hardware.card_reader.pcsc.driver import PcscDriver
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, TerminalLost
from tests.hardware.card_reader.rigs import Inbox

Turns = list[None]


@pytest.fixture
def turns() -> Turns:
    return []


@pytest.fixture
def caller(turns: Turns) -> Caller:
    return Caller("calls", lambda: turns.append(None))


def test_a_call_returns_what_it_brings(caller: Caller) -> None:
    assert caller.call(lambda: 7, 1) == 7
    assert caller.call(lambda: None, 1) is None
    assert caller.close(5)


@pytest.mark.parametrize("error", [NoAnswer(CardProblem.GONE, "gone"), TerminalLost("reader_unplugged")])
def test_a_call_raises_what_it_raises(caller: Caller, error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        caller.call(fail, 1)
    assert caller.call(lambda: 1, 1) == 1
    assert caller.close(5)


def test_a_call_that_hangs_is_left_behind(caller: Caller, turns: Turns) -> None:
    hanging, made = threading.Event(), list[int]()
    with pytest.raises(TerminalLost, match=STUCK):
        caller.call(lambda: made.append(1) if hanging.wait(60) else None, 2 * SLICE_S)
    assert len(turns) >= 2, "the watchdog sees that the thread waits, and is not stuck itself"
    with pytest.raises(TerminalLost, match=STUCK):
        caller.call(lambda: made.append(2), 1)
    hanging.set()
    deadline = time.monotonic() + 10
    while not made and time.monotonic() < deadline:
        time.sleep(0.01)
    assert caller.call(lambda: made.append(3), 1) is None
    assert made == [1, 3], "what was asked meanwhile was not done"
    assert caller.close(5)


def test_a_thread_that_is_stuck_does_not_end(caller: Caller) -> None:
    hanging = threading.Event()
    with pytest.raises(TerminalLost):
        caller.call(lambda: hanging.wait(60), SLICE_S)
    assert not caller.close(0.05)
    hanging.set()
    assert caller.close(5)


class HangingTerminal:
    """A reader whose service stops answering when told so."""

    def __init__(self) -> None:
        self.hangs = threading.Event()
        self.go_on = threading.Event()

    def _answer(self) -> None:
        if self.hangs.is_set():
            self.go_on.wait(60)

    def look(self) -> Sight:
        self._answer()
        return Sight(False, 0)

    def power_on(self) -> bytes:
        self._answer()
        raise NoAnswer(CardProblem.GONE, "no card")

    def transmit(self, command: bytes) -> bytes:
        self._answer()
        raise NoAnswer(CardProblem.GONE, "no card")

    def release(self) -> None:
        self._answer()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_stopped_service_is_lost_and_the_driver_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LOOK_S", 2 * SLICE_S)
    terminal, inbox = HangingTerminal(), Inbox()
    driver = PcscDriver(terminal, inbox.arrived.put, profiles.load())
    driver.start()
    inbox.wait_until("ready")
    terminal.hangs.set()
    lost = inbox.wait_for(HealthChanged).health
    assert (lost.condition, lost.code) == (Condition.LOST, STUCK)
    before = driver.progress
    until(lambda: driver.progress > before)
    driver.read()
    assert inbox.wait_for(CardUnusable).problem is CardProblem.READER_LOST
    terminal.hangs.clear()
    terminal.go_on.set()
    inbox.wait_until("ready")
    assert driver.stop(5)


def test_a_driver_stops_in_time_although_the_service_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LOOK_S", 2 * SLICE_S)
    terminal, inbox = HangingTerminal(), Inbox()
    driver = PcscDriver(terminal, inbox.arrived.put, profiles.load())
    driver.start()
    inbox.wait_until("ready")
    terminal.hangs.set()
    inbox.wait_until("lost")
    began = time.monotonic()
    assert not driver.stop(2), "it says so, and the process may end all the same: the thread is a daemon"
    assert time.monotonic() - began < 20
    terminal.go_on.set()
    until(lambda: not any(thread.name == "card-reader-calls" for thread in threading.enumerate()))
