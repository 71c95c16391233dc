"""PAY-7, PAY-8, I11, I20: a courier that is killed, or cut off, anywhere brings each row once, and every book agrees.

The journal is a real one, the platform the real one in this process; time is virtual.
"""

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from kiosk_app.domain.batches import JournalBatched, JournalReconciled, JournalRefused
from kiosk_app.domain.facts import SaleAccepted
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff_events import ReconcileEnded, ReconcileProgressed
from kiosk_app.sync import rounds
from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.courier import AWAITED_S
from kiosk_app.sync.courier_thread import CourierThread
from kiosk_app.sync.relay import Job, Relay, RelayedJournal, Turns
from tests.support import samples
from tests.sync.courier_world import BOOKED, DAY, Cut, Killed, Terminal, Town, run_for, standing

BOOKING = replace(samples.BOOKING, paid=Fen(10_000))


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with standing() as town:
        yield town


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
