"""The interface (docs/interfaces.md chapter 3) as a caller sees it."""

from typing import Any

import pytest
from sqlalchemy import text

from sg186_stub.api import create_app
from sg186_stub.core import Core
from tests.sg186_stub.conftest import FEE_SERIAL, TOKEN, Client, card_json, make_card, written

CARD = make_card()
PAYMENT: dict[str, Any] = {"serial": "GD0117-000001", "customer_no": "3104587000", "paid_fen": 12_000, "bill_ids": []}
PURCHASE = {"serial": "GD0117-000002", "customer_no": "3104587926", "paid_fen": 10_000, "card": card_json(CARD)}
WRITE = {"card": card_json(CARD), "random": "11223344"}
SHOWN = {"card": card_json(written(CARD, 10_000, 8))}
AUTHORISATION = {"card_serial": FEE_SERIAL, "challenge": "A1B2C3D4E5F60718", "step": 0}
SALE = "/sg186/purchases/GD0117-000002"


def test_a_customer_query(client: Client) -> None:
    answer = client.ask("/sg186/customers/query", {"customer_no": "3104587000", "password": "123456"})
    assert answer["outcome"] == "ok"
    assert sorted(answer["account"]) == [
        "address_masked", "as_of", "balance_fen", "bills", "customer_no", "meter_kind", "meter_no", "name_masked",
    ]  # fmt: skip
    assert answer["account"]["bills"][0] == {
        "bill_id": "3104587000-2026-08",
        "month": "2026-08",
        "energy_kwh": 212,
        "amount_fen": 11_024,
        "late_fee_fen": 761,
    }
    assert "王建明" not in str(answer)


def test_wrong_passwords_lock(client: Client) -> None:
    wrong = {"customer_no": "3104587000", "password": "000000"}
    answers = [client.ask("/sg186/customers/query", wrong) for _ in range(4)]
    assert [answer["code"] for answer in answers] == ["PASSWORD_WRONG"] * 2 + ["CUSTOMER_LOCKED"] * 2
    assert answers[0]["facts"] == {"tries_left": "2"}
    assert answers[3]["facts"] == {"minutes": "15"}


def test_a_payment_its_repetition_look_up_and_reversal(client: Client) -> None:
    first = client.ask("/sg186/payments", PAYMENT)
    assert sorted(first["payment"]) == ["balance_fen", "bills_fen", "core_serial", "late_fees_fen", "surplus_fen"]
    assert client.ask("/sg186/payments", PAYMENT) == first
    assert client.get("/sg186/payments/GD0117-000001").json() == first
    other = client.ask("/sg186/payments", {**PAYMENT, "paid_fen": 1})
    assert other == {"outcome": "refused", "code": "DUPLICATE_SERIAL"}
    assert client.ask("/sg186/payments/GD0117-000001/reversal", {}) == {"outcome": "ok"}
    assert client.ask("/sg186/payments/GD0117-000001/reversal", {}) == {"outcome": "ok"}
    assert client.ask("/sg186/payments", PAYMENT) == {"outcome": "refused", "code": "REVERSED"}


def test_a_refused_payment(client: Client) -> None:
    answer = client.ask("/sg186/payments", {**PAYMENT, "bill_ids": ["3104587000-2026-09"]})
    assert answer == {"outcome": "refused", "code": "OLDEST_FIRST", "facts": {"oldest": "3104587000-2026-08"}}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sg186/payments/GD0117-999999"),
        ("GET", "/sg186/purchases/GD0117-999999"),
        ("POST", "/sg186/payments/GD0117-999999/reversal"),
    ],
)
def test_a_serial_never_heard_of(client: Client, method: str, path: str) -> None:
    answer = client.post(path, {}) if method == "POST" else client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NO_RECORD")


def test_a_purchase_from_the_card_to_its_confirmation(client: Client) -> None:
    """VEND-1 to VEND-4 in one go."""
    found = client.ask("/sg186/cards/identify", {"card": card_json(CARD)})
    assert sorted(found) == ["account", "outcome", "terms"]
    assert found["terms"]["counter"] == 7
    quoted = client.ask("/sg186/quotes", {"customer_no": "3104587926", "money_fen": 10_000})["quote"]
    assert sorted(quoted) == ["cost_fen", "energy_ckwh", "money_fen", "remainder_fen", "tiers"]
    sold = client.ask("/sg186/purchases", PURCHASE)
    assert sorted(sold["purchase"]) == [
        "balance_fen", "core_serial", "counter", "energy_ckwh", "money_fen", "remainder_fen", "vend_id", "wallet_value",
    ]  # fmt: skip
    assert client.get(SALE).json() == sold
    waiting = client.ask("/sg186/cards/identify", {"card": card_json(CARD)})
    assert waiting == {"outcome": "refused", "code": "REWRITE_FIRST", "facts": {"sale": "GD0117-000002"}}
    given = client.ask(f"{SALE}/authorisations", AUTHORISATION)
    assert (given["key_no"], given["more"], len(given["cryptogram"])) == (3, True, 16)
    order = client.ask(f"{SALE}/write-orders", WRITE)["order"]
    assert [write["sfi"] for write in order["writes"]] == ["01", "02", "05"]
    assert all(sorted(write) == ["data", "mac", "offset", "sfi"] for write in order["writes"])
    assert order["expected"]["02"] == "0000271000000008"
    assert client.ask(f"{SALE}/confirmations", SHOWN) == {"outcome": "ok"}
    assert client.ask(f"{SALE}/confirmations", SHOWN) == {"outcome": "ok"}
    assert client.ask(f"{SALE}/write-orders", WRITE) == {"outcome": "refused", "code": "ALREADY_WRITTEN"}


