"""Settlements (PAY-9, PAY-10)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.exceptions import RequestValidationError

from platform_stub.api.answers import PlainAnswer
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_customers import written
from platform_stub.api.routes_sales import own
from platform_stub.platform import Platform
from platform_stub.settlements.bodies import PrecheckBody, PrecheckRefused
from platform_stub.settlements.handing_in import hand_in
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

    @routes.put(
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

    return routes
