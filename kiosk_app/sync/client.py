"""HTTPS to the platform: TLS 1.3, the terminal's certificate, the platform's own authority, compressed (ACC-1 to 3).

Bounded in size and time. What cannot be read as an answer of the contract is no answer.
"""

import gzip
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests
import urllib3
from pydantic import TypeAdapter, ValidationError
from requests.adapters import HTTPAdapter

from kiosk_app.sync.wire import ProtocolError

Answer = TypeVar("Answer")

CONNECT_S, READ_S = 3.0, 10.0
BODY_AT_MOST = 256 * 1024
GZIP_FROM = 512


class NoAnswer(Exception):
    """Nothing is known about what the far side did."""


class Rejected(Exception):
    """The platform read the request and refuses it as such (4xx), with its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Credentials:
    """Files of the terminal's identity and of the authority that it trusts."""

    key: Path
    certificate: Path
    authority: Path


def tls(credentials: Credentials | None, authority: Path) -> ssl.SSLContext:
    """Return a context for TLS 1.3 only, trusting that one authority, with the terminal's certificate if it has one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(authority)
    if credentials is not None:
        context.load_cert_chain(credentials.certificate, credentials.key)
    return context


class PinnedAdapter(HTTPAdapter):
    """Requests over one TLS context; nothing of the system's trust store, nothing repeated behind our back."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections with our context."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)


class PlatformClient:
    """One connection to one service; used by one thread."""

    def __init__(self, url: str, context: ssl.SSLContext) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no netrc: what the environment says is not configuration
        self._session.mount("https://", PinnedAdapter(context))

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer in that shape; raise NoAnswer or Rejected."""
        data, headers = packed(body)
        try:
            response = self._session.request(
                method, self._url + path, data=data, headers=headers, timeout=(CONNECT_S, READ_S), stream=True
            )
            with response:
                content = response.raw.read(BODY_AT_MOST + 1, decode_content=True)
                status = response.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise NoAnswer(type(error).__name__) from error
        if len(content) > BODY_AT_MOST:
            raise NoAnswer("answer too large")
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


def understood(status: int, content: bytes, shape: TypeAdapter[Answer]) -> Answer:
    """Read an answer, or raise: a broken contract and an unknown outcome are both no answer."""
    try:
        if status == requests.codes.ok:
            return shape.validate_json(content)
        if 400 <= status < 500 and status not in (408, 422, 429):
            raise Rejected(ProtocolError.model_validate_json(content).code)
    except ValidationError as error:
        raise NoAnswer(f"broken contract: status {status}, {error.error_count()} faults") from error
    raise NoAnswer(f"status {status}")
