"""The platform's thread: what it asks, how often, what it says of the line, how it ends (fault 9, 23-28)."""

import json
import queue
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.money import Fen
from kiosk_app.domain.orders import Order
from kiosk_app.domain.sale import BookingRequest
from kiosk_app.domain.sealed import SealedRow
from kiosk_app.domain.staff_events import SettlementBooked, SettlementRefused
from kiosk_app.journal.recent import Recent
from kiosk_app.runtime import logs
from kiosk_app.sync import wire
from kiosk_app.sync import worker as worker_module
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.line import tls
from kiosk_app.sync.posting import Posting
from kiosk_app.sync.worker import REQUESTS_AT_MOST, TRIES, PlatformWorker
from tests.contract import platform
from tests.support import samples
from tests.sync import examples
from tests.sync.conftest import Papers, Serve
from tests.sync.server import Play, Request, Server, http, saying, sending_and_closing, wait_until
from tests.sync.test_office import SETTLEMENT

ABOUT = {"version": "0.1.0", "boot_id": "5f0c1e7a9b3d2846"}
CONDITIONS = [{"device": "bill_acceptor", "condition": "fault", "code": "cassette_full"}]
STATE = {
    "conditions": CONDITIONS,
    "counters": {"box": [], "slips": 0, "cards_kept": 0, "paper": "ok"},
    "journal": {"count": 1, "head": "0" * 64},
    "config_version": 0,
    "config_refused": None,
    "commands_done": [],
}
BEAT = platform.call("heartbeats").examples[0].answer
SALES = platform.call("sales_put").examples
PAYMENT = examples.booking_request(SALES[0].request or {})


def http_json(answer: Any, status: int = 200) -> bytes:
    return http(status, json.dumps(answer, ensure_ascii=False).encode())


class Town:
    """A platform that answers heartbeats well and everything else as it is told."""

    def __init__(self, serve: Serve) -> None:
        self.beats, self.others = saying(200, BEAT), saying(200, BEAT)
        self.server: Server = serve(self._play)

    def _play(self, connection: ssl.SSLSocket, request: Request) -> None:
        (self.beats if request.path == "/v1/heartbeats" else self.others)(connection, request)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.server.requests if request.path == path]


class Stage:
    """A worker, what it posted, and its end."""

    def __init__(self, connect: Callable[[], PlatformClient], heartbeat_s: float = 30.0) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.worker = PlatformWorker(connect, self.events.put, heartbeat_s, ABOUT, lambda: STATE)

    def next(self, seconds: float = 20.0) -> Event:
        return self.events.get(timeout=seconds)

    def answer(self) -> Event:
        """Return the next event that is no news of the line."""
        while isinstance(event := self.next(), HealthChanged):
            pass
        return event

    def health(self) -> tuple[Condition, str]:
        """Return the next news of the line."""
        while not isinstance(event := self.next(), HealthChanged):
            pass
        assert event.health.device is Device.PLATFORM
        return event.health.condition, event.health.code


Start = Callable[..., Stage]


@pytest.fixture
def town(serve: Serve) -> Town:
    return Town(serve)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pauses short: what happens is tested, not how long it takes."""
    monkeypatch.setattr(worker_module, "PAUSE_S", 0.02)
    monkeypatch.setattr(worker_module, "LOST_HEARTBEAT_S", 0.05)


@pytest.fixture
def start(town: Town, papers: Papers) -> Iterator[Start]:
    """Start a worker on the town's platform; it is stopped at the end."""
    stages: list[Stage] = []

    def begin(heartbeat_s: float = 30.0, connect: Callable[[], PlatformClient] | None = None) -> Stage:
        def to_town() -> PlatformClient:
            return PlatformClient(town.server.url, tls(papers.authority_file, papers.identity_file))

        stage = Stage(connect or to_town, heartbeat_s)
        stages.append(stage)
        stage.worker.start()
        return stage

    yield begin
    for stage in stages:
        assert stage.worker.stop(10.0)


