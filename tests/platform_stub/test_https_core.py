"""The adapter to the billing core (docs/interfaces.md 3): what it sends, what it takes for an answer, its bounds."""

import asyncio
import contextlib
import gzip
import json
import socket
import ssl
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from platform_stub.billing.core import CoreRejected, CoreSilent, PaymentOrder, PurchaseOrder
from platform_stub.billing.https_core import HttpsCore
from platform_stub.packing import BODY_AT_MOST
from platform_stub.shapes import Card, Refused
from tests.contract.platform import call
from tests.platform_stub.conftest import CARD

TOKEN = "a-token-for-these-tests"
CARD_VALUE = Card.model_validate_json(json.dumps(CARD))
PAYMENT = PaymentOrder(serial="GD0117-000001", customer_no="3104587000", paid_fen=12_000, bill_ids=["b1"])
PURCHASE = PurchaseOrder(serial="GD0117-000002", customer_no="3104587926", paid_fen=10_000, card=CARD_VALUE)
PAID = {"core_serial": "SG1", "bills_fen": 11_024, "late_fees_fen": 761, "surplus_fen": 215, "balance_fen": 215}
SOLD = {
    "core_serial": "SG2", "vend_id": "V000000001", "counter": 8, "wallet_value": 10_000, "money_fen": 10_000,
    "energy_ckwh": 0, "remainder_fen": 0, "balance_fen": 0,
}  # fmt: skip
NO_RECORD = {"code": "NO_RECORD", "detail": "nothing was booked under this serial"}
Ask = Callable[[HttpsCore], object]
CALLS: dict[str, tuple[Ask, str, str]] = {
    "accounts_query": (lambda c: c.query_customer("3104587000", "123456"), "POST", "/sg186/customers/query"),
    "cards_identify": (lambda c: c.identify_card(CARD_VALUE), "POST", "/sg186/cards/identify"),
    "quotes": (lambda c: c.quote("3104587926", money_fen=10_000, energy_ckwh=None), "POST", "/sg186/quotes"),
    "card_authorisations": (
        lambda c: c.authorise("GD0117-000002", CARD["serial"], "A1B2C3D4E5F60718", 0),
        "POST",
        "/sg186/purchases/GD0117-000002/authorisations",
    ),
    "write_orders": (
        lambda c: c.order_write("GD0117-000002", CARD_VALUE, "11223344"),
        "POST",
        "/sg186/purchases/GD0117-000002/write-orders",
    ),
    "write_confirmations": (
        lambda c: c.confirm_write("GD0117-000002", CARD_VALUE),
        "POST",
        "/sg186/purchases/GD0117-000002/confirmations",
    ),
}
BOOKINGS: dict[str, tuple[Ask, str, str]] = {
    "pay": (lambda c: c.pay(PAYMENT), "POST", "/sg186/payments"),
    "buy": (lambda c: c.buy(PURCHASE), "POST", "/sg186/purchases"),
    "find_payment": (lambda c: c.find_payment("GD0117-000001"), "GET", "/sg186/payments/GD0117-000001"),
    "find_purchase": (lambda c: c.find_purchase("GD0117-000002"), "GET", "/sg186/purchases/GD0117-000002"),
}


@dataclass
class Far:
    """The far side: answers as it is told, keeps what it was asked."""

    status: int = 200
    content: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def tell(self, answer: object, status: int = 200) -> None:
        self.status, self.content, self.headers = status, json.dumps(answer).encode(), {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, headers=self.headers, stream=httpx.ByteStream(self.content))

    @property
    def body(self) -> Any:
        request = self.asked[-1]
        packed = request.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(request.content) if packed else request.content)


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "core-authority.pem")
    return made, tmp_path / "core-authority.pem"


@pytest.fixture
def core(far: Far, authority: tuple[trustme.CA, Path]) -> Iterator[HttpsCore]:
    made = HttpsCore("https://core", TOKEN, authority[1])
    made._client._transport = httpx.MockTransport(far)
    yield made
    made.close()


