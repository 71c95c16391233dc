"""The billing core over HTTPS (docs/interfaces.md 3): TLS 1.3, its pinned authority, a bearer token, bounds on all.

What cannot be read as an answer of the contract is no answer: CoreSilent. A 4xx that says that the request itself is
wrong is CoreRejected. One client serves every thread.
"""

import json
import math
import ssl
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from platform_stub.billing.core import (
    CoreRejected,
    CoreSilent,
    Identified,
    Payment,
    PaymentOrder,
    Purchase,
    PurchaseOrder,
)
from platform_stub.packing import BODY_AT_MOST, GZIP_FROM, NotPacked, TooLarge, pack, unpack
from platform_stub.shapes import Account, Authorisation, Card, Message, Order, Quote, Refused

CONNECT_S, READ_S = 2.0, 4.0
CONNECTIONS = 40
KEEP_S = 4.0  # shorter than the core keeps a connection, lest a request meet a closed one
OK, NOT_FOUND = 200, 404
_NEVER_TAKEN = frozenset({400, 413, 415, 422})  # what the core answers before it looks at its books


class _AccountAnswer(Message):
    outcome: Literal["ok"]
    account: Account


class _QuoteAnswer(Message):
    outcome: Literal["ok"]
    quote: Quote


class _PaymentAnswer(Message):
    outcome: Literal["ok"]
    payment: Payment


class _PurchaseAnswer(Message):
    outcome: Literal["ok"]
    purchase: Purchase


class _AuthorisationAnswer(Authorisation):
    outcome: Literal["ok"]


class _OrderAnswer(Message):
    outcome: Literal["ok"]
    order: Order


class _PlainAnswer(Message):
    outcome: Literal["ok"]


class _Missing(Message):
    code: Literal["NO_RECORD"]
    detail: str


_ACCOUNT: TypeAdapter[_AccountAnswer | Refused] = TypeAdapter(_AccountAnswer | Refused)
_IDENTIFIED: TypeAdapter[Identified | Refused] = TypeAdapter(Identified | Refused)
_QUOTE: TypeAdapter[_QuoteAnswer | Refused] = TypeAdapter(_QuoteAnswer | Refused)
_PAYMENT: TypeAdapter[_PaymentAnswer | Refused] = TypeAdapter(_PaymentAnswer | Refused)
_PURCHASE: TypeAdapter[_PurchaseAnswer | Refused] = TypeAdapter(_PurchaseAnswer | Refused)
_AUTHORISATION: TypeAdapter[_AuthorisationAnswer | Refused] = TypeAdapter(_AuthorisationAnswer | Refused)
_ORDER: TypeAdapter[_OrderAnswer | Refused] = TypeAdapter(_OrderAnswer | Refused)
_PLAIN: TypeAdapter[_PlainAnswer | Refused] = TypeAdapter(_PlainAnswer | Refused)
Answer = TypeVar("Answer", bound=Message)


class DeadlineSocket(ssl.SSLSocket):
    """Reads until the end of the call under way in this thread: drops that come in time do not add up to for ever."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read as `SSLSocket.recv` does; raises TimeoutError."""
        left = _call.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call is over")
        self.settimeout(min(left, READ_S))
        return super().recv(buflen, flags)


class _Call(threading.local):
    until: float = math.inf  # monotonic seconds


_call = _Call()


