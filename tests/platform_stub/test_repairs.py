"""Terminals out of use and back (PLAT-2): records, status, orders, and no alarm for what was ordered."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from platform_stub.storage import schema
from platform_stub.terminals import alarms, registry, repairs
from platform_stub.terminals.enrolment import issue_code
from tests.contract.platform import call
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client
from tests.platform_stub.test_cli import DESCRIBED, Shell

BY = "operator:test"
EMPTY = {"first_seq": 1, "last_seq": 0, "count": 0, "sum_fen": 0, "journal_count": 1, "head": "00" * 32}


def report(engine: Engine, kind: str = "纸币机卡钞", terminal: str = TERMINAL) -> None:
    with engine.begin() as connection:
        repairs.report(connection, terminal, kind, by=BY, now=NOW)


def repaired(engine: Engine, terminal: str = TERMINAL) -> None:
    with engine.begin() as connection:
        repairs.repaired(connection, terminal, by=BY, now=NOW)


def scrapped(engine: Engine) -> None:
    with engine.begin() as connection:
        repairs.scrap(connection, TERMINAL, by=BY, now=NOW)


def records(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        table = schema.repairs.c
        found = select(table.terminal, table.kind, table.result, table.repaired_by, table.scrapped_by)
        return [tuple(row) for row in connection.execute(found.order_by(table.no))]


def beat(client: Client, *parts: dict[str, str]) -> list[str]:
    """Send a heartbeat; return the kinds of the orders that are given."""
    body = {**(call("heartbeats").examples[0].request or {}), "conditions": list(parts)}
    return [each["kind"] for each in client.ask("POST", "/v1/heartbeats", body)["commands"]]


def test_plat_2_a_terminal_in_repair_is_paused_and_not_settled_until_it_is_back(client: Client, engine: Engine) -> None:
    report(engine)
    assert records(engine) == [(TERMINAL, "纸币机卡钞", 0, None, None)]
    assert beat(client) == ["pause_service"]
    assert client.ask("POST", "/v1/settlements/precheck", EMPTY)["code"] == "E2105"
    repaired(engine)
    assert records(engine) == [(TERMINAL, "纸币机卡钞", 2, BY, None)]
    assert beat(client) == ["pause_service", "resume_service"], "in this order, if it was silent meanwhile"
    assert client.ask("POST", "/v1/settlements/precheck", EMPTY)["code"] == "E2103"
    report(engine, "打印机")
    assert [result for _, _, result, *_ in records(engine)] == [2, 0]


def test_plat_2_a_scrapped_terminal_is_refused_for_ever(client: Client, engine: Engine) -> None:
    with engine.begin() as connection:
        issue_code(connection, TERMINAL, by=BY, now=NOW)
    report(engine)
    scrapped(engine)
    assert records(engine) == [(TERMINAL, "纸币机卡钞", 3, None, BY)]
    answer = client.send("POST", "/v1/heartbeats", call("heartbeats").examples[0].request)
    assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_SCRAPPED")
    for deed in (report, repaired, scrapped):
        with pytest.raises(registry.RegistrationRefused, match="scrapped"):
            deed(engine)
    codes = schema.enrolment_codes.c
    still_good = select(codes.code_hash).where(codes.terminal == TERMINAL, codes.withdrawn_at.is_(None))
    with engine.begin() as connection:
        assert connection.execute(still_good.where(codes.used_at.is_(None))).all() == []


def test_what_makes_no_sense_is_refused_and_changes_nothing(client: Client, engine: Engine) -> None:
    with pytest.raises(repairs.RepairRefused, match="not in repair"):
        repaired(engine)
    report(engine)
    with pytest.raises(repairs.RepairRefused, match="already"):
        report(engine)
    for kind in ("", " ", "x" * 61, "a\nb"):
        with pytest.raises(repairs.RepairRefused, match="1 to 60"):
            report(engine, kind, OTHER)
    with pytest.raises(registry.RegistrationRefused, match="not registered"):
        report(engine, terminal="GD-9999")
    assert [terminal for terminal, *_ in records(engine)] == [TERMINAL]
    assert beat(client) == ["pause_service"]


def test_the_tables_keep_one_open_record(engine: Engine) -> None:
    report(engine)
    again = {"terminal": TERMINAL, "kind": "x", "reported_at": "x", "reported_by": "x"}
    for row in (again, {**again, "result": 2}, {**again, "result": 1}):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(insert(schema.repairs).values(row))


def test_a_service_that_the_platform_paused_is_no_alarm(client: Client, engine: Engine) -> None:
    """What the terminal says of itself is kept; any other fault of the same part is one."""
    beat(client, {"device": "platform", "condition": "fault", "code": "paused"})
    with engine.begin() as connection:
        assert alarms.open_alarms(connection, TERMINAL) == []
        kept = connection.execute(select(schema.conditions.c.condition, schema.conditions.c.code)).one()
    assert tuple(kept) == ("fault", "paused")
    beat(client, {"device": "platform", "condition": "fault", "code": "no_identity"})
    beat(client, {"device": "platform", "condition": "fault", "code": "paused"})
    with engine.begin() as connection:
        assert alarms.open_alarms(connection, TERMINAL) == [], "the other one is over"
        assert connection.execute(select(schema.alarms.c.code)).scalars().all() == ["no_identity"]


def test_the_commands(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(fast_directory, capsys)
    shell.ok("init")
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    assert "paused" in shell.ok("terminal", "repair", TERMINAL, "--kind", "纸币机卡钞")
    assert "already" in shell.fails("terminal", "repair", TERMINAL, "--kind", "x")
    listed = shell.ok("terminal", "list")
    assert "in repair" in listed
    assert "纸币机卡钞" in listed
    assert "pending" in shell.ok("show", "repairs")
    shell.ok("terminal", "in-service", TERMINAL)
    assert "in service" in shell.ok("terminal", "list")
    assert "repaired" in shell.ok("show", "repairs", "--terminal", TERMINAL)
    assert "resume_service" in shell.ok("show", "commands")
    shell.ok("terminal", "scrap", TERMINAL)
    assert "scrapped" in shell.ok("terminal", "list")
    trail = (shell.directory / "audit.jsonl").read_text()
    assert all(each in trail for each in ("repair_reported", '"repaired"', '"scrapped"'))
