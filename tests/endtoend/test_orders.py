"""A real kiosk does what the real platform orders, and takes its configuration (OPS-2)."""

import io
import json
from contextlib import redirect_stdout

import pytest

from demo.processes import wait_for
from demo.town import Town, rows
from kiosk_app.app import EXIT_RESTART
from platform_stub.cli import main
from tests.endtoend.books import Books
from tests.endtoend.visits import WAIT_S, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def ask_platform(town: Town, *words: str) -> None:
    """Run one of the platform's commands about the terminal."""
    command, *more = words
    with redirect_stdout(io.StringIO()):
        assert main(["terminal", command, "GD-0117", *more, "--directory", str(town.platform)]) == 0


def ends(town: Town) -> dict[str, str | None]:
    """Return what came of each kind of order."""
    told = rows(town.platform / "platform.db", "SELECT kind, result FROM commands")
    return {row["kind"]: row["result"] for row in told}


def started_anew(town: Town) -> None:
    """Wait until the kiosk has ended by itself, and start it as whoever watches over it does."""
    wait_for("the kiosk's own end", WAIT_S, lambda: not town.kiosk.alive)
    assert town.kiosk.stop() == EXIT_RESTART
    town.start_kiosk()


def test_ops_2_orders_and_configuration_reach_the_terminal_and_their_end_the_platform(town: Town) -> None:
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    ask_platform(town, "command", "pause_service")
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    assert "platform.paused" in customer.details()
    wait_for("the word that it is paused", WAIT_S, lambda: ends(town)["pause_service"] == "done")
    assert town.kiosk.stop() == 0
    town.start_kiosk()
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    ask_platform(town, "command", "resume_service")
    customer.sees("IdleView", seconds=WAIT_S)

    ask_platform(town, "command", "restart")
    started_anew(town)
    wait_for("the word that it has started", WAIT_S, lambda: ends(town)["restart"] == "done")

    ask_platform(town, "configure", "limits.notes_s=0")
    refused = "SELECT reason FROM configurations WHERE refused_at IS NOT NULL"
    wait_for("the refusal", WAIT_S, lambda: rows(town.platform / "platform.db", refused))
    ask_platform(town, "configure", "limits.notes_s=90", "terminal.site=北站")
    started_anew(town)
    in_effect = "SELECT version FROM configurations WHERE taken_at IS NOT NULL"
    found = wait_for("the version in effect", WAIT_S, lambda: rows(town.platform / "platform.db", in_effect))
    assert [row["version"] for row in found] == [2]
    kept = json.loads((town.journal.parent / "configuration.json").read_bytes())
    assert kept == {"version": 2, "values": {"limits.notes_s": 90, "terminal.site": "北站"}}
    assert town.kiosk.stop() == 0

    facts = Books.of(town).facts
    received = [fact for fact in facts if fact["kind"] == "CommandReceived"]
    done = [fact for fact in facts if fact["kind"] == "CommandDone"]
    assert [each["order"] for each in received] == ["pause_service", "resume_service", "restart"]
    assert [(each["command"], each["result"]) for each in done] == [(each["command"], "done") for each in received]
