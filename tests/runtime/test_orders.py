"""The platform's orders at the terminal (OPS-2): recorded when heard, carried out once when idle, told until known."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.facts import Fact, Ledger, apply
from kiosk_app.domain.orders import DONE, CommandDone, CommandReceived, Order, OrderKind
from kiosk_app.runtime.orders import ARGUMENTS_UNKNOWN, UNKNOWN, Means, OrderDesk

A, B = "00000000000000a1", "00000000000000b2"


@dataclass
class Terminal:
    """A journal that survives, and a desk that does not."""

    ledger: Ledger = field(default_factory=Ledger)
    facts: list[Fact] = field(default_factory=list)
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start, or start again after a death at any moment."""
        pause = lambda paused: self.did.append("pause" if paused else "go on")  # noqa: E731 - one of three alike
        means = Means(lambda: self.did.append("restart"), pause, lambda: self.did.append("reconcile"))
        self.desk = OrderDesk(self, lambda: self.ledger.orders, means)
        self.desk.begin()

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.ledger = apply(self.ledger, fact)

    @property
    def reports(self) -> list[tuple[str, str]]:
        return list(self.desk.reports)

    def hear(self, *orders: Order, known: tuple[str, ...] = ()) -> None:
        self.desk.hear(known, orders)


def test_an_order_is_recorded_when_heard_and_carried_out_when_nobody_is_in_front() -> None:
    terminal = Terminal()
    assert not terminal.desk.busy
    terminal.hear(Order(A, "reconcile"))
    assert terminal.facts == [CommandReceived(A, "reconcile")]
    assert (terminal.did, terminal.reports, terminal.desk.busy) == (["go on"], [], True)
    terminal.desk.look()
    assert terminal.facts[1:] == [CommandDone(A, DONE)]
    assert (terminal.did, terminal.reports, terminal.desk.busy) == (["go on", "reconcile"], [(A, DONE)], False)


def test_heard_again_it_is_the_same_order() -> None:
    terminal = Terminal()
    for _ in range(3):
        terminal.hear(Order(A, "reconcile"))
    terminal.desk.look()
    terminal.hear(Order(A, "reconcile"))
    terminal.desk.look()
    assert terminal.did.count("reconcile") == 1
    assert len(terminal.facts) == 2


def test_an_end_is_told_until_the_platform_knows_it() -> None:
    terminal = Terminal()
    terminal.hear(Order(A, "reconcile"), Order(B, "reconcile"))
    terminal.desk.look()
    terminal.hear(known=(A,))
    assert terminal.reports == [(B, DONE)]
    terminal.start()
    assert terminal.reports == [], "what the platform knows of, it does not ask about"
    terminal.hear(Order(B, "reconcile"))
    assert terminal.reports == [(B, DONE)], "it asks again: the report was lost"
    assert terminal.did.count("reconcile") == 2


def test_a_restart_is_done_when_the_kiosk_has_started_again() -> None:
    terminal = Terminal()
    terminal.hear(Order(A, "restart"))
    terminal.desk.look()
    assert terminal.did[-1] == "restart"
    assert terminal.reports == [], "not before"
    terminal.start()
    assert terminal.facts == [CommandReceived(A, "restart"), CommandDone(A, DONE)]
    assert terminal.reports == [(A, DONE)]
    assert not terminal.desk.busy


def test_a_pause_lasts_over_a_restart_and_ends_when_ordered() -> None:
    terminal = Terminal()
    terminal.hear(Order(A, "pause_service"))
    terminal.desk.look()
    terminal.start()
    assert terminal.did[-2:] == ["pause", "pause"]
    terminal.hear(Order(B, "resume_service"))
    terminal.desk.look()
    assert terminal.did[-1] == "go on"


def test_what_is_not_known_here_is_told_and_harms_nothing() -> None:
    terminal = Terminal()
    terminal.hear(Order(A, "dance"), Order(B, "restart", (("when", "now"),)))
    terminal.desk.look()
    assert terminal.did == ["go on"]
    assert terminal.reports == [(A, UNKNOWN), (B, ARGUMENTS_UNKNOWN)]


def test_another_configuration_is_a_restart_too() -> None:
    terminal = Terminal()
    terminal.desk.want_restart()
    assert terminal.desk.busy
    terminal.desk.look()
    assert terminal.did[-1] == "restart"
    assert not terminal.desk.busy, "once"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.lists(st.sampled_from([A, B]), min_size=1, max_size=2)),
        st.just(("look", [])),
        st.just(("die", [])),
    ),
    max_size=12,
)
KINDS = st.sampled_from(list(OrderKind))


@given(STEPS, KINDS, KINDS)
def test_whenever_it_dies_each_order_is_recorded_once_and_ends(
    steps: list[tuple[str, list[str]]], one: OrderKind, other: OrderKind
) -> None:
    terminal, kinds = Terminal(), {A: one, B: other}
    for step, numbers in [*steps, ("look", []), ("die", [])]:
        if step == "hear":
            terminal.hear(*(Order(number, kinds[number]) for number in numbers))
        elif step == "look" and terminal.desk.busy:
            terminal.desk.look()
        elif step == "die":
            terminal.start()
    received = [fact.command for fact in terminal.facts if isinstance(fact, CommandReceived)]
    done = [fact.command for fact in terminal.facts if isinstance(fact, CommandDone)]
    assert len(received) == len(set(received))
    assert sorted(done) == sorted(received)
