"""`./kiosk coverage [ROOM…]`: every line and every branch of what decides about money, by its own tests alone.

The rooms that decide are pure or nearly so, and each is to be reached by the tests beside it: what only a test of whole
processes reaches, nobody has thought about. The last line says `lines=… branches=… missed=…`; the exit code is 1 where
anything was missed. What counts as reachable is configured in pyproject.toml.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "flows", "views", "journal", "hardware")
SEED = 1
"""What the properties draw is drawn alike each time: the figures do not depend on luck."""
PATIENCE_S = 900
"""For one test: measuring makes the longest stories several times as long."""


def tested(rooms: list[str], report: Path) -> int:
    """Run the rooms' own tests under measurement; return pytest's exit code."""
    words = ["-q", "-n", "2", "--dist", "loadfile", f"--hypothesis-seed={SEED}", f"--timeout={PATIENCE_S}"]
    words += ["--cov-branch", f"--cov-report=json:{report}"]
    words += [f"--cov=kiosk_app.{room}" for room in rooms] + [f"tests/{room}" for room in rooms]
    beside = {**os.environ, "COVERAGE_FILE": str(report.with_suffix(".data"))}  # nobody else's figures, and not there
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=beside, check=False).returncode


def missed(files: dict[str, Any]) -> Iterator[str]:
    """Yield each file with the lines and the branches that no test took."""
    for name, found in sorted(files.items()):
        lines = [str(line) for line in found["missing_lines"]]
        branches = [f"{start}->{end if end > 0 else 'exit'}" for start, end in found["missing_branches"]]
        if lines or branches:
            yield f"{name}: {', '.join([*lines, *branches])}"


def main(words: list[str] | None = None) -> int:
    """Measure the rooms; return 1 where a test failed or something was missed."""
    parser = argparse.ArgumentParser(
        "kiosk coverage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of: {', '.join(ROOMS)}")
    chosen = parser.parse_args(words).rooms or list(ROOMS)
    if unknown := sorted(set(chosen) - set(ROOMS)):
        parser.error(f"no such room: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="gridkiosk-coverage-") as folder:
        report = Path(folder) / "coverage.json"
        code = tested(chosen, report)
        if not report.exists():
            return 1
        said = json.loads(report.read_text("utf-8"))
    for line in missed(said["files"]):
        print(line, flush=True)
    sums = said["totals"]
    left = sums["missing_lines"] + sums["missing_branches"]
    print(f"lines={sums['num_statements']} branches={sums['num_branches']} missed={left}", flush=True)
    return 1 if code or left else 0


if __name__ == "__main__":
    sys.exit(main())
