"""A few seeds on both stores, in every test run; `./kiosk simulate` plays many more."""

from collections import Counter

import pytest

from tests.simulation.crew import is_long, tape_of, variant_of
from tests.simulation.scenario import LONG, VISITS, Variant, run, trace
from tests.simulation.tape import SeededTape

SEEDS = range(60)
RICH, SHORT = 5, 3  # played with the courier: one that sees much, one that is soon over


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_broken_whatever_goes_wrong(seed: int) -> None:
    """I1-I18, I23, I28 under the fault catalogue; each seed has faults of its own."""
    result = run(tape_of(seed), variant=variant_of(seed))
    assert result.violation is None
    assert result.visits > 0


def test_the_seeds_bring_power_cuts_and_other_faults() -> None:
    results = [run(SeededTape(seed)) for seed in range(10)]
    assert sum(result.power_cuts for result in results) > 50
    assert sum(result.other_faults for result in results) > 100
    assert len({tuple(sorted(result.struck)) for result in results}) == len(results), "each seed has its own faults"


def test_every_run_has_seeds_on_the_real_journal_and_on_the_platforms_own_code() -> None:
    few, many = Counter(map(variant_of, range(400))), Counter(map(variant_of, range(200_000, 204_000)))
    assert (few[Variant.JOURNAL], few[Variant.PLATFORM], few[Variant.SYNC]) == (20, 10, 10)
    assert (many[Variant.JOURNAL], many[Variant.PLATFORM], many[Variant.SYNC]) == (20, 10, 10)


def test_only_far_seeds_are_long_and_a_tape_means_the_same_in_both() -> None:
    assert not any(is_long(seed) for seed in SEEDS)
    assert all(is_long(seed) is (variant_of(seed) is Variant.FAST) for seed in range(200_000, 200_400))
    assert LONG[: len(VISITS)] == VISITS


def test_pay_7_pay_8_the_journal_comes_to_the_platform_whole_and_once() -> None:
    """With a backup that comes back, uploads cut and resumed, and cuts among them (I20, fault 46)."""
    result = run(SeededTape(RICH), variant=Variant.SYNC)
    assert result.violation is None
    wanted = {"file_uploaded", "rows_told_again", "rows_brought_back", "upload_resumed", "digests_differ"}
    assert {*wanted, "reconciliation_made_good", "files_missed_by_the_platform"} <= set(result.marks)


def test_the_same_tape_tells_the_same_story_with_the_courier_too() -> None:
    one, other = (run(SeededTape(SHORT), telling=True, variant=Variant.SYNC) for _ in range(2))
    assert trace(one) == trace(other)
    assert one.decisions == other.decisions
