"""docs/proof.md and the tests hold each other: promises, faults and threats have rows, their tests speak of them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = {"I": 28, "F": 60, "H": 26}
ROW = re.compile(r"^\| ([IFH]\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
NUMBERS = r"\d+(?:\s*(?:,|-|–|to|and)\s*\d+)*"
FAULTS = re.compile(rf"(?<![a-z])faults?[ _]({NUMBERS})", re.IGNORECASE)
UNBUILT = ("not built: ", "does not arise: ")


@cache
def rows() -> dict[str, str]:
    """Return what the page says proves each id."""
    found = ROW.findall((ROOT / "docs" / "proof.md").read_text("utf-8"))
    assert len(found) == len({each for each, _, _ in found}), "an id has two rows"
    return {each: proof for each, _, proof in found}


def numbers(text: str) -> Iterator[int]:
    """Read `2, 32 and 35-36` or `30 to 36`."""
    for first, last in re.findall(r"(\d+)(?:\s*(?:-|–|to)\s*(\d+))?", text):
        yield from range(int(first), int(last or first) + 1)


@cache
def spoken_of(path: str) -> set[str]:
    """Return the ids that a file speaks of, in its texts and in the names of its tests."""
    text = (ROOT / path).read_text("utf-8")
    found = {f"F{number}" for told in FAULTS.findall(text) for number in numbers(told)}
    if path == "tests/simulation/faults.py":  # its groups bear their numbers in brackets
        found |= {f"F{number}" for told in re.findall(rf"\(({NUMBERS})\)", text) for number in numbers(told)}
    for kind, first, last in re.findall(r"\b([IH])(\d+)(?:\s*(?:-|–|to)\s*[IH](\d+))?", text):
        found |= {f"{kind}{number}" for number in range(int(first), int(last or first) + 1)}
    return found | {f"{kind.upper()}{number}" for kind, number in re.findall(r"_([ih])(\d+)_", text)}


def test_what_an_emulator_does_proves_nothing_of_the_kiosk() -> None:
    """A row that an emulator's own tests hold up alone would say how the fault is made, and not that it is met."""
    named = {each: re.findall(r"`([^`]+)`", proof) for each, proof in rows().items()}
    made = ("tests/emulators/", "tests/simulation/faults.py")
    assert not [each for each, paths in named.items() if paths and all(path.startswith(made) for path in paths)]


def test_every_id_has_its_row() -> None:
    assert rows().keys() == {f"{kind}{number}" for kind, last in CATALOGUE.items() for number in range(1, last + 1)}


@pytest.mark.parametrize("each", rows())
def test_what_is_named_exists_and_speaks_of_it(each: str) -> None:
    named = re.findall(r"`([^`]+)`", rows()[each])
    assert named or rows()[each].startswith(UNBUILT), "either a proof or why there is none"
    silent = [path for path in named if not (ROOT / path).is_file() or each not in spoken_of(path)]
    assert not silent, f"they do not speak of {each}"
