"""The session's story in its own time: doors, debounce, the lock, a board that is gone (I18, I19, fault 52)."""

from dataclasses import dataclass, field

import pytest

from kiosk_app.domain.events import Event
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import BoxStuck, DoorChanged
from kiosk_app.hardware.cabinet.protocol import READ_INPUTS, WRITE_COIL, crc
from kiosk_app.hardware.cabinet.session import CabinetSession, OpenCashBox

STEP_S = 0.01
BOX_OPEN = DoorChanged(Door.CASH_BOX, DoorState.OPEN)
CABINET_OPEN = DoorChanged(Door.SERVICE, DoorState.OPEN)
SHUT = [DoorChanged(Door.SERVICE, DoorState.CLOSED), DoorChanged(Door.CASH_BOX, DoorState.CLOSED)]
LOST = [DoorChanged(Door.SERVICE, DoorState.UNKNOWN), DoorChanged(Door.CASH_BOX, DoorState.UNKNOWN)]


@dataclass
class Line:
    """A board written for this test alone, and a clock."""

    session: CabinetSession = field(default_factory=CabinetSession)
    inputs: int = 0b11
    released: bool = True  # as a run that died has left it
    silent: bool = False
    refuses: bool = False
    portion: int = 99  # bytes that arrive at once
    now: float = 0.0
    heard: list[Event] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.connected(self.now)

    def run(self, seconds: float) -> list[Event]:
        """Let time pass; return what happened."""
        before = len(self.heard)
        until = self.now + seconds
        while self.now < until:
            self.session.tick(self.now)
            while frame := self.session.outgoing():
                self.asked.append(frame)
                self.session.sent(self.now)
                answer = self.answer(frame)
                for place in range(0, len(answer), self.portion):
                    self.session.receive(answer[place : place + self.portion], self.now + 0.001)
            self.heard += self.session.events()
            self.now += STEP_S
        return self.heard[before:]

    def answer(self, frame: bytes) -> bytes:
        if self.silent:
            return b""
        if frame[1] == READ_INPUTS:
            body = bytes((1, READ_INPUTS, 1, self.inputs))
        elif self.refuses and frame[4]:
            body = bytes((1, WRITE_COIL | 0x80, 4))
        else:
            self.released = bool(frame[4])
            return frame
        return body + crc(body)


@pytest.fixture
def line() -> Line:
    return Line()


def test_a_start_locks_first_and_then_looks(line: Line) -> None:
    assert line.run(0.5) == SHUT
    assert not line.released
    assert line.asked[0][1] == WRITE_COIL


@pytest.mark.parametrize("portion", [1, 2, 5])
def test_bytes_may_come_in_any_portions(line: Line, portion: int) -> None:
    line.portion = portion
    assert line.run(0.5) == SHUT


def test_a_door_is_told_once_and_within_a_third_of_a_second(line: Line) -> None:
    line.run(0.5)
    line.inputs = 0b10
    assert line.run(0.3) == [CABINET_OPEN]
    assert line.run(2.0) == []
    line.inputs = 0b11
    assert line.run(0.3) == [DoorChanged(Door.SERVICE, DoorState.CLOSED)]


def test_a_bounce_is_no_door(line: Line) -> None:
    line.run(0.5)
    line.inputs = 0b01
    line.run(STEP_S * 5)
    line.inputs = 0b11
    assert line.run(1.0) == []


def test_a_cut_wire_is_an_open_door(line: Line) -> None:
    """Contacts are normally closed: nothing on the input is an alarm."""
    line.run(0.5)
    line.inputs = 0
    assert line.run(0.5) == [CABINET_OPEN, BOX_OPEN]


def test_the_lock_is_released_until_the_door_opens(line: Line) -> None:
    line.run(0.5)
    line.session.command(OpenCashBox(), line.now)
    line.run(0.2)
    assert line.released
    line.inputs = 0b01
    assert line.run(0.5) == [BOX_OPEN]
    assert not line.released, "a door that is open needs no released lock"


def test_the_lock_locks_itself_again(line: Line) -> None:
    line.run(0.5)
    line.session.command(OpenCashBox(), line.now)
    line.run(4.5)
    assert line.released
    assert line.run(1.0) == []
    assert not line.released


def test_a_board_that_does_not_answer_knows_no_door(line: Line) -> None:
    line.run(0.5)
    line.silent = True
    assert line.run(0.9) == []
    assert line.run(0.5) == LOST
    line.session.command(OpenCashBox(), line.now)
    assert line.run(0.1) == [BoxStuck("cabinet_lost")]
    line.silent = False
    assert line.run(2.0) == SHUT


def test_a_release_that_is_never_echoed_is_stuck_and_locked_when_the_board_is_back(line: Line) -> None:
    line.run(0.5)
    line.silent = True
    line.session.command(OpenCashBox(), line.now)
    assert line.run(1.5) == [BoxStuck("cabinet_lost"), *LOST]
    line.silent, line.released = False, True  # it had heard us after all
    line.run(6.5)
    assert not line.released


def test_a_board_that_refuses_says_so(line: Line) -> None:
    line.run(0.5)
    line.refuses = True
    line.session.command(OpenCashBox(), line.now)
    assert line.run(0.5) == [BoxStuck("cabinet_refused_4")]


def test_a_look_that_the_board_refuses_opens_nothing_and_is_asked_for_again(line: Line) -> None:
    """I19: a refusal that answers no release is told to nobody as a stuck box."""
    line.run(0.5)
    good, refusal = line.answer, bytes((1, READ_INPUTS | 0x80, 4))
    refused = iter([True] * 3)

    def answer(frame: bytes) -> bytes:
        return refusal + crc(refusal) if frame[1] == READ_INPUTS and next(refused, False) else good(frame)

    line.answer = answer  # type: ignore[method-assign]  # this line's board is busy with itself
    line.inputs = 0b10
    assert line.run(1.5) == [CABINET_OPEN]
    assert next(refused, None) is None, "it was asked again after each refusal"


def test_a_line_that_is_gone_makes_the_doors_unknown(line: Line) -> None:
    line.run(0.5)
    line.session.disconnected(line.now)
    assert line.session.events() == LOST
    line.session.command(OpenCashBox(), line.now)
    assert line.session.events() == [BoxStuck("cabinet_lost")]
    assert line.session.wake_at() is None
    line.session.connected(line.now)
    assert line.run(0.5) == SHUT


def test_noise_that_nobody_asked_for_is_nothing(line: Line) -> None:
    line.run(0.5)
    line.session.receive(bytes(40), line.now)
    assert line.run(0.5) == []


def test_a_damaged_answer_is_asked_for_again(line: Line) -> None:
    line.run(0.5)
    good = line.answer
    damaged = iter([True, True])

    def answer(frame: bytes) -> bytes:
        reply = good(frame)
        return reply[:-1] + bytes((reply[-1] ^ 1,)) if next(damaged, False) else reply

    line.answer = answer  # type: ignore[method-assign]  # this line's board stutters
    assert line.run(2.0) == []
    assert next(damaged, None) is None
