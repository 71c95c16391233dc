"""The money reaches the meter exactly once, whatever is torn (meter_card.md 8, simulators, item 4; VEND-3, VEND-4)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.meter.display import DisplayError
from emulators.meter.meter import Meter
from emulators.meter.meters import sample_meters
from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from tests.emulators.meter.writer import Verdict, Writer

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AMOUNT = 15_000
BYTES_OF_A_PURCHASE = 45 + 8 + 49
COMMANDS_OF_A_PURCHASE = 17
OWNERS = {"wang": 0, "zhao": 3}  # counter 7 -> 8, and the first purchase after opening
METER, LOOK, REWRITE = "insert in meter", "return to terminal", "rewrite"


class Town:
    """One card, its meter, and the terminal that sold the purchase."""

    def __init__(self, name: str, old_rule: bool) -> None:
        register = replace(sample_meters()[OWNERS[name]], credits_filled_return=old_rule)
        self.card, self.meter = MeterCard(sample_cards()[name]), Meter(register)
        self.before = register
        self.writer = Writer.buying(self.card, AMOUNT)

    def do(self, step: str) -> Verdict | DisplayError | None:
        """Take one step of the customer's and check what must hold after every step."""
        outcome: Verdict | DisplayError | None
        if step == METER:
            outcome = self.meter.insert(self.card, NOW).error
        else:
            outcome = self.writer.visit(self.card) if step == REWRITE else self.writer.look(self.card)
        credit, risen = self.gained()
        assert (credit, risen) in {(0, 0), (AMOUNT, 1)}
        return outcome

    def gained(self) -> tuple[int, int]:
        """Return what the meter has gained: money and purchases."""
        now = self.meter.register
        return now.remaining - self.before.remaining, now.counter - self.before.counter

    def settle(self) -> None:
        """Let the customer come back until terminal and meter are content; then everything is where it belongs."""
        for _ in range(2):
            self.do(REWRITE)
            self.do(METER)
        assert self.do(LOOK) is Verdict.SUCCESS
        assert self.do(METER) is None
        assert self.gained() == (AMOUNT, 1)


@pytest.mark.parametrize("old_rule", [False, True], ids=["new-rule", "old-rule"])
@pytest.mark.parametrize("name", OWNERS)
def test_an_undisturbed_purchase_is_credited_once(name: str, old_rule: bool) -> None:
    town = Town(name, old_rule)
    assert town.do(REWRITE) is Verdict.SUCCESS
    assert town.do(METER) is None
    assert town.gained() == (AMOUNT, 1)
    town.settle()


@pytest.mark.parametrize("old_rule", [False, True], ids=["new-rule", "old-rule"])
@pytest.mark.parametrize("first", [METER, LOOK, REWRITE])
def test_every_tear_point_and_every_next_step(first: str, old_rule: bool) -> None:
    tears = [("bytes", count) for count in range(BYTES_OF_A_PURCHASE + 1)]
    tears += [("commands", count) for count in range(COMMANDS_OF_A_PURCHASE + 1)]
    for kind, count in tears:
        town = Town("wang", old_rule)
        tear = town.card.tear_after_bytes if kind == "bytes" else town.card.tear_after_commands
        tear(count)
        torn = town.do(REWRITE)
        if kind == "bytes":
            assert torn is Verdict.UNKNOWN, f"{kind} {count}: the tear must happen"
        assert town.do(first) is not Verdict.STOP
        town.settle()


def test_the_tear_points_cover_the_whole_purchase() -> None:
    town = Town("wang", old_rule=False)
    town.card.tear_after_commands(COMMANDS_OF_A_PURCHASE)
    assert town.do(REWRITE) is Verdict.SUCCESS, "the last tear point lies behind the last command"
    town = Town("wang", old_rule=False)
    town.card.tear_after_bytes(BYTES_OF_A_PURCHASE + 1)
    assert town.do(REWRITE) is Verdict.SUCCESS, "and behind the last byte"


def a_tear() -> st.SearchStrategy[tuple[str, int, int | None]]:
    """Where the power goes in a step, what the byte in flight becomes, or no tear at all."""
    garble = st.none() | st.integers(0, 255)
    by_bytes = st.tuples(st.just("bytes"), st.integers(0, BYTES_OF_A_PURCHASE), garble)
    by_commands = st.tuples(st.just("commands"), st.integers(0, 24), st.none())
    return st.just(("none", 0, None)) | by_bytes | by_commands


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted(OWNERS)),
    old_rule=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from([METER, LOOK, REWRITE]), a_tear()), max_size=6),
)
def test_any_order_of_steps_each_torn_anywhere(
    name: str, old_rule: bool, steps: list[tuple[str, tuple[str, int, int | None]]]
) -> None:
    town = Town(name, old_rule)
    for step, (kind, count, garble) in steps:
        if kind == "bytes":
            town.card.tear_after_bytes(count, garble)
        elif kind == "commands":
            town.card.tear_after_commands(count)
        town.do(step)
    town.settle()


def test_the_new_rule_waits_for_the_cleared_file_and_the_old_one_does_not() -> None:
    for old_rule, error in ((False, DisplayError.CONTENT), (True, None)):
        town = Town("wang", old_rule)
        town.card.tear_after_bytes(45 + 8)
        assert town.do(REWRITE) is Verdict.UNKNOWN
        assert town.do(METER) is error
        assert town.gained() == ((AMOUNT, 1) if old_rule else (0, 0))
        assert town.do(REWRITE) is Verdict.SUCCESS
        town.settle()
