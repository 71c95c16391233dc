"""The desk's promises over every interleaving that hypothesis thinks of: repetitions, faults, deaths, late effects.

Two to three sales; requests with right and with other content; a core that refuses, loses answers, books late or
never; our own process killed while it asks or while it commits. After each step the core's books, the ledger and
everything that terminals were ever told must agree; and when all faults stop, every sale is settled (I28).
"""

import io
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, event, select

from platform_stub.audit import audit_to
from platform_stub.platform import Platform, compose
from platform_stub.sales import asking, desk, ledger
from platform_stub.sales.asking import Booked
from platform_stub.sales.bodies import Sale
from platform_stub.sales.desk import LATE_S, KeyReused, SaleUnheard, UnknownOutcome
from platform_stub.sales.ledger import SaleRow
from platform_stub.sales.settler import Settler
from platform_stub.shapes import Refused
from platform_stub.storage.database import open_engine
from platform_stub.storage.schema import alarms, sales
from platform_stub.terminals.answer_key import new_answer_key
from tests.platform_stub.conftest import TERMINAL, Clock, payment, purchase, sale
from tests.platform_stub.core_double import CoreDouble, Killed
from tests.platform_stub.postgres import Cluster

FAULTS = (
    "late",
    "late",
    "refuse",
    "refuse",
    "refuse",
    "lost_before",
    "lost_after",
    "late",
    "reject",
    "killed_before",
    "killed_after",
    "wrong_sum",
)
LOOKUP_FAULTS = ("silent", "refuse", "killed")
NUMBERS = st.integers(1, 3)
CONTENTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "first": lambda number: purchase(number) if number == 3 else payment(number),
    "other amount": lambda number: payment(number, 50_000),
    "other customer": lambda number: payment(number, customer_no="3104587976"),
}
STEPS = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Platforms(RuleBasedStateMachine):
    """One ledger and one core over many lives of the platform."""

    fresh: ClassVar[Callable[[], tuple[str, Callable[[], None]]]]  # makes an empty ledger: its URL and its end

    def __init__(self) -> None:
        super().__init__()
        url, self.end = type(self).fresh()
        self.engine = open_engine(url)
        self.clock = Clock()
        self.core = CoreDouble(self.clock)
        self.first: dict[int, dict[str, Any]] = {}  # the content that a number came with first
        self.booked: dict[int, dict[str, Any]] = {}  # the booking that was told, once it was told
        self.reused = 0
        self.commits_left: int | None = None
        event.listen(self.engine, "commit", self._maybe_die)
        self.platform = self.born()

    def born(self) -> Platform:
        return compose(self.engine, self.core, audit_to(io.StringIO()), self.clock, answers=new_answer_key())

    def teardown(self) -> None:
        try:
            self.everything_heals()
        finally:
            self.platform.desk.turns.close()
            self.engine.dispose()
            self.end()

    def _maybe_die(self, _connection: Any) -> None:
        if self.commits_left is not None:
            self.commits_left -= 1
            if self.commits_left < 0:
                self.commits_left = None
                raise Killed

    # --- what happens ---

    @rule(
        number=NUMBERS,
        content=st.sampled_from(["first"] * 5 + sorted(CONTENTS)),  # mostly repetitions: there the danger is
        fault=st.none() | st.sampled_from(FAULTS),
        lookups=st.lists(st.none() | st.sampled_from(LOOKUP_FAULTS), max_size=2),
        dies_at=st.sampled_from([None] * 6 + list(range(6))),
    )
    def a_terminal_books(self, number: int, content: str, fault: Any, lookups: list[Any], dies_at: int | None) -> None:
        body = CONTENTS[content](number)
        first = self.first.setdefault(number, body)
        self.core.faults.extend([] if fault is None else [fault])
        self.core.lookup_faults.extend(lookups)
        self.commits_left = dies_at
        asked_before = sum(self.core.posts.values())
        try:
            answer = self.platform.desk.book(TERMINAL, sale(body))
        except KeyReused:
            assert body != first
            assert sum(self.core.posts.values()) == asked_before, "the core hears nothing of a reused key"
            self.reused += 1
        except UnknownOutcome:
            assert body == first
        except Killed:
            self.reborn()
            if body == first and not self.rows().get(number):
                del self.first[number]  # died before the claim was durable: this number was never heard
        else:
            assert body == first
            self.told(number, answer)
        self.heal()

    @rule(number=NUMBERS, faults=st.lists(st.sampled_from(FAULTS), min_size=2, max_size=3))
    def a_terminal_tries_a_few_times(self, number: int, faults: list[Any]) -> None:
        for fault in faults:
            self.a_terminal_books(number, "first", fault, [], None)

    @rule(number=NUMBERS, lookups=st.lists(st.sampled_from(LOOKUP_FAULTS), max_size=1))
    def a_terminal_asks_what_became_of_it(self, number: int, lookups: list[Any]) -> None:
        self.core.lookup_faults.extend(lookups)
        asked_before = sum(self.core.posts.values())
        try:
            self.told(number, self.platform.desk.learn(self.name(number)))
        except SaleUnheard:
            assert number not in self.rows()
        except UnknownOutcome:
            assert self.rows()[number]["state"] == "pending"
        except Killed:
            self.reborn()
        assert sum(self.core.posts.values()) == asked_before, "asking books nothing"
        self.heal()

    @rule(faults=st.lists(st.none() | st.sampled_from(FAULTS), max_size=3))
    def the_settler_goes_round(self, faults: list[Any]) -> None:
        self.core.faults.extend(faults)
        try:
            Settler(self.platform.desk).round()
        except Killed:
            self.reborn()
        self.heal()

    @precondition(lambda self: self.core.in_flight)
    @rule(data=st.data())
    def an_abandoned_request_lands(self, data: st.DataObject) -> None:
        _, order = data.draw(st.sampled_from(self.core.in_flight))
        self.core.land(order.serial)

    @rule(seconds=st.sampled_from([1, 60, LATE_S / 2, LATE_S + 1]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        self.core.forget_older_than(timedelta(seconds=LATE_S))

    @rule()
    def the_platform_restarts(self) -> None:
        self.reborn()

    # --- what must hold ---

    def told(self, number: int, answer: dict[str, Any]) -> None:
        """A booking is the only answer ever after; a refusal is told only where nothing can take effect any more."""
        name = self.name(number)
        if number in self.booked:
            assert answer == self.booked[number], "I3, I5: once booked, always the same answer"
        if answer["outcome"] == "refused":
            assert name not in self.core.booked, "told refused though the core has it"
            assert not [order for _, order in self.core.in_flight if order.serial == name], "and it may still land"
            return
        self.booked[number] = answer
        order, what = self.core.booked[name]
        assert answer["booking"]["paid_fen"] == order.paid_fen == self.first[number]["paid_fen"]
        assert answer["booking"]["balance_fen"] == what.balance_fen

    @invariant()
    def the_core_booked_what_was_asked_first(self) -> None:
        for name, (order, _) in self.core.booked.items():
            first = self.first[int(name[-6:])]
            assert (order.paid_fen, order.customer_no) == (first["paid_fen"], first["customer_no"]), "I4"

    @invariant()
    def the_ledger_claims_no_booking_that_the_core_has_not(self) -> None:
        """I2."""
        booked = [row for row in self.rows().values() if row["state"] == "booked"]
        assert {row["sale"] for row in booked} <= self.core.booked.keys()
        assert sum(row["paid_fen"] for row in booked) <= self.core.total_fen

    @invariant()
    def a_booked_sale_is_never_asked_for_again(self) -> None:
        assert self.core.posts_though_booked == 0

    def everything_heals(self) -> None:
        """When faults stop, one round settles all (I28); then a repetition makes every refusal good (PAY-6)."""
        self.heal()
        self.clock.advance(seconds=LATE_S + 1)
        self.core.in_flight.clear()
        assert Settler(self.platform.desk).round()
        for number, first in self.first.items():
            self.told(number, self.platform.desk.book(TERMINAL, sale(first)))
        rows = self.rows()
        assert {row["state"] for row in rows.values()} <= {"booked"}
        assert sum(row["paid_fen"] for row in rows.values()) == self.core.total_fen
        with self.engine.begin() as connection:
            found = connection.execute(select(alarms.c.times).where(alarms.c.kind == "KEY_REUSED"))
            assert sum(times for (times,) in found) == self.reused, "every reuse is counted by an alarm (I4)"

    # --- machinery ---

    @staticmethod
    def name(number: int) -> str:
        return f"GD0117-{number:06}"

    def rows(self) -> dict[int, dict[str, Any]]:
        self.commits_left = None
        with self.engine.begin() as connection:
            found = connection.execute(select(sales)).mappings()
            return {int(row["sale"][-6:]): dict(row) for row in found}

    def reborn(self) -> None:
        self.heal()
        self.platform.desk.turns.close()
        self.platform = self.born()

    def heal(self) -> None:
        self.core.faults.clear()
        self.core.lookup_faults.clear()
        self.commits_left = None


def test_promises_over_sqlite(sqlite_file: Path, fast_directory: Path) -> None:
    run(copies_of(sqlite_file, fast_directory), STEPS)


@pytest.mark.postgres
def test_promises_over_postgres(cluster: Cluster, migrated: str) -> None:
    def fresh() -> tuple[str, Callable[[], None]]:
        stack = ExitStack()
        return cluster.url(stack.enter_context(cluster.database(migrated))), stack.close

    run(fresh, settings(STEPS, max_examples=15))


def copies_of(file: Path, directory: Path) -> Callable[[], tuple[str, Callable[[], None]]]:
    def fresh() -> tuple[str, Callable[[], None]]:
        home = Path(tempfile.mkdtemp(dir=directory))
        return f"sqlite:///{shutil.copy(file, home / 'platform.db')}", lambda: shutil.rmtree(home)

    return fresh


def run(fresh: Callable[[], tuple[str, Callable[[], None]]], how: settings) -> None:
    machine = type("Machine", (Platforms,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(machine, settings=how)


@pytest.mark.parametrize("bug", ["no look-up", "believes at once", "new serial", "any content"])
def test_the_promises_bite(sqlite_file: Path, fast_directory: Path, monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    """Planted bugs: a machine that finds nothing wrong with them would prove nothing."""
    plant(bug, monkeypatch)
    only_find = settings(STEPS, phases=[Phase.generate], max_examples=300, derandomize=True)
    with pytest.raises((AssertionError, KeyError)):
        run(copies_of(sqlite_file, fast_directory), only_find)


def plant(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if bug == "no look-up":
        monkeypatch.setattr(ledger, "was_attempted", lambda *_: False)
    elif bug == "believes at once":
        monkeypatch.setattr(ledger, "doubtful_since", lambda *_: False)
    elif bug == "new serial":
        others = count(900_000)

        def ask_anew(core: CoreDouble, body: Sale) -> Booked | Refused:
            return asking.ask_core(core, body.model_copy(update={"sale": f"GD0117-{next(others)}"}))

        monkeypatch.setattr(desk, "ask_core", ask_anew)
    else:
        assert bug == "any content"

        def claim(self: desk.Desk, connection: Connection, terminal: str, body: Sale) -> SaleRow:
            return ledger.claim(connection, terminal, body, self.clock())

        monkeypatch.setattr(desk.Desk, "_claim", claim)
