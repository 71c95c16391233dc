"""What is compiled means what its source means; and what happens without a compiler."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.simulation import __main__ as command
from tests.simulation.options import parsed
from tests.simulation.scenario import Variant, of_the_kiosk, run, trace
from tests.simulation.swift import ready as shop
from tests.simulation.swift.modules import MODULES, ROOT, file_of
from tests.simulation.swift.values import rewritten
from tests.simulation.tape import SeededTape

SOURCE = '''"""A few values."""

from collections import Counter
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Note:
    value: int
    kind: str = "paper"
    tiers: tuple[int, ...] = field(default=())


@dataclass(slots=True)
class Box:
    notes: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True, eq=False)
class Person:
    name: str


def worn(note: Note) -> Note:
    return replace(note, kind="worn")
'''
PROGRAM = (
    "from tests.simulation.scenario import run, trace; from tests.simulation.tape import SeededTape; "
    "from tests.simulation.quiet import quiet; quiet(); import kiosk_app; print(kiosk_app.__file__); "
    "print(*(trace(run(SeededTape(seed), telling=True)) for seed in (2, 5)))"
)


@pytest.fixture(scope="module")
def values() -> Any:
    """Return the rewritten module."""
    module = ModuleType("values")
    sys.modules["values"] = module
    exec(compile(rewritten(SOURCE), "values", "exec"), vars(module))
    yield module
    del sys.modules["values"]


def test_a_value_written_out_has_its_fields_defaults_and_places(values: Any) -> None:
    note = values.Note(1000)
    assert (note.value, note.kind, note.tiers) == (1000, "paper", ())
    assert values.Note.__match_args__ == ("value", "kind", "tiers")
    assert [each.name for each in dataclasses.fields(values.Note)] == ["value", "kind", "tiers"]
    assert repr(note) == "Note(value=1000, kind='paper', tiers=())"


def test_values_written_out_are_equal_by_what_they_hold_and_people_are_not(values: Any) -> None:
    assert values.Note(1000) == values.Note(1000) != values.Note(1000, "worn")
    assert values.Note(1000) != 1000
    assert hash(values.Note(1000)) == hash(values.Note(1000))
    assert values.Person("a") != values.Person("a")
    with pytest.raises(TypeError, match="unhashable"):
        hash(values.Box())


def test_each_value_has_a_container_of_its_own(values: Any) -> None:
    one, other = values.Box(), values.Box()
    one.notes[1000] += 1
    assert not other.notes


def test_replace_is_written_out_and_changes_nothing_else(values: Any) -> None:
    note = values.Note(1000, tiers=(1,))
    assert values.worn(note) == values.Note(1000, "worn", (1,))
    assert note.kind == "paper"


def test_the_rewritten_modules_tell_the_same_stories(tmp_path: Path) -> None:
    """Rule 2: what the compiler is given is the kiosk, step by step."""
    shop.lay_out(tmp_path)
    for room in ("platform_stub", "sg186_stub"):
        (tmp_path / room).symlink_to(ROOT / room)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    words = [sys.executable, "-P", "-c", PROGRAM]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    where, *told = done.stdout.split()
    assert where.startswith(str(tmp_path))
    assert told == [trace(run(SeededTape(seed), telling=True)) for seed in (2, 5)]


def test_compiled_modules_tell_the_same_stories_on_every_store() -> None:
    """Rule 2, where they are made: `./kiosk simulate --compile` makes them, and compares eight seeds first."""
    try:
        folder = shop.ready(lambda _: None, make=False)
    except shop.NotCompiled:
        pytest.skip("nothing is compiled from these sources")
    expected = [trace(run(SeededTape(2), telling=True, variant=variant)) for variant in Variant]
    assert shop.traces(folder)[: len(Variant)] == expected


def test_every_compiled_module_is_there_and_another_source_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all((ROOT / file_of(name)).is_file() for name in MODULES)
    before = shop.key()
    monkeypatch.setattr(shop, "DEPENDED_ON", shop.DEPENDED_ON[1:])
    assert shop.key() != before


def test_without_a_compiler_the_sources_are_played_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shop, "KEPT", tmp_path)
    assert command.take(parsed(["--seeds", "1"])) == "interpreted, as nothing is compiled from these sources"
    monkeypatch.setenv("PATH", str(tmp_path))
    said = command.take(parsed(["--compile"]))
    assert said == "interpreted, as there is no C compiler, or no header of Python"
    assert command.take(parsed(["--minutes", "10"])) == said
    assert command.take(parsed(["--minutes", "10", "--interpreted"])) == "interpreted"


def test_a_compiler_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shop, "KEPT", tmp_path)
    monkeypatch.setattr(shop, "lay_out", lambda folder: folder.mkdir(parents=True))
    said = command.take(parsed(["--compile"]))
    assert said == f"interpreted, as the compiler failed, see {tmp_path / 'making.log'}"


def test_modules_that_tell_another_story_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = {None: ["a", "b"], tmp_path: ["a", "c"]}
    monkeypatch.setattr(shop, "traces", told.__getitem__)
    with pytest.raises(shop.NotCompiled, match="another story"):
        shop.compare(tmp_path, lambda _: None)


@pytest.mark.parametrize(
    ("where", "ours"),
    [("kiosk_app/flows/visit.py", True), ("/srv/kiosk_app/flows/visit.py", True), ("tests/simulation/kiosk.py", False)],
)
def test_a_bug_of_the_kiosk_is_told_from_one_of_the_simulation_whether_compiled_or_not(where: str, ours: bool) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile("1 / 0", where, "exec"), {})
    assert of_the_kiosk(caught.value) is ours
