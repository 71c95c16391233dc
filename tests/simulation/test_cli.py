"""The command: its last line, its exit code, a story, a replay."""

from pathlib import Path

import pytest

from tests.simulation.cli import main
from tests.simulation.planted import cash
from tests.simulation.planted.bug import Patch
from tests.simulation.tapes import SavedTape, save

LAST = r"visits=\d+ seeds=3 power_cuts=\d+ other_faults=\d+ violations=0 visits_per_second_per_core=\d+"


def test_the_last_line_counts(capfd: pytest.CaptureFixture[str]) -> None:
    import re

    assert main(["--seeds", "3", "--jobs", "2"]) == 0
    assert re.fullmatch(LAST, capfd.readouterr().out.strip().splitlines()[-1])


def test_a_broken_promise_is_told_shrunk_kept_and_exits_with_1(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    patch = Patch()
    cash.stack_without_intent(patch)
    try:
        assert main(["--seeds", "2", "--jobs", "1", "--tapes", str(tmp_path)]) == 1
        (kept,) = tmp_path.iterdir()
        out = capfd.readouterr().out
        assert "broke I7 (notes)" in out
        assert f"./kiosk simulate --replay {kept}" in out
        assert "violations=2" in out.splitlines()[-1]
        assert main(["--replay", str(kept)]) == 1
    finally:
        patch.undo()
    assert main(["--replay", str(kept)]) == 0
    assert capfd.readouterr().out.rstrip().endswith("no promise was broken")


def test_a_seeds_story_can_be_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--story", "1", "--lines", "0"]) == 0
    out = capfd.readouterr().out
    assert "kiosk     starts, life 1" in out
    assert "NoteCredited" in out


def test_a_tape_without_decisions_is_a_quiet_day(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = save(SavedTape("none", "none", "", 0, "memory", {}), tmp_path)
    assert main(["--replay", str(path), "--lines", "0"]) == 0
    day, healed, _ = capfd.readouterr().out.partition("everything is healed")
    assert healed, "what follows is the restart that every seed ends with"
    assert "dies" not in day
    assert "SaleEnded" in day
