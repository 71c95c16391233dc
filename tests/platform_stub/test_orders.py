"""What terminals are ordered to do and how they are configured (OPS-2, PLAT-3); over both databases."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from platform_stub.storage.schema import commands, configurations, heartbeats
from platform_stub.terminals import configuring, orders, registry
from platform_stub.terminals.configuring import ConfigurationWrong, parsed
from tests.contract.platform import call
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client
from tests.platform_stub.test_cli import Shell


def beat(client: Client, **changed: Any) -> dict[str, Any]:
    """Send a heartbeat; return what the terminal is to do."""
    answer = client.ask("POST", "/v1/heartbeats", {**(call("heartbeats").examples[0].request or {}), **changed})
    return {name: answer[name] for name in ("commands", "config")}


def order(engine: Engine, kind: str = "restart", terminal: str = TERMINAL) -> str:
    with engine.begin() as connection:
        return orders.give(connection, terminal, kind, by="operator:test", now=NOW)


def configure(engine: Engine, *words: str) -> int:
    with engine.begin() as connection:
        return configuring.configure(connection, TERMINAL, parsed(words), by="operator:test", now=NOW)[0]


def rows(engine: Engine, table: Any) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(table)))


def test_an_order_is_given_until_its_end_is_told(client: Client, engine: Engine) -> None:
    first, second = order(engine), order(engine, "reconcile")
    both = [{"id": first, "kind": "restart", "arguments": {}}, {"id": second, "kind": "reconcile", "arguments": {}}]
    assert [beat(client)["commands"] for _ in range(2)] == [both, both], "an answer may be lost"
    done = [{"id": first, "result": "done"}]
    assert beat(client, commands_done=done)["commands"] == both[1:]
    assert beat(client, commands_done=[{"id": first, "result": "unknown_kind"}])["commands"] == both[1:]
    told = {row.id: (row.result, row.done_at is not None, row.sent_at is not None) for row in rows(engine, commands)}
    assert told == {first: ("done", True, True), second: (None, False, True)}, "the first word stands"


def test_terminals_have_orders_of_their_own(client: Client, engine: Engine) -> None:
    theirs = order(engine, terminal=OTHER)
    assert beat(client)["commands"] == []
    beat(client, commands_done=[{"id": theirs, "result": "done"}])
    assert rows(engine, commands)[0].done_at is None, "nobody ends another terminal's order"


def test_many_orders_are_given_some_at_a_time(client: Client, engine: Engine) -> None:
    given = [order(engine, "reconcile") for _ in range(orders.AT_ONCE + 2)]
    told = [each["id"] for each in beat(client)["commands"]]
    assert told == given[: orders.AT_ONCE]
    done = [{"id": number, "result": "done"} for number in told]
    assert [each["id"] for each in beat(client, commands_done=done)["commands"]] == given[orders.AT_ONCE :]


def test_nobody_orders_a_terminal_that_there_is_not(engine: Engine) -> None:
    with pytest.raises(registry.RegistrationRefused):
        order(engine, terminal="GD-9999")
    assert rows(engine, commands) == []


def test_a_configuration_is_given_until_it_is_in_effect(client: Client, engine: Engine) -> None:
    assert beat(client)["config"] is None
    assert configure(engine, "limits.notes_s=90") == 1
    assert configure(engine, "terminal.site=北站", "staff.second_person=true") == 2
    values = {"limits.notes_s": 90, "terminal.site": "北站", "staff.second_person": True}
    assert [beat(client)["config"] for _ in range(2)] == [{"version": 2, "values": values}] * 2
    assert beat(client, config_version=2)["config"] is None
    taken = {row.version: (row.taken_at is not None, row.refused_at) for row in rows(engine, configurations)}
    assert taken == {1: (False, None), 2: (True, None)}
    assert rows(engine, heartbeats)[0].config_version == 2


def test_a_value_without_a_text_is_the_file_s_own_again(client: Client, engine: Engine) -> None:
    configure(engine, "limits.notes_s=90", "limits.menu_s=45")
    configure(engine, "limits.notes_s=")
    assert beat(client)["config"] == {"version": 2, "values": {"limits.menu_s": 45}}


def test_what_a_terminal_cannot_apply_is_kept_with_its_reason(client: Client, engine: Engine) -> None:
    configure(engine, "limits.notes_s=0")
    assert beat(client)["config"] is not None
    refused = {"version": 1, "reason": "limits.notes_s: Input should be greater than or equal to 1"}
    assert beat(client, config_refused=refused)["config"] is None
    (row,) = rows(engine, configurations)
    assert (row.reason, row.taken_at) == (refused["reason"], None)
    assert row.refused_at is not None
    assert beat(client)["config"] is not None, "after a start it is judged anew: its file may be another one"
    assert beat(client, config_version=1)["config"] is None
    (row,) = rows(engine, configurations)
    assert (row.refused_at, row.reason, row.taken_at is not None) == (None, None, True)


def test_ops_2_slips_cards_and_paper_are_kept(client: Client, engine: Engine) -> None:
    beat(client)
    (row,) = rows(engine, heartbeats)
    assert (row.slips, row.cards_kept, row.paper, row.config_version) == (812, 2, "ok", 0)


WRONG = {
    "no value": (["limits.notes_s"], "not of the form"),
    "no section": (["notes_s=90"], "not of the form"),
    "capitals": (["LIMITS.NOTES_S=90"], "not of the form"),
    "three parts": (["a.b.c=1"], "not of the form"),
    "twice": (["limits.notes_s=1", "limits.notes_s=2"], "given twice"),
    "two lines": (["terminal.site=a\nb"], "printable"),
    "a long text": (["terminal.site=" + "x" * 201], "at most"),
}


@pytest.mark.parametrize(("words", "why"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_configuration(words: list[str], why: str) -> None:
    with pytest.raises(ConfigurationWrong, match=why):
        parsed(words)


def test_values_are_numbers_truths_or_texts() -> None:
    words = ["a.b=1", "a.c=-5", "a.d=true", "a.e=false", "a.f=True", "a.g=1.5", "a.h=a=b", "a.i="]
    assert parsed(words) == {
        "a.b": 1, "a.c": -5, "a.d": True, "a.e": False, "a.f": "True", "a.g": "1.5", "a.h": "a=b", "a.i": None,
    }  # fmt: skip


def test_there_is_an_end_to_values(engine: Engine) -> None:
    with pytest.raises(ConfigurationWrong, match="more than"):
        configure(engine, *(f"a.b{number}=1" for number in range(configuring.VALUES_AT_MOST + 1)))
    assert rows(engine, configurations) == []


# --- the command line ---


@pytest.fixture
def shell(fast_directory: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(fast_directory, capsys)
    made.ok("init")
    described = ["--name", "城南供电营业厅", "--type", "GK-1", "--address", "城南路1号", "--region", "城南"]
    made.ok("terminal", "add", TERMINAL, *described)
    return made


def test_orders_from_the_command_line(shell: Shell) -> None:
    said = shell.ok("terminal", "command", TERMINAL, "pause_service")
    number = said.split()[-1]
    assert said.strip() == f"{TERMINAL}: pause_service ordered as {number}"
    assert number in shell.ok("show", "commands")
    assert number not in shell.ok("show", "commands", "--terminal", OTHER)
    assert "is not registered" in shell.fails("terminal", "command", OTHER, "restart")


def test_configurations_from_the_command_line(shell: Shell) -> None:
    said = shell.ok("terminal", "configure", TERMINAL, "limits.notes_s=90", "terminal.site=北站")
    assert said.splitlines() == [f"{TERMINAL}: version 1", "  limits.notes_s = 90", "  terminal.site = 北站"]
    assert '"limits.notes_s": 90' in shell.ok("show", "configurations")
    assert "not of the form" in shell.fails("terminal", "configure", TERMINAL, "notes=90")
    assert "version 2" in shell.ok("terminal", "configure", TERMINAL, "limits.notes_s=")
