"""First passwords of operators: made once, told in order until they are kept, never readable again (OPS-3, I24)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Engine, select

from platform_stub.storage.schema import operator_grants
from platform_stub.terminals.operators import GRANTS_AT_MOST, Role, behind, close, first_password, hasher, issue
from platform_stub.terminals.registry import RegistrationRefused
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client
from tests.platform_stub.test_cli import DESCRIBED, Shell, shell

__all__ = ["shell"]  # the fixture of the command line's own tests


def give(engine: Engine, number: str = "1001", terminal: str = TERMINAL, role: Role = Role.COLLECTOR) -> str:
    with engine.begin() as connection:
        return issue(connection, terminal, number, "李建国", role, by="operator:test", now=NOW)


def told(client: Client, after: int) -> list[dict[str, Any]]:
    answer = client.ask("POST", "/v1/operators", {"after": after})
    assert answer["outcome"] == "ok"
    grants: list[dict[str, Any]] = answer["grants"]
    return grants


def test_a_first_password_is_told_as_a_hash_until_the_terminal_has_it(client: Client, engine: Engine) -> None:
    password = give(engine)
    (grant,) = told(client, 0)
    assert (grant["no"], grant["number"], grant["name"], grant["role"]) == (1, "1001", "李建国", "collector")
    assert hasher().verify(grant["hash"], password)
    assert told(client, 0) == [grant], "whoever has not kept it is told again"
    assert told(client, 1) == []
    with engine.begin() as connection:
        (row,) = connection.execute(select(operator_grants))
    assert row.arrived_at is not None
    assert password not in str(tuple(row))


def test_a_new_one_makes_the_old_one_void_and_a_closed_account_has_none(client: Client, engine: Engine) -> None:
    first, second = give(engine), give(engine, role=Role.ADMINISTRATOR)
    with engine.begin() as connection:
        close(connection, TERMINAL, "1001", by="operator:test", now=NOW + timedelta(minutes=1))
    grants = told(client, 0)
    assert [(grant["no"], grant["role"]) for grant in grants] == [
        (1, "collector"), (2, "administrator"), (3, "administrator"),
    ]  # fmt: skip
    assert hasher().verify(grants[1]["hash"], second)
    with pytest.raises(VerifyMismatchError):
        hasher().verify(grants[1]["hash"], first)
    assert grants[2]["hash"] == ""


def test_each_terminal_hears_of_its_own_operators_alone(client: Client, engine: Engine) -> None:
    give(engine, terminal=OTHER)
    assert told(client, 0) == []
    give(engine)
    assert [grant["no"] for grant in told(client, 0)] == [1]


def test_a_long_list_comes_in_pieces(engine: Engine) -> None:
    with engine.begin() as connection:
        for no in range(GRANTS_AT_MOST + 1):
            row = {"terminal": TERMINAL, "no": no + 1, "number": "1001", "name": "李", "role": "collector", "hash": ""}
            connection.execute(operator_grants.insert().values(**row, granted_by="x", granted_at="2026-11-23"))
        assert [grant.no for grant in behind(connection, TERMINAL, 0, NOW)] == list(range(1, GRANTS_AT_MOST + 1))
        assert [grant.no for grant in behind(connection, TERMINAL, GRANTS_AT_MOST, NOW)] == [GRANTS_AT_MOST + 1]


@pytest.mark.parametrize("number", ["", "12", "123456789", "admin", "12 4", "１２３４"])
def test_a_number_that_cannot_be_typed_is_refused(engine: Engine, number: str) -> None:
    with pytest.raises(RegistrationRefused):
        give(engine, number)


def test_nobody_is_granted_at_a_terminal_that_is_not_registered(engine: Engine) -> None:
    with pytest.raises(RegistrationRefused):
        give(engine, terminal="GD-9999")


def test_a_first_password_is_none_that_the_terminal_would_call_too_simple() -> None:
    for _ in range(300):
        digits = first_password("1001")
        assert len(digits) == 8 and digits.isdecimal()
        assert len(set(digits)) >= 4
        assert "1001" not in digits


def test_the_command_line_gives_closes_and_lists(shell: Shell) -> None:
    shell.ok("terminal", "add", TERMINAL, *DESCRIBED)
    said = shell.ok("operator", "add", TERMINAL, "1001", "--name", "李建国").split()
    assert len(said) == 1 and len(said[0]) == 8
    assert "no more" in shell.ok("operator", "remove", TERMINAL, "1001")
    listed = shell.ok("operator", "list", TERMINAL)
    assert "first password" in listed and "closed" in listed
    assert said[0] not in listed and "argon2" not in listed
    assert "no operator 1001" in shell.fails("operator", "remove", TERMINAL, "1001")
    assert "4 to 8 digits" in shell.fails("operator", "add", TERMINAL, "boss", "--name", "x")
    assert "1 to 12" in shell.fails("operator", "add", TERMINAL, "1002", "--name", "a name too long to show")
    trail = (shell.directory / "audit.jsonl").read_text()
    assert said[0] not in trail
    events = [json.loads(line)["event"] for line in trail.splitlines()]
    assert events[-2:] == ["operator_added", "operator_removed"]
