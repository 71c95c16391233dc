"""One command for every check: `./kiosk check` (quick) and `./kiosk test` (all)."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
FOLDERS = ("kiosk_app", "emulators", "platform_stub", "sg186_stub", "demo", "resources", "tests", "bench")


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
        result = subprocess.run(command, cwd=ROOT, check=False)
        print(
            f"-- {name}: {'ok' if result.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s",
            flush=True,
        )
        if result.returncode:
            failed.append(name)
    print("all checks passed" if not failed else "failed: " + "; ".join(failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
