"""`./kiosk coverage` lets nothing through: a line, a branch or a test that is missing ends it with 1."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import coverage

WHOLE: dict[str, Any] = {"missing_lines": [], "missing_branches": []}


def played(
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, dict[str, Any]] | None,
    code: int = 0,
    rooms: tuple[str, ...] = ("flows",),
) -> tuple[int, list[str]]:
    """Let the target meet this report of coverage.py in each room, or none; return its exit code and the rooms."""
    asked: list[str] = []

    def tested(room: str, report: Path) -> int:
        asked.append(room)
        if files is not None:
            totals = {
                "num_statements": 10,
                "num_branches": 4,
                "missing_lines": sum(len(file["missing_lines"]) for file in files.values()),
                "missing_branches": sum(len(file["missing_branches"]) for file in files.values()),
            }
            report.write_text(json.dumps({"files": files, "totals": totals}))
        return code

    monkeypatch.setattr(coverage, "tested", tested)
    return coverage.main(list(rooms)), asked


def test_all_of_every_room_is_reached_or_it_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each room by itself: a line that another room's tests reach is missed all the same."""
    assert played(monkeypatch, {"kiosk_app/flows/visit.py": WHOLE}, rooms=()) == (0, list(coverage.ROOMS))
    assert capsys.readouterr().out == "lines=50 branches=20 missed=0\n"


@pytest.mark.parametrize(
    ("gap", "told", "missed"),
    [
        ({"missing_lines": [7], "missing_branches": []}, "7", 1),
        ({"missing_lines": [], "missing_branches": [[3, 9]]}, "3->9", 1),
        ({"missing_lines": [7, 8], "missing_branches": [[6, -1]]}, "7, 8, 6->exit", 3),
    ],
)
def test_one_line_or_branch_is_enough_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gap: dict[str, Any], told: str, missed: int
) -> None:
    code, _ = played(monkeypatch, {"kiosk_app/domain/money.py": WHOLE, "kiosk_app/flows/visit.py": gap})
    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"kiosk_app/flows/visit.py: {told}",
        f"lines=10 branches=4 missed={missed}",
    ]


MATCH = """\
def said(it: object) -> str:
    match it:
        case int() if it > 0:
            return "more"
        case (
            float()
            | int()
        ):
            match it:
                case 0:
                    return "none"
                case _ as less:
                    return str(less)
        case (
            str()
            | bytes()
        ):
            return "text"
"""


def test_only_out_of_the_last_case_of_a_match_nothing_falls(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A guard that was never false, or an earlier case that was always the one, is a branch like any other."""
    (tmp_path / "said.py").write_text(MATCH)
    monkeypatch.setattr(coverage, "ROOT", tmp_path)
    guard, always, inner, fallen, unreached = [3, 5], [5, 14], [10, 12], [14, -1], [14, 18]
    missing = {"missing_lines": [], "missing_branches": [guard, always, inner, fallen, unreached]}
    assert played(monkeypatch, {"said.py": missing})[0] == 1
    told = "said.py: 3->5, 5->14, 10->12, 14->18"
    assert capsys.readouterr().out.splitlines() == [told, "lines=10 branches=3 missed=4"]
    assert played(monkeypatch, {"said.py": {"missing_lines": [], "missing_branches": [fallen]}})[0] == 0


def test_a_test_that_fails_or_a_run_without_figures_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert played(monkeypatch, {"kiosk_app/flows/visit.py": WHOLE}, code=1)[0] == 1
    capsys.readouterr()
    assert played(monkeypatch, None, code=-9)[0] == 1
    assert capsys.readouterr().out == "flows: no figures, its tests ended with -9\n"


def test_a_room_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        coverage.main(["screens"])
    assert "no such room: screens" in capsys.readouterr().err


def test_every_room_has_tests_of_its_own() -> None:
    for room in coverage.ROOMS:
        assert list((coverage.ROOT / "kiosk_app" / room).rglob("*.py"))
        assert list((coverage.ROOT / "tests" / room).rglob("test_*.py"))
