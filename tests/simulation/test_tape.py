"""Tapes: what is drawn is noted, what is noted is replayed, and taking one decision away moves no other."""

from hypothesis import given
from hypothesis import strategies as st

from tests.simulation.shrink import shrink
from tests.simulation.tape import Decisions, LedTape, ReplayedTape, SeededTape

questions = st.lists(st.tuples(st.sampled_from(["net.lost", "cut", "who"]), st.integers(1, 6)), max_size=60)
tapes = st.dictionaries(st.sampled_from([f"fault#{place}" for place in range(40)]), st.integers(1, 9), max_size=30)


@given(st.integers(0, 2**32), questions)
def test_a_replayed_tape_answers_like_the_recorded_one(seed: int, asked: list[tuple[str, int]]) -> None:
    recorded = SeededTape(seed)
    answers = [recorded.choose(options, label) for label, options in asked]
    replayed = ReplayedTape(recorded.decisions)
    assert [replayed.choose(options, label) for label, options in asked] == answers
    assert replayed.decisions == recorded.decisions
    assert all(0 <= answer < options for answer, (_, options) in zip(answers, asked, strict=True))


@given(st.integers(0, 2**32), questions)
def test_taking_one_decision_away_moves_no_other(seed: int, asked: list[tuple[str, int]]) -> None:
    recorded = SeededTape(seed)
    answers = [recorded.choose(options, label) for label, options in asked]
    for gone in recorded.decisions:
        less = {address: value for address, value in recorded.decisions.items() if address != gone}
        tape = ReplayedTape(less)
        differing = [
            place for place, (label, options) in enumerate(asked) if tape.choose(options, label) != answers[place]
        ]
        assert len(differing) == 1


def test_a_chance_comes_about_as_often_as_it_should() -> None:
    tape = SeededTape(1)
    struck = sum(tape.chance("x", 100) for _ in range(10_000))
    assert 800 < struck < 1_200
    assert not any(ReplayedTape({}).chance("x", 1_000) for _ in range(10))


@given(tapes, st.sets(st.sampled_from([f"fault#{place}" for place in range(40)]), min_size=1, max_size=3))
def test_a_shrunk_tape_is_just_what_is_needed(tape: Decisions, needed: set[str]) -> None:
    full = {**tape, **dict.fromkeys(needed, 5)}

    def fails(decisions: Decisions) -> Decisions | None:
        return decisions if all(decisions.get(address) for address in needed) else None

    assert shrink(full, fails, seconds=5) == dict.fromkeys(needed, 1)


def test_a_decision_that_was_never_asked_for_is_dropped() -> None:
    assert shrink({"a#0": 1, "b#0": 4}, lambda decisions: {"b#0": 4} if "b#0" in decisions else None, 5) == {"b#0": 4}


def test_a_led_tape_draws_what_its_seed_draws_but_for_what_is_given() -> None:
    free, led = SeededTape(7), LedTape(7, {"a#1": 3})
    drawn = [free.choose(5, "a") for _ in range(4)]
    assert [led.choose(5, "a") for _ in range(4)] == [drawn[0], 3, *drawn[2:]]
    assert led.decisions["a#1"] == 3