# --- what is sent ---


@pytest.mark.parametrize("name", [*CALLS, *BOOKINGS])
def test_each_call_goes_where_it_belongs_with_the_token(core: HttpsCore, far: Far, name: str) -> None:
    ask, method, path = {**CALLS, **BOOKINGS}[name]
    far.tell({"outcome": "refused", "code": "OUT_OF_HOURS"})
    ask(core)
    (request,) = far.asked
    assert (request.method, request.url.path) == (method, path)
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("password", ["123456", None])
def test_ui_1_a_customer_is_asked_about_with_a_password_or_without(
    core: HttpsCore, far: Far, password: str | None
) -> None:
    far.tell({"outcome": "refused", "code": "CUSTOMER_UNKNOWN"})
    core.query_customer("3104587000", password)
    assert far.body == {"customer_no": "3104587000", "password": password}


def test_a_payment_is_sent_as_the_contract_says(core: HttpsCore, far: Far) -> None:
    far.tell({"outcome": "ok", "payment": PAID})
    paid = core.pay(PAYMENT)
    assert far.body == {"serial": "GD0117-000001", "customer_no": "3104587000", "paid_fen": 12_000, "bill_ids": ["b1"]}
    assert not isinstance(paid, Refused)
    assert paid.surplus_fen == 215
    assert "content-encoding" not in far.asked[0].headers


def test_acc_2_a_purchase_is_long_enough_to_be_packed(core: HttpsCore, far: Far) -> None:
    far.tell({"outcome": "ok", "purchase": SOLD})
    core.buy(PURCHASE)
    assert far.body == {"serial": "GD0117-000002", "customer_no": "3104587926", "paid_fen": 10_000, "card": CARD}
    core.buy(PURCHASE.model_copy(update={"serial": "G" * 200}))
    assert [request.headers.get("content-encoding") for request in far.asked] == [None, "gzip"]


def test_a_quote_is_asked_for_one_side_only(core: HttpsCore, far: Far) -> None:
    far.tell({"outcome": "refused", "code": "LIMIT_EXCEEDED"})
    core.quote("3104587926", money_fen=None, energy_ckwh=100)
    assert far.body == {"customer_no": "3104587926", "energy_ckwh": 100}
    with pytest.raises(AssertionError):
        core.quote("3104587926", money_fen=None, energy_ckwh=None)


def test_the_token_is_not_shown(core: HttpsCore) -> None:
    assert TOKEN not in repr(core)


# --- what is an answer ---


@pytest.mark.parametrize("name", CALLS)
def test_recorded_answers_are_understood(core: HttpsCore, far: Far, name: str) -> None:
    """The core's answers are the platform's (docs/interfaces.md 3: "as 1")."""
    ask = CALLS[name][0]
    for example in call(name).examples:
        if example.status == 200:
            far.tell(example.answer)
            answer = ask(core)
            refused = example.answer["outcome"] == "refused"
            assert isinstance(answer, Refused) == refused, example.name
            assert not refused or answer == Refused(**example.answer)


@pytest.mark.parametrize("name", CALLS)
def test_broken_answers_are_no_answers(core: HttpsCore, far: Far, name: str) -> None:
    """What a kiosk would not take from us we do not take from the core."""
    ask = CALLS[name][0]
    for broken in call(name).broken_answers:
        far.tell(broken.answer, broken.status)
        with pytest.raises(CoreSilent):
            ask(core)


