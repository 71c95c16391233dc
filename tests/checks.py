"""One command for every check: `./kiosk check` (quick) and `./kiosk test` (all)."""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
FOLDERS = ("kiosk_app", "emulators", "platform_stub", "sg186_stub", "demo", "resources", "tests", "bench")


LAST_FAILED = ROOT / "build" / "pytest-cache" / "v" / "cache" / "lastfailed"
ALONE_AT_MOST = 8
TESTS_FAILED = 1  # pytest's own exit code: everything else is no test's failure


def passes_alone(arguments: list[str]) -> bool:
    """Run the few tests that failed once more, by themselves, and name those that fail only beside others.

    The tests of real processes, lines and clocks share two cores with whatever else the machine does. A test that
    fails for another reason fails again here.
    """
    failed = sorted(json.loads(LAST_FAILED.read_text("utf-8"))) if LAST_FAILED.exists() else []
    if not 0 < len(failed) <= ALONE_AT_MOST:
        return False
    print("-- once more, alone: " + ", ".join(failed), flush=True)
    again = [sys.executable, "-m", "pytest", "--lf", "--lfnf=none", "-n", "0", *arguments]
    if subprocess.run(again, cwd=ROOT, check=False).returncode:
        return False
    print("-- SHAKY, mend them: " + ", ".join(failed), flush=True)
    return True


def commands(arguments: list[str], *, everything: bool) -> list[list[str]]:
    """Return the programs to run, in order."""
    folders = [name for name in FOLDERS if any((ROOT / name).rglob("*.py"))]
    quick = [
        [str(BIN / "ruff"), "format", "--check", *folders],
        [str(BIN / "ruff"), "check", *folders],
        [str(BIN / "mypy"), *(part for name in folders for part in ("-p", name))],
        [str(BIN / "lint-imports")],
    ]
    pytest = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments]
    return [*quick, pytest] if everything else quick


def main(words: list[str]) -> int:
    """Run every check even where one fails; return 1 if any did."""
    failed: list[str] = []
    for command in commands(words[1:], everything=words[:1] == ["all"]):
        name = " ".join([Path(command[0]).name, *command[1:3]])
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        passed = code == 0 or (code == TESTS_FAILED and "pytest" in command and passes_alone(words[1:]))
        print(f"-- {name}: {'ok' if passed else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
        if not passed:
            failed.append(name)
    print("all checks passed" if not failed else "failed: " + "; ".join(failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
