"""What goes wrong on the cable: each fault strikes as often as planned, and is counted (faults 33, 35)."""

from typing import Any

import pytest

from emulators.bill_acceptor.line import Fault
from tests.emulators.bill_acceptor.bench import ACK, POLL, STACK, framed, kermit, started


def test_a_lost_answer_was_an_executed_command() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.line_fault("answer_lost", now=bench.now)
    assert bench.ask(STACK) == ""
    assert bench.polls(2.0) == ["17", "8103", "14"]
    assert bench.truth["line_faults"] == {"answer_lost": 1}


def test_a_lost_command_was_not_executed() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.line_fault("command_lost", now=bench.now)
    assert bench.ask(STACK) == ""
    assert bench.polls(2.0) == ["8003"]


def test_a_refused_command_was_not_executed() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.line_fault("command_refused", now=bench.now, times=2)
    assert bench.ask(STACK) == "FF"
    assert bench.ask(STACK) == "FF"
    assert bench.ask(STACK) == ACK


def test_noise_on_a_command_never_makes_another_command_of_it() -> None:
    bench = started()
    bits = len(framed(STACK)) * 8
    bench.device.set_timing(now=bench.now, escrow_ms=10_000_000)
    bench.in_escrow()
    bench.device.line_fault("command_noise", now=bench.now, times=bits)
    for _ in range(bits):
        assert bench.ask(STACK) in ("", "FF")
        bench.wait(0.2)
    assert bench.ask(POLL) == "8003"
    assert bench.truth["line_faults"] == {"command_noise": bits}


def test_noise_on_an_answer_is_one_wrong_bit_each_time_another() -> None:
    bench = started()
    good = framed("14")
    bench.device.line_fault("answer_noise", now=bench.now, times=len(good) * 8)
    seen = set()
    for _ in range(len(good) * 8):
        said = bench.say(framed(POLL))
        assert len(said) == len(good)
        assert kermit(said) != 0
        seen.add(said)
    assert len(seen) == len(good) * 8
    assert bench.ask(POLL) == "14"


def test_an_answer_twice() -> None:
    bench = started()
    bench.device.line_fault("answer_twice", now=bench.now)
    assert bench.say(framed(POLL)) == framed("14") * 2
    assert bench.say(framed(POLL)) == framed("14")


def test_a_late_answer_says_what_was_true_when_it_was_asked() -> None:
    """Fault 33: a stale STACKED after its ACK."""
    bench = started()
    bench.stacking()
    bench.wait(1.0)
    bench.device.line_fault("answer_late", now=bench.now, ms=700)
    assert bench.ask(POLL) == ""
    bench.wait(0.3)
    assert bench.poll() == "8103"
    assert bench.ask(POLL) == "14"
    bench.wait(0.4)
    assert bench.device.outgoing() == framed("8103")


def test_silence_ends() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.be_silent(3000, now=bench.now)
    assert bench.ask(STACK) == ""
    bench.wait(2.9)
    assert bench.ask(POLL) == ""
    bench.wait(0.2)
    assert bench.ask(POLL) == "8003"
    assert bench.truth["line_faults"] == {"silence": 1}


def test_an_unplugged_unit_goes_on_by_itself() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.unplug(now=bench.now)
    assert bench.ask(STACK) == ""
    bench.wait(15.0)
    bench.device.plug_in(now=bench.now)
    assert bench.polls(1.0) == ["8203", "14"]


def test_what_was_on_its_way_when_the_power_went_is_gone() -> None:
    bench = started()
    bench.device.line_fault("answer_late", now=bench.now, ms=5000)
    assert bench.ask(POLL) == ""
    bench.device.cut_power(now=bench.now)
    bench.wait(10.0)
    assert bench.device.outgoing() == b""


@pytest.mark.parametrize(
    "words", [{"fault": "nonsense"}, {"fault": "answer_lost", "times": 0}, {"fault": "answer_late", "ms": -1}]
)
def test_impossible_faults_are_refused(words: dict[str, Any]) -> None:
    bench = started()
    with pytest.raises(ValueError, match=r"valid Fault|at least once"):
        bench.device.line_fault(now=bench.now, **words)
    assert bench.device.line.planned == 0


def test_faults_strike_in_the_order_in_which_they_were_planned() -> None:
    bench = started()
    for fault in (Fault.ANSWER_LOST, Fault.ANSWER_TWICE):
        bench.device.line_fault(fault.value, now=bench.now)
    assert bench.say(framed(POLL)) == b""
    assert bench.say(framed(POLL)) == framed("14") * 2
