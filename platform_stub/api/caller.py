"""Who is calling: the handshake proved the certificate, the registry says whose it is and whether it still counts."""

from collections.abc import Callable
from datetime import datetime

import anyio.to_thread
import structlog
from cryptography import x509
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from platform_stub.audit import Audit
from platform_stub.storage.database import DATABASE_AWAY, reading
from platform_stub.terminals import registry
from platform_stub.terminals.authority import fingerprint

PEER = "peer_certificate"  # scope["state"]: the DER that the handshake accepted; `api.server` puts it there
TERMINAL = "terminal"

log = structlog.get_logger(__name__)


class OnlyTerminals:
    """Lets in who is a registered terminal, and tells the application which one; nobody else gets past it."""

    def __init__(self, app: ASGIApp, engine: Engine, clock: Callable[[], datetime], audit: Audit) -> None:
        self._app, self._engine, self._clock, self._audit = app, engine, clock, audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Identify the caller, in a thread, since the database may be busy."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.get("state", {})
        try:
            terminal = await anyio.to_thread.run_sync(self._identify, state.get(PEER))
        except registry.Stranger as stranger:
            answer = JSONResponse({"code": stranger.code, "detail": "this certificate does not count"}, 403)
            await answer(scope, receive, send)
            return
        except DATABASE_AWAY as error:
            log.warning("unknown_outcome", reason=type(error).__name__)
            answer = JSONResponse({"code": "UNKNOWN_OUTCOME", "detail": "ask again with the same key"}, 503)
            await answer(scope, receive, send)
            return
        await self._app({**scope, "state": {**state, TERMINAL: terminal}}, receive, send)

    def _identify(self, der: bytes | None) -> str:
        if der is None:
            raise registry.Stranger("TERMINAL_UNKNOWN")
        known_as = fingerprint(x509.load_der_x509_certificate(der))
        try:
            with reading(self._engine) as connection:
                return registry.identify(connection, known_as, self._clock())
        except registry.Stranger as stranger:
            self._audit.note("caller_refused", code=stranger.code, actor=known_as[:16])
            raise


def terminal_of(request: Request) -> str:
    """Return the terminal that is calling; for the routes."""
    terminal = getattr(request.state, TERMINAL)
    assert isinstance(terminal, str), "no route is reached but by a terminal"
    return terminal
