"""The command line: what is printed, what is refused, with which exit code."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk_app import cli
from kiosk_app.domain.facts import NoteCredited, NoteOffered
from kiosk_app.journal.journal import Clock, SqliteJournal
from kiosk_app.screens import gallery
from resources import path as resource
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

SAMPLE = resource("kiosk.sample.toml")
HOLDER = """
import sys
from pathlib import Path
from kiosk_app.journal.journal import SqliteJournal
journal = SqliteJournal(Path(sys.argv[1]), "GD-0117", "1")
print("held", flush=True)
sys.stdin.read()
journal.close()
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal of four rows: a start, a sale, its first note."""
    path = tmp_path / "journal.db"
    with SqliteJournal(path, "GD-0117", "1") as kept:
        sale = kept.open_sale(samples.BILL_TERMS)
        kept.record(NoteOffered(sale, 1, HUNDRED))
        kept.record(NoteCredited(sale, 1, HUNDRED))
    return path


def damage(path: Path, attack: str) -> None:
    """Change a journal as somebody with the file in hand could."""
    with closing(sqlite3.connect(path)) as raw:
        for action in ("update", "delete"):
            raw.execute(f"DROP TRIGGER facts_no_{action}")
        raw.execute(attack)
        raw.commit()


def files_beside(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}


# --- help and mistakes ----------------------------------------------------------------------------


def test_help_names_every_command_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    for word in ("run", "setup", "journal", "screenshots", "examples:", "kiosk journal verify"):
        assert word in told


@pytest.mark.parametrize("command", ["run", "setup", "journal", "screenshots"])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    assert f"usage: kiosk {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["run"],
        ["setup", "--code", "x"],
        ["journal", "verify"],
        ["journal", "burn", "x.db"],
        ["journal", "show", "x.db", "--last", "-3"],
        ["journal", "show", "x.db", "--last", "many"],
        ["journal", "show", "x.db", "--last", "３"],
        ["run", "--config", "a", "--force"],
    ],
    ids=" ".join,
)
def test_what_is_no_command_is_refused_with_the_usage(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert "usage: kiosk" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "setup"])
def test_a_configuration_that_cannot_be_used_is_refused_by_file_key_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(
        SAMPLE.read_text(encoding="utf-8").replace('"GD-0117"', '"X"').replace("menu_s", "menus"), "utf-8"
    )
    assert cli.main([command, "--config", str(config)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"kiosk: {config}: terminal.number: ")
    assert lines[1] == f"kiosk: {config}: limits.menus: unknown key"


def test_a_configuration_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--config", str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().err == f"kiosk: {tmp_path / 'none.toml'}: No such file or directory\n"


@pytest.mark.parametrize("key", ["directory", "file"])
def test_a_place_that_cannot_be_written_to_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    config = tmp_path / "kiosk.toml"
    text = SAMPLE.read_text(encoding="utf-8").replace('"/var/lib/gridkiosk"', f'"{tmp_path / "var"}"')
    old = f'"{tmp_path / "var"}"' if key == "directory" else 'file = ""'
    new = f'"{blocked / "var"}"' if key == "directory" else f'file = "{blocked / "kiosk.log"}"'
    config.write_text(text.replace(old, new), encoding="utf-8")
    assert cli.main(["run", "--config", str(config)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"kiosk: {config}: ")
    assert str(blocked) in err


# --- journal ---------------------------------------------------------------------------------------


def test_a_whole_journal_is_verified(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_beside(journal)
    assert cli.main(["journal", "verify", str(journal)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows, head, chain = out.split()
    assert (rows, chain) == ("rows=4", "chain=ok")
    assert len(head.removeprefix("head=")) == 64
    assert files_beside(journal) == before, "to read it is not to write to it"


def test_a_journal_is_shown_row_by_row(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journal", "show", str(journal)]) == 0
    *rows, last = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "4"]
    assert [row.split()[3] for row in rows] == ["Booted", "SaleBegun", "NoteOffered", "NoteCredited"]
    assert json.loads(rows[3].split(maxsplit=4)[4])["sale"] == SALE
    assert last.startswith("rows=4 ")


@pytest.mark.parametrize(("last", "shown"), [("0", 0), ("1", 1), ("3", 3), ("4", 4), ("99", 4)])
def test_the_last_rows_alone(journal: Path, capsys: pytest.CaptureFixture[str], last: str, shown: int) -> None:
    assert cli.main(["journal", "show", str(journal), "--last", last]) == 0
    *rows, end = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "4"][4 - shown :]
    assert end.startswith("rows=4 ")


def test_json_is_one_object_a_line_to_the_last(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journal", "show", str(journal), "--json"]) == 0
    *rows, end = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(row["seq"], row["kind"]) for row in rows][2:] == [(3, "NoteOffered"), (4, "NoteCredited")]
    assert rows[3]["fact"] == {"sale": SALE, "ordinal": 1, "note": {"value": 10_000, "bill_type": 3}}
    assert {row["boot"] for row in rows} == {rows[0]["boot"]}
    assert (end["rows"], end["broken"]) == (4, None)


@pytest.mark.parametrize("action", ["show", "verify"])
@pytest.mark.parametrize(
    ("attack", "rows"),
    [
        ("UPDATE facts SET body = replace(body, '10000', '90000') WHERE kind = 'NoteCredited'", 3),
        ("DELETE FROM facts WHERE seq = 2", 1),
        ("UPDATE facts SET kind = 'Nonsense' WHERE seq = 1", 0),
    ],
)
def test_i10_a_broken_journal_is_told_up_to_where_it_breaks(
    journal: Path, capsys: pytest.CaptureFixture[str], action: str, attack: str, rows: int
) -> None:
    damage(journal, attack)
    assert cli.main(["journal", action, str(journal)]) == 1
    *shown, end = capsys.readouterr().out.splitlines()
    assert len(shown) == (rows if action == "show" else 0)
    assert end.startswith(f"rows={rows} ")
    assert "broken=journal_" in end
    assert cli.main(["journal", action, str(journal), "--json"]) == 1
    assert "journal_" in json.loads(capsys.readouterr().out.splitlines()[-1])["broken"]


@pytest.mark.parametrize("content", [None, b"", b"no database " * 100])
def test_what_is_no_journal_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "journal.db"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["journal", "verify", str(path)]) == 1
    assert capsys.readouterr().out.startswith("rows=0 head=- broken=journal_")
    assert path.exists() == (content is not None), "looking for a journal makes none"


def test_a_folder_is_no_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journal", "verify", str(tmp_path)]) == 2
    assert "Is a directory" in capsys.readouterr().err


@pytest.fixture
def held(journal: Path) -> Iterator[Path]:
    """The journal while a kiosk has it: another process."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(journal)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None and holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        yield journal
    finally:
        holder.stdin.close()
        holder.stdout.close()
        assert holder.wait(30) == 0


