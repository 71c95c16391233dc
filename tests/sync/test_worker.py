"""The platform's thread: how often it asks, what it says of the line, how it ends (fault 9, 23-28)."""

import queue
import threading
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import Event
from kiosk_app.domain.money import Fen
from kiosk_app.domain.orders import Order
from kiosk_app.domain.sealed import SealedRow
from kiosk_app.journal.recent import Recent
from kiosk_app.sync import wire
from kiosk_app.sync import worker as worker_module
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.line import tls
from kiosk_app.sync.posting import Posting
from kiosk_app.sync.worker import PlatformWorker
from tests.contract import platform
from tests.sync.conftest import Papers
from tests.sync.server import saying, sending_and_closing, wait_until
from tests.sync.worker_stage import (
    ABOUT,
    BEAT,
    CONDITIONS,
    PAYMENT,
    STATE,
    Stage,
    Start,
    Town,
    silent,
)

# --- heartbeats and the health of the line --------------------------------------------------------


def test_a_heartbeat_is_what_the_interface_says(town: Town, start: Start) -> None:
    stage = start()
    assert stage.health() == (Condition.READY, "")
    (beat,) = town.asked("/v1/heartbeats")
    sent = beat.body
    assert sent.keys() == (platform.call("heartbeats").examples[0].request or {}).keys()
    assert {name: sent[name] for name in ("version", "boot_id", "conditions")} == {**ABOUT, "conditions": CONDITIONS}
    assert sent["sent_at"].endswith("+00:00")


def test_plat_3_heartbeats_go_on(town: Town, start: Start) -> None:
    stage = start(heartbeat_s=0.02)
    wait_until(lambda: len(town.asked("/v1/heartbeats")) >= 4)
    assert stage.health() == (Condition.READY, "")
    assert stage.events.empty(), "news is told once"


def test_the_line_is_lost_and_found_again(town: Town, start: Start) -> None:
    stage = start(heartbeat_s=0.02)
    assert stage.health() == (Condition.READY, "")
    town.beats = saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""})
    assert stage.health() == (Condition.LOST, "not_answering")
    town.beats = saying(200, BEAT)
    assert stage.health() == (Condition.READY, "")
    town.beats = saying(403, {"code": "TERMINAL_OUT_OF_SERVICE", "detail": ""})
    assert stage.health() == (Condition.LOST, "refused")


def test_one_question_without_an_answer_is_looked_into_at_once(town: Town, start: Start) -> None:
    """The next heartbeat would be half a minute away; until then nobody could be served."""
    stage = start(heartbeat_s=30.0)
    assert stage.health() == (Condition.READY, "")
    town.others = saying(500, {})
    stage.worker.ask_quote("q", "3104587926", Fen(10_000), None)
    assert stage.health() == (Condition.LOST, "not_answering")
    assert stage.next() == happened.Unanswered("q")
    assert stage.health() == (Condition.READY, "")


@pytest.mark.parametrize("missing", ["identity", "authority"])
def test_a_terminal_without_an_identity_says_so_and_looks_again(
    town: Town, start: Start, papers: Papers, tmp_path: Path, missing: str
) -> None:
    """Not enrolled is no bug: the kiosk is out of service with a code until somebody enrols it."""
    file = tmp_path / "late.pem"
    whole = papers.identity_file if missing == "identity" else papers.authority_file

    def connect() -> PlatformClient:
        identity = file if missing == "identity" else papers.identity_file
        authority = file if missing == "authority" else papers.authority_file
        return PlatformClient(town.server.url, tls(authority, identity))

    stage = start(connect=connect)
    assert stage.health() == (Condition.FAULT, "no_identity")
    stage.worker.book(PAYMENT)
    assert stage.answer() == happened.SaleUnanswered(PAYMENT.sale)
    file.write_bytes(b"not PEM")
    stage.worker.ask_account("a", "3104587000", Secret("123456"))
    assert stage.answer() == happened.Unanswered("a")
    file.write_bytes(whole.read_bytes())
    assert stage.health() == (Condition.READY, "")


# --- its end ------------------------------------------------------------------------------------------


