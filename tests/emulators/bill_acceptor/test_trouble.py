"""Notes that are refused, cheats, jams, failures, the cassette (protocols.md 1.6, 1.9; HW-3; faults 30 to 36, H6)."""

from collections.abc import Callable
from typing import Any

import pytest

from emulators.bill_acceptor.bills import RMB
from emulators.bill_acceptor.mechanism import NotPossible
from emulators.bill_acceptor.protocol import Failure, Reject
from tests.emulators.bill_acceptor.bench import ACK, ALL, HOLD, ILLEGAL, POLL, RESET, STACK, Bench, started

# --- notes that are refused


@pytest.mark.parametrize("flaw", list(Reject))
def test_every_reason_to_refuse_a_note(flaw: Reject) -> None:
    bench = started()
    assert bench.insert(flaw=flaw.name.lower())
    assert bench.polls(3.0) == ["15", f"1C{flaw:02X}", "14"]
    assert bench.numbers("returned") == [1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"series": "1980"}, "65"),
        ({"fen": 50_000, "series": "1999"}, "65"),
        ({"country": "USA"}, "65"),
        ({"fen": 100, "series": "1999"}, "68"),
        ({"fen": 10_000, "series": "2010", "country": "HKG"}, "68"),
    ],
)
def test_unknown_and_inhibited_notes(words: dict[str, Any], reason: str) -> None:
    bench = started()
    assert bench.ask("34000FFF000FFF".replace("0FFF", "0CFF")) == ACK, "types 0 to 7, 10 and 11"
    note = {"fen": 10_000} | words
    assert bench.device.insert_note(now=bench.now, **note)
    assert bench.polls(3.0) == ["15", f"1C{reason}", "14"]


@pytest.mark.parametrize("number", [number for number, bill in enumerate(RMB) if bill is not None])
def test_every_type_by_its_own_bit(number: int) -> None:
    """Byte order of the sets: types 23…16, 15…8, 7…0 (protocols.md 1.5)."""
    bill = RMB[number]
    assert bill is not None
    only = f"{1 << number:06X}"
    bench = started()
    assert bench.ask(f"34{only}{only}") == ACK
    assert bench.ask("31") == f"{only}000000"
    assert bench.insert(bill.fen, series=bill.series, country=bill.country)
    assert bench.polls(2.0) == ["15", f"80{number:02X}"]
    assert bench.ask(f"34{only}{only}") == ILLEGAL


def test_without_its_escrow_bit_a_note_is_stacked_at_once() -> None:
    bench = started()
    assert bench.ask("34FFFFFF000000") == ACK
    assert bench.insert()
    assert bench.polls(3.0) == ["15", "17", "8103", "14"]


def test_refused_is_told_until_acknowledged() -> None:
    bench = started()
    assert bench.insert(flaw="uv")
    bench.wait(3.0)
    assert bench.polls(2.0, ack=False) == ["1C6D"]
    assert bench.polls(1.0) == ["1C6D", "14"]


@pytest.mark.parametrize("state", ["19", "13", "8003", "17", "10"])
def test_no_note_is_drawn_in_while_the_unit_does_not_idle(state: str) -> None:
    """Fault 36: what is held in front of a disabled unit stays in the hand."""
    bench = Bench()
    if state != "10":
        bench.ask(RESET)
    if state not in ("10", "13"):
        bench.polls(4.0)
    if state in ("8003", "17"):
        bench.ask(ALL)
        bench.in_escrow()
    if state == "17":
        bench.ask(STACK)
    assert bench.ask(POLL) == state
    before = bench.truth["inside"]
    assert not bench.insert()
    assert bench.truth["inside"] == before


def test_what_is_no_note_is_refused() -> None:
    bench = started()
    wrong: list[dict[str, Any]] = [{"fen": 0}, {"fen": -100}, {"fen": 10_000, "flaw": "ugly"}]
    for words in wrong:
        with pytest.raises(ValueError, match=r"note has a value|unknown"):
            bench.device.insert_note(now=bench.now, **words)


# --- hands that pull


def test_a_note_pulled_back_while_it_comes_in() -> None:
    bench = started()
    assert bench.insert()
    bench.wait(0.3)
    bench.device.pull_note(now=bench.now)
    assert bench.polls(1.0) == ["1C60", "14"]
    assert bench.numbers("returned") == [1]