@pytest.mark.parametrize(
    "answer",
    [
        {"outcome": "ok"},
        {"outcome": "ok", "payment": {**PAID, "surplus_fen": -1}},
        {"outcome": "ok", "payment": {**PAID, "surplus_fen": "215"}},
        {"outcome": "ok", "payment": {**PAID, "surplus_fen": 215.0}},
        {"outcome": "ok", "payment": {**PAID, "more": 1}},
        {"outcome": "ok", "payment": {**PAID, "core_serial": ""}},
        {"outcome": "ok", "payment": None},
        {"outcome": "ok", "purchase": SOLD},
        {"payment": PAID},
        {"code": "OUT_OF_HOURS"},
        {"outcome": "refused"},
        {"outcome": "refused", "code": "no"},
        {"outcome": "refused", "code": "NO", "facts": {"n": 1}},
        [],
        None,
    ],
)
def test_a_broken_booking_is_no_answer(core: HttpsCore, far: Far, answer: object) -> None:
    far.tell(answer)
    for ask in (core.pay, core.find_payment):
        with pytest.raises(CoreSilent):
            ask(PAYMENT if ask == core.pay else PAYMENT.serial)  # type: ignore[arg-type]  # each its own


def test_nothing_of_a_broken_answer_is_repeated(core: HttpsCore, far: Far) -> None:
    far.tell({"outcome": "ok", "account": {"name_masked": "王小明", "customer_no": 3104587999}})
    with pytest.raises(CoreSilent) as silent:
        core.query_customer("3104587000", "123456")
    told = "".join(traceback.format_exception(silent.value))
    assert "王" not in told
    assert "3104587999" not in told


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_request_that_is_wrong_as_such_is_rejected(core: HttpsCore, far: Far, status: int) -> None:
    far.tell({"code": "INVALID_REQUEST", "detail": ""}, status)
    for ask in (CALLS["quotes"][0], BOOKINGS["pay"][0], BOOKINGS["buy"][0]):
        with pytest.raises(CoreRejected):
            ask(core)
    with pytest.raises(CoreSilent):
        core.find_payment("GD0117-000001")


@pytest.mark.parametrize("status", [201, 204, 301, 302, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504])
def test_any_other_status_is_no_answer(core: HttpsCore, far: Far, status: int) -> None:
    """A wrong token, a proxy's page, a core that is down: nothing is known, and it is asked again."""
    far.tell({"outcome": "ok", "payment": PAID}, status)
    far.headers = {"location": "https://elsewhere/"}
    with pytest.raises(CoreSilent):
        core.pay(PAYMENT)
    assert len(far.asked) == 1, "a request goes where it was sent, or nowhere"


def test_only_the_core_s_own_404_says_that_nothing_was_booked(core: HttpsCore, far: Far) -> None:
    far.tell(NO_RECORD, 404)
    assert core.find_payment("GD0117-000001") is None
    assert core.find_purchase("GD0117-000002") is None
    for other in ({"code": "NOT_FOUND", "detail": ""}, {"detail": "Not Found"}, "Not Found", {}, None):
        far.tell(other, 404)
        with pytest.raises(CoreSilent):
            core.find_payment("GD0117-000001")


# --- bounds ---


def test_packed_answers_within_bounds(core: HttpsCore, far: Far) -> None:
    far.headers = {"content-encoding": "gzip"}
    far.content = gzip.compress(json.dumps({"outcome": "ok", "payment": PAID}).encode())
    assert not isinstance(core.pay(PAYMENT), Refused)
    for content in (
        gzip.compress(bytes(BODY_AT_MOST + 1)),
        gzip.compress(b"{}")[:-3],
        b"not gzip",
        gzip.compress(b"{}") + b"more",
    ):
        far.content = content
        with pytest.raises(CoreSilent):
            core.pay(PAYMENT)


def test_an_answer_without_end_is_not_read_to_its_end(core: HttpsCore) -> None:
    read = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal read
            while True:
                read += 64 * 1024
                yield bytes(64 * 1024)

    core._client._transport = httpx.MockTransport(lambda _request: httpx.Response(200, stream=Endless()))
    with pytest.raises(CoreSilent, match="large"):
        core.pay(PAYMENT)
    assert read <= BODY_AT_MOST + 2 * 64 * 1024


