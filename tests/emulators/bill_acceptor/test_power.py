"""The power fails at any moment: where the note is, what the unit says afterwards, what is credited (I12, fault 2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.bill_acceptor.bench import ACK, ALL, POLL, RESET, RETURN, STACK, Bench, started

STACKED, RETURNED = "8103", "8203"


def off_and_on(bench: Bench) -> None:
    bench.device.cut_power(now=bench.now)
    assert bench.ask(POLL) == ""
    bench.wait(3.0)
    bench.device.restore_power(now=bench.now)
    assert bench.ask(POLL) == "", "it is starting"
    bench.wait(1.0)


def after_reset(bench: Bench) -> list[str]:
    assert bench.ask(RESET) == ACK
    return bench.polls(8.0)


def test_nothing_inside() -> None:
    bench = started()
    off_and_on(bench)
    assert bench.polls(1.0) == ["10"]
    assert after_reset(bench) == ["13", "19"]


def test_a_note_that_was_coming_in_is_not_known_any_more() -> None:
    bench = started()
    assert bench.insert()
    bench.wait(0.3)
    off_and_on(bench)
    assert bench.polls(1.0) == ["11"]
    assert after_reset(bench) == ["13", "1C62", "19"]
    assert bench.numbers("returned") == [1]


def test_a_note_in_escrow_comes_back() -> None:
    bench = started()
    bench.in_escrow()
    off_and_on(bench)
    assert bench.polls(20.0) == ["11"], "it waits for RESET, and nothing else"
    assert after_reset(bench) == ["13", "18", RETURNED, "19"]
    assert bench.numbers("returned") == [1]


def test_a_note_on_its_way_to_the_cassette_is_credited_after_reset() -> None:
    bench = started()
    bench.stacking()
    assert bench.truth["inside"][0]["place"] == "stacker"
    off_and_on(bench)
    assert bench.polls(20.0) == ["12"]
    assert bench.numbers("cassette") == []
    assert after_reset(bench) == ["13", "17", STACKED, "19"]
    assert bench.numbers("cassette") == [1]


def test_a_note_that_has_hardly_left_escrow_comes_back_although_stack_was_acknowledged() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(STACK) == ACK
    bench.wait(0.1)
    off_and_on(bench)
    assert bench.polls(1.0) == ["11"]
    assert after_reset(bench) == ["13", "18", RETURNED, "19"]
    assert bench.numbers("returned") == [1]


def test_a_stacked_note_that_was_not_acknowledged_is_told_again() -> None:
    bench = started()
    bench.stacking()
    bench.wait(1.0)
    assert bench.polls(1.0, ack=False) == [STACKED]
    off_and_on(bench)
    assert bench.polls(1.0) == ["12"]
    assert after_reset(bench) == ["13", STACKED, "19"]
    assert bench.numbers("cassette") == [1]
    off_and_on(bench)
    assert bench.polls(1.0) == ["10"], "it was acknowledged"


def test_a_forgetful_unit_does_not_tell_it_again() -> None:
    """The window in which only the count of the box can tell (I12): the power fails between the box and the ACK."""
    bench = started()
    bench.device.firmware.keeps_reports = False
    bench.stacking()
    bench.wait(1.0)
    assert bench.polls(1.0, ack=False) == [STACKED]
    off_and_on(bench)
    assert bench.polls(1.0) == ["10"]
    assert after_reset(bench) == ["13", "19"]
    assert bench.numbers("cassette") == [1]


@pytest.mark.parametrize("keeps", [True, False])
def test_reset_with_a_report_waiting(keeps: bool) -> None:
    bench = started()
    bench.device.firmware.keeps_reports = keeps
    bench.stacking()
    bench.wait(1.0)
    assert bench.polls(0.5, ack=False) == [STACKED]
    assert after_reset(bench) == ["13", *([STACKED] if keeps else []), "19"]


@pytest.mark.parametrize(
    ("wait_s", "expected"), [(0.1, ["13", "18", RETURNED, "19"]), (0.4, ["13", "17", STACKED, "19"])]
)
def test_reset_while_a_note_is_stacked(wait_s: float, expected: list[str]) -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(STACK) == ACK
    bench.wait(wait_s)
    assert after_reset(bench) == expected


def test_a_note_on_its_way_back_comes_back_in_the_end() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(RETURN) == ACK
    bench.wait(0.2)
    off_and_on(bench)
    assert bench.polls(1.0) == ["11"]
    assert after_reset(bench) == ["13", "18", RETURNED, "19"]


def test_a_note_in_the_throat_can_be_pulled_out_without_power() -> None:
    bench = started()
    assert bench.insert()
    bench.wait(0.3)
    bench.device.cut_power(now=bench.now)
    bench.device.pull_note(now=bench.now)
    bench.device.restore_power(now=bench.now)
    bench.wait(1.0)
    assert bench.polls(1.0) == ["10"]
    assert after_reset(bench) == ["13", "19"]
    assert bench.numbers("returned") == [1]


@given(st.floats(0, 3.0), st.floats(0, 6.0), st.booleans())
def test_two_power_cuts_at_any_moment_lose_and_double_nothing(first_s: float, second_s: float, stack: bool) -> None:
    """What the unit reports in the end is what is true: one STACKED for a note in the box, none otherwise."""
    bench = started()
    bench.in_escrow()
    assert bench.ask(STACK if stack else RETURN) == ACK
    bench.wait(first_s)
    off_and_on(bench)
    assert bench.ask(RESET) == ACK
    bench.wait(second_s)
    off_and_on(bench)
    seen = after_reset(bench)
    assert seen[-1] == "19"
    assert seen.count(STACKED) == len(bench.numbers("cassette"))
    assert sorted(bench.numbers("cassette") + bench.numbers("returned")) == [1]


def test_the_unit_is_disabled_after_a_power_failure() -> None:
    bench = started()
    off_and_on(bench)
    after_reset(bench)
    assert bench.ask("31") == "00" * 6
    assert not bench.insert()
    assert bench.ask(ALL) == ACK
    assert bench.insert()


def test_time_that_passes_in_one_leap_does_the_same() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(STACK) == ACK
    bench.device.mechanism.pace = replace(bench.device.mechanism.pace, stacking_s=5.0)
    bench.device.tick(bench.now + 1000)
    bench.now += 1000
    assert bench.polls(1.0) == [STACKED, "14"]
