"""PAY-8: the platform's success stands, the terminal's money is made good, once, in whatever order files come (I5)."""

import gzip
import hashlib
import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from platform_stub.billing.core import PaymentOrder
from platform_stub.files import lines
from platform_stub.files.uploads import Announced, Uploads
from platform_stub.holds.holding import hold
from platform_stub.platform import Platform
from platform_stub.reconciliation.reconciling import look_at, reconcile
from platform_stub.reconciliation.rows import Difference, sale_of
from platform_stub.shapes import Refused
from platform_stub.storage.database import open_engine, reading
from platform_stub.storage.schema import sales
from platform_stub.terminals.alarms import open_alarms
from tests.contract.journal_file import KEY
from tests.platform_stub.conftest import TERMINAL, Clock, sale
from tests.platform_stub.conftest import payment as sent_payment
from tests.platform_stub.conftest import purchase as sent_purchase
from tests.platform_stub.core_double import CoreDouble, Killed
from tests.platform_stub.files.making import Draft, payment, purchase
from tests.platform_stub.test_precheck import told as in_journal

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def uploads(platform: Platform, fast_directory: Path) -> Uploads:
    return Uploads(platform.engine, platform.clock, platform.audit, fast_directory / "uploads", ("127.0.0.1", 1))


def apply(uploads: Uploads, draft: Draft) -> str:
    name, data = f"{draft.name}.gz", gzip.compress(draft.content(), mtime=0)
    uploads.announce(TERMINAL, Announced(name, len(data), hashlib.sha256(data).hexdigest()), KEY.public_key())
    path = uploads.path(TERMINAL, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    answer = uploads.apply(TERMINAL, name, KEY.public_key())
    assert isinstance(answer, dict), answer
    return name


def told(platform: Platform, name: str) -> list[tuple[str, ...]]:
    answer = reconcile(platform, TERMINAL, name)
    assert isinstance(answer, dict), answer
    columns = ("terminal", "platform", "core", "why", "done")
    return [(row["sale"][-1], *(row[column] for column in columns)) for row in answer["rows"]]


def book(platform: Platform, body: dict[str, Any]) -> None:
    platform.desk.book(TERMINAL, sale(body))


def test_i4_a_line_is_the_sale_that_the_terminal_sends() -> None:
    assert sale_of(lines.row(payment(1))).content() == sale(sent_payment(1)).content()
    assert (
        sale_of(lines.row(purchase(2))).content()
        == sale(sent_purchase(2, notes=[{"value_fen": 1_000, "count": 10}])).content()
    )


def test_books_that_agree_give_no_rows(platform: Platform, uploads: Uploads) -> None:
    book(platform, sent_payment(1))
    name = apply(uploads, Draft(rows=[payment(1, status="SUCCEEDED")]))
    assert reconcile(platform, TERMINAL, name) == {
        "outcome": "ok",
        "compared": 1,
        "differing": 0,
        "open": 0,
        "rows": [],
    }


def test_pay_8_what_was_never_heard_of_is_booked(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    name = apply(uploads, Draft(rows=[payment(1), purchase(2)]))
    assert told(platform, name) == [
        ("1", "UNKNOWN", "NONE", "NONE", "unheard", "booked"),
        ("2", "UNKNOWN", "NONE", "NONE", "unheard", "booked"),
    ]
    assert core.total_fen == 22_000
    assert [row[4:] for row in told(platform, name)] == [("terminal_unaware", "platform_stands")] * 2
    assert core.posts_though_booked == 0


def test_pay_8_what_failed_is_made_good_in_the_terminals_word(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    core.faults.append("refuse")
    book(platform, sent_payment(1))
    name = apply(uploads, Draft(rows=[payment(1, status="FAILED")]))
    assert told(platform, name) == [("1", "FAILED", "FAILED", "NONE", "failed", "booked")]
    assert core.total_fen == 12_000


def test_pay_8_the_platforms_success_stands(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    book(platform, sent_payment(1))
    name = apply(uploads, Draft(rows=[payment(1, status="FAILED")]))
    assert told(platform, name) == [("1", "FAILED", "SUCCEEDED", "SUCCEEDED", "terminal_unaware", "platform_stands")]
    assert core.total_fen == 12_000


def refused_and_told(platform: Platform, core: CoreDouble) -> None:
    core.faults.append("refuse")
    book(platform, sent_payment(1))
    in_journal(platform.engine, "GD0117-000001", 12_000)


def held_by_a_person(platform: Platform, core: CoreDouble) -> None:
    refused_and_told(platform, core)
    hold(platform.desk, "GD0117-000001", by="operator:test", reason="退款单 8841")


def test_pay_8_money_that_is_held_for_the_customer_is_no_difference(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    """Nothing of it is booked, also where what comes behind it in the file is."""
    held_by_a_person(platform, core)
    name = apply(uploads, Draft(rows=[payment(1, status="FAILED"), payment(2, 2)]))
    assert told(platform, name) == [("2", "UNKNOWN", "NONE", "NONE", "unheard", "booked")]
    assert (core.posts["GD0117-000001"], core.total_fen) == (1, 12_000)
    with reading(platform.engine) as connection:
        assert open_alarms(connection, TERMINAL) == []


@SQLITE
def test_what_is_held_after_a_reconciliation_was_cut_is_told_as_held(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    refused_and_told(platform, core)
    name = apply(uploads, Draft(rows=[payment(1, status="FAILED")]))
    core.lookup_faults.extend(["fine", "killed"])
    with pytest.raises(Killed):
        reconcile(platform, TERMINAL, name)
    hold(platform.desk, "GD0117-000001", by="operator:test", reason="退款单 8841")
    assert told(platform, name) == [("1", "FAILED", "FAILED", "NONE", "failed", "held")]
    assert told(platform, name) == []


@SQLITE
def test_what_is_held_while_it_is_compared_is_told_as_held(platform: Platform, core: CoreDouble) -> None:
    """Between the look and the making good."""
    refused_and_told(platform, core)
    noted: list[Difference] = []

    def note(difference: Difference) -> None:
        if not noted:
            hold(platform.desk, "GD0117-000001", by="operator:test", reason="退款单 8841")
        noted.append(difference)

    look_at(platform, TERMINAL, lines.row(payment(1, status="FAILED")), note, None)
    assert [(each.why, each.done) for each in noted] == [("failed", ""), ("failed", "held")]
    assert core.posts["GD0117-000001"] == 1


def test_i3_money_that_is_held_and_booked_at_the_core_is_for_a_person(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    """Fault 47, after the hold: what nobody believed in any more has taken effect. It is owed twice: an alarm."""
    held_by_a_person(platform, core)
    name = apply(uploads, Draft(rows=[payment(1)]))
    assert told(platform, name) == [("1", "UNKNOWN", "FAILED", "NONE", "terminal_unaware", "held")]
    with reading(platform.engine) as connection:
        assert open_alarms(connection, TERMINAL) == []
    core.lookup_faults.append("silent")
    assert told(platform, name) == [("1", "UNKNOWN", "FAILED", "UNKNOWN", "core_unknown", "reported")]
    order = sale(sent_payment(1))
    late = PaymentOrder(
        serial=order.sale, customer_no=order.customer_no, paid_fen=order.paid_fen, bill_ids=order.bill_ids
    )
    core.in_flight.append((platform.clock(), late))
    core.land(order.sale)
    assert told(platform, name) == [("1", "UNKNOWN", "FAILED", "SUCCEEDED", "held_and_booked", "reported")]
    assert core.posts["GD0117-000001"] == 1
    with reading(platform.engine) as connection:
        assert [code for _, _, code in open_alarms(connection, TERMINAL)] == ["core_unknown", "held_and_booked"]


def test_fault_46_a_platform_without_its_last_day_gets_it_back(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    """The core has the posting; the ledger was restored from before it."""
    book(platform, sent_payment(1))
    with platform.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")
        connection.exec_driver_sql("DELETE FROM sales")
    name = apply(uploads, Draft(rows=[payment(1, status="SUCCEEDED")]))
    assert told(platform, name) == [("1", "SUCCEEDED", "NONE", "SUCCEEDED", "unheard", "booked")]
    assert core.total_fen == 12_000


def test_a_silent_core_leaves_it_pending_and_open(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    core.faults.append("lost_after")
    core.lookup_faults.extend(["silent", "silent", "silent"])
    name = apply(uploads, Draft(rows=[payment(1)]))
    assert told(platform, name) == [("1", "UNKNOWN", "NONE", "UNKNOWN", "unheard", "pending")]
    core.lookup_faults.clear()
    assert told(platform, name)[0][5] == "booked"
    assert core.total_fen == 12_000


def test_another_content_under_one_number_is_for_a_person(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    book(platform, sent_payment(1, 11_000))
    name = apply(uploads, Draft(rows=[payment(1)]))
    assert told(platform, name) == [("1", "UNKNOWN", "SUCCEEDED", "SUCCEEDED", "content", "reported")]
    assert core.total_fen == 11_000
    with reading(platform.engine) as connection:
        kinds = {kind for kind, _, _ in open_alarms(connection, TERMINAL)}
    assert kinds == {"KEY_REUSED", "RECONCILIATION_DIFFERS"}


def test_a_booking_that_the_core_lost_is_reported(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    book(platform, sent_payment(1))
    core.booked.clear()
    name = apply(uploads, Draft(rows=[payment(1, status="SUCCEEDED")]))
    assert told(platform, name) == [("1", "SUCCEEDED", "SUCCEEDED", "NONE", "core_lacks", "reported")]


def test_a_sale_that_stands_in_no_file_is_reported(platform: Platform, uploads: Uploads) -> None:
    for number in (1, 2, 3):
        book(platform, sent_payment(number))
    rows = [payment(1, 1, status="SUCCEEDED"), payment(2, 3, status="SUCCEEDED")]
    name = apply(uploads, Draft(rows=rows))
    assert told(platform, name) == [("2", "NONE", "SUCCEEDED", "UNKNOWN", "not_in_file", "reported")]


def test_fault_50_a_file_that_is_missing_is_asked_for(platform: Platform, uploads: Uploads) -> None:
    name = apply(uploads, Draft(rows=[payment(1)], batch=2, first=32, last=40))
    assert reconcile(platform, TERMINAL, name) == Refused(
        code="FILE_MISSING", facts={"first_seq": "1", "last_seq": "31"}
    )
    assert reconcile(platform, TERMINAL, "GD-0117_20261123_009.txt.gz") == Refused(
        code="FILE_MISSING", facts={"name": "GD-0117_20261123_009.txt.gz"}
    )


# --- I5: order and repetition ---


def whole_ledger(platform: Platform) -> str:
    """Write the ledger down, by sale; without the running numbers that platform and core give out."""
    with reading(platform.engine) as connection:
        found = connection.execute(select(sales).order_by(sales.c.sale)).mappings().all()
    rows = []
    for row in found:
        answer = json.loads(row["answer"])
        answer["booking"].pop("platform_serial")
        (answer["booking"]["purchase"] or {}).pop("vend_id", None)
        rows.append([row["sale"], row["paid_fen"], row["content"], row["state"], row["final"], answer])
    return json.dumps(rows)


@pytest.fixture
def fresh(platform: Platform, sqlite_file: Path, fast_directory: Path) -> Iterator[Any]:
    """Make platforms, each with a ledger of its own in which one sale failed and one was booked."""
    engines: list[Engine] = []

    def make() -> tuple[Platform, Uploads, CoreDouble]:
        home = fast_directory / f"{len(engines)}"
        home.mkdir()
        engine = open_engine(f"sqlite:///{shutil.copy(sqlite_file, home / 'platform.db')}")
        engines.append(engine)
        clock = Clock()
        core = CoreDouble(clock)
        desk = replace(platform.desk, engine=engine, core=core, clock=clock)
        made = replace(platform, engine=engine, core=core, clock=clock, desk=desk)
        core.faults.append("refuse")
        book(made, sent_payment(1))
        book(made, sent_payment(2))
        return made, Uploads(engine, clock, platform.audit, home / "uploads", ("127.0.0.1", 1)), core

    yield make
    for engine in engines:
        engine.dispose()


@SQLITE
def test_i5_any_order_and_any_repetition_of_files_gives_the_same_ledger(fresh: Any) -> None:
    files = [
        Draft(rows=[payment(1, 1, status="FAILED"), payment(2, 2)], batch=1, first=1, last=20),
        Draft(rows=[purchase(1, 3), payment(2, 4, status="FAILED")], batch=2, first=21, last=40),
        Draft(rows=[payment(1, 5, status="UNKNOWN")], batch=3, first=41, last=60),
    ]
    seen = set()
    for order in itertools.permutations(files):
        made, uploads, core = fresh()
        for draft in (*order, *order[:2], order[0]):
            reconcile(made, TERMINAL, apply(uploads, draft))
        for draft in (*order, *reversed(order)):
            reconcile(made, TERMINAL, f"{draft.name}.gz")
        assert core.total_fen == 12_000 * 4 + 10_000
        assert core.posts_though_booked == 0
        seen.add(whole_ledger(made))
    assert len(seen) == 1


@SQLITE
def test_a_killed_reconciliation_goes_on(platform: Platform, uploads: Uploads, core: CoreDouble) -> None:
    name = apply(uploads, Draft(rows=[payment(1), payment(2), payment(3)]))
    core.faults.extend(["killed_after"])
    with pytest.raises(Killed):
        reconcile(platform, TERMINAL, name)
    assert [row[5] for row in told(platform, name)] == ["booked"] * 3
    assert core.total_fen == 36_000


def test_what_was_settled_while_a_reconciliation_was_cut_is_made_good(
    platform: Platform, uploads: Uploads, core: CoreDouble
) -> None:
    """Seen in the simulation: the report was closed with nothing done about the sale, an alarm, and no answer."""
    first, second = (payment(n, status="SUCCEEDED") for n in (1, 2))  # and the platform came back from a backup
    name = apply(uploads, Draft(rows=[first, second]))
    core.faults.extend(["killed_after"])
    with pytest.raises(Killed):
        reconcile(platform, TERMINAL, name)
    assert platform.desk.settle(first.split("|")[2])
    assert [row[5] for row in told(platform, name)] == ["booked"] * 2
    answer = reconcile(platform, TERMINAL, name)
    assert isinstance(answer, dict)
    assert (answer["differing"], answer["open"]) == (0, 0)
    with reading(platform.engine) as connection:
        assert open_alarms(connection, TERMINAL) == []