def silent(town: Town) -> Play:
    return lambda _, __: (town.server.closing.wait(30), None)[1]


def test_pay_10_a_report_that_the_platform_cannot_read_is_remembered_until_it_is_taken(
    town: Town, start: Start
) -> None:
    """The line is well all the while: the platform has answered."""
    town.others = lambda connection, _: connection.sendall(http_json({"code": "INVALID_REQUEST", "detail": ""}, 422))
    stage = start()
    assert stage.health() == (Condition.READY, "")
    stage.worker.book_settlement(SETTLEMENT)
    assert stage.next() == SettlementRefused(SETTLEMENT, "INVALID_REQUEST")
    assert stage.worker.untaken.oldest == "GD0117-S00001 INVALID_REQUEST"
    town.others = saying(200, {"outcome": "ok"})
    stage.worker.book_settlement(SETTLEMENT)
    assert stage.next() == SettlementBooked(SETTLEMENT)
    assert stage.worker.untaken.oldest == ""


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


# --- questions and answers --------------------------------------------------------------------------


def call_port(worker: PlatformWorker, name: str, example: platform.Example) -> None:
    """Ask through the port, as the runner does."""
    body = example.request or {}
    match name:
        case "accounts_query":
            worker.ask_account(examples.REQUEST, body["customer_no"], examples.secret(body["password"]))
        case "cards_identify":
            worker.ask_card(examples.REQUEST, examples.card(body["card"]))
        case "quotes":
            worker.ask_quote(examples.REQUEST, body["customer_no"], body.get("money_fen"), body.get("energy_ckwh"))
        case "sales_put":
            worker.book(examples.booking_request(body))
        case "card_authorisations":
            challenge = bytes.fromhex(body["challenge"])
            worker.ask_card_authorisation(examples.sale_of(example), body["card_serial"], challenge, body["step"])
        case "write_orders":
            worker.ask_write_order(
                examples.sale_of(example), examples.card(body["card"]), bytes.fromhex(body["random"])
            )
        case _:
            worker.confirm_write(examples.sale_of(example), examples.card(body["card"]))


ASKED = ("accounts_query", "cards_identify", "quotes", "sales_put", "card_authorisations", "write_orders")


@pytest.mark.parametrize("name", [*ASKED, "write_confirmations"])
def test_every_question_is_answered_by_its_event(town: Town, start: Start, name: str) -> None:
    stage = start()
    for example in platform.call(name).examples[:2]:
        town.others = saying(example.status, example.answer)
        call_port(stage.worker, name, example)
        assert stage.answer() == examples.event(examples.request(example), example.answer)
        asked = town.asked(example.path)[-1]
        assert (asked.method, asked.body) == (example.method, example.request)


def test_questions_are_answered_in_their_order(town: Town, start: Start) -> None:
    stage = start()
    town.others = saying(200, {"outcome": "refused", "code": "CUSTOMER_UNKNOWN"})
    for number in range(20):
        stage.worker.ask_quote(str(number), "3104587926", Fen(10_000), None)
    assert [stage.answer() for _ in range(20)] == [
        happened.Refused(str(number), "CUSTOMER_UNKNOWN") for number in range(20)
    ]


def test_i4_fault_23_a_booking_is_repeated_with_the_same_bytes(town: Town, start: Start) -> None:
    stage = start()
    town.others = saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""})
    stage.worker.book(PAYMENT)
    assert stage.answer() == happened.SaleUnanswered(PAYMENT.sale)
    asked = town.asked(f"/v1/sales/{PAYMENT.sale}")
    assert len(asked) == TRIES
    assert len({(each.method, each.raw) for each in asked}) == 1


