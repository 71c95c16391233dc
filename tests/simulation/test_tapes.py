"""Every bug that the simulation found stays mended: its shrunk tape runs for ever, and still shows it where it is."""

from pathlib import Path

import pytest

from tests.simulation.planted.garden import BUGS
from tests.simulation.scenario import Variant, run
from tests.simulation.tape import ReplayedTape
from tests.simulation.tapes import FOLDER, SavedTape, load, save

TAPES = sorted(FOLDER.glob("*.json"))
PLANTED = {bug.name: bug for bug in BUGS}


@pytest.mark.parametrize("path", TAPES, ids=lambda path: path.stem)
def test_a_bug_that_was_found_stays_mended(path: Path) -> None:
    tape = load(path)
    assert run(ReplayedTape(tape.decisions), variant=Variant(tape.variant), long=True).violation is None


@pytest.mark.parametrize("path", [path for path in TAPES if load(path).bug], ids=lambda path: path.stem)
def test_its_tape_still_shows_it_where_it_is_planted_again(path: Path) -> None:
    """A tape that shows nothing any more proves nothing: make it anew with `./kiosk planted --keep NAME`."""
    tape = load(path)
    with PLANTED[tape.bug].planted():
        broken = run(ReplayedTape(tape.decisions), variant=Variant(tape.variant), long=True).violation
    assert broken is not None
    assert (broken.checker, broken.promise) == (tape.checker, tape.promise)


def test_there_are_tapes() -> None:
    assert len(TAPES) >= 4


def test_a_tape_is_read_as_it_was_written(tmp_path: Path) -> None:
    tape = SavedTape("notes", "I7", "text", 3, "memory", {"net.lost#2": 1})
    assert load(save(tape, tmp_path)) == tape


@pytest.mark.parametrize(
    "content", ['{"decisions": [1]}', '{"decisions": {"x": 1}}', '{"decisions": {"x#1": "y"}}', "{}"]
)
def test_what_is_no_tape_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "no.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="not a tape"):
        load(path)
