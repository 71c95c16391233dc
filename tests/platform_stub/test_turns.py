"""One at a time for each sale: among threads, among processes, and after a death (fault 48)."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine

from platform_stub.platform import Platform, compose
from platform_stub.sales.desk import KeyReused, UnknownOutcome
from platform_stub.sales.turns import Turns, TurnTaken, turns_for
from tests.platform_stub.conftest import TERMINAL, Clock, payment, purchase, sale
from tests.platform_stub.core_double import CoreDouble

SALE = "GD0117-000001"
HOLDER = """
import sys
from platform_stub.sales.turns import turns_for
from platform_stub.storage.database import open_engine
with turns_for(open_engine(sys.argv[1])).turn(sys.argv[2], 30):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def turns(engine: Engine) -> Iterator[Turns]:
    made = turns_for(engine)
    yield made
    made.close()


def test_a_turn_comes_back_after_its_holder(turns: Turns) -> None:
    for _ in range(3):
        with turns.turn(SALE, 0):
            pass


def test_a_turn_comes_back_after_an_exception(turns: Turns) -> None:
    with pytest.raises(ZeroDivisionError), turns.turn(SALE, 0):
        raise ZeroDivisionError
    with turns.turn(SALE, 0):
        pass


def test_nobody_else_has_it_meanwhile(turns: Turns) -> None:
    def try_it() -> bool:
        try:
            with turns.turn(SALE, 0.05):
                return True
        except TurnTaken:
            return False

    with ThreadPoolExecutor(1) as other, turns.turn(SALE, 0):
        assert other.submit(try_it).result(30) is False
        with turns.turn("GD0117-000002", 0):
            assert other.submit(try_it).result(30) is False, "another sale is nobody's business"
    with ThreadPoolExecutor(1) as other:
        assert other.submit(try_it).result(30) is True


def test_never_two_at_once(turns: Turns) -> None:
    inside, most, done = 0, 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most, done
        with turns.turn(SALE, 60):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.002)
            with lock:
                inside -= 1
                done += 1

    with ThreadPoolExecutor(8) as threads:
        for future in [threads.submit(work) for _ in range(40)]:
            future.result(60)
    assert (most, done) == (1, 40)


@pytest.fixture
def holder(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the turn."""
    words = [sys.executable, "-c", HOLDER, database_url, SALE]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait(30)
    process.stdout.close()
    process.stdin.close()


def test_another_process_has_it(turns: Turns, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(TurnTaken), turns.turn(SALE, 0.1):
        pass


def test_a_killed_process_gives_it_back(turns: Turns, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(30)
    with turns.turn(SALE, 30):
        pass


def test_a_process_that_is_still_at_it_leaves_the_outcome_unknown(
    platform: Platform, core: CoreDouble, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_stub.sales.desk.WAIT_S", 0.1)
    with pytest.raises(UnknownOutcome):
        platform.desk.book(TERMINAL, sale(payment()))
    assert not platform.desk.settle(SALE)
    assert core.posts == {}
    holder.kill()
    holder.wait(30)
    assert platform.desk.settle(SALE)
    assert core.total_fen == 12_000


# --- the desk under threads ---


def all_at_once(calls: list[Any]) -> list[Any]:
    """Make all calls at the same moment; return answers and exceptions."""
    barrier = threading.Barrier(len(calls))

    def one(call: Any) -> Any:
        barrier.wait(30)
        try:
            return call()
        except (KeyReused, UnknownOutcome) as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(60) for future in [threads.submit(one, call) for call in calls]]


@pytest.mark.parametrize("body", [payment(), purchase()], ids=["payment", "purchase"])
def test_i3_eight_at_once_book_once(platform: Platform, core: CoreDouble, body: dict[str, Any]) -> None:
    core.think_s = 0.05
    answers = all_at_once([lambda: platform.desk.book(TERMINAL, sale(body))] * 8)
    assert {json.dumps(answer, sort_keys=True) for answer in answers} == {json.dumps(answers[0], sort_keys=True)}
    assert answers[0]["outcome"] == "booked"
    assert core.posts[SALE] == 1, "the others took the first one's answer"


def test_i3_two_platforms_on_one_database_book_once(
    platform: Platform, engine: Engine, core: CoreDouble, clock: Clock
) -> None:
    """Two desks with turns of their own, as two processes have; the operating system knows only one process here."""
    other = compose(engine, core, platform.audit, clock, platform.desk.turns, answers=platform.answers)
    core.think_s = 0.05
    desks = [platform.desk, other.desk] * 3
    answers = all_at_once([lambda desk=desk: desk.book(TERMINAL, sale(payment())) for desk in desks])
    assert [answer["outcome"] for answer in answers] == ["booked"] * 6
    assert core.posts[SALE] == 1


def test_who_comes_while_an_attempt_is_under_way_takes_its_refusal(platform: Platform, core: CoreDouble) -> None:
    core.think_s = 0.2
    core.faults.append("refuse")
    answers = all_at_once([lambda: platform.desk.book(TERMINAL, sale(payment()))] * 4)
    assert [answer["outcome"] for answer in answers] == ["refused"] * 4
    assert core.posts[SALE] == 1


def test_different_sales_do_not_wait_for_each_other(platform: Platform, core: CoreDouble) -> None:
    core.think_s = 0.02
    bodies = [payment(number) for number in range(1, 13)]
    answers = all_at_once([lambda body=body: platform.desk.book(TERMINAL, sale(body)) for body in bodies])
    assert [answer["outcome"] for answer in answers] == ["booked"] * 12
    assert len({answer["booking"]["platform_serial"] for answer in answers}) == 12
    assert core.total_fen == 12 * 12_000


def test_i4_two_contents_at_once_one_wins_and_one_is_alarmed(platform: Platform, core: CoreDouble) -> None:
    core.think_s = 0.02
    bodies = [payment(), payment(fen=50_000)] * 3
    answers = all_at_once([lambda body=body: platform.desk.book(TERMINAL, sale(body)) for body in bodies])
    booked = [answer for answer in answers if isinstance(answer, dict)]
    assert [type(answer) for answer in answers if not isinstance(answer, dict)] == [KeyReused] * 3
    assert len(booked) == 3
    assert core.posts[SALE] == 1
    assert core.total_fen == booked[0]["booking"]["paid_fen"]
