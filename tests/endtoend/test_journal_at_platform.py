"""A real kiosk and a real platform: the journal arrives, its head comes back signed, an older copy serves nobody."""

import json

import pytest

from demo.processes import wait_for
from demo.town import Town, rows
from tests.endtoend.books import Books
from tests.endtoend.visits import WAIT_S, pay_bill, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def held(town: Town) -> int:
    """Return how many rows the platform has of the kiosk's journal."""
    return sum(row["count"] for row in rows(town.platform / "platform.db", "SELECT count FROM journals"))


def signed(town: Town) -> int:
    """Return up to which row the kiosk keeps the platform's counter-signature."""
    file = town.journal.parent / "identity" / "head.json"
    return int(json.loads(file.read_bytes())["count"]) if file.exists() else -1


def recorded(town: Town) -> int:
    """Return how many rows the kiosk's journal has; the kiosk must not run."""
    return len(Books.of(town).facts)


def test_fault_18_the_journal_goes_to_the_platform_and_an_older_copy_is_noticed_by_both(town: Town) -> None:
    """I10: what was sold before a restart is at the platform; a journal from before it is refused and an alarm."""
    town.start_kiosk()
    visitor(town).sees("IdleView", seconds=WAIT_S)
    assert town.kiosk.stop() == 0
    files = [path for path in town.journal.parent.glob("journal.db*") if path.is_file()]
    older = {path: path.read_bytes() for path in files}

    town.start_kiosk()
    pay_bill(town)
    wait_for("the signed head", WAIT_S, lambda: signed(town) > 10)
    assert town.kiosk.stop() == 0
    count = recorded(town)
    assert count - 3 <= held(town) <= count
    told = rows(town.platform / "platform.db", "SELECT status, closed_fen, paid_fen FROM terminal_sales")
    assert [row["status"] for row in told] == ["succeeded"]
    assert {row["sale"]: row["paid_fen"] for row in Books.of(town).sales} == Books.of(town).closed()

    newer = {path: path.read_bytes() for path in town.journal.parent.glob("journal.db*") if path.is_file()}
    for path, content in older.items():
        path.write_bytes(content)
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("OutOfServiceView", seconds=WAIT_S)
    assert "journal.rolled_back" in customer.details()
    kinds = "SELECT kind FROM alarms WHERE kind = 'JOURNAL_ROLLED_BACK'"
    wait_for("the alarm", WAIT_S, lambda: rows(town.platform / "platform.db", kinds))
    assert town.kiosk.stop() == 0

    for path, content in newer.items():
        path.write_bytes(content)
    town.start_kiosk()
    customer.sees("IdleView", seconds=WAIT_S)
    wait_for("the rest of the journal", WAIT_S, lambda: held(town) > count)
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []
