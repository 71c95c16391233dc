"""Small rooms, plain names, nothing put off: the rules of ARCHITECTURE.md that a machine can see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ("kiosk_app", "emulators", "platform_stub", "sg186_stub", "demo", "resources")
FUNCTION_AT_MOST, FILE_AT_MOST = 60, 500
GRAB_BAGS = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}
PUT_OFF = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
THIS_MACHINE = re.compile(r"(^|[\s\"'(=])/(work|farm|root)/")


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file under version control that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_fit_on_a_page() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in python_files(*SOURCE, "tests")
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno > FUNCTION_AT_MOST
    ]
    assert not long


def test_files_are_small_rooms() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in python_files(*SOURCE)}
    assert not {path: lines for path, lines in lengths.items() if lines > FILE_AT_MOST}


def test_no_room_is_a_grab_bag() -> None:
    assert not [path for path in python_files(*SOURCE, "tests") if GRAB_BAGS & {path.stem, path.parent.name}]


@pytest.mark.parametrize("pattern", [PUT_OFF, THIS_MACHINE], ids=["put off", "paths of one machine"])
def test_nothing_tracked_says(pattern: re.Pattern[str]) -> None:
    texts = (".py", ".md", ".toml", ".sh", ".txt", ".in", ".qss", ".service", "")
    itself = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in texts and path != itself
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_assertions_stay_on() -> None:
    """ARCHITECTURE.md: assertions stay on in production, so nothing may run with -O (reliability rule 10)."""
    assert __debug__
    scripts = [ROOT / "kiosk", *(ROOT / "packaging").glob("*.service")]
    assert not [path for path in scripts if re.search(r"python\S* -O|PYTHONOPTIMIZE", path.read_text("utf-8"))]


def test_help_lists_every_command_of_the_script() -> None:
    script = (ROOT / "kiosk").read_text("utf-8")
    cases = script.rpartition('case "$command" in')[2]
    commands = {word for found in re.findall(r"^    ([a-z |]+)\)", cases, re.M) for word in found.split(" | ")}
    told = script.partition("cat <<'TEXT'")[2].partition("\nTEXT\n")[0]
    assert {word for word in commands if word != "help" and f"./kiosk {word}" not in told} == set()


def test_documents_lead_somewhere() -> None:
    """Every relative link in a document leads to a file that is there."""
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in tracked()
        if path.suffix == ".md"
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]
    assert not broken
