"""Alarms are cleared by a person, once, and the next one of the same kind is a new one (STAT-1, I26)."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from platform_stub.storage.database import open_engine
from platform_stub.storage.schema import alarms as table
from platform_stub.terminals import alarms
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL
from tests.platform_stub.test_cli import DESCRIBED, Shell


def test_a_cleared_alarm_is_open_no_more_and_names_who_cleared_it(engine: Engine) -> None:
    with engine.begin() as connection:
        for terminal in (TERMINAL, OTHER):
            assert alarms.raise_alarm(connection, terminal, alarms.KEY_REUSED, subject="x", now=NOW)
        assert alarms.clear(connection, 1, by="operator:test", now=NOW) == TERMINAL
        assert alarms.open_alarms(connection, TERMINAL) == []
        assert alarms.open_alarms(connection, OTHER) == [(alarms.KEY_REUSED, "x", "")]
        assert connection.execute(select(table.c.cleared_by).order_by(table.c.no)).scalars().all() == [
            "operator:test",
            None,
        ]
        assert alarms.raise_alarm(connection, TERMINAL, alarms.KEY_REUSED, subject="x", now=NOW), "a new one"


def test_what_is_cleared_or_was_never_raised_cannot_be_cleared(engine: Engine) -> None:
    with engine.begin() as connection:
        alarms.raise_alarm(connection, TERMINAL, alarms.KEY_REUSED, subject="x", now=NOW)
        assert [alarms.clear(connection, no, by="operator:test", now=NOW) for no in (1, 1, 2)] == [TERMINAL, None, None]
        assert connection.execute(select(table.c.times)).scalar_one() == 1


def test_the_command(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(fast_directory, capsys)
    shell.ok("init")
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    assert "no alarm 7 is left" in shell.fails("alarm", "clear", "7")
    engine = open_engine(f"sqlite:///{shell.directory / 'platform.db'}")
    with engine.begin() as connection:
        alarms.raise_alarm(connection, TERMINAL, alarms.KEY_REUSED, subject="x", now=NOW)
    engine.dispose()
    assert shell.ok("alarm", "clear", "1") == f"alarm 1 of {TERMINAL} is cleared\n"
    assert "operator:" in shell.ok("show", "alarms")
    assert "no alarm 1 is left" in shell.fails("alarm", "clear", "1")
    assert "alarm_cleared" in (shell.directory / "audit.jsonl").read_text()
