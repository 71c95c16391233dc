"""PAY-7, PAY-8, I11, I20: a courier that is killed, or cut off, anywhere brings each row once, and every book agrees.

The journal is a real one, the platform the real one in this process; time is virtual.
"""

import io
import queue
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from kiosk_app.domain.batches import JournalBatched, JournalCovered, JournalReconciled, JournalRefused, JournalSetAside
from kiosk_app.domain.facts import SaleAccepted
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff_events import ReconcileEnded, ReconcileProgressed
from kiosk_app.sync import rounds
from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.courier import AWAITED_S, Courier
from kiosk_app.sync.courier_thread import CourierThread
from kiosk_app.sync.refusals import number
from kiosk_app.sync.relay import Job, Relay, RelayedJournal, Turns
from platform_stub.audit import audit_to
from platform_stub.files.uploads import Uploads
from platform_stub.platform import compose
from platform_stub.storage.database import open_engine
from platform_stub.storage.schema import facts, file_rows, uploads
from platform_stub.storage.times import stamp
from platform_stub.terminals.alarms import open_alarms
from platform_stub.terminals.authority import new_authority
from tests.platform_stub.conftest import NOW, Clock, prepare
from tests.platform_stub.core_double import CoreDouble
from tests.support import samples
from tests.sync.courier_world import DAY, Cut, Killed, Terminal, Town

BOOKING = replace(samples.BOOKING, paid=Fen(10_000))
BOOKED = {"1": ("booked", 10_000), "2": ("booked", 10_000), "3": ("booked", 10_000)}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """One platform for all: what is killed here is never the machine, so its disk is memory."""
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(prefix="gridkiosk-", dir=memory if memory.is_dir() else None))
    url, clock, authority = f"sqlite:///{home / 'platform.db'}", Clock(), new_authority(NOW)
    prepare(url)
    engine, core, audit = open_engine(url), CoreDouble(clock), audit_to(io.StringIO())
    taken = Uploads(engine, clock, audit, home / "uploads", ("127.0.0.1", 1))
    platform = compose(engine, core, audit, clock, answers=authority.answers, uploads=taken)
    yield Town(engine, platform, core, authority, home)
    engine.dispose()
    shutil.rmtree(home)


@pytest.fixture
def terminal(town: Town) -> Terminal:
    return town.terminal()


def survived(town: Town, terminal: Terminal) -> None:
    """Compare journal, ledger and billing core after whatever happened."""
    assert terminal.kinds() == ["JournalBatched", "JournalUploaded", "JournalReconciled"]
    (cut, _, compared) = terminal.batch_facts()
    assert isinstance(cut, JournalBatched)
    assert isinstance(compared, JournalReconciled)
    assert (cut.first_seq, cut.day, cut.planned) == (1, DAY, DAY)
    assert compared.left == 0
    assert terminal.files() == [(1, cut.last_seq)]
    assert terminal.ledger() == BOOKED
    assert town.core_has(terminal) == dict.fromkeys("123", 10_000)
    assert town.core.posts_though_booked == 0


def places(town: Town, raising: type[BaseException]) -> list[str]:
    """Return every place at which a round may be cut."""
    cut = Cut(raising=raising)
    with town.terminal().running(cut) as run:
        run.settle()
    return cut.passed


def test_a_round_brings_the_journal_and_makes_good_what_differs(town: Town, terminal: Terminal) -> None:
    with terminal.running() as run:
        run.settle()
    survived(town, terminal)
    assert terminal.reports() == [(3, 2, 0)]


def test_i11_killed_at_any_step_and_once_more_on_the_way_up(town: Town) -> None:
    """Before and after every fact, every call and in the middle of the file: some fifty lives."""
    passed = places(town, Killed)
    assert len(passed) >= 15
    for at in range(1, len(passed) + 1):
        terminal = town.terminal()
        for cut in (Cut(at), Cut(at % 4 + 1), Cut()):
            with suppress(Killed), terminal.running(cut) as run:
                run.settle()
        survived(town, terminal)