def test_it_ends_while_nothing_happens(start: Start) -> None:
    stage = start()
    assert stage.health() == (Condition.READY, "")
    assert stage.worker.stop(10.0)
    assert not stage.worker._thread.is_alive()


def test_it_ends_while_a_call_hangs(town: Town, start: Start) -> None:
    """Nobody waits for a platform that does not answer: the same key is asked again after the restart."""
    stage = start()
    assert stage.health() == (Condition.READY, "")
    town.others = silent(town)
    stage.worker.book(PAYMENT)
    wait_until(lambda: bool(town.asked(f"/v1/sales/{PAYMENT.sale}")))
    assert stage.worker.stop(), "the default deadline is enough"
    assert stage.answer() == happened.SaleUnanswered(PAYMENT.sale)
    assert len(town.asked(f"/v1/sales/{PAYMENT.sale}")) == 1


def test_it_says_so_when_it_cannot_end_in_time(start: Start) -> None:
    """A thread held by what cannot be ended (a resolver, say) is not waited for."""
    held = threading.Event()

    def connect() -> PlatformClient:
        held.wait(30)
        raise FileNotFoundError

    stage = start(connect=connect)
    wait_until(lambda: stage.worker.progress > 0)
    assert not stage.worker.stop(0.05)
    held.set()


