"""`./kiosk fuzz [--runs N] [PARSER…]`: every parser, or those named, each in a process of its own.

A find is kept in tests/fuzz/crashers/ under the parser's name and replayed by the tests from then on. Exit code 1 when
there was one.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.catalogue import TARGETS

ROOT = Path(__file__).parents[2]
CRASHERS = Path(__file__).parent / "crashers"
RUNS = 500_000
API, API_SHARE = "platform_api", 0.01
"""Requests to every call of the platform, made by schemathesis and not by libFuzzer: some dozens in a second."""
SHARES = {**dict.fromkeys(TARGETS, 1.0), API: API_SHARE}


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one parser."""

    name: str
    runs: int
    seconds: float
    found: str  # what libFuzzer said about a find; empty when there was none


def fuzz(name: str, runs: int, crashers: Path = CRASHERS) -> Came:
    """Feed one parser."""
    begun = time.monotonic()
    words = ["tests.fuzz.api", str(runs)] if name == API else ["tests.fuzz.one", name, "", str(crashers), str(runs)]
    with tempfile.TemporaryDirectory(prefix=f"gridkiosk-fuzz-{name}-") as corpus:
        for number, seed in enumerate(TARGETS[name].seeds() if name != API else ()):
            Path(corpus, f"seed-{number:03}").write_bytes(seed)
        done = subprocess.run(
            [sys.executable, "-m", *(word or corpus for word in words)], cwd=ROOT, capture_output=True, check=False
        )
    said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
    counted = re.search(r"number_of_executed_units: +(\d+)", said)
    found = "" if done.returncode == 0 else said[-4_000:]
    return Came(name, int(counted[1]) if counted else 0, time.monotonic() - begun, found)


def main(words: list[str] | None = None) -> int:
    """Feed the parsers, as many at a time as there are cores, and say what came of each."""
    parser = argparse.ArgumentParser("kiosk fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parsers", nargs="*", metavar="PARSER", help=f"of: {', '.join(SHARES)}")
    parser.add_argument(
        "--runs",
        type=int,
        default=RUNS,
        help=f"inputs for each parser (default {RUNS}; of the platform's calls a hundredth)",
    )
    chosen = parser.parse_args(words)
    if unknown := sorted(set(chosen.parsers) - set(SHARES)):
        parser.error(f"no such parser: {', '.join(unknown)}")
    finds = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        works = [pool.submit(fuzz, name, int(chosen.runs * SHARES[name])) for name in chosen.parsers or SHARES]
        for done in as_completed(works):
            came = done.result()
            rate = came.runs / came.seconds
            print(f"{came.name:<18} {came.runs:>9} runs {came.seconds:>7.1f} s {rate:>8.0f}/s", flush=True)
            if came.found:
                finds += 1
                print(f"FOUND by {came.name}:\n{came.found}", flush=True)
    print(f"parsers={len(chosen.parsers or SHARES)} runs={chosen.runs} finds={finds}", flush=True)
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