@pytest.fixture
def served(authority: tuple[trustme.CA, Path]) -> Iterator[Callable[..., int]]:
    """Serve bytes over real TLS: give how to answer and the highest version, get the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="far side")
    thread.start()
    servers: list[asyncio.Server] = []

    def serve(
        answer: Callable[[asyncio.StreamWriter], Any], *, highest: ssl.TLSVersion, signer: trustme.CA | None = None
    ) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = highest
        (signer or authority[0]).issue_cert("127.0.0.1").configure_cert(context)

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await reader.read(1)
                async for part in answer(writer):
                    writer.write(part)
                    await writer.drain()
            writer.close()

        async def begin() -> asyncio.Server:
            return await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)

        server = asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
        servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    yield serve
    for server in servers:
        loop.call_soon_threadsafe(server.close)
    tasks = asyncio.run_coroutine_threadsafe(cancel_all(), loop)
    tasks.result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    loop.close()


async def cancel_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def whole(_writer: object) -> AsyncIterator[bytes]:
    body = json.dumps({"outcome": "ok", "payment": PAID}).encode()
    yield b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def drop_by_drop(_writer: object) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    while True:
        yield b" "
        await asyncio.sleep(0.2)


async def head_drop_by_drop(_writer: object) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    while True:
        yield b"x"
        await asyncio.sleep(0.2)


async def silence(_writer: object) -> AsyncIterator[bytes]:
    await asyncio.sleep(600)
    yield b""


def test_over_tls_1_3(served: Callable[..., int], authority: tuple[trustme.CA, Path]) -> None:
    core = HttpsCore(f"https://127.0.0.1:{served(whole, highest=ssl.TLSVersion.TLSv1_3)}", TOKEN, authority[1])
    with contextlib.closing(core):
        paid = core.pay(PAYMENT)
    assert not isinstance(paid, Refused)
    assert paid.core_serial == "SG1"


@pytest.mark.parametrize("wrong", ["older TLS", "another authority", "another name"])
def test_a_core_that_does_not_prove_itself_is_told_nothing(
    served: Callable[..., int], authority: tuple[trustme.CA, Path], wrong: str
) -> None:
    """H11."""
    highest = ssl.TLSVersion.TLSv1_2 if wrong == "older TLS" else ssl.TLSVersion.TLSv1_3
    signer = trustme.CA() if wrong == "another authority" else None
    port = served(whole, highest=highest, signer=signer)
    host = "localhost" if wrong == "another name" else "127.0.0.1"
    core = HttpsCore(f"https://{host}:{port}", TOKEN, authority[1])
    with contextlib.closing(core), pytest.raises(CoreSilent, match="ConnectError"):
        core.pay(PAYMENT)


@pytest.mark.parametrize("answer", [drop_by_drop, head_drop_by_drop, silence])
def test_fault_26_an_answer_drop_by_drop_is_not_waited_for(
    served: Callable[..., int],
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[asyncio.StreamWriter], Any],
) -> None:
    """Each drop is in time; the answer as a whole is not."""
    monkeypatch.setattr("platform_stub.billing.https_core.READ_S", 0.5)
    monkeypatch.setattr("platform_stub.billing.https_core.CONNECT_S", 0.5)
    port = served(answer, highest=ssl.TLSVersion.TLSv1_3)
    core = HttpsCore(f"https://127.0.0.1:{port}", TOKEN, authority[1])
    started = time.monotonic()
    with contextlib.closing(core), pytest.raises(CoreSilent, match="ReadTimeout"):
        core.pay(PAYMENT)
    assert time.monotonic() - started < 30


def test_nobody_there(authority: tuple[trustme.CA, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    core = HttpsCore(f"https://127.0.0.1:{port}", TOKEN, authority[1])
    with contextlib.closing(core), pytest.raises(CoreSilent):
        core.find_payment("GD0117-000001")
