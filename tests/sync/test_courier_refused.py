"""PAY-7, I20: files that are refused for ever, or lost: told once, and no later one is held back by them."""

import shutil
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import delete, update

from kiosk_app.domain.batches import JournalBatched, JournalCovered, JournalReconciled, JournalRefused, JournalSetAside
from kiosk_app.domain.staff_events import ReconcileEnded
from kiosk_app.sync.refusals import number
from platform_stub.storage.schema import facts, file_rows, uploads
from platform_stub.storage.times import stamp
from platform_stub.terminals.alarms import open_alarms
from tests.platform_stub.conftest import NOW
from tests.sync.courier_world import BOOKED, DAY, Terminal, Town, run_for, standing


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with standing() as town:
        yield town


@pytest.fixture
def terminal(town: Town) -> Terminal:
    return town.terminal()


def test_fault_58_a_file_that_is_refused_for_ever_is_told_and_taken_up_by_the_next(
    town: Town, terminal: Terminal
) -> None:
    with terminal.running() as run:
        courier = run.courier()
        courier.step()
        (batch,) = courier.batches.known.values()
        row = {"terminal": terminal.number, "seq": batch.last_seq, "boot_id": "b", "mono_ms": 0, "wall_ms": 0}
        row |= {"kind": "Booted", "body": "{}", "hash": "f" * 64, "received_at": stamp(NOW)}
        with town.engine.begin() as connection:
            connection.execute(facts.insert().values(row))
        courier.demand()
        run_for(terminal, courier, 5.0)
        assert terminal.told[-1] == ReconcileEnded("", 3, 2, 0)
        with town.engine.begin() as connection:
            assert ("UPLOAD_REFUSED", "FILE_CHAIN") in {
                (kind, code) for kind, _, code in open_alarms(connection, terminal.number)
            }
    told = terminal.batch_facts()
    refused = next(fact for fact in told if isinstance(fact, JournalRefused))
    assert (refused.number, refused.code) == (1, "FILE_CHAIN")
    assert [fact.first_seq for fact in told if isinstance(fact, JournalBatched)] == [1, 1]
    assert [fact.number for fact in told if isinstance(fact, JournalReconciled)] == [2]
    assert terminal.ledger() == BOOKED


def codes(terminal: Terminal) -> list[str]:
    return [fact.code for fact in terminal.batch_facts() if isinstance(fact, JournalRefused)]


def spans(terminal: Terminal) -> list[tuple[int, int]]:
    return [(fact.first_seq, fact.last_seq) for fact in terminal.batch_facts() if isinstance(fact, JournalBatched)]


def test_fault_58_rows_that_an_applied_file_has_are_left_behind(town: Town, terminal: Terminal) -> None:
    """A file is applied and its comparison refused for ever: the next begins behind it, and is compared."""
    with terminal.running() as run:
        courier = run.courier()
        while "JournalUploaded" not in [type(each.fact).__name__ for each in run.journal.entries()]:
            terminal.now_s += courier.step()
        (batch,) = courier.batches.known.values()
        applied = (uploads.c.terminal == terminal.number, uploads.c.last_seq == batch.last_seq)
        with town.engine.begin() as connection:  # rows that come later contradict it
            connection.execute(update(uploads).where(*applied).values(journal_head="e" * 64))
            row = {"terminal": terminal.number, "seq": batch.last_seq, "boot_id": "b", "mono_ms": 0, "wall_ms": 0}
            row |= {"kind": "Booted", "body": "{}", "hash": "f" * 64, "received_at": stamp(NOW)}
            connection.execute(facts.insert().values(row))
        courier.demand()
        run_for(terminal, courier, 5.0)
        assert (courier.batches.refused, courier.batches.covered) == ("", batch.last_seq)
        sale = run.sell()
        courier.demand()
        run_for(terminal, courier, 5.0)
        assert terminal.told[-1] == ReconcileEnded("", 1, 1, 0)
        assert terminal.ledger()[sale.sale[-1]] == ("booked", 10_000)
    assert codes(terminal) == ["FILE_CHAIN", "FILE_STALE"]
    first, stale, behind, fourth = spans(terminal)
    assert (stale[0], behind[0], fourth[0]) == (1, first[1] + 1, behind[1] + 1)
    assert terminal.files() == [first, behind, fourth]


