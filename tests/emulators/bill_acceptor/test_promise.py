"""Under any hands, faults and hosts no note is doubled or vanishes, and STACKED is told once for each in the box.

The host here is a plain one: it counts a STACKED when it acknowledges it (protocols.md 1.3; I12, I13, faults 30 to 36).
"""

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from emulators.bill_acceptor.line import Fault, Line
from emulators.bill_acceptor.mechanism import NotPossible
from tests.emulators.bill_acceptor.bench import ACK, ALL, HOLD, POLL, RESET, RETURN, STACK, Bench, framed, unframed

VALUES = st.sampled_from([1_000, 2_000, 5_000, 10_000, 100, 50_000])
TROUBLES: list[tuple[str, dict[str, Any]]] = [
    ("push_second_note", {"fen": 5_000}),
    ("pull_note", {}),
    ("pull_string", {}),
    ("jam", {"where": "acceptor"}),
    ("jam", {"where": "stacker"}),
    ("clear_jam", {"note": "customer"}),
    ("clear_jam", {"note": "service"}),
    ("clear_jam", {"note": "stays"}),
    ("fail", {"failure": "stack_motor"}),
    ("fail", {"failure": "optic_canal", "passing": True}),
    ("repair", {}),
    ("take_out_cassette", {}),
    ("put_back_cassette", {"empty": True}),
    ("put_back_cassette", {"empty": False}),
    ("fill_cassette", {"free": 1}),
    ("be_busy", {"seconds": 0.5}),
    ("cut_power", {}),
    ("restore_power", {}),
]


class Chaos(RuleBasedStateMachine):
    """Hands, plugs and a host at one unit; `credited` is what the host believes."""

    faulty_line = False

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(capacity=5)
        self.credited = 0

    @initialize()
    def begin(self) -> None:
        self.bench.start()

    @rule(decision=st.sampled_from([STACK, STACK, RETURN]), seconds=st.sampled_from([0.1, 0.3, 0.7]))
    def sale(self, decision: str, seconds: float) -> None:
        """A note as it usually goes, as far as it goes; without it chance would rarely stack one."""
        self.host_polls(ack=True)
        self.ask(ALL)
        self.hand("insert_note", fen=10_000, on_string=True)
        self.bench.wait(1.0)
        self.ask(decision)
        self.bench.wait(seconds)

    @rule()
    def technician(self) -> None:
        """Somebody mends everything and starts the unit."""
        for name in ("repair", "clear_jam", "put_back_cassette", "restore_power", "pull_note"):
            self.hand(name)
        self.bench.wait(1.0)
        self.ask(RESET)
        self.bench.wait(4.0)

    def hand(self, name: str, **words: Any) -> Any:
        try:
            return getattr(self.bench.device, name)(now=self.bench.now, **words)
        except (NotPossible, ValueError):
            return None

    # time and host

    @rule(seconds=st.sampled_from([0.03, 0.1, 0.25, 0.5, 1.0, 11.0]))
    def time_passes(self, seconds: float) -> None:
        self.bench.wait(seconds)

    def ask(self, payload: str) -> str:
        said = self.bench.say(framed(payload))
        if self.faulty_line and (len(said) < 6 or len(said) != said[2] or framed(said[3:-2].hex()) != said):
            return ""
        return unframed(said)

    @rule(ack=st.booleans())
    def host_polls(self, ack: bool) -> None:
        answer = self.ask(POLL)
        if answer.startswith("81") and ack:
            self.bench.device.receive(framed(ACK), self.bench.now)
            self.bench.device.outgoing()
            if not self.faulty_line:
                self.credited += 1
        elif ack:
            self.ask(ACK)

    @rule(command=st.sampled_from([STACK, STACK, RETURN, HOLD, ALL, ALL, RESET]))
    def host_commands(self, command: str) -> None:
        assert self.ask(command) in (ACK, "30", "", "FF")

    @rule(data=st.binary(max_size=12))
    def noise(self, data: bytes) -> None:
        self.bench.say(data)
        self.bench.wait(0.2)

    # hands

    @rule(fen=VALUES, on_string=st.booleans(), flaw=st.sampled_from([None, None, None, "optic"]))
    def note(self, fen: int, on_string: bool, flaw: str | None) -> None:
        idling = self.bench.device.doing == "idling"
        taken = self.hand("insert_note", fen=fen, on_string=on_string, flaw=flaw)
        assert idling or not taken

    @rule(trouble=st.sampled_from(TROUBLES))
    def trouble(self, trouble: tuple[str, dict[str, Any]]) -> None:
        name, words = trouble
        self.hand(name, **words)

    # what always holds

    @invariant()
    def every_note_is_at_one_place(self) -> None:
        state = self.bench.truth
        boxes = [state["cassette"], *state["taken_out"]]
        places = [*boxes, state["returned"], state["service"], state["inside"]]
        numbers = Counter(note["number"] for place in places for note in place)
        assert numbers == Counter(note.number for note in self.bench.device.notes)

    @invariant()
    def stacked_is_told_once_for_each_note_in_a_box(self) -> None:
        state = self.bench.truth
        boxed = sum(len(box) for box in [state["cassette"], *state["taken_out"]])
        waiting = len(self.bench.device.firmware.memory.unreported)
        if self.faulty_line:
            assert waiting <= boxed
        else:
            assert self.credited + waiting == boxed
        statistics = state["statistics"]
        assert statistics["stacked"] == boxed

    def teardown(self) -> None:
        """Liveness (I28): when everything is mended and the host is well, the unit idles and has told everything."""
        bench = self.bench
        bench.device.line = Line()
        self.technician()
        self.hand("pull_note")
        assert bench.ask(RESET) == ACK
        self.credited += sum(bench.poll().startswith("81") for _ in range(150))
        assert bench.device.firmware.memory.unreported == []
        if not self.faulty_line:
            self.stacked_is_told_once_for_each_note_in_a_box()
        assert bench.device.doing in ("unit_disabled", "cassette_full")
        assert bench.truth["inside"] == []


class ChaosOnABadLine(Chaos):
    """The same with what goes wrong on the cable."""

    faulty_line = True

    @precondition(lambda self: self.bench.device.line.planned < 20)
    @rule(fault=st.sampled_from(list(Fault)), times=st.integers(1, 5), ms=st.integers(0, 2000))
    def line_fails(self, fault: Fault, times: int, ms: int) -> None:
        self.hand("line_fault", fault=fault.value, times=times, ms=ms)

    @rule(ms=st.integers(0, 5000))
    def silence(self, ms: int) -> None:
        self.hand("be_silent", ms=ms)

    @rule()
    def cable(self) -> None:
        self.hand("unplug" if self.bench.device.line.plugged_in else "plug_in")


TestChaos = Chaos.TestCase
TestChaos.settings = settings(max_examples=80, stateful_step_count=60, deadline=None)
TestChaosOnABadLine = ChaosOnABadLine.TestCase
TestChaosOnABadLine.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
