"""Promises under every fault of the line, the unit and its power: I6, I7, I12, I13; faults 2, 32, 33, 35, 36."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import AcceptorStarted, Event, NoteEscrowed, NoteStacked
from kiosk_app.domain.notes import Note
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand, AcceptorSession
from tests.hardware.bill_acceptor.bench import Bench
from tests.hardware.bill_acceptor.unit import DISABLED, ESCROW, HOLDING, Unit


def damaged(chance: random.Random, percent: int) -> Callable[[bytes], bytes]:
    """Return a wire that loses, bends, cuts and litters this share of what passes."""

    def pass_on(data: bytes) -> bytes:
        if not data or chance.randrange(100) >= percent:
            return data
        match chance.randrange(4):
            case 0:
                return b""
            case 1:
                bent = bytearray(data)
                bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
                return bytes(bent)
            case 2:
                return data[: chance.randrange(len(data))]
            case _:
                return chance.randbytes(chance.randrange(1, 6)) + data

    return pass_on


@dataclass
class Flow:
    """What a flow does with the events, with a delay of its own; it counts what it was told."""

    bench: Bench
    chance: random.Random
    hesitates: bool
    credited: list[Note] = field(default_factory=list)
    intents: set[int] = field(default_factory=set)  # numbers of the notes whose intent is durable
    due: list[tuple[float, AcceptorCommand, int]] = field(default_factory=list)

    def react(self, event: Event) -> None:
        match event:
            case NoteEscrowed():
                decision = AcceptorCommand.STACK if self.chance.randrange(4) else AcceptorCommand.GIVE_BACK
                self.later(decision, self.bench.unit.escrow_told)
            case NoteStacked(note):
                self.credited.append(note)
                self.later(AcceptorCommand.CREDITED)
            case AcceptorStarted():
                if event.stacked is not None:
                    self.credited.append(event.stacked)
                    self.later(AcceptorCommand.CREDITED)
                self.later(AcceptorCommand.OPEN)
            case _:
                pass

    def later(self, command: AcceptorCommand, number: int = 0) -> None:
        at = self.bench.now + (self.chance.choice([0.0, 0.03, 0.3, 3.0]) if self.hesitates else 0.0)
        at = max([at, *(earlier for earlier, _, _ in self.due)])  # a queue keeps its order
        self.due.append((at, command, number))

    def run(self, seconds: float) -> None:
        end = self.bench.now + seconds
        while self.due and self.due[0][0] <= end:
            at, command, number = self.due.pop(0)
            self.bench.run(max(0.0, at - self.bench.now))
            if command is AcceptorCommand.STACK:
                self.intents.add(number)
            self.bench.command(command)
        self.bench.run(max(0.0, end - self.bench.now))
        self.check()

    def check(self) -> None:
        unit = self.bench.unit
        in_box = len(unit.box) + (unit.in_stacker is not None)
        assert len(self.credited) <= in_box, "I13: a note was credited twice, or without being in the box"
        assert set(unit.stack_orders) <= self.intents, "I7: stacked without an intent of its own"


def act(flow: Flow, action: tuple[str, int]) -> None:
    bench, unit = flow.bench, flow.bench.unit
    match action:
        case ("insert", bill_type):
            unit.insert(bill_type)
        case ("give back", _) if unit.note is not None and unit.base[0] in (ESCROW, HOLDING):
            unit.give_back()
        case ("cut power", _):
            unit.cut_power()
        case ("unplug", _):
            bench.session.disconnected(bench.now)
            bench.collect()
            bench.now += 1
            bench.session.connected(bench.now)
        case ("damage", percent):
            bench.to_unit, bench.to_host = damaged(flow.chance, percent), damaged(flow.chance, percent)
        case ("silence", _):
            bench.to_host = lambda _: b""
        case ("close", _):
            flow.later(AcceptorCommand.CLOSE)
        case ("open", _):
            flow.later(AcceptorCommand.OPEN)
        case _:
            pass


def heal(flow: Flow) -> None:
    """Faults stop; everything settles (I28)."""
    flow.bench.to_unit = flow.bench.to_host = lambda data: data
    flow.run(90)
    flow.later(AcceptorCommand.CLOSE)
    flow.run(30)


actions = st.tuples(
    st.one_of(
        st.tuples(st.just("insert"), st.sampled_from([0, 1, 2, 3, 3, 3, 6])),
        st.tuples(st.sampled_from(["give back", "cut power", "unplug", "silence", "close", "open"]), st.just(0)),
        st.tuples(st.just("damage"), st.sampled_from([0, 0, 10, 30])),
    ),
    st.sampled_from([0.0, 0.05, 0.12, 0.25, 0.5, 1.0, 3.0, 12.0]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(actions, max_size=25), st.integers(0, 2**32), st.booleans())
def test_every_note_in_the_box_is_told_exactly_once(
    story: list[tuple[tuple[str, int], float]], seed: int, hesitates: bool
) -> None:
    """I13, I12, I3: whatever breaks, in the end each stacked note was posted once, and only after its own intent."""
    chance = random.Random(seed)
    bench = Bench()
    flow = Flow(bench, chance, hesitates)
    bench.react = flow.react
    flow.run(5)
    for action, pause in story:
        act(flow, action)
        flow.run(pause)
    heal(flow)
    assert sorted(note.bill_type for note in flow.credited) == sorted(kind for _, kind in bench.unit.box)
    assert bench.unit.base[0] == DISABLED, "closed in the end"
    assert bench.unit.note is None
    assert not bench.unit.to_tell
    assert bench.health() == (Condition.READY, "")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(min_size=1, max_size=3),
            st.sampled_from(
                [
                    b"\x10",
                    b"\x12",
                    b"\x13",
                    b"\x14",
                    b"\x15",
                    b"\x17",
                    b"\x19",
                    b"\x1a",
                    b"\x45",
                    b"\x46",
                    b"\x47\x50",
                    b"\x80\x03",
                    b"\x81\x03",
                    b"\x81\x02",
                    b"\x82\x03",
                ]
            ),
        ),
        max_size=60,
    ),
    st.booleans(),
)
def test_a_unit_that_answers_anything_never_breaks_the_session(answers: list[bytes], opened: bool) -> None:
    """Fault 35: nothing that a unit says raises, spins, or makes the same report count twice in a row."""
    unit = Unit(b"\x19")
    bench = Bench(unit)
    if opened:
        bench.opened()
    unit.to_tell += answers
    stacked = 0
    previous = b""
    for answer in answers:
        stacked += answer[0] == 0x81 and 2 <= len(answer) <= 3 and answer[:2] != previous[:2]
        previous = answer
    for _ in range(40):
        bench.command(AcceptorCommand.CREDITED)
        bench.run(3)
    told = len(bench.all(NoteStacked)) + sum(event.stacked is not None for event in bench.all(AcceptorStarted))
    assert told <= stacked


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 3))
def test_a_restarted_kiosk_learns_of_a_note_whose_credit_was_not_durable(seed: int, bill_type: int) -> None:
    """protocols.md 1.8, fault 8: the process dies somewhere between STACK and the durable credit."""
    chance = random.Random(seed)
    bench = Bench().opened()
    assert bench.unit.insert(bill_type)
    bench.until(lambda: bool(bench.all(NoteEscrowed)))
    bench.command(AcceptorCommand.STACK)
    bench.run(chance.uniform(0, 2))
    if not bench.unit.stack_orders:
        return
    restarted = Bench(bench.unit, AcceptorSession())
    restarted.react = lambda event: (
        restarted.session.command(AcceptorCommand.CREDITED, restarted.now)
        if isinstance(event, AcceptorStarted)
        else None
    )
    restarted.started()
    assert [event.stacked for event in restarted.all(AcceptorStarted)] == [
        Note(bench.all(NoteEscrowed)[0].note.value, bill_type)
    ]
    assert restarted.all(NoteStacked) == []
