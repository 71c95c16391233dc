"""`./kiosk coverage [ROOM…]`: every line and every branch of what decides about money, by its own tests alone.

The rooms that decide are pure or nearly so, and each is measured with the tests beside it and no others: what only a
test of another room or of whole processes reaches, nobody has thought about. The last line says `lines=… branches=…
missed=…`; the exit code is 1 where anything was missed or a test failed. What counts as reachable is configured in
pyproject.toml, and nothing falls out of a match's last case.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "flows", "views", "journal", "hardware")
SEED = 1
"""What the properties draw is drawn alike each time: the figures do not depend on luck."""
PATIENCE_S = 900
"""For one test: measuring makes the longest stories several times as long."""


def tested(room: str, report: Path) -> int:
    """Run the room's own tests under measurement; return pytest's exit code."""
    words = ["-q", "-n", "2", "--dist", "loadfile", f"--hypothesis-seed={SEED}", f"--timeout={PATIENCE_S}"]
    words += ["--cov-branch", f"--cov-report=json:{report}", f"--cov=kiosk_app.{room}", f"tests/{room}"]
    beside = {**os.environ, "COVERAGE_FILE": str(report.with_suffix(".data"))}  # nobody else's figures, and not there
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=beside, check=False).returncode


def bodies_of_last_cases(source: str) -> dict[int, range]:
    """Return the line of each match's last case with the lines of its body: there is no way but into it.

    mypy holds every match to be exhaustive, so nothing falls out of the last case. Every other case has both its
    branches, and its guard is to be seen true and false.
    """
    lines = ["", *source.splitlines()]
    lasts = [node.cases[-1] for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Match)]
    found = {}
    for last in lasts:
        above = range(last.pattern.lineno, 0, -1)  # a pattern in brackets begins below its `case`
        end = last.body[-1].end_lineno
        assert end is not None, "what was parsed from text has its place in it"
        case = next(line for line in above if lines[line].lstrip().startswith("case "))
        found[case] = range(last.body[0].lineno, end + 1)
    return found


def gaps(name: str, found: dict[str, Any]) -> list[str]:
    """Return a file's lines and branches that no test took."""
    lasts = bodies_of_last_cases((ROOT / name).read_text("utf-8")) if found["missing_branches"] else {}
    told = [str(line) for line in found["missing_lines"]]
    for start, end in found["missing_branches"]:
        if start not in lasts or end in lasts[start]:
            told.append(f"{start}->{end if end > 0 else 'exit'}")
    return told


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found in a room, or in all of them."""

    lines: int = 0
    branches: int = 0
    missed: int = 0  # of both
    passed: bool = True  # every test

    def __add__(self, more: "Figures") -> "Figures":
        """Add another room."""
        return Figures(
            self.lines + more.lines,
            self.branches + more.branches,
            self.missed + more.missed,
            self.passed and more.passed,
        )


def measured(room: str) -> Figures | None:
    """Measure one room and print what was missed in it; nothing where there are no figures."""
    with tempfile.TemporaryDirectory(prefix="gridkiosk-coverage-") as folder:
        report = Path(folder) / "coverage.json"
        code = tested(room, report)
        if not report.exists():
            print(f"{room}: no figures, its tests ended with {code}", flush=True)
            return None
        said = json.loads(report.read_text("utf-8"))
    lines, branches, left = said["totals"]["num_statements"], said["totals"]["num_branches"], 0
    for name, found in sorted(said["files"].items()):
        missed = gaps(name, found)
        left += len(missed)
        branches -= len(found["missing_lines"]) + len(found["missing_branches"]) - len(missed)
        if missed:
            print(f"{name}: {', '.join(missed)}", flush=True)
    return Figures(lines, branches, left, code == 0)


def main(words: list[str] | None = None) -> int:
    """Measure the rooms; return 1 where a test failed or something was missed."""
    parser = argparse.ArgumentParser(
        "kiosk coverage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of: {', '.join(ROOMS)}")
    chosen = parser.parse_args(words).rooms or list(ROOMS)
    if unknown := sorted(set(chosen) - set(ROOMS)):
        parser.error(f"no such room: {', '.join(unknown)}")
    sums = Figures()
    for room in chosen:
        found = measured(room)
        if found is None:
            return 1
        sums += found
    print(f"lines={sums.lines} branches={sums.branches} missed={sums.missed}", flush=True)
    return 0 if sums.passed and not sums.missed else 1


if __name__ == "__main__":
    sys.exit(main())