def test_fault_26_a_line_that_is_cut_anywhere_brings_the_rest_later(town: Town) -> None:
    passed = places(town, NoAnswer)
    for at in range(1, len(passed) + 1):
        terminal = town.terminal()
        with terminal.running(Cut(at, NoAnswer)) as run:
            run.settle()
        assert terminal.now_s >= rounds.FIRST_PAUSE_S / 2, "it is not tried again at once"
        survived(town, terminal)


def test_a_line_that_stays_down_is_tried_for_ever_with_growing_pauses(terminal: Terminal) -> None:
    down = Cut(raising=NoAnswer)
    with terminal.running(down) as run:
        courier = run.courier()
        while terminal.now_s < 10 * rounds.LAST_PAUSE_S:
            down.at = len(down.passed) + 1  # whatever comes next is cut
            terminal.now_s += courier.step()
    assert 10 < len(down.passed) < 30
    assert terminal.kinds() == ["JournalBatched"]


def test_a_batch_has_a_name_of_its_own_for_ever_and_begins_after_the_one_before(town: Town, terminal: Terminal) -> None:
    terminal.at = ""
    for expected in (1, 2, 3):
        with terminal.running() as run:
            run.sell()
            courier = run.courier()
            courier.demand()
            courier.step()
            run.settle(courier)
            assert len(courier.batches.known) == expected
    made = [
        (fact.number, fact.first_seq, fact.last_seq)
        for fact in terminal.batch_facts()
        if isinstance(fact, JournalBatched)
    ]
    assert [number for number, _, _ in made] == [1, 2, 3]
    assert [first for _, first, _ in made] == [1, made[0][2] + 1, made[1][2] + 1]
    assert terminal.files() == [(first, last) for _, first, last in made]
    assert len(terminal.ledger()) == 6
    terminal.wall_ms += 86_400_000
    with terminal.running() as run:
        courier = run.courier()
        courier.demand()
        courier.step()
        run.settle(courier)
    assert [(fact.day, fact.number) for fact in terminal.batch_facts() if isinstance(fact, JournalBatched)][-1] == (
        "20261124",
        1,
    )


# --- refused, lost, left ---


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


# --- whoever waits ---


def test_whoever_asks_hears_how_far_it_is_and_what_came_of_it(terminal: Terminal) -> None:
    terminal.at = ""
    with terminal.running() as run:
        courier = run.courier()
        for _ in range(3):
            terminal.now_s += courier.step()
        assert terminal.told == []
        assert courier.batches.known == {}
        courier.demand()
        for _ in range(20):
            terminal.now_s += courier.step()
    assert terminal.told == [
        ReconcileProgressed("sending"),
        ReconcileProgressed("uploading"),
        ReconcileProgressed("comparing"),
        ReconcileEnded("", 3, 2, 0),
    ]


def test_whoever_asks_hears_at_once_that_nobody_answers_and_it_goes_on_behind(town: Town, terminal: Terminal) -> None:
    terminal.at = ""
    with terminal.running(Cut(1, NoAnswer)) as run:
        courier = run.courier()
        courier.demand()
        run_for(terminal, courier, 1.0)
        assert terminal.told[-1] == ReconcileEnded("no_answer")
        run_for(terminal, courier, 60.0)
    assert terminal.told[-1] == ReconcileEnded("no_answer"), "nobody waits any more"
    assert terminal.kinds() == ["JournalBatched", "JournalUploaded", "JournalReconciled"]


def test_a_new_demand_does_not_wait_for_the_end_of_a_pause(terminal: Terminal) -> None:
    terminal.at, down = "", Cut(raising=NoAnswer)
    with terminal.running(down) as run:
        courier = run.courier()
        courier.demand()
        while terminal.now_s < 5_000:
            down.at = len(down.passed) + 1
            terminal.now_s += courier.step()
        down.at, before_s = 0, terminal.now_s
        courier.demand()
        run.settle(courier)
        assert terminal.now_s - before_s < rounds.FIRST_PAUSE_S