class HttpsCore:
    """Satisfies `billing.core.BillingCore`."""

    def __init__(self, url: str, token: str, authority: Path) -> None:
        """Prepare connections to `url`, which must prove itself by `authority` (PEM)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(authority)
        context.sslsocket_class = DeadlineSocket
        self._client = httpx.Client(
            base_url=url,
            verify=context,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=KEEP_S),
            trust_env=False,  # no proxy from the environment: what it says is not configuration
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    # --- BillingCore ---

    def query_customer(self, customer_no: str, password: str | None) -> Account | Refused:
        """Look a customer up."""
        found = self._ask("/sg186/customers/query", {"customer_no": customer_no, "password": password}, _ACCOUNT)
        return found if isinstance(found, Refused) else found.account

    def identify_card(self, card: Card) -> Identified | Refused:
        """Say whose card this is."""
        return self._ask("/sg186/cards/identify", {"card": written(card)}, _IDENTIFIED)

    def quote(self, customer_no: str, *, money_fen: int | None, energy_ckwh: int | None) -> Quote | Refused:
        """Quote energy for money, or money for energy."""
        assert (money_fen is None) != (energy_ckwh is None), "exactly one of money and energy"
        side = {"money_fen": money_fen} if money_fen is not None else {"energy_ckwh": energy_ckwh}
        quoted = self._ask("/sg186/quotes", {"customer_no": customer_no, **side}, _QUOTE)
        return quoted if isinstance(quoted, Refused) else quoted.quote

    def pay(self, order: PaymentOrder) -> Payment | Refused:
        """Book a payment."""
        paid = self._ask("/sg186/payments", written(order), _PAYMENT)
        return paid if isinstance(paid, Refused) else paid.payment

    def find_payment(self, serial: str) -> Payment | Refused | None:
        """Return the stored answer."""
        found = self._find(f"/sg186/payments/{serial}", _PAYMENT)
        return found.payment if isinstance(found, _PaymentAnswer) else found

    def buy(self, order: PurchaseOrder) -> Purchase | Refused:
        """Book a purchase."""
        sold = self._ask("/sg186/purchases", written(order), _PURCHASE)
        return sold if isinstance(sold, Refused) else sold.purchase

    def find_purchase(self, serial: str) -> Purchase | Refused | None:
        """Return the stored answer."""
        found = self._find(f"/sg186/purchases/{serial}", _PURCHASE)
        return found.purchase if isinstance(found, _PurchaseAnswer) else found

    def authorise(self, serial: str, card_serial: str, challenge: str, step: int) -> Authorisation | Refused:
        """Answer a card's challenge."""
        body = {"card_serial": card_serial, "challenge": challenge, "step": step}
        given = self._ask(f"/sg186/purchases/{serial}/authorisations", body, _AUTHORISATION)
        return given if isinstance(given, Refused) else Authorisation(**given.model_dump(exclude={"outcome"}))

    def order_write(self, serial: str, card: Card, random: str) -> Order | Refused:
        """Order the write of a booked purchase."""
        body = {"card": written(card), "random": random}
        ordered = self._ask(f"/sg186/purchases/{serial}/write-orders", body, _ORDER)
        return ordered if isinstance(ordered, Refused) else ordered.order

    def confirm_write(self, serial: str, card: Card) -> Refused | None:
        """Report that the card shows the purchase."""
        told = self._ask(f"/sg186/purchases/{serial}/confirmations", {"card": written(card)}, _PLAIN)
        return told if isinstance(told, Refused) else None

    # --- the wire ---

    def _ask(self, path: str, body: Mapping[str, object], shape: TypeAdapter[Answer]) -> Answer:
        status, content = self._send("POST", path, body)
        if status in _NEVER_TAKEN:
            raise CoreRejected(f"status {status}")
        return _understood(status, content, shape)

    def _find(self, path: str, shape: TypeAdapter[Answer]) -> Answer | None:
        status, content = self._send("GET", path, None)
        if status == NOT_FOUND and _says_no_record(content):
            return None
        return _understood(status, content, shape)

    def _send(self, method: str, path: str, body: Mapping[str, object] | None) -> tuple[int, bytes]:
        """Send one request, once; at most CONNECT_S and READ_S pass, and BODY_AT_MOST bytes are read."""
        data, headers = _packed(body)
        _call.until = time.monotonic() + CONNECT_S + READ_S
        try:
            with self._client.stream(method, path, content=data, headers=headers) as response:
                received = bytearray()
                for part in response.iter_raw():
                    received += part
                    if len(received) > BODY_AT_MOST:
                        raise CoreSilent("answer too large")
                packed = response.headers.get("content-encoding") == "gzip"
                return response.status_code, unpack(bytes(received)) if packed else bytes(received)
        except (httpx.HTTPError, OSError, NotPacked, TooLarge) as error:
            raise CoreSilent(type(error).__name__) from error


def _says_no_record(content: bytes) -> bool:
    """Tell whether this is the core's own 404: only that says that nothing was booked."""
    try:
        _Missing.model_validate_json(content)
    except ValidationError:
        return False
    return True


def written(value: Message) -> dict[str, Any]:
    """Return a value as the wire writes it."""
    return value.model_dump(by_alias=True)


def _packed(body: Mapping[str, object] | None) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json"}
    if len(data) >= GZIP_FROM:
        return pack(data), {**headers, "Content-Encoding": "gzip"}
    return data, headers


def _understood(status: int, content: bytes, shape: TypeAdapter[Answer]) -> Answer:
    """Read an answer; what came instead is never repeated, for it may name a customer."""
    if status != OK:
        raise CoreSilent(f"status {status}")
    try:
        answer = shape.validate_json(content)
    except ValidationError as error:
        raise CoreSilent(f"broken contract: {error.error_count()} faults") from None
    if "outcome" not in answer.model_fields_set:  # our own values have it by default, an answer says it
        raise CoreSilent("broken contract: no outcome")
    return answer