@pytest.mark.processes
@pytest.mark.parametrize("action", ["show", "verify"])
def test_fault_12_a_journal_in_use_is_left_alone(held: Path, capsys: pytest.CaptureFixture[str], action: str) -> None:
    assert cli.main(["journal", action, str(held)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "in use" in err


@pytest.mark.processes
def test_fault_12_a_copy_of_a_journal_in_use_can_be_read(
    held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the message recommends works: the rows of the running kiosk are in the copy."""
    copies = tmp_path / "copy"
    copies.mkdir()
    for part in held.parent.glob("journal.db*"):
        shutil.copy2(part, copies / part.name)
    assert cli.main(["journal", "show", str(copies / held.name), "--last", "1"]) == 0
    assert "Booted" in capsys.readouterr().out


def test_a_clock_that_was_far_off_does_not_stop_the_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 21: the wall clock decides nothing, not even whether a row can be read."""
    path = tmp_path / "journal.db"
    times = iter([-(10**17), 0, 10**17])
    for _ in range(3):
        SqliteJournal(path, "GD-0117", "1", Clock(lambda: 0, times.__next__)).close()
    assert cli.main(["journal", "show", str(path)]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert "100000000000000000 ms" in rows[2]
    assert "1970" in rows[1]


@pytest.mark.processes
def test_a_reader_that_has_seen_enough_is_no_error(journal: Path) -> None:
    """`kiosk journal show … | head -1` ends in silence."""
    shown = subprocess.Popen(
        [sys.executable, "-m", "kiosk_app", "journal", "show", str(journal)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert shown.stdout is not None and shown.stderr is not None
    shown.stdout.close()
    complaint = shown.stderr.read()
    shown.stderr.close()
    assert shown.wait(30) in (0, 1)
    assert complaint == b""


# --- screenshots -------------------------------------------------------------------------------------


def test_screenshots_go_where_they_are_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The painting itself is tested with the screens."""
    wanted: list[Path] = []
    monkeypatch.setattr(gallery, "paint_gallery", wanted.append)
    assert cli.main(["screenshots", str(tmp_path / "pictures")]) == 0
    assert cli.main(["screenshots"]) == 0
    assert wanted == [tmp_path / "pictures", Path("build/screens")]
    assert str(tmp_path / "pictures") in capsys.readouterr().out


def test_screenshots_that_cannot_be_written_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert cli.main(["screenshots", str(tmp_path / "file")]) == 2
    assert str(tmp_path / "file") in capsys.readouterr().err
