"""When the scanner looks, and which of its reads are told; against the emulated scanner in virtual time (UI-1)."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.scanner.device import ENDS, ScannerDevice
from emulators.scanner.window import LIT_S
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import CodeScanned, HealthChanged
from kiosk_app.hardware.scanner.protocol import SILENCE_S, TRIGGERS, Model
from kiosk_app.hardware.scanner.session import AGAIN_S, LEFT_S, TRIGGER_S, Look, ScannerSession

SLIP, OTHER = "GD0117-002381", "3104587926"
THERE = HealthChanged(Health(Device.SCANNER, Condition.READY))
GONE = HealthChanged(Health(Device.SCANNER, Condition.LOST, "not_answering"))
MODELS: tuple[Model, ...] = get_args(Model)


class Bench:
    """Session and emulated scanner on one line."""

    def __init__(self, model: Model = "newland", end: str = "cr") -> None:
        self.session, self.device, self.now = ScannerSession(model), ScannerDevice(model, end), 100.0
        self.told: list[str] = []
        self.session.connected(self.now)
        self.carry()

    def carry(self) -> None:
        self.session.tick(self.now)
        while data := self.session.outgoing():
            self.session.sent(self.now)
            self.device.receive(data, self.now)
        if back := self.device.outgoing():
            self.session.receive(back, self.now)
        self.told += [event.text for event in self.session.events() if isinstance(event, CodeScanned)]

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            due = [time for time in (self.session.wake_at(), self.device.wake_at()) if time is not None and time <= end]
            if not due:
                break
            self.now = max(self.now, min(due))
            self.device.tick(self.now)
            self.carry()
        self.now = end
        self.device.tick(self.now)
        self.carry()

    def look(self, *, wanted: bool = True) -> None:
        self.session.command(Look(wanted), self.now)
        self.carry()

    def show(self, code: str) -> None:
        self.device.show(code.encode(), self.now)
        self.carry()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("model", MODELS)
def test_a_code_is_read_with_every_makers_scanner_and_every_end(model: Model, end: str) -> None:
    bench = Bench(model, end)
    bench.look()
    bench.show(SLIP)
    bench.wait(SILENCE_S)
    assert bench.told == [SLIP]


def test_the_lamp_is_dark_until_a_code_is_wanted_and_again_after() -> None:
    bench = Bench()
    bench.show(SLIP)
    bench.wait(20)
    assert (bench.told, bench.device.window.reads, bench.session.wake_at()) == ([], 0, None)
    bench.look()
    assert bench.told == [SLIP]
    bench.look(wanted=False)
    bench.wait(2 * LIT_S)
    assert bench.device.window.lit_until is None
    assert bench.told == [SLIP]


def test_it_looks_as_long_as_it_is_wanted() -> None:
    assert TRIGGER_S < LIT_S
    bench = Bench()
    bench.look()
    bench.wait(5 * LIT_S)
    assert bench.device.window.lit_until is not None
    bench.show(SLIP)
    assert bench.told == [SLIP]


def test_a_code_that_stays_is_told_once_and_the_next_one_at_once() -> None:
    bench = Bench()
    bench.look()
    bench.show(SLIP)
    bench.wait(0.5 * AGAIN_S)
    bench.device.show(OTHER.encode(), bench.now)
    bench.wait(AGAIN_S)
    assert bench.told == [SLIP, OTHER]


def test_a_scanner_that_repeats_itself_is_heard_once_a_second() -> None:
    session = ScannerSession("newland")
    session.connected(1.0)
    assert session.events() == [THERE]
    session.command(Look(wanted=True), 1.0)
    for step in range(30):
        session.receive(f"{SLIP}\r".encode(), 1.0 + step * AGAIN_S / 10)
    assert session.events() == [CodeScanned(SLIP)]
    session.receive(f"{SLIP}\r".encode(), 10.0)
    assert session.events() == [CodeScanned(SLIP)]


@pytest.mark.parametrize("model", MODELS)
def test_a_code_that_is_left_in_front_begins_nothing_until_it_is_taken_away_and_shown_again(model: Model) -> None:
    """Otherwise a slip that lies on the window would begin one visit after the other."""
    bench = Bench(model)
    bench.look()
    bench.show(SLIP)
    assert bench.told == [SLIP]
    bench.look(wanted=False)
    bench.wait(60)
    bench.look()
    bench.wait(60)
    assert bench.told == [SLIP]
    bench.device.window.take_away()
    bench.wait(LEFT_S + TRIGGER_S)
    bench.show(SLIP)
    bench.wait(TRIGGER_S)
    assert bench.told[:2] == [SLIP, SLIP]


def test_another_code_than_the_one_that_was_left_is_told() -> None:
    bench = Bench()
    bench.look()
    bench.show(SLIP)
    bench.look(wanted=False)
    bench.look()
    bench.show(OTHER)
    bench.wait(1.1 * AGAIN_S)
    assert bench.told == [SLIP, OTHER]


def test_i17_what_the_customer_before_has_shown_is_not_told_to_the_next() -> None:
    session = ScannerSession("newland")
    session.connected(1.0)
    assert session.events() == [THERE]
    session.command(Look(wanted=True), 1.0)
    session.receive(SLIP.encode(), 1.01)
    session.command(Look(wanted=False), 1.02)
    session.receive(b"\r", 1.03)
    session.command(Look(wanted=True), 1.04)
    session.tick(2.0)
    assert session.events() == []


@pytest.mark.parametrize("printed", ["https://example.com/pay", "GD0117 002381", "\x1b@", "电", "9" * 129, "9" * 2_000])
def test_h2_of_a_code_that_holds_anything_else_nothing_is_told_but_that_it_was_there(printed: str) -> None:
    bench = Bench()
    bench.look()
    bench.show(printed)
    assert bench.told == [""]


def test_a_line_that_is_lost_and_back_goes_on_looking_without_what_was_half_read() -> None:
    bench = Bench()
    bench.look()
    bench.session.receive(b"GD01", bench.now)
    bench.session.disconnected(bench.now)
    bench.session.command(Look(wanted=True), bench.now)
    assert (bench.session.outgoing(), bench.session.wake_at()) == (b"", None)
    bench.session.connected(bench.now + 3)
    bench.session.tick(bench.now + 3)
    triggers = TRIGGERS["newland"]
    assert bench.session.outgoing() == triggers.stop + triggers.start
    bench.session.receive(b"17-002381\r", bench.now + 3)
    assert bench.session.events() == [GONE, THERE, CodeScanned("17-002381")]


@given(
    st.sampled_from(MODELS),
    st.lists(
        st.one_of(
            st.just("look"), st.just("rest"), st.just("wait"), st.binary(max_size=20), st.sampled_from([SLIP, OTHER])
        ),
        max_size=30,
    ),
)
def test_fault_42_whatever_comes_only_what_is_wanted_and_allowed_is_told(
    model: Model, story: list[str | bytes]
) -> None:
    bench, wanted = Bench(model), False
    for step in story:
        before = len(bench.told)
        match step:
            case "look" | "rest":
                wanted = step == "look"
                bench.look(wanted=wanted)
            case "wait":
                bench.wait(1.3)
            case bytes():
                bench.session.receive(step, bench.now)
                bench.carry()
            case _:
                bench.show(step)
        assert wanted or len(bench.told) == before
        assert all(text == "" or text.isascii() for text in bench.told)


def test_ops_2_its_health_is_told_once_for_each_change() -> None:
    session = ScannerSession("honeywell")
    for now in (1.0, 2.0):
        session.disconnected(now)
    session.connected(3.0)
    session.command(Look(wanted=True), 3.0)
    for step in range(4):
        session.tick(3.0 + step * TRIGGER_S)
    assert session.events() == [GONE, THERE], "this maker's says nothing to a trigger: nothing is concluded from it"


def test_ops_2_a_scanner_that_should_answer_its_trigger_and_does_not_is_lost_until_it_does() -> None:
    session, answer = ScannerSession("gm65"), TRIGGERS["gm65"].answer
    session.connected(1.0)
    session.command(Look(wanted=True), 1.0)
    session.tick(1.0)
    session.receive(answer, 1.1)
    session.tick(1.0 + TRIGGER_S)
    assert session.events() == [THERE]
    session.tick(1.0 + 2 * TRIGGER_S)
    assert session.events() == [GONE]
    session.receive(answer[:3], 11.0)
    assert session.events() == [THERE]


def test_a_look_that_ends_before_the_answer_is_due_says_nothing_of_the_scanner() -> None:
    session = ScannerSession("gm65")
    session.connected(1.0)
    for now in (1.0, 20.0):
        session.command(Look(wanted=True), now)
        session.tick(now)
        session.command(Look(wanted=False), now + 1.0)
    assert session.events() == [THERE]
