"""The kiosk's own session at the emulated unit, in virtual time: what it credits is what lies in the box (I2, I13).

Both were written apart from the same specification; here they meet.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.bill_acceptor.device import BillAcceptorDevice
from emulators.bill_acceptor.line import Fault
from emulators.bill_acceptor.mechanism import NotPossible
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    AcceptorStarted,
    CheatingSeen,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteRejected,
    NoteReturned,
    NoteStacked,
)
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand, AcceptorSession

STEP_S = 0.002


class Counter:
    """Session and unit on one cable, and a flow that takes every note; time moves to what is next."""

    def __init__(self) -> None:
        self.now = 10.0
        self.device, self.session = BillAcceptorDevice(), AcceptorSession()
        self.events: list[Event] = []
        self.credited: list[int] = []
        self.condition = Condition.STARTING
        self.stacks = True
        self.session.connected(self.now)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            moments = [moment for moment in (self.session.wake_at(), self.device.wake_at()) if moment is not None]
            self.now = min(end, max(self.now + STEP_S, min(moments, default=end)))
            self.session.tick(self.now)
            while data := self.session.outgoing():
                self.device.receive(data, self.now)
                self.session.sent(self.now)
            self.device.tick(self.now)
            while said := self.device.outgoing():
                self.session.receive(said, self.now)
            for event in self.session.events():
                self.take(event)

    def take(self, event: Event) -> None:
        self.events.append(event)
        match event:
            case NoteEscrowed():
                self.session.command(AcceptorCommand.STACK if self.stacks else AcceptorCommand.GIVE_BACK, self.now)
            case NoteStacked(note):
                self.credit(note.value)
            case AcceptorStarted(stacked=note):
                if note is not None:
                    self.credit(note.value)
                self.session.command(AcceptorCommand.OPEN, self.now)
            case HealthChanged(health):
                self.condition = health.condition
            case _:
                pass

    def credit(self, fen: int) -> None:
        self.credited.append(fen)
        self.session.command(AcceptorCommand.CREDITED, self.now)

    def open(self) -> None:
        self.run(8.0)
        assert self.condition is Condition.READY, self.events

    def hand(self, name: str, **words: Any) -> Any:
        try:
            return getattr(self.device, name)(now=self.now, **words)
        except NotPossible:
            return None

    @property
    def boxed(self) -> list[int]:
        state = self.device.state()
        return [note["fen"] for box in (*state["taken_out"], state["cassette"]) for note in box]

    def kinds(self) -> list[type[Event]]:
        return [type(event) for event in self.events]


def opened() -> Counter:
    counter = Counter()
    counter.open()
    return counter


@pytest.mark.parametrize("series", ["1999", "2005"])
@pytest.mark.parametrize("fen", [1_000, 2_000, 5_000, 10_000])
def test_old_and_new_notes_of_every_value(fen: int, series: str) -> None:
    """HW-3."""
    counter = opened()
    assert counter.hand("insert_note", fen=fen, series=series)
    counter.run(4.0)
    assert counter.credited == counter.boxed == [fen]


def test_many_notes_one_after_the_other() -> None:
    counter = opened()
    for _ in range(10):
        assert counter.hand("insert_note", fen=10_000)
        counter.run(3.0)
    assert counter.credited == counter.boxed == [10_000] * 10


def test_a_small_note_is_refused_by_the_unit() -> None:
    counter = opened()
    assert counter.hand("insert_note", fen=500)
    counter.run(4.0)
    assert counter.kinds().count(NoteRejected) == 1
    assert counter.credited == counter.boxed == []


def test_a_note_handed_back() -> None:
    counter = opened()
    counter.stacks = False
    assert counter.hand("insert_note", fen=10_000)
    counter.run(4.0)
    assert counter.kinds().count(NoteReturned) == 1
    assert counter.credited == counter.boxed == []


def test_fishing_is_no_credit() -> None:
    """I13, fault 32."""
    counter = opened()
    assert counter.hand("insert_note", fen=10_000, on_string=True)
    while counter.device.doing != "stacking":
        counter.run(STEP_S)
    counter.run(0.3)
    counter.device.pull_string(now=counter.now)
    counter.run(5.0)
    assert CheatingSeen in counter.kinds()
    assert counter.credited == counter.boxed == []


@settings(max_examples=25, deadline=None)
@given(st.floats(0.0, 2.5))
def test_power_cut_at_any_moment_of_a_note(seconds: float) -> None:
    """I12, fault 2: what the unit proves after the start is what is credited."""
    counter = opened()
    assert counter.hand("insert_note", fen=10_000)
    counter.run(seconds)
    counter.hand("cut_power")
    counter.run(2.0)
    counter.hand("restore_power")
    counter.run(25.0)
    assert counter.credited == counter.boxed
    assert len(counter.boxed) + len(counter.device.state()["returned"]) == 1
    assert counter.condition is Condition.READY


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(Fault)), st.integers(1, 4), st.integers(0, 1500)), max_size=6))
def test_on_a_bad_line_nothing_is_credited_twice_or_lost(faults: list[tuple[Fault, int, int]]) -> None:
    """Faults 33 and 35; at the end the line is well and everything is settled (I28)."""
    counter = opened()
    for fault, times, ms in faults:
        counter.hand("line_fault", fault=fault.value, times=times, ms=ms)
        counter.hand("insert_note", fen=10_000)
        counter.run(2.5)
    counter.run(40.0)
    assert counter.device.line.planned == 0
    assert counter.credited == counter.boxed