def test_the_rows_go_out_before_the_file_but_it_does_not_wait_for_ever(terminal: Terminal) -> None:
    terminal.delivered = 0
    with terminal.running() as run:
        run.settle()
    assert AWAITED_S <= terminal.now_s < AWAITED_S + 2


def test_e2103_whoever_asked_hears_of_the_end_once_the_rows_about_it_are_out(terminal: Terminal) -> None:
    """The pre-check that follows compares heads: the round's own rows must not be what differs."""
    terminal.at = ""
    with terminal.running() as run:
        courier = run.courier()
        courier.demand()
        courier.step()
        run.settle(courier)
        terminal.delivered = run.journal.head[0] - 1
        run_for(terminal, courier, AWAITED_S - 1)
        assert ReconcileEnded not in map(type, terminal.told)
        terminal.delivered += 1
        run_for(terminal, courier, 1.0)
        assert terminal.told[-1] == ReconcileEnded("", 3, 2, 0)
        terminal.delivered = 0
        courier.demand()
        run_for(terminal, courier, 2 * AWAITED_S + 2)
        assert [type(event) for event in terminal.told].count(ReconcileEnded) == 2, "it does not wait for ever"


def test_the_timetable_waits_until_nobody_is_in_front_and_jumps_of_the_clock_do_not_hurry_it(
    terminal: Terminal,
) -> None:
    terminal.idle = False
    with terminal.running() as run:
        courier = run.courier()
        run_for(terminal, courier, 30.0)
        assert courier.batches.known == {}
        terminal.idle = True
        run.settle(courier)
        for _ in range(5):  # the wall clock jumps back and forth by a day
            terminal.wall_ms += 86_400_000 * (1 if terminal.wall_ms % 2 else -1) + 1
            run_for(terminal, courier, 60.0)
        assert len(courier.batches.known) == 1
        run_for(terminal, courier, rounds.BETWEEN_PLANNED_S)
        assert len(courier.batches.known) == 2


def test_a_day_without_a_number_left_waits_for_the_next(terminal: Terminal) -> None:
    terminal.at = ""
    with terminal.running() as run:
        run.journal.record(JournalBatched(DAY, 999, 1, 1, ""))
        run.journal.record(JournalRefused(DAY, 999, "FILE_CHAIN"))
        courier = run.courier()
        courier.demand()
        run_for(terminal, courier, 5.0)
        assert terminal.told[-1] == ReconcileEnded("no_number")
        assert len(courier.batches.known) == 1


@pytest.mark.parametrize(("text", "value"), [("", 0), ("12", 12), ("x", 0), ("-1", 0), ("٣", 0), ("9" * 30, 0)])
def test_a_number_of_a_row_is_read_or_is_none(text: str, value: int) -> None:
    assert number(text) == value


def run_for(terminal: Terminal, courier: Courier, seconds: float) -> None:
    until = terminal.now_s + seconds
    while terminal.now_s < until:
        terminal.now_s += courier.step() or 0.01


# --- its thread ---


def test_its_thread_leaves_the_journal_to_the_main_thread(terminal: Terminal) -> None:
    """Every append is made here, in the thread that opened the journal."""
    jobs: queue.Queue[Job] = queue.Queue()
    turns, ended, terminal.at = Turns(), threading.Event(), ""
    with terminal.running() as run:
        keeper = RelayedJournal(Relay(jobs.put, turns), run.journal, lambda: True)
        courier = run.courier()
        courier.means = replace(courier.means, keeper=keeper)
        courier.post = lambda event: ended.set() if isinstance(event, ReconcileEnded) else None
        thread = CourierThread(courier, turns)
        thread.demand()
        thread.start()
        while not ended.is_set():
            with suppress(queue.Empty):
                jobs.get(timeout=0.1).carry_out()
        assert thread.progress > 0
        assert thread.stop(10.0)
    assert terminal.kinds() == ["JournalBatched", "JournalUploaded", "JournalReconciled"]


