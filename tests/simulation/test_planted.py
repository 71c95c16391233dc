"""The simulation finds what is planted: a few gross bugs here; `./kiosk planted` has all of them."""

import pytest

from tests.simulation.planted.garden import BUGS, look_for
from tests.simulation.scenario import run
from tests.simulation.tape import SeededTape

SOME = (
    "stack_without_intent",
    "acknowledge_before_credit",
    "lost_note_credited",
    "new_key_per_retry",
    "confirmed_without_read_back",
    "success_slip_without_booking",
    "moving_note_forgotten",
    "number_reused_after_restart",
)


@pytest.mark.parametrize("name", SOME)
def test_a_planted_bug_is_caught(name: str) -> None:
    harvest = look_for(name, seconds=60)
    assert harvest.caught_by, f"{name} escaped {harvest.seed} seeds"


def test_what_is_planted_is_taken_out_again() -> None:
    before = look_for(SOME[0], seconds=60)
    assert before.caught_by
    assert run(SeededTape(before.seed)).violation is None


def test_there_are_enough_bugs_each_with_a_name_and_a_reason() -> None:
    assert len(BUGS) >= 40
    assert len({bug.name for bug in BUGS}) == len(BUGS)
    assert all(bug.about for bug in BUGS)
