"""Faults on demand (reliability.md faults 44-48): whatever goes wrong, there is one effect (I3)."""

import threading
import time
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from sg186_stub.api import create_app
from sg186_stub.core import Core
from sg186_stub.faults import Fault, HungUp
from sg186_stub.schema import postings
from tests.sg186_stub.conftest import TOKEN, Client
from tests.sg186_stub.test_api import AUTHORISATION, PAYMENT, PURCHASE, SALE, WRITE


def fault(client: Client, where: str, kind: str, times: int = 1, ms: int = 0) -> None:
    answer = client.ask("/sg186/faults", {"where": where, "kind": kind, "times": times, "ms": ms})
    assert answer == {"outcome": "ok"}


def booked(core: Core) -> int:
    with core.engine.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(postings)).scalar_one())


def test_a_refusal_so_many_times_then_no_more(client: Client, core: Core) -> None:
    fault(client, "payments", "refuse", times=2)
    for _ in range(2):
        assert client.ask("/sg186/payments", PAYMENT) == {"outcome": "refused", "code": "OUT_OF_HOURS"}
    assert booked(core) == 0
    assert client.ask("/sg186/payments", PAYMENT)["outcome"] == "ok"


def test_the_encryption_machine_fails(client: Client) -> None:
    client.ask("/sg186/purchases", PURCHASE)
    fault(client, "authorisations", "refuse")
    fault(client, "write_orders", "refuse")
    for path, body in (("authorisations", AUTHORISATION), ("write-orders", WRITE)):
        assert client.ask(f"{SALE}/{path}", body) == {"outcome": "refused", "code": "CRYPTO_UNAVAILABLE"}
        assert client.ask(f"{SALE}/{path}", body)["outcome"] == "ok"


@pytest.mark.parametrize(
    ("where", "path", "body"), [("payments", "payments", PAYMENT), ("purchases", "purchases", PURCHASE)]
)
def test_fault_45_commits_and_dies(client: Client, core: Core, where: str, path: str, body: dict[str, Any]) -> None:
    fault(client, where, "commit_and_die")
    with pytest.raises(HungUp):  # without a server around it nobody can close the connection
        client.post(f"/sg186/{path}", body)
    assert booked(core) == 1
    again = client.ask(f"/sg186/{path}", body)
    assert again == client.get(f"/sg186/{path}/{body['serial']}").json()
    assert booked(core) == 1


def test_fault_47_attempted_twice(client: Client, core: Core) -> None:
    fault(client, "purchases", "answer_twice")
    answer = client.ask("/sg186/purchases", PURCHASE)
    assert (answer["outcome"], answer["purchase"]["counter"]) == ("ok", 8)
    assert booked(core) == 1


def test_fault_47_the_work_is_done_as_often_as_told(core: Core) -> None:
    done: list[Connection] = []
    core.faults.add("purchases", Fault("answer_twice"), 1)
    for _ in range(2):
        core.do("purchases", done.append)
    assert len(done) == 2 + 1


def test_fault_47_slow(client: Client, core: Core) -> None:
    fault(client, "payments", "slow", ms=150)
    begun = time.monotonic()
    assert client.ask("/sg186/payments", PAYMENT)["outcome"] == "ok"
    assert time.monotonic() - begun >= 0.15
    assert booked(core) == 1


@pytest.mark.parametrize("kind", ["slow", "refuse", "answer_twice"])
def test_a_fault_elsewhere_does_not_touch_a_payment(client: Client, kind: str) -> None:
    fault(client, "lookups", kind)
    assert client.ask("/sg186/payments", PAYMENT)["outcome"] == "ok"


@pytest.mark.parametrize(("path", "body"), [("payments", PAYMENT), ("purchases", PURCHASE)])
def test_fault_48_the_same_key_from_many_threads(core: Core, path: str, body: dict[str, Any]) -> None:
    client = Client(create_app(core, TOKEN))
    together, answers = threading.Barrier(6), []

    def ask() -> None:
        together.wait()
        answers.append(client.ask(f"/sg186/{path}", body))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["outcome"] == "ok"
    assert booked(core) == 1


def test_different_keys_from_many_threads_conserve_every_fen(core: Core) -> None:
    client = Client(create_app(core, TOKEN))
    answers: list[dict[str, Any]] = []

    def ask(at: int) -> None:
        answers.append(client.ask("/sg186/payments", {**PAYMENT, "serial": f"k{at}", "paid_fen": 9_000}))

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settled = [answer["payment"]["bills_fen"] + answer["payment"]["late_fees_fen"] for answer in answers]
    surplus = [answer["payment"]["surplus_fen"] for answer in answers]
    assert sum(settled) + sum(surplus) == 54_000
    assert sum(settled) == 39_957, "every bill once"
    assert max(answer["payment"]["balance_fen"] for answer in answers) == sum(surplus)
