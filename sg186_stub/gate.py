"""Before anything is parsed: the bearer token, the size of the body, its compression (docs/interfaces.md, IFC-3)."""

import hmac
import zlib
from collections.abc import Iterable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_AT_MOST = 256 * 1024
GZIP_WINDOW = 31  # zlib's way to ask for a gzip header


class Stopped(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class CallerLeft(Exception):
    """The caller hung up before the body was whole."""


class Gate:
    """Lets in whoever knows the token, with a body of at most 256 KiB, also unpacked."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        if not token:
            raise ValueError("an empty token would let everybody in")
        self._app = app
        self._expected = b"Bearer " + token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, read and unpack a request; only what passes reaches the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        try:
            self._check_token(_values(headers, b"authorization"))
            body = _unpack(await _read(receive), _values(headers, b"content-encoding"))
        except Stopped as stopped:
            answer = JSONResponse({"code": stopped.code, "detail": stopped.detail}, stopped.status)
            await answer(scope, receive, send)
            return
        except CallerLeft:
            return
        kept = [(name, value) for name, value in headers if name not in (b"content-encoding", b"content-length")]
        kept.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": kept}, _replay(body, receive), send)

    def _check_token(self, given: list[bytes]) -> None:
        if len(given) != 1 or not hmac.compare_digest(given[0], self._expected):
            raise Stopped(401, "UNAUTHORISED", "the bearer token is missing or wrong")


def _values(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name == wanted]


async def _read(receive: Receive) -> bytes:
    """Collect the body, and stop at once when it grows too long, whatever its announced length was."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
        body += message.get("body", b"")
        if len(body) > BODY_AT_MOST:
            raise Stopped(413, "BODY_TOO_LARGE", f"more than {BODY_AT_MOST} bytes")
        more = bool(message.get("more_body", False))
    return bytes(body)


def _unpack(body: bytes, encodings: list[bytes]) -> bytes:
    """Unpack gzip, one member of it, never further than one byte beyond the limit."""
    if encodings in ([], [b"identity"]):
        return body
    if encodings != [b"gzip"]:
        raise Stopped(415, "ENCODING_UNKNOWN", "only gzip is understood")
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        unpacked = unpacker.decompress(body, BODY_AT_MOST + 1)
    except zlib.error as error:
        raise Stopped(400, "ENCODING_WRONG", "not gzip") from error
    if len(unpacked) > BODY_AT_MOST:
        raise Stopped(413, "BODY_TOO_LARGE", f"more than {BODY_AT_MOST} bytes unpacked")
    if not unpacker.eof or unpacker.unused_data:
        raise Stopped(400, "ENCODING_WRONG", "not one whole gzip member")
    return unpacked


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body once, then whatever comes, which is the caller's leaving."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