@pytest.mark.parametrize("how", ["dropped", "left"])
def test_its_thread_ends_while_it_waits_for_the_main_thread(terminal: Terminal, how: str) -> None:
    jobs: queue.Queue[Job] = queue.Queue()
    turns = Turns()
    with terminal.running() as run:
        courier = run.courier()
        courier.means = replace(courier.means, keeper=RelayedJournal(Relay(jobs.put, turns), run.journal, lambda: True))
        thread = CourierThread(courier, turns)
        thread.start()
        waiting = jobs.get(timeout=30)
        if how == "dropped":
            waiting.drop()
        assert thread.stop(10.0)
    assert terminal.kinds() == []


def test_what_fails_in_the_main_thread_is_its_own_and_the_other_one_ends() -> None:
    def fail() -> None:
        raise OSError("full")

    job = Job(fail)
    with pytest.raises(OSError, match="full"):
        job.carry_out()
    assert job.dropped
    assert job.done.is_set()


# --- digests ---


def lose(town: Town, terminal: Terminal, last_digit: str) -> None:
    """Let the platform's ledger lose a sale."""
    name = f"{terminal.number.replace('-', '')}-00000{last_digit}"
    with town.engine.begin() as connection:
        connection.exec_driver_sql(
            "DELETE FROM attempts WHERE sale_no IN (SELECT no FROM sales WHERE sale = ?)", (name,)
        )
        connection.exec_driver_sql("DELETE FROM sales WHERE sale = ?", (name,))


def test_pay_8_what_the_ledger_loses_later_is_noticed_by_digests_and_made_good(town: Town, terminal: Terminal) -> None:
    with terminal.running() as run:
        for number in ("2", "3"):
            run.journal.record(SaleAccepted(SaleNumber(f"{terminal.number.replace('-', '')}-00000{number}"), BOOKING))
        courier = run.courier()
        courier.look_s = 30.0
        run.settle(courier)
        run_for(terminal, courier, 300.0)
        assert terminal.reports() == [(3, 2, 0)], "what agrees is left alone"
        lose(town, terminal, "1")
        run_for(terminal, courier, 28.0)
        assert "1" not in terminal.ledger(), "it might be a sale under way"
        run_for(terminal, courier, 60.0)
        assert terminal.ledger() == BOOKED
        run_for(terminal, courier, 300.0)
    assert terminal.reports() == [(3, 2, 0), (3, 1, 0)]
    assert terminal.kinds() == ["JournalBatched", "JournalUploaded", "JournalReconciled", "JournalReconciled"]


def test_pay_8_who_asks_has_older_batches_compared_where_they_differ(town: Town, terminal: Terminal) -> None:
    """A collector who cannot settle because the ledger has lost a sale that was reconciled long ago."""
    terminal.at = ""
    with terminal.running() as run:
        courier = run.courier()
        courier.demand()
        run_for(terminal, courier, 30.0)
        lose(town, terminal, "1")
        courier.demand()
        run_for(terminal, courier, 30.0)
    assert terminal.told[-1] == ReconcileEnded("", 3, 3, 0)
    assert terminal.ledger() == BOOKED


def test_nobody_looks_while_somebody_is_in_front_or_where_nothing_is_to_happen_by_itself(terminal: Terminal) -> None:
    with terminal.running() as run:
        courier = run.courier()
        run.settle(courier)
        courier.look_s, terminal.idle, passed = 30.0, False, len(run.cut.passed)
        run_for(terminal, courier, 120.0)
        terminal.idle, courier.at = True, ""
        run_for(terminal, courier, 120.0)
        assert len(run.cut.passed) == passed
        courier.at = "00:00"
        run_for(terminal, courier, 120.0)
        assert "before /v1/digests" in run.cut.passed
