"""PAY-7, PAY-8 with real processes: what the platform has lost of a sale comes back by itself, however often it is cut.

The journal is uploaded over FTPS and reconciled without anybody; then journal, ledger and billing core say the same.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from demo.processes import run_once, wait_for
from demo.town import Town, rows
from tests.endtoend.books import Books
from tests.endtoend.kills import killed_at
from tests.endtoend.staff import Operator
from tests.endtoend.visits import WAIT_S, pay_bill, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

WHOLE_DAY = 'at = "00:00"'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("town") / "out") as town:
        yield town


def change(town: Town, *orders: str) -> None:
    """Change the platform's ledger behind its back."""
    with closing(sqlite3.connect(town.platform / "platform.db", timeout=20)) as connection, connection:
        for order in orders:
            connection.execute(order)


def reports(town: Town) -> list[dict[str, object]]:
    return rows(town.platform / "platform.db", "SELECT * FROM reconciliations WHERE finished_at IS NOT NULL")


def matched(town: Town) -> int:
    """Return how many sales of the terminal's rows the platform has found in its ledger."""
    told = rows(town.platform / "platform.db", "SELECT sale FROM terminal_sales WHERE matched = 'booked'")
    return len(told)


def by_itself(town: Town, heartbeat_s: int) -> None:
    """Let the kiosk do without being asked, from its next start on; with each heartbeat it looks by digests."""
    told = town.config.read_text(encoding="utf-8")
    told = re.sub(r"heartbeat_s = \d+", f"heartbeat_s = {heartbeat_s}", told)
    town.config.write_text(told.replace('at = ""', WHOLE_DAY), encoding="utf-8")


def told_in_the_log(town: Town, event: str) -> bool:
    """See whether the kiosk has logged this; its journal is its own while it runs."""
    lines = (town.logs / "kiosk.log").read_text(encoding="utf-8").splitlines()
    return any(f'"event": "{event}"' in line for line in lines)


def lose(town: Town, sale: str) -> None:
    """Let the platform's ledger lose a sale that is booked."""
    number = f"(SELECT no FROM sales WHERE sale = '{sale}')"
    change(town, f"DELETE FROM attempts WHERE sale_no = {number}", f"DELETE FROM sales WHERE sale = '{sale}'")


def ledger(town: Town) -> list[str]:
    """Return the sales that the platform has booked."""
    told = rows(town.platform / "platform.db", "SELECT sale FROM sales WHERE state = 'booked' ORDER BY sale")
    return [row["sale"] for row in told]


def test_pay_8_a_sale_that_the_platform_lost_and_one_that_failed_come_back_by_themselves(town: Town) -> None:
    town.start_kiosk()
    pay_bill(town)
    pay_bill(town)
    wait_for(
        "the platform to have matched both", WAIT_S, lambda: matched(town) == 2
    )  # or it makes one good by its rows
    assert town.kiosk.stop() == 0
    lost, failed = sorted(Books.of(town).closed())
    lose(town, lost)
    change(
        town,
        'UPDATE sales SET state = \'refused\', answer = \'{"outcome": "refused", "code": "CUSTOMER_UNKNOWN", '
        f"\"facts\": {{}}}}' WHERE sale = '{failed}'",
    )
    assert [(sale["sale"], sale["state"]) for sale in Books.of(town).sales] == [(failed, "refused")]

    by_itself(town, heartbeat_s=600)  # the file is to find both, before the digests do
    killed_at(town, 2, "after")  # cut: then what was cut is brought; brought: then it is compared
    killed_at(town, 2, "before")
    killed_at(town, 2, "after")
    town.start_kiosk()
    visitor(town).sees("IdleView", seconds=WAIT_S)
    wait_for("the report", WAIT_S, lambda: reports(town))
    wait_for("the fact", WAIT_S, lambda: told_in_the_log(town, "reconciled"))
    assert town.kiosk.stop() == 0

    (report,) = reports(town)
    assert (report["differing"], report["open"]) == (2, 0)
    shown = run_once(
        ["-m", "platform_stub", "reconciliation", "show", "1", "--csv", "--directory", str(town.platform)]
    ).splitlines()
    assert shown[1:] == [
        f"{lost},SUCCEEDED,NONE,SUCCEEDED,unheard,booked",
        f"{failed},SUCCEEDED,FAILED,SUCCEEDED,failed,booked",
    ]
    books = Books.of(town)
    assert books.disagreements() == []
    assert {sale["state"] for sale in books.sales} == {"booked"}
    told = [fact for fact in books.facts if fact["kind"].startswith("Journal")]
    assert [fact["kind"] for fact in told] == ["JournalBatched", "JournalUploaded", "JournalReconciled"]
    assert told[2]["differing"] == 2
    assert Path(town.journal.parent, "outgoing").is_dir()
    assert len(list((town.platform / "uploads" / "GD-0117").iterdir())) == 1


def test_pay_8_what_is_lost_later_comes_back_by_digests_and_by_the_repair_of_a_settlement(town: Town) -> None:
    """Nobody asks in the first case; in the second the collector cannot settle, touches repair, and can."""
    words = ["operators", "add", "1001", "--role", "collector", "--config", str(town.config)]
    run_once(["-m", "kiosk_app", *words], said="918273\n")
    by_itself(town, heartbeat_s=5)
    town.start_kiosk()
    pay_bill(town)
    lost = wait_for("the sale", WAIT_S, lambda: ledger(town)[-1:])[0]
    lose(town, lost)
    assert lost not in ledger(town)
    wait_for("the digests to find it", WAIT_S, lambda: lost in ledger(town))

    collector = Operator(town)
    collector.comes_in("1001", "918273")
    for password in ("918273", "271828", "271828"):
        collector.enters(password)
    collector.sees("OverviewView")
    lose(town, lost)
    collector.touches("settle")
    assert collector.sees("StatementView", "DiffersView", seconds=WAIT_S) == "DiffersView"
    collector.touches("repair")
    collector.sees("WaitView")
    collector.reads("agreed_title", seconds=WAIT_S)
    collector.reads("repair_done")
    assert lost in ledger(town)
    assert town.kiosk.stop() == 0
    assert Books.of(town).disagreements() == []