def test_fault_9_it_is_seen_to_move_while_it_waits(town: Town, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow platform is no hanging thread: the watchdog must not end the kiosk for it."""
    monkeypatch.setattr("kiosk_app.sync.line.TURN_S", 0.02)
    stage = start()
    assert stage.health() == (Condition.READY, "")
    town.others = silent(town)
    stage.worker.book(PAYMENT)
    wait_until(lambda: bool(town.asked(f"/v1/sales/{PAYMENT.sale}")))
    before = stage.worker.progress
    wait_until(lambda: stage.worker.progress > before + 5)
    assert len(town.asked(f"/v1/sales/{PAYMENT.sale}")) == 1


def test_fault_9_it_is_seen_to_move_while_nobody_asks(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "IDLE_S", 0.02)
    stage = start()
    assert stage.health() == (Condition.READY, "")
    before = stage.worker.progress
    wait_until(lambda: stage.worker.progress > before + 5)
    assert stage.events.empty()


@pytest.mark.parametrize("where", ["question", "heartbeat", "connect", "post"])
def test_a_bug_reaches_the_hook_for_threads(
    town: Town, papers: Papers, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """ARCHITECTURE: a bug ends the process. The thread must not die in silence with the kiosk still taking money."""
    caught: queue.Queue[threading.ExceptHookArgs] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", caught.put)

    def bug(*_: object) -> Any:
        raise RuntimeError(where)

    def connect() -> PlatformClient:
        if where == "connect":
            bug()
        client = PlatformClient(town.server.url, tls(papers.authority_file, papers.identity_file))
        if where == "question":
            call = client.call
            monkeypatch.setattr(client, "call", lambda *words: bug() if words[0] == "PUT" else call(*words))
        return client

    stage = Stage(connect)
    if where == "heartbeat":
        stage.worker._state = bug
    if where == "post":
        stage.worker._post = bug
    stage.worker.start()
    if where == "question":
        stage.worker.book(PAYMENT)
    assert str(caught.get(timeout=20).exc_value) == where
    wait_until(lambda: not stage.worker._thread.is_alive())
    assert stage.worker.stop()


# --- the journal ----------------------------------------------------------------------------------


def test_the_journal_goes_out_when_nobody_asks_for_anything(town: Town, papers: Papers) -> None:
    recent = Recent()
    posting = Posting(recent, lambda _: None)
    town.others = saying(200, {"outcome": "ok", "held": 1})
    recent.add(SealedRow(1, "5f0c1e7a9b3d2846", 1, 2, "Booted", '{"terminal":"GD-0117"}', bytes(32)))

    def to_town() -> PlatformClient:
        return PlatformClient(town.server.url, tls(papers.authority_file, papers.identity_file))

    events: queue.Queue[Event] = queue.Queue()
    worker = PlatformWorker(to_town, events.put, 30.0, ABOUT, lambda: STATE, posting)
    worker.start()
    try:
        wait_until(lambda: posting.outbox.held == 1)
        (sent,) = town.asked("/v1/facts")
        assert sent.body["rows"][0]["body"] == '{"terminal":"GD-0117"}'
        town.others = silent(town)
        recent.add(SealedRow(2, "5f0c1e7a9b3d2846", 1, 2, "Booted", "{}", bytes(32)))
        wait_until(lambda: len(town.asked("/v1/facts")) == 2)
    finally:
        assert worker.stop(10.0)


def test_a_journal_that_gets_no_answer_is_news_of_the_line_and_a_refused_one_is_not(
    town: Town, start: Start, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = start()
    assert stage.health() == (Condition.READY, "")
    recent = Recent()
    recent.add(SealedRow(1, "5f0c1e7a9b3d2846", 1, 2, "Booted", "{}", bytes(32)))
    posting = Posting(recent, lambda _: None, chance=lambda: 0.0)
    monkeypatch.setattr("kiosk_app.sync.outbox.FIRST_PAUSE_S", 0.02)
    town.others = saying(403, {"code": "FOREIGN_SALE", "detail": ""})
    monkeypatch.setattr(stage.worker, "_posting", posting)
    wait_until(lambda: posting.outbox.failures >= 2)
    assert stage.events.empty()
    town.others = sending_and_closing(b"HTTP/1.1 500 x\r\n\r\n")
    assert stage.health() == (Condition.LOST, "not_answering")


def test_i10_the_witness_hears_every_head_and_a_full_disk_stops_nothing(
    town: Town, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    class FullDisk:
        def hear(self, told: wire.HeadMessage) -> bool:
            heard.append(told.count)
            if len(heard) == 1:
                raise OSError(28, "No space left on device")
            return False

    stage = start(heartbeat_s=0.02)
    monkeypatch.setattr(stage.worker, "_witness", FullDisk())
    wait_until(lambda: len(heard) >= 3)
    assert set(heard) == {0}
    assert stage.health() == (Condition.READY, "")
    assert stage.events.empty()


# --- what a heartbeat's answer brings -----------------------------------------------------------------


def test_ops_2_orders_and_configuration_are_handed_on(town: Town, papers: Papers) -> None:
    """With them goes which ends of orders the platform has heard of, by this very heartbeat."""
    number = "00112233445566aa"
    order = {"id": number, "kind": "restart", "arguments": {"b": "2", "a": "1"}}
    config = {"version": 3, "values": {"limits.notes_s": 90}}
    town.beats = saying(200, {**BEAT, "commands": [order], "config": config})
    state = {**STATE, "commands_done": [{"id": "ffeeddccbbaa9988", "result": "done"}]}
    heard: queue.Queue[worker_module.Heard] = queue.Queue()

    def connect() -> PlatformClient:
        return PlatformClient(town.server.url, tls(papers.authority_file, papers.identity_file))

    worker = PlatformWorker(connect, lambda _: None, 30.0, ABOUT, lambda: state, heard=heard.put)
    worker.start()
    told = heard.get(timeout=20)
    assert worker.stop(10.0)
    assert told.known == ("ffeeddccbbaa9988",)
    assert told.orders == (Order(number, "restart", (("a", "1"), ("b", "2"))),)
    assert told.config is not None
    assert (told.config.version, told.config.values) == (3, {"limits.notes_s": 90})


def test_a_pause_is_told_at_once_and_only_while_it_lasts(
    town: Town, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "IDLE_S", 0.02)
    stage = start()
    assert stage.health() == (Condition.READY, "")
    stage.worker.paused = True
    assert stage.health() == (Condition.FAULT, "paused")
    town.others = saying(200, {"outcome": "refused", "code": "CUSTOMER_UNKNOWN"})
    stage.worker.ask_quote("q", "3104587926", Fen(10_000), None)
    assert stage.next() == happened.Refused("q", "CUSTOMER_UNKNOWN"), "what is open goes on, and it is still paused"
    stage.worker.paused = False
    assert stage.health() == (Condition.READY, "")
