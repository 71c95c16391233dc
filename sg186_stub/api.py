"""The core's interface (docs/interfaces.md chapter 3) as a web application."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sg186_stub import routes_billing, routes_vending
from sg186_stub.bodies import FaultBody
from sg186_stub.core import Core
from sg186_stub.faults import Fault, HungUp
from sg186_stub.gate import Gate

GZIP_FROM = 512
_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 400: "INVALID_REQUEST"}
_Handler = Callable[[Request, Exception], Awaitable[Response]]


class HangUp(Response):
    """No answer at all: the connection is closed behind a committed posting."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Have the server drop the connection, and wait until it is gone, lest it answer with an error."""
        hang_up: Callable[[], None] | None = scope.get("state", {}).get("hang_up")
        if hang_up is None:
            raise HungUp
        hang_up()
        while (await receive())["type"] != "http.disconnect":
            await asyncio.sleep(0)


def create_app(core: Core, token: str) -> FastAPI:
    """Build the application for one core; only who knows `token` gets past the gate."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM)
    app.add_middleware(Gate, token=token)  # added last, so it stands outermost
    app.include_router(routes_billing.router(core))
    app.include_router(routes_vending.router(core))
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)

    @app.post("/sg186/faults")
    def _add_fault(body: FaultBody) -> dict[str, Any]:
        core.faults.add(body.where, Fault(body.kind, body.ms), body.times)
        return {"outcome": "ok"}

    return app


async def _invalid(_request: Request, error: Exception) -> Response:
    """Say where the mistake is; never what stood there, which may be a password."""
    assert isinstance(error, RequestValidationError)
    found = [f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}" for item in error.errors()]
    return JSONResponse({"code": "INVALID_REQUEST", "detail": "; ".join(found[:10])}, 422)


async def _protocol_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "PROTOCOL_ERROR")
    return JSONResponse({"code": code, "detail": str(error.detail)}, error.status_code, headers=error.headers)


async def _no_record(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"code": "NO_RECORD", "detail": "nothing was booked under this serial"}, 404)


async def _hung_up(_request: Request, _error: Exception) -> Response:
    return HangUp()


async def _unknown_outcome(_request: Request, _error: Exception) -> Response:
    """The database was busy or failed: ask again with the same key."""
    return JSONResponse({"code": "UNKNOWN_OUTCOME", "detail": "ask again with the same key"}, 503)


_HANDLERS: dict[type[Exception], _Handler] = {
    RequestValidationError: _invalid,
    HTTPException: _protocol_error,
    routes_billing.NoRecord: _no_record,
    HungUp: _hung_up,
    OperationalError: _unknown_outcome,
}