def test_a_purchase_taken_back(client: Client) -> None:
    client.ask("/sg186/purchases", PURCHASE)
    order = client.ask(f"{SALE}/reversal", WRITE)["order"]
    assert order["expected"]["02"] == CARD.wallet.hex().upper()
    assert client.get(SALE).json() == {"outcome": "refused", "code": "REVERSED"}


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/sg186/customers/query", {"customer_no": "0000000000", "password": None}, "CUSTOMER_UNKNOWN"),
        ("/sg186/cards/identify", {"card": card_json(make_card(counter=7, returned=None))}, "LAST_PURCHASE_NOT_USED"),
        ("/sg186/quotes", {"customer_no": "3104587926", "money_fen": 1}, "LIMIT_EXCEEDED"),
        ("/sg186/purchases", {**PURCHASE, "paid_fen": 1}, "LIMIT_EXCEEDED"),
        (f"{SALE}/authorisations", AUTHORISATION, "NO_PURCHASE_RECORD"),
        (f"{SALE}/write-orders", WRITE, "NO_PURCHASE_RECORD"),
        (f"{SALE}/confirmations", SHOWN, "NO_PURCHASE_RECORD"),
        (f"{SALE}/reversal", WRITE, "NO_PURCHASE_RECORD"),
    ],
)
def test_refusals(client: Client, path: str, body: object, code: str) -> None:
    answer = client.ask(path, body)
    assert (answer["outcome"], answer["code"]) == ("refused", code)


BAD_CARD = {**card_json(CARD), "serial": "short"}
INVALID = [
    ("/sg186/customers/query", {"customer_no": "3104587000"}),
    ("/sg186/customers/query", {"customer_no": 3104587000, "password": None}),
    ("/sg186/customers/query", {"customer_no": "31045870001", "password": None}),
    ("/sg186/customers/query", {"customer_no": "３１０４５８７０００", "password": None}),
    ("/sg186/customers/query", {"customer_no": "3104587000\n", "password": None}),
    ("/sg186/customers/query", {"customer_no": "3104587000", "password": None, "more": 1}),
    ("/sg186/customers/query", [1]),
    ("/sg186/customers/query", None),
    ("/sg186/payments", {**PAYMENT, "paid_fen": "12000"}),
    ("/sg186/payments", {**PAYMENT, "paid_fen": 120.0}),
    ("/sg186/payments", {**PAYMENT, "paid_fen": True}),
    ("/sg186/payments", {**PAYMENT, "paid_fen": 0}),
    ("/sg186/payments", {**PAYMENT, "paid_fen": -1}),
    ("/sg186/payments", {**PAYMENT, "paid_fen": 10**30}),
    ("/sg186/payments", {**PAYMENT, "bill_ids": ["a", "a"]}),
    ("/sg186/payments", {**PAYMENT, "serial": "../../x"}),
    ("/sg186/payments/a/reversal", {"why": "because"}),
    ("/sg186/quotes", {"customer_no": "3104587926"}),
    ("/sg186/quotes", {"customer_no": "3104587926", "money_fen": 100, "energy_ckwh": 100}),
    ("/sg186/quotes", {"customer_no": "3104587926", "money_fen": None}),
    ("/sg186/purchases", {**PURCHASE, "card": BAD_CARD}),
    ("/sg186/purchases", {**PURCHASE, "card": {**card_json(CARD), "files": {"01": "00"}}}),
    ("/sg186/purchases", {**PURCHASE, "card": {**card_json(CARD), "profile": "csg-cpu"}}),
    (f"{SALE}/authorisations", {**AUTHORISATION, "step": 2}),
    (f"{SALE}/authorisations", {**AUTHORISATION, "challenge": "a1b2c3d4e5f60718"}),
    (f"{SALE}/write-orders", {**WRITE, "random": "1122334"}),
    ("/sg186/faults", {"where": "nowhere", "kind": "slow", "times": 1, "ms": 0}),
    ("/sg186/faults", {"where": "payments", "kind": "slow", "times": 1}),
]


@pytest.mark.parametrize(("path", "body"), INVALID)
def test_what_is_not_as_agreed_is_refused(client: Client, path: str, body: object) -> None:
    answer = client.post(path, body)
    assert answer.status_code == 422, answer.text
    assert sorted(answer.json()) == ["code", "detail"]
    assert answer.json()["code"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'{"customer_no": "\\ud800", "password": null}'],
)
def test_malformed_json(client: Client, content: bytes) -> None:
    answer = client.post_raw("/sg186/customers/query", content)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] == "INVALID_REQUEST"


def test_a_password_is_never_said_back(client: Client) -> None:
    """I24."""
    answer = client.post("/sg186/customers/query", {"customer_no": "x", "password": "654321" * 20})
    assert answer.status_code == 422
    assert "654321" not in answer.text


def test_no_other_address_answers(client: Client) -> None:
    """IFC-3: not even a description of the interface."""
    for path in ("/", "/docs", "/redoc", "/openapi.json", "/sg186"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert client.get("/sg186/payments").json()["code"] == "METHOD_NOT_ALLOWED"


def test_a_busy_or_broken_database_is_an_unknown_outcome(core: Core) -> None:
    """Fault 44."""
    with core.engine.begin() as connection:
        connection.execute(text("DROP TABLE write_offs"))
    client = Client(create_app(core, TOKEN))
    answer = client.post("/sg186/payments", PAYMENT)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_OUTCOME")


def test_large_answers_are_gzipped(client: Client) -> None:
    body = {"customer_no": "3104587000", "password": None}
    answer = client.post("/sg186/customers/query", body)
    assert len(answer.content) > 512
    assert answer.headers["content-encoding"] == "gzip"
    small = client.post("/sg186/customers/query", {**body, "customer_no": "0000000000"})
    assert "content-encoding" not in small.headers
