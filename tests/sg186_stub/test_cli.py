"""The command line and its settings."""

from decimal import Decimal
from pathlib import Path

import pytest

from sg186_stub.cli import main
from sg186_stub.money.late_fee import LateFeeRates
from sg186_stub.settings import Settings, SettingsWrong, load_settings
from sg186_stub.text_table import text_table


def test_seed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert main(["seed", "--database", url]) == 0
    assert capsys.readouterr().out == "51 customers\n"
    assert main(["seed", "--database", url]) == 1
    assert "hold customers already" in capsys.readouterr().err


def test_show_never_shows_a_password(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """I24."""
    assert main(["show", "customers", "--database", database]) == 0
    shown = capsys.readouterr().out
    assert "王小明" in shown
    assert "argon2" not in shown


def test_show_one_customer(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "bills", "--customer", "3104587000", "--database", database]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 3
    assert "2026-08" in lines[2]
    assert main(["show", "audit", "--customer", "3104587000", "--database", database]) == 1


@pytest.mark.parametrize("what", ["cards", "postings", "write-offs", "purchases", "audit"])
def test_show_everything_else(database: str, capsys: pytest.CaptureFixture[str], what: str) -> None:
    assert main(["show", what, "--database", database]) == 0
    assert capsys.readouterr().out


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--help"])
    assert ended.value.code == 0
    assert "examples:" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--database", "nonsense"], ["--database", "sqlite:////nowhere/at/all.db"]])
def test_a_wrong_database_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed", *arguments]) == 2
    assert capsys.readouterr().err.startswith("kiosk billing: ")


def test_a_short_token_is_refused(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "token").write_text("short\n")
    files = ["--token-file", str(tmp_path / "token"), "--certificate", "c.pem", "--key", "k.pem"]
    assert main(["serve", "--database", database, "--port", "0", *files]) == 1
    said = capsys.readouterr().err
    assert said.startswith("kiosk billing: ")
    assert "at least 16" in said


def test_settings(tmp_path: Path) -> None:
    file = tmp_path / "core.toml"
    file.write_text('lock_minutes = 5\n[late_fees]\nhousehold = "0.0005"\nminimum_fen = 0\n')
    late_fees = LateFeeRates(household=Decimal("0.0005"), minimum_fen=0)
    assert load_settings(file) == Settings(lock_minutes=5, late_fees=late_fees)


@pytest.mark.parametrize(
    "content",
    [
        "lock_minute = 5",
        'lock_minutes = "5"',
        "lock_minutes = true",
        "lock_minutes = -1",
        "lock_minutes = 1.5",
        "[late_fees]\nhousehold = 0.001",
        '[late_fees]\nhousehold = "a share"',
        "[late_fees]\nother = 1",
        "late_fees",
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "core.toml"
    file.write_text(content)
    with pytest.raises(SettingsWrong):
        load_settings(file)


def test_chinese_characters_are_two_columns_wide() -> None:
    assert text_table(["a", "b"], [["王明", 1], ["x", None]]) == "a     b\n----  -\n王明  1\nx"
