"""`kiosk operators`: accounts by hand, where no platform is; the password never on the command line (OPS-3)."""

import io
import json
from pathlib import Path

import pytest

from kiosk_app import cli
from kiosk_app.config import load
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, Role
from kiosk_app.staff.accounts import Accounts
from kiosk_app.staff.desk import Desk, Verdict
from resources import path as resource

FIRST = "73028461"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The sample configuration with its storage here."""
    sample = resource("kiosk.sample.toml").read_text(encoding="utf-8")
    here = json.dumps(str(tmp_path / "storage"))
    lines = [f"directory = {here}" if line.startswith("directory = ") else line for line in sample.splitlines()]
    made = tmp_path / "kiosk.toml"
    made.write_text("\n".join(lines), encoding="utf-8")
    return made


def run(config: Path, monkeypatch: pytest.MonkeyPatch, *words: str, said: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    return cli.main(["operators", *words, "--config", str(config)])


def desk(config: Path) -> Desk:
    return Desk(Accounts(load(config).storage.operators), lambda: 0)


def test_an_operator_is_added_with_a_one_time_password_from_standard_input(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("add", "1001", "--role", "administrator", "--name", "陈经理")
    assert run(config, monkeypatch, *words, said=f"{FIRST}\n") == 0
    assert FIRST not in capsys.readouterr().out
    expected = Operator("1001", "陈经理", Role.ADMINISTRATOR)
    assert desk(config).verify("1001", Secret(FIRST)) == Verdict("", expected, must_change=True)
    assert FIRST not in load(config).storage.operators.read_text(encoding="utf-8")


def test_the_list_says_number_role_and_name_and_no_hash(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, monkeypatch, "list") == 0
    assert capsys.readouterr().out == ""
    for number, name in (("2002", "王工"), ("1001", "李建国")):
        assert run(config, monkeypatch, "add", number, "--name", name, said=FIRST) == 0
    capsys.readouterr()
    assert run(config, monkeypatch, "list") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == [["1001", "collector", "李建国"], ["2002", "collector", "王工"]]


@pytest.mark.parametrize(
    ("number", "name", "password"),
    [
        ("12", "李建国", FIRST), ("boss", "李建国", FIRST), ("1001", "a name that is too long", FIRST),
        ("1001", "李建国", ""), ("1001", "李建国", "12345678"), ("1001", "李建国", "111111"),
        ("1001", "李建国", "letters"), ("1001", "李建国", "10011234"),
    ],
)  # fmt: skip
def test_what_may_not_be_is_refused_and_nothing_is_kept(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: str, name: str,
    password: str,
) -> None:  # fmt: skip
    assert run(config, monkeypatch, "add", number, "--name", name, said=password) == cli.EXIT_REFUSED
    told = capsys.readouterr().err
    assert told.startswith("kiosk: ") and "Traceback" not in told
    assert not password or password not in told
    assert desk(config).operators() == []


def test_a_broken_file_is_told_and_left_alone(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = load(config).storage.operators
    file.parent.mkdir(parents=True)
    file.write_text("{")
    for words in (("list",), ("add", "1001", "--name", "李建国")):
        assert run(config, monkeypatch, *words, said=FIRST) == cli.EXIT_REFUSED
        assert "operators.json" in capsys.readouterr().err
    assert file.read_text() == "{"
