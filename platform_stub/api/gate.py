"""Before anything is parsed: a body's size, compression and time, and that it is plain JSON (IFC-3)."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, NoReturn

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platform_stub.packing import BODY_AT_MOST, NotPacked, TooLarge, unpack

BODY_S = 10.0


class Stopped(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class CallerLeft(Exception):
    """The caller hung up before the body was whole."""


class Gate:
    """Lets in a body of at most 256 KiB, also unpacked, that comes within BODY_S and is JSON without surprises."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, unpack and check a body; only what passes reaches the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        try:
            async with asyncio.timeout(BODY_S):
                packed = await _read(receive)
            body = _unpacked(packed, _values(headers, b"content-encoding"))
            check_json(body)
        except TimeoutError:
            await _answer(Stopped(408, "BODY_TOO_SLOW", f"more than {BODY_S:.0f} seconds"), scope, receive, send)
            return
        except Stopped as stopped:
            await _answer(stopped, scope, receive, send)
            return
        except CallerLeft:
            return
        kept = [(name, value) for name, value in headers if name not in (b"content-encoding", b"content-length")]
        kept.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": kept}, _replay(body, receive), send)


async def _answer(stopped: Stopped, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Connection": "close"}  # what the caller still sends is not read
    await JSONResponse({"code": stopped.code, "detail": stopped.detail}, stopped.status, headers)(scope, receive, send)


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


def _unpacked(body: bytes, encodings: list[bytes]) -> bytes:
    if encodings in ([], [b"identity"]):
        return body
    if encodings != [b"gzip"]:
        raise Stopped(415, "ENCODING_UNKNOWN", "only gzip is understood")
    try:
        return unpack(body)
    except TooLarge:
        raise Stopped(413, "BODY_TOO_LARGE", f"more than {BODY_AT_MOST} bytes unpacked") from None
    except NotPacked as error:
        raise Stopped(400, "ENCODING_WRONG", str(error)) from None


def check_json(body: bytes) -> None:
    """Refuse what is no JSON text in UTF-8, names a field twice, has no number where it says NaN, or nests too deep."""
    if not body:
        return
    try:
        json.loads(body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else "not plain JSON"
        raise Stopped(422, "INVALID_REQUEST", reason) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


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