def test_a_note_taken_while_it_comes_back() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask("36") == ACK
    bench.wait(0.2)
    bench.device.pull_note(now=bench.now)
    assert bench.polls(1.0) == ["8203", "14"]
    with pytest.raises(NotPossible):
        bench.device.pull_note(now=bench.now)


def test_fishing_from_escrow() -> None:
    bench = started()
    bench.in_escrow(on_string=True)
    bench.device.pull_string(now=bench.now)
    assert bench.polls(3.0) == ["45", "14"]
    assert bench.numbers("returned") == [1]


def test_fishing_after_stack_ends_in_returned_and_never_in_stacked() -> None:
    """I13: 82 after an acknowledged STACK is no credit."""
    bench = started()
    bench.stacking(on_string=True)
    bench.device.pull_string(now=bench.now)
    assert bench.polls(3.0) == ["45", "8203", "14"]
    assert bench.numbers("cassette") == []
    assert bench.numbers("returned") == [1]


def test_out_of_the_cassette_nothing_is_fished() -> None:
    bench = started()
    bench.stacking(on_string=True)
    bench.wait(1.0)
    with pytest.raises(NotPossible):
        bench.device.pull_string(now=bench.now)
    assert bench.polls(1.0) == ["8103", "14"]
    assert bench.numbers("cassette") == [1]


def test_a_note_without_a_string_cannot_be_fished() -> None:
    bench = started()
    bench.in_escrow()
    with pytest.raises(NotPossible):
        bench.device.pull_string(now=bench.now)


def test_fishing_without_power_leaves_nothing_to_stack() -> None:
    bench = started()
    bench.stacking(on_string=True)
    bench.device.cut_power(now=bench.now)
    bench.device.pull_string(now=bench.now)
    bench.device.restore_power(now=bench.now)
    bench.wait(1.0)
    assert bench.polls(1.0) == ["10"]


def test_a_second_note_pauses_the_unit_until_it_is_taken_away() -> None:
    bench = started()
    assert bench.insert()
    bench.wait(0.3)
    bench.device.push_second_note(5_000, now=bench.now)
    assert bench.polls(5.0) == ["46"]
    assert bench.ask(STACK) == ILLEGAL
    bench.device.pull_note(now=bench.now)
    assert bench.polls(2.0) == ["15", "8003"]
    assert bench.numbers("returned") == [2]


def test_a_second_note_while_the_first_waits_in_escrow() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.push_second_note(5_000, now=bench.now)
    assert bench.polls(12.0) == ["46"], "the time in escrow is over, but the way out is blocked"
    bench.device.pull_note(now=bench.now)
    assert bench.polls(2.0) == ["18", "8203", "14"]
    with pytest.raises(NotPossible):
        bench.device.push_second_note(5_000, now=bench.now)


# --- jams and failures


@pytest.mark.parametrize(("where", "state"), [("acceptor", "43"), ("stacker", "44")])
@pytest.mark.parametrize("note", ["customer", "service", "stays"])
def test_jam_with_a_note_on_its_way(where: str, state: str, note: str) -> None:
    bench = started()
    bench.stacking()
    bench.device.jam(where, now=bench.now)
    assert bench.polls(2.0) == [state]
    assert bench.ask(RESET) == ACK
    assert bench.polls(5.0) == ["13", state]
    bench.device.clear_jam(now=bench.now, note=note)
    seen = bench.polls(6.0)
    assert seen == (["13", "17", "8103", "19"] if note == "stays" else ["13", "19"])
    place = {"customer": "returned", "service": "service", "stays": "cassette"}[note]
    assert bench.numbers(place) == [1]


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure(failure: Failure) -> None:
    bench = started()
    bench.in_escrow()
    bench.device.fail(failure.name.lower(), now=bench.now)
    assert bench.polls(1.0) == [f"47{failure:02X}"]
    assert bench.ask(STACK) == ILLEGAL
    assert len(bench.ask("37")) == 68
    assert bench.ask(RESET) == ACK
    assert bench.polls(5.0) == ["13", f"47{failure:02X}"]
    bench.device.repair(now=bench.now)
    assert bench.polls(6.0) == ["13", "18", "8203", "19"]


def test_a_passing_failure_ends_with_reset() -> None:
    bench = started()
    bench.device.fail("transport_motor", now=bench.now, passing=True)
    assert bench.polls(10.0) == ["4752"]
    assert bench.ask(RESET) == ACK
    assert bench.polls(5.0) == ["13", "19"]


