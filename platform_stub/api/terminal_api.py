"""The terminal API (docs/interfaces.md 1) as one application."""

from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response

from platform_stub.api import (
    routes_customers,
    routes_digests,
    routes_facts,
    routes_files,
    routes_health,
    routes_identity,
    routes_operators,
    routes_reconciliation,
    routes_recoveries,
    routes_sales,
    routes_settlements,
)
from platform_stub.api.caller import OnlyTerminals
from platform_stub.api.gate import Gate
from platform_stub.billing.core import CoreRejected, CoreSilent
from platform_stub.files.uploads import UploadUnheard
from platform_stub.packing import GZIP_FROM
from platform_stub.platform import Platform
from platform_stub.sales.desk import KeyReused, SaleUnheard, UnknownOutcome
from platform_stub.storage.database import DATABASE_AWAY

DESCRIPTION = "What a terminal may ask of the platform. TLS 1.3; the client certificate's common name is the terminal."
Handler = Callable[[Request, Exception], Awaitable[Response]]
log = structlog.get_logger(__name__)
_CODES = {400: "INVALID_REQUEST", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


def terminal_api(platform: Platform) -> FastAPI:
    """Build the application; only terminals get past its gates."""
    app = documented("GridKiosk terminal API", DESCRIPTION)
    for part in (
        routes_customers,
        routes_sales,
        routes_health,
        routes_identity,
        routes_facts,
        routes_files,
        routes_settlements,
        routes_reconciliation,
        routes_digests,
        routes_recoveries,
        routes_operators,
    ):
        app.include_router(part.router(platform))
    # Added last stands outermost: packing; who it is, with the signature over what is not packed yet; what it says.
    app.add_middleware(Gate)
    app.add_middleware(
        OnlyTerminals, engine=platform.engine, clock=platform.clock, audit=platform.audit, answers=platform.answers
    )
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM)
    return app


def documented(title: str, description: str) -> FastAPI:
    """Begin an application that answers errors as the contract says and serves no pages about itself."""
    app = FastAPI(title=title, version="1", description=description, openapi_url=None, docs_url=None, redoc_url=None)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app


def error(status: int, code: str, detail: str) -> JSONResponse:
    """Return a protocol error."""
    return JSONResponse({"code": code, "detail": detail}, status)


async def _invalid(_request: Request, problem: Exception) -> Response:
    """Say where the mistake is; never what stood there, which may be a password."""
    assert isinstance(problem, RequestValidationError)
    found = [f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}" for item in problem.errors()]
    return error(422, "INVALID_REQUEST", "; ".join(found[:10])[:1_000])


async def _http(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    answer = error(problem.status_code, _CODES.get(problem.status_code, "PROTOCOL_ERROR"), str(problem.detail))
    answer.headers.update(problem.headers or {})
    return answer


async def _key_reused(_request: Request, _problem: Exception) -> Response:
    return error(409, "KEY_REUSED", "this number was used with other content")


async def _foreign(_request: Request, _problem: Exception) -> Response:
    return error(403, "FOREIGN_SALE", "this number is another terminal's")


async def _boot_differs(_request: Request, _problem: Exception) -> Response:
    return error(400, "BOOT_DIFFERS", "the heartbeat is of another start than the request says")


async def _unheard(_request: Request, _problem: Exception) -> Response:
    return error(404, "SALE_UNHEARD", "no sale has this number")


async def _no_upload(_request: Request, _problem: Exception) -> Response:
    return error(404, "UPLOAD_UNHEARD", "no file of this name was announced")


async def _unknown(_request: Request, problem: Exception) -> Response:
    """The core or the database did not answer: whether anything took effect shows when the same is asked again."""
    log.warning("unknown_outcome", reason=type(problem).__name__)
    return error(503, "UNKNOWN_OUTCOME", "ask again with the same key")


async def _rejected(_request: Request, _problem: Exception) -> Response:
    return JSONResponse({"outcome": "refused", "code": "CORE_REJECTED"})


async def _broken(_request: Request, problem: Exception) -> Response:
    """Our own answer breaks the contract: a bug. Its text would name a customer, so only its kind is written."""
    assert isinstance(problem, ResponseValidationError)
    log.error("answer_breaks_contract", faults=[item["type"] for item in problem.errors()][:10])
    return error(500, "INTERNAL", "the answer cannot be given")


_HANDLERS: dict[type[Exception], Handler] = {
    RequestValidationError: _invalid,
    HTTPException: _http,
    KeyReused: _key_reused,
    routes_sales.ForeignSale: _foreign,
    routes_health.BootDiffers: _boot_differs,
    SaleUnheard: _unheard,
    UploadUnheard: _no_upload,
    UnknownOutcome: _unknown,
    CoreSilent: _unknown,
    CoreRejected: _rejected,
    **dict.fromkeys(DATABASE_AWAY, _unknown),
    ResponseValidationError: _broken,
}