def test_fault_50_a_sale_for_which_a_file_is_refused_is_left_out_of_the_next(town: Town, terminal: Terminal) -> None:
    """It is in another file already; the others go out at once, and a later start knows as much."""
    sale = f"{terminal.number.replace('-', '')}-000002"
    elsewhere = {"terminal": terminal.number, "sale": sale, "name": "x", "n": 1, "line": "x"}
    with town.engine.begin() as connection:
        connection.execute(file_rows.insert().values(elsewhere))
    with terminal.running() as run:
        run_for(terminal, run.settle(), 5.0)
    assert terminal.reports() == [(2, 1, 0)]
    with terminal.running() as run:
        courier = run.courier()
        assert courier.batches.aside == (sale,)
        run.sell()
        courier.demand()
        run_for(terminal, courier, 5.0)
        ended = terminal.told[-1]
        assert isinstance(ended, ReconcileEnded)
        assert (ended.code, ended.left) == ("", 0)
    assert codes(terminal) == ["FILE_DUPLICATE_ROW"]
    assert [fact for fact in terminal.batch_facts() if isinstance(fact, JournalSetAside)] == [
        JournalSetAside(sale, "FILE_DUPLICATE_ROW")
    ]
    assert terminal.reports()[1] == (1, 1, 0)
    assert {row.sale[-1] for row in terminal.rows(file_rows) if row.name != "x"} == {"1", "3", "4"}


@pytest.mark.parametrize(
    "limits",
    [{"platform_stub.files.reader.AT_MOST": 480}, {"kiosk_app.sync.courier.PACKED_AT_MOST": 306}],
    ids=["unpacked, at the platform", "packed, before it is announced"],
)
def test_a_file_that_is_too_large_becomes_two(
    terminal: Terminal, limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, most in limits.items():
        monkeypatch.setattr(limit, most)
    with terminal.running() as run:
        courier = run.settle()
        assert courier.batches.known[DAY, 1].code == "FILE_TOO_LARGE"
        for _ in range(4):
            courier.demand()
            run_for(terminal, courier, 5.0)
    spanned = terminal.files()
    assert len(spanned) >= 2
    assert all(before[1] + 1 == behind[0] for before, behind in pairwise(spanned))
    assert {row.sale[-1] for row in terminal.rows(file_rows)} == {"1", "2", "3"}
    assert set(codes(terminal)) == {"FILE_TOO_LARGE"}


def test_rows_that_no_file_has_any_more_do_not_keep_the_later_ones_back(town: Town, terminal: Terminal) -> None:
    """The platform asks for rows of which no file here is known: the batch ends, and what comes later is brought."""
    with terminal.running() as run:
        run.journal.record(JournalCovered(2))  # once said by a platform that has forgotten it
        run.settle()
        courier = run.courier()
        assert courier.batches.refused == "FILE_MISSING"
        run.sell()
        courier.demand()
        run_for(terminal, courier, 5.0)
        ended = terminal.told[-1]
        assert isinstance(ended, ReconcileEnded)
        assert ended.code == "FILE_MISSING"
    assert codes(terminal) == ["FILE_MISSING", "FILE_STALE", "FILE_MISSING"]
    assert {row.sale[-1] for row in terminal.rows(file_rows)} == {"1", "2", "3", "4"}


def test_fault_46_a_platform_that_lost_its_files_gets_them_again(town: Town, terminal: Terminal) -> None:
    with terminal.running() as run:
        run.settle()
    with town.engine.begin() as connection:
        for table in (file_rows, uploads):
            connection.execute(delete(table).where(table.c.terminal == terminal.number))
    shutil.rmtree(terminal.uploads.area / terminal.number)
    shutil.rmtree(terminal.home / "outgoing")
    with terminal.running() as run:
        courier = run.courier()
        courier.demand()
        courier.step()
        run.settle(courier)
    (first, second) = [fact for fact in terminal.batch_facts() if isinstance(fact, JournalBatched)]
    assert terminal.files() == [(1, first.last_seq), (second.first_seq, second.last_seq)]
    assert [fact.number for fact in terminal.batch_facts() if isinstance(fact, JournalReconciled)] == [1, 2]


def test_pay_8_what_could_not_be_made_good_is_compared_again_in_the_next_round(town: Town, terminal: Terminal) -> None:
    town.core.faults.extend(["refuse", "refuse"])
    with terminal.running() as run:
        run.settle()
    with terminal.running() as run:
        courier = run.courier()
        courier.demand()
        for _ in range(20):
            terminal.now_s += courier.step()
    told = [fact for fact in terminal.batch_facts() if isinstance(fact, JournalReconciled)]
    assert [(fact.number, fact.left) for fact in told] == [(1, 2), (2, 0), (1, 0)]
    assert terminal.ledger() == BOOKED


@pytest.mark.parametrize(("text", "value"), [("", 0), ("12", 12), ("x", 0), ("-1", 0), ("٣", 0), ("9" * 30, 0)])
def test_a_number_of_a_row_is_read_or_is_none(text: str, value: int) -> None:
    assert number(text) == value
