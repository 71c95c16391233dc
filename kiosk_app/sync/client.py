"""HTTPS to the platform: TLS 1.3, the terminal's certificate, the platform's own authority, compressed (ACC-1 to 3).

Bounded in size and time. What cannot be read as an answer of the contract, or is not signed for just this request, is
no answer.
"""

import gzip
import json
import time
import zlib
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import requests
import urllib3
from pydantic import TypeAdapter, ValidationError
from requests.adapters import HTTPAdapter

from kiosk_app.sync.binding import Binding
from kiosk_app.sync.line import BoundedContext
from kiosk_app.sync.wire import ProtocolError

Answer = TypeVar("Answer")

CONNECT_S = 2.5  # for the connection, and again for the handshake: less than the watchdog looks on
CALL_S = 12.0  # for the whole call, from its beginning to the last byte of its answer
BODY_AT_MOST = 256 * 1024
GZIP_FROM = 512
GZIP_WINDOW = 31  # zlib's way to ask for a gzip header


class NoAnswer(Exception):
    """Nothing is known about what the far side did."""


class NoIdentity(NoAnswer):
    """Nothing was asked: the terminal's identity or the platform's authority is not there or cannot be used."""


class Unread(NoAnswer):
    """The platform cannot read the request (422): one of the two programs errs. The same again gets the same."""


class Rejected(Exception):
    """The platform read the request and refuses it as such (4xx), with its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PinnedAdapter(HTTPAdapter):
    """Requests over one TLS context; nothing of the system's trust store, nothing repeated behind our back."""

    def __init__(self, context: BoundedContext) -> None:
        self._context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections with our context."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the context as it is: `requests` would load every public authority into it here."""


class PlatformClient:
    """One connection to one service; used by one thread."""

    def __init__(self, url: str, context: BoundedContext, binding: Binding | None = None) -> None:
        """Without `binding` requests are not numbered nor answers signed: for enrolment alone, which begins it."""
        self._url, self._context, self._binding = url, context, binding
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no netrc: what the environment says is not configuration
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.adapters.clear()  # nothing but HTTPS
        self._session.mount("https://", PinnedAdapter(context))

    def while_waiting(self, go_on: Callable[[], bool]) -> None:
        """Call this in every turn of a wait; the call ends without an answer as soon as it says False."""
        self._context.go_on = go_on

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer in that shape; raise NoAnswer or Rejected."""
        data, headers = packed(body)
        bound = key = None
        if self._binding is not None:
            bound, key = self._binding.next(), self._binding.key()
            if key is None:
                raise NoIdentity("enrolled without the platform's key of answers")
            headers |= bound.headers()
        self._context.until = time.monotonic() + CALL_S
        try:
            response = self._session.request(
                method,
                self._url + path,
                data=data,
                headers=headers,
                timeout=(CONNECT_S, CALL_S),
                stream=True,
                allow_redirects=False,  # a request goes where it was sent, or nowhere
            )
            with response:
                content = unpacked(whole(response.raw), response.headers.get("Content-Encoding", "identity"))
                status, told = response.status_code, response.headers
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error
        if bound is not None and key is not None and not bound.is_answered_by(status, told, content, key):
            raise NoAnswer(f"status {status}, not signed for this request")
        return understood(status, content, shape)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def packed(body: dict[str, Any] | None) -> tuple[bytes | None, dict[str, str]]:
    """Return a body as bytes, compressed when it is worth it (ACC-2), and its headers."""
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
    if body is None:
        return None, headers
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers["Content-Type"] = "application/json"
    if len(data) >= GZIP_FROM:
        data = gzip.compress(data, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return data, headers


def whole(body: urllib3.BaseHTTPResponse) -> bytes:
    """Read a body as it came over the line, to its announced end; raise NoAnswer when it is too large."""
    content = bytearray()
    while part := body.read(BODY_AT_MOST + 1 - len(content), decode_content=False):
        content += part
        if len(content) > BODY_AT_MOST:
            raise NoAnswer("answer too large")
    return bytes(content)


def unpacked(content: bytes, encoding: str) -> bytes:
    """Unpack a body, never further than one byte beyond the limit; raise NoAnswer for anything but one whole gzip."""
    if encoding.lower() == "identity":
        return content
    if encoding.lower() != "gzip":
        raise NoAnswer("unknown encoding")
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        plain = unpacker.decompress(content, BODY_AT_MOST + 1)
    except zlib.error as error:
        raise NoAnswer("not gzip") from error
    if len(plain) > BODY_AT_MOST:
        raise NoAnswer("answer too large")
    if not unpacker.eof or unpacker.unused_data:
        raise NoAnswer("not one whole gzip")
    return plain


def understood(status: int, content: bytes, shape: TypeAdapter[Answer]) -> Answer:
    """Read an answer, or raise: a broken contract and an unknown outcome are both no answer."""
    try:
        if status == requests.codes.ok:
            return shape.validate_json(content)
        if 400 <= status < 500 and status not in (408, 422, 429):
            raise Rejected(ProtocolError.model_validate_json(content).code)
    except ValidationError as error:
        raise NoAnswer(f"broken contract: status {status}, {error.error_count()} faults") from error
    raise (Unread if status == requests.codes.unprocessable else NoAnswer)(f"status {status}")
