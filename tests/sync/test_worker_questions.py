"""The platform's thread and what it is asked: each question is answered, none is told to a log (fault 23-28)."""

import pytest
import structlog

from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import BookingRequest
from kiosk_app.domain.staff_events import SettlementBooked, SettlementRefused
from kiosk_app.runtime import logs
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.line import tls
from kiosk_app.sync.worker import REQUESTS_AT_MOST, TRIES, PlatformWorker
from tests.contract import platform
from tests.support import samples
from tests.sync import examples
from tests.sync.conftest import Papers
from tests.sync.server import saying
from tests.sync.test_office import SETTLEMENT
from tests.sync.worker_stage import PAYMENT, SALES, Stage, Start, Town, http_json


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
