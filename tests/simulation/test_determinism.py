"""The same tape tells the same story: in another process, with another hash seed, on another store (rule 2)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.scenario import Variant, run, trace
from tests.simulation.tape import ReplayedTape, SeededTape

ROOT = Path(__file__).parents[2]
SEEDS = (2, 5, 11)
PROGRAM = (
    "from tests.simulation.scenario import run, trace; from tests.simulation.tape import SeededTape; "
    "from tests.simulation.quiet import quiet; quiet(); "
    f"print(*(trace(run(SeededTape(seed), telling=True)) for seed in {SEEDS}))"
)
THAW = "from tests.simulation.scenario import run; from tests.simulation.thaw import thaw; thaw(); "


def traces(program: str, hash_seed: str) -> list[str]:
    """Tell three stories in a process of their own."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_neither_another_hash_seed_nor_melted_values_change_anything() -> None:
    """A value that anybody changed after it was made would be another story where it is not frozen."""
    frozen, melted = traces(PROGRAM, "1"), traces(THAW + PROGRAM, "2")
    assert frozen == melted == [trace(run(SeededTape(seed), telling=True)) for seed in SEEDS]
    assert len(set(frozen)) == 3, "three seeds are three stories"


def test_what_is_melted_can_be_changed_and_what_is_not_cannot() -> None:
    program = (
        "from kiosk_app.domain.money import Fen; from kiosk_app.domain.notes import Note; note = Note(Fen(1000), 0); "
        "note.value = Fen(2000); print(note.value)"
    )
    assert traces(THAW + program, "1") == ["2000"]
    with pytest.raises(subprocess.CalledProcessError):
        traces(program, "1")


@pytest.mark.parametrize("seed", [2, 7])
def test_a_replayed_tape_is_the_run_that_was_recorded(seed: int) -> None:
    recorded = run(SeededTape(seed), telling=True)
    replayed = run(ReplayedTape(recorded.decisions), telling=True)
    assert trace(replayed) == trace(recorded)
    assert replayed.decisions == recorded.decisions


@pytest.mark.parametrize("seed", [2, 5])
def test_pr_the_real_journal_tells_the_same_story_as_the_one_in_memory(seed: int) -> None:
    """Rule 9: one contract, two stores, every row and every restart."""
    recorded = run(SeededTape(seed), telling=True)
    on_file = run(ReplayedTape(recorded.decisions), telling=True, variant=Variant.JOURNAL)
    assert trace(on_file) == trace(recorded)
    assert recorded.power_cuts >= 3
