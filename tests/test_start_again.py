"""Started anew by order: the same process, the same words, a fresh kiosk (OPS-2)."""

import subprocess
import sys

PROGRAM = """
import os, sys
from kiosk_app import cli
print(os.getpid(), sys.argv[1:], os.environ.get("BEFORE", ""), flush=True)
if "BEFORE" not in os.environ:
    os.environ["BEFORE"] = "yes"
    cli.start_again()
"""


def test_a_kiosk_becomes_a_fresh_one_under_the_same_number() -> None:
    words = [sys.executable, "-c", PROGRAM, "run", "--config", "kiosk.toml"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert second == f"{first.rstrip()} yes"
