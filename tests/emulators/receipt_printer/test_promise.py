"""Under any troubles no line is printed twice on whole paper, none out of order, and every barrier is true (I16).

Every line has a text of its own. What lies in the tray and hangs out of the head, read in its order, is what was sent,
without what was cleared or lost with the power.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from emulators.receipt_printer.device import NotPossible
from tests.emulators.receipt_printer.stage import BARRIER, CUT, ENQ_CLEAR, ENQ_RETRY, Stage, gb, lines

TROUBLES: list[tuple[str, dict[str, Any]]] = [
    ("open_cover", {}),
    ("close_cover", {}),
    ("load_paper", {"metres": 1}),
    ("load_paper", {}),
    ("leave_paper", {"mm": 0}),
    ("leave_paper", {"mm": 9}),
    ("leave_paper", {"mm": 40}),
    ("tear_off", {}),
    ("block_cutter", {}),
    ("free_cutter", {}),
    ("break_mechanism", {}),
    ("repair", {}),
    ("overheat", {}),
    ("cool_down", {}),
    ("cut_power", {}),
    ("restore_power", {}),
    ("unplug", {}),
    ("plug_in", {}),
]


MENDING = ("plug_in", "restore_power", "free_cutter", "repair", "cool_down", "close_cover", "load_paper")


class Chaos(RuleBasedStateMachine):
    """`sent` lists the texts in their order; `sure` are those whose barrier was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.sent: list[str] = []
        self.waiting: list[list[str]] = []  # texts before each barrier that may still be answered
        self.muddled = False  # the cable was out: it is not known which barrier an answer is for
        self.sure: list[str] = []

    def hand(self, name: str, **words: Any) -> None:
        try:
            getattr(self.stage.device, name)(now=self.stage.now, **words)
        except NotPossible:
            return

    def hear(self, said: bytes) -> None:
        for byte in said:
            if byte in (0x00, 0x03) and not self.muddled:
                self.sure += self.waiting.pop(0)

    @rule(count=st.integers(1, 12), cut=st.booleans(), seconds=st.sampled_from([0.0, 0.1, 0.2, 3.0, 3.0]))
    def prints(self, count: int, cut: bool, seconds: float) -> None:
        texts = [f"第{len(self.sent) + place}行" for place in range(count)]
        self.sent += texts
        data = b"".join(gb(text) + b"\n" for text in texts) + (CUT if cut else b"") + BARRIER
        if self.listening and not self.muddled:
            self.waiting.append(texts)
        self.hear(self.stage.send(data))
        self.time_passes(seconds)

    @property
    def listening(self) -> bool:
        truth = self.stage.truth
        return bool(truth["plugged_in"] and truth["state"] not in ("off", "booting"))

    @rule(seconds=st.sampled_from([0.05, 0.3, 2.0, 5.0]))
    def time_passes(self, seconds: float) -> None:
        self.stage.wait(seconds)
        self.hear(self.stage.device.outgoing())

    @rule()
    def technician(self) -> None:
        """Somebody mends everything and leaves the buffer alone."""
        for name in MENDING:
            self.hand(name)
        self.time_passes(1.5)
        self.recovers(ENQ_RETRY)

    @rule(trouble=st.sampled_from(TROUBLES))
    def trouble(self, trouble: tuple[str, dict[str, Any]]) -> None:
        name, words = trouble
        self.hand(name, **words)
        self.hear(self.stage.device.outgoing())
        if name == "unplug":
            self.muddled = True
            self.waiting.clear()
        if name == "cut_power":
            self.all_is_forgotten()

    def all_is_forgotten(self) -> None:
        """Nothing that was sent before can be answered any more."""
        self.muddled = False
        self.waiting.clear()

    @rule(how=st.sampled_from([ENQ_CLEAR, ENQ_RETRY]))
    def recovers(self, how: bytes) -> None:
        if how == ENQ_CLEAR and self.listening:
            self.all_is_forgotten()
        self.hear(self.stage.send(how))

    @invariant()
    def paper_says_what_was_sent_in_its_order(self) -> None:
        read = self.read()
        places = [self.sent.index(text) for text in read]
        assert places == sorted(set(places)), "in order, and once"

    @invariant()
    def what_was_confirmed_is_on_paper(self) -> None:
        assert set(self.sure) <= set(self.read())

    @invariant()
    def the_printer_understood_everything(self) -> None:
        assert self.stage.unknown == []
        assert self.stage.truth["lost_bytes"] == 0

    def read(self) -> list[str]:
        """Every text on paper, what hangs out last."""
        hanging = [line for block in self.stage.device.mechanism.strip.blocks for line in block.lines]
        return [line for piece in self.stage.slips for line in lines(piece) if line] + [
            each for each in hanging if each
        ]

    def teardown(self) -> None:
        """Mended, the printer prints a whole slip again and says so."""
        stage = self.stage
        for name in MENDING:
            self.hand(name)
        stage.wait(2.0)
        stage.send(ENQ_CLEAR)
        stage.settle()
        self.hand("tear_off")
        assert stage.print(gb("最后") + b"\n" + CUT + BARRIER) == b"\x00"
        assert lines(stage.slips[-1]) == ["最后"]
        assert stage.slips[-1].whole
        assert stage.status() == [0x12] * 4


TestChaos = Chaos.TestCase
TestChaos.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
