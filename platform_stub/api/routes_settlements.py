"""Settlements (PAY-9)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from platform_stub.api.answers import PlainAnswer
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.settlements.bodies import PrecheckBody, PrecheckRefused
from platform_stub.settlements.precheck import precheck
from platform_stub.storage.database import reading


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/settlements/precheck", response_model=PlainAnswer | PrecheckRefused)
    def compare(body: PrecheckBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Compare the terminal's period with the ledger; nothing is changed by it."""
        with reading(platform.engine) as connection:
            refusal = precheck(connection, terminal, body)
        code = refusal.code if refusal is not None else ""
        platform.audit.note("settlement_checked", terminal=terminal, code=code)
        return {"outcome": "ok"} if refusal is None else refusal.model_dump()

    return routes
