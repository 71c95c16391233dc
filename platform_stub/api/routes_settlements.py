"""Settlements (PAY-9, PAY-10)."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse

from platform_stub.api.answers import PlainAnswer
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_customers import written
from platform_stub.api.routes_sales import own
from platform_stub.platform import Platform
from platform_stub.sales.bodies import sale_prefix
from platform_stub.settlements.bodies import PrecheckBody, PrecheckRefused
from platform_stub.settlements.handing_in import hand_in, lay_aside
from platform_stub.settlements.precheck import precheck
from platform_stub.settlements.report import SETTLEMENT, Settlement
from platform_stub.shapes import Refused
from platform_stub.storage.database import reading

Number = Annotated[str, Path(pattern=SETTLEMENT)]


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/settlements/precheck", response_model=PlainAnswer | PrecheckRefused)
    def compare(body: PrecheckBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Compare the terminal's period with the ledger; nothing is changed by it."""
        with reading(platform.engine) as connection:
            refusal = precheck(connection, terminal, body)
        code = refusal.code if refusal is not None else ""
        platform.audit.note("settlement_checked", terminal=terminal, code=code)
        return {"outcome": "ok"} if refusal is None else refusal.model_dump()

    taking = APIRouter(route_class=laying_aside(platform))

    @taking.put(
        "/settlements/{settlement}",
        response_model=PlainAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(409),
    )
    def settle(settlement: Number, body: Settlement, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Take a settlement once; the same one again is answered the same, another one under its number is refused."""
        own(platform, terminal, settlement)
        if body.settlement != settlement:
            raise RequestValidationError([{"loc": ("body", "settlement"), "type": "not_the_settlement_of_the_address"}])
        refused = hand_in(platform, terminal, body)
        return written(PlainAnswer()) if refused is None else written(refused)

    routes.include_router(taking)
    return routes


def laying_aside(platform: Platform) -> type[APIRoute]:
    """Return the kind of route that lays a report aside which it cannot read: the cash is out, and a person sees to
    it. What a person let stand is answered `ok` also so."""

    class LayingAside(APIRoute):
        """The route of one platform."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Handle as ever; what is not of the shape is looked at once more."""
            handle = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await handle(request)
                except RequestValidationError:
                    terminal, settlement = terminal_of(request), str(request.path_params["settlement"])
                    given = json.loads(await request.body() or b"null")  # the gate has seen that it is JSON
                    if not (isinstance(given, dict) and is_own(terminal, settlement)):
                        raise
                    if not await run_sync(lay_aside, platform, terminal, settlement, given):
                        raise
                    return JSONResponse(written(PlainAnswer()))

            return handler

    return LayingAside


def is_own(terminal: str, settlement: str) -> bool:
    """Tell whether it is a number of the terminal's own."""
    return re.fullmatch(SETTLEMENT, settlement) is not None and settlement.rpartition("-")[0] == sale_prefix(terminal)
