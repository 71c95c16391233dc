"""A share of the kiosk's kills for every run of the tests, so that `./kiosk crash` finds them in order."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.processes
@pytest.mark.timeout(300)
def test_i1_i3_i9_kiosks_that_are_killed_leave_books_that_agree(tmp_path: Path) -> None:
    """A process of its own: kiosks are forked from it, and this one has threads of the test runner's."""
    words = [sys.executable, "-m", "tests.crash.kiosk_kills", "3", "7", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kiosk_kills=3" in done.stdout
    assert "0 bad" in done.stdout, "the books were looked into"
