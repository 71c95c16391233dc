"""The demonstration's scripts as anybody starts them: real processes, real wires, and books that agree at the end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from demo.scripts import SCRIPTS

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]

SCREENS = {
    "buy-electricity": ("IdleView", "MenuView", "CardInsertView", "PurchaseView", "CashView", "CardWritingView"),
    "pay-bill": ("IdleView", "MenuView", "NumberView", "PasswordView", "BillsView", "CashView", "SuccessView"),
    "power-cut": ("IdleView", "BillsView", "CashView", "settled"),
}


def play(script: str, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m demo` to its end."""
    command = [sys.executable, "-m", "demo", "--headless", "--script", script, "--out", str(out), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=380, check=False)


def left_behind(out: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_every_script_is_played_here() -> None:
    assert SCREENS.keys() == SCRIPTS.keys()


@pytest.mark.parametrize("script", SCREENS)
def test_pay_2_vend_3_the_script_ends_with_books_that_agree(script: str, tmp_path: Path) -> None:
    played = play(script, tmp_path)

    assert played.returncode == 0, played.stdout + played.stderr
    assert "everything agrees" in played.stdout.splitlines()[-1]
    pictures = [path.stem.partition("-")[2] for path in sorted((tmp_path / "screens").glob("*.png"))]
    assert set(SCREENS[script]) <= set(pictures)
    assert [path.suffix for path in sorted((tmp_path / "receipts").iterdir())] == [".png", ".txt"]
    checks = left_behind(tmp_path, "checks")
    assert checks and all(check["expected"] == check["found"] for check in checks)
    assert len(left_behind(tmp_path, "platform-sales")) == len(left_behind(tmp_path, "core-postings")) == 1
    assert left_behind(tmp_path, "journal")[-1]["kind"] == "SaleEnded"


@pytest.mark.pcsc
def test_acc_4_the_same_visit_with_a_pcsc_reader(tmp_path: Path) -> None:
    """Another maker's reader behind the same contract: the flows do not see which."""
    played = play("buy-electricity", tmp_path, "--reader", "pcsc")
    assert played.returncode == 0, played.stdout + played.stderr


def test_a_script_that_is_not_there_is_refused_with_those_that_are() -> None:
    command = [sys.executable, "-m", "demo", "--script", "rob-the-bank"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert all(script in refused.stderr for script in SCRIPTS)