def test_busy_says_how_long() -> None:
    bench = started()
    bench.device.be_busy(0.5, now=bench.now)
    assert bench.polls(2.0) == ["1B05", "14"]


# --- the cassette


def test_the_full_cassette_takes_its_last_note_and_no_more() -> None:
    bench = started()
    bench.device.fill_cassette(now=bench.now, free=1)
    bench.stacking()
    assert bench.polls(3.0) == ["17", "8103", "41"]
    assert not bench.insert()
    assert bench.ask(ALL) == ILLEGAL
    assert [note["number"] for note in bench.device.take_out_cassette(now=bench.now)] == [1]
    assert bench.polls(1.0) == ["42"]
    bench.device.put_back_cassette(now=bench.now)
    assert bench.polls(5.0) == ["13", "19"]
    assert bench.truth["taken_out"][0][0]["number"] == 1
    assert bench.numbers("cassette") == []


def test_capacity_is_a_thousand_notes() -> None:
    """HW-3."""
    bench = started()
    with pytest.raises(ValueError, match="1001"):
        bench.device.fill_cassette(now=bench.now, free=1001)
    bench.device.fill_cassette(now=bench.now, free=1000)
    assert bench.poll() == "14"


def test_the_cassette_is_pulled_out_while_a_note_is_on_its_way_to_it() -> None:
    bench = started()
    bench.stacking()
    bench.device.take_out_cassette(now=bench.now)
    assert bench.polls(2.0) == ["42"]
    assert bench.ask(RESET) == ACK
    assert bench.polls(5.0) == ["13", "42"]
    bench.device.put_back_cassette(now=bench.now, empty=False)
    assert bench.polls(6.0) == ["13", "17", "8103", "19"]
    assert bench.numbers("cassette") == [1]


def test_the_cassette_is_pulled_out_while_a_note_waits_in_escrow() -> None:
    bench = started()
    bench.in_escrow()
    bench.device.take_out_cassette(now=bench.now)
    assert bench.polls(12.0) == ["42"]
    bench.device.put_back_cassette(now=bench.now)
    assert bench.polls(6.0) == ["13", "18", "8203", "19"]


def test_a_stacked_note_is_told_although_the_cassette_is_gone() -> None:
    bench = started()
    bench.stacking()
    bench.wait(1.0)
    bench.device.take_out_cassette(now=bench.now)
    assert bench.polls(1.0) == ["8103", "42"]


@pytest.mark.parametrize(
    "hand",
    [
        lambda device, now: device.put_back_cassette(now=now),
        lambda device, now: device.clear_jam(now=now),
        lambda device, now: device.pull_note(now=now),
        lambda device, now: (device.take_out_cassette(now=now), device.take_out_cassette(now=now)),
        lambda device, now: (device.take_out_cassette(now=now), device.fill_cassette(now=now)),
    ],
)
def test_what_hands_cannot_do(hand: Callable[..., object]) -> None:
    bench = started()
    with pytest.raises(NotPossible):
        hand(bench.device, bench.now)


# --- timing


def test_a_note_takes_less_than_a_second_and_a_half() -> None:
    """HW-3."""
    bench = started()
    began = bench.now
    assert bench.insert()
    while not bench.poll().startswith("80"):
        pass
    assert bench.ask(STACK) == ACK
    while bench.poll() != "8103":
        pass
    assert bench.now - began < 1.5 + 3 * 0.1, "and three polls"


def test_timing_can_be_set() -> None:
    bench = started()
    bench.device.set_timing(now=bench.now, stacking_ms=3000, escrow_ms=100_000)
    bench.in_escrow()
    assert bench.polls(50.0) == ["8003"]
    assert bench.ask(STACK) == ACK
    assert bench.polls(2.9) == ["17"]
    assert bench.truth["state"] == "stacking"
    assert bench.polls(1.0) == ["17", "8103", "14"]


@pytest.mark.parametrize("words", [{"thinking_ms": 1}, {"stacking": 1}, {"stacking_ms": -1}])
def test_impossible_timing_is_refused(words: dict[str, int]) -> None:
    bench = started()
    with pytest.raises(ValueError, match="no such time"):
        bench.device.set_timing(now=bench.now, **words)


def test_holding_does_not_last_through_a_failure() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(HOLD) == ACK
    bench.device.fail("stack_motor", now=bench.now)
    bench.device.repair(now=bench.now)
    assert bench.polls(6.0) == ["13", "18", "8203", "19"]