def test_i3_fault_24_a_lost_answer_is_asked_for_again(town: Town, start: Start) -> None:
    """The platform commits and the answer is lost: the second try under the same key gets the stored one."""
    answers = iter([http_json({}, 500), http_json(SALES[0].answer)])
    town.others = lambda connection, _: connection.sendall(next(answers))
    stage = start()
    stage.worker.book(PAYMENT)
    assert stage.answer() == examples.event(examples.request(SALES[0]), SALES[0].answer)


@pytest.mark.parametrize("status", [403, 404, 409])
def test_a_refusal_as_such_is_not_repeated(town: Town, start: Start, status: int) -> None:
    stage = start()
    town.others = saying(status, {"code": "KEY_REUSED", "detail": ""})
    stage.worker.book(PAYMENT)
    assert stage.answer() == happened.SaleRefused(PAYMENT.sale, "KEY_REUSED")
    assert len(town.asked(f"/v1/sales/{PAYMENT.sale}")) == 1


def test_a_password_is_asked_once(town: Town, start: Start) -> None:
    """A repetition would count as another wrong try."""
    stage = start()
    town.others = saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""})
    stage.worker.ask_account("a", "3104587000", Secret("000000"))
    assert stage.answer() == happened.Unanswered("a")
    assert len(town.asked("/v1/accounts/query")) == 1


def test_vend_4_a_confirmation_is_repeated(town: Town, start: Start) -> None:
    stage = start()
    town.others = saying(503, {"code": "UNKNOWN_OUTCOME", "detail": ""})
    stage.worker.confirm_write(samples.SALE, samples.CARD)
    assert stage.answer() == happened.WriteUnanswered(samples.SALE)
    assert len(town.asked(f"/v1/sales/{samples.SALE}/write-confirmations")) == TRIES


def booking(number: int) -> BookingRequest:
    terms = samples.BILL_TERMS
    sale = OpenSale(samples.SALE, terms, credited=(Fen(10_000),), closed=Fen(10_000)).booking_request()
    return BookingRequest(
        type(sale.sale)(f"GD0117-{number:06}"), sale.kind, sale.customer_no, sale.paid, sale.notes, sale.bill_ids, None
    )


def test_more_questions_than_it_takes_get_no_answer(papers: Papers) -> None:
    """Many sales are open after days without the platform: a full queue is no bug, recovery asks again."""
    stage = Stage(lambda: PlatformClient("https://localhost:1", tls(papers.authority_file)))
    for number in range(REQUESTS_AT_MOST + 2):
        stage.worker.book(booking(number))
    assert [stage.next(1.0) for _ in range(2)] == [
        happened.SaleUnanswered(booking(REQUESTS_AT_MOST + extra).sale) for extra in range(2)
    ]
    assert stage.worker.stop(), "what was never started has ended"


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


# --- what is written down ---------------------------------------------------------------------------


def test_i24_neither_password_nor_customer_is_in_the_log(
    town: Town, start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the platform says: the log tells which question had which fate, and nothing of whom."""
    import logging

    monkeypatch.setattr(logging.root, "handlers", [])
    logs.configure("debug")
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    try:
        stage = start(heartbeat_s=0.05)
        account = platform.call("accounts_query").examples[0]
        broken = {**account.answer, "account": {**account.answer["account"], "balance_fen": "王*明"}}
        for status, answer in (
            (200, account.answer),
            (200, broken),
            (503, {"code": "UNKNOWN_OUTCOME", "detail": "3104587000 123457"}),
            (403, {"code": "NOT_NOW", "detail": "3104587000 123457"}),
            (500, "3104587000 123457"),
        ):
            town.others = saying(status, answer)
            stage.worker.ask_account("a", "3104587000", Secret("123457"))
            stage.answer()
        assert stage.worker.stop(10.0)
    finally:
        written = capsys.readouterr().err
        structlog.reset_defaults()
        logging.getLogger("urllib3").setLevel(logging.NOTSET)
    assert "platform_no_answer" in written and "platform_rejected" in written and "AskAccount" in written
    for private in ("123457", "3104587000", "王", "小区", "3104587000-2026-08"):
        assert private not in written


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
