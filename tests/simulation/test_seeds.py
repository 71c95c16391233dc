"""A few seeds on both stores, in every test run; `./kiosk simulate` plays many more."""

from collections import Counter

import pytest

from tests.simulation.crew import variant_of
from tests.simulation.scenario import Variant, run
from tests.simulation.tape import SeededTape

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_broken_whatever_goes_wrong(seed: int) -> None:
    """I1-I18, I23, I28 under the fault catalogue; each seed has faults of its own."""
    result = run(SeededTape(seed), variant=variant_of(seed))
    assert result.violation is None
    assert result.visits > 0


def test_the_seeds_bring_power_cuts_and_other_faults() -> None:
    results = [run(SeededTape(seed)) for seed in range(10)]
    assert sum(result.power_cuts for result in results) > 50
    assert sum(result.other_faults for result in results) > 100
    assert len({tuple(sorted(result.struck)) for result in results}) == len(results), "each seed has its own faults"


def test_every_run_has_seeds_on_the_real_journal_and_on_the_platforms_own_code() -> None:
    few, many = Counter(map(variant_of, range(400))), Counter(map(variant_of, range(200_000, 204_000)))
    assert (few[Variant.JOURNAL], few[Variant.PLATFORM]) == (20, 10)
    assert (many[Variant.JOURNAL], many[Variant.PLATFORM]) == (20, 10)
