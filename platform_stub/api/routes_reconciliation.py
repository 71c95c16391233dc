"""Reconciliation (PAY-8)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_files import PACKED_NAME
from platform_stub.platform import Platform
from platform_stub.reconciliation.reconciling import reconcile
from platform_stub.reconciliation.rows import State
from platform_stub.shapes import Message, Name, Refused


class ReconciliationBody(Message):
    """`POST /v1/reconciliations`: the applied file whose sales are compared."""

    name: Annotated[str, Field(pattern=PACKED_NAME)]


class DifferenceBody(Message):
    """A sale on which terminal, platform and core did not agree."""

    sale: Name
    terminal: State
    platform: State
    core: State
    why: Name
    done: Name


class ReconciliationAnswer(Message):
    """Answer: how many sales were compared, differed, are still open, and the first of those that differed."""

    outcome: Literal["ok"] = "ok"
    compared: Annotated[int, Field(ge=0)]
    differing: Annotated[int, Field(ge=0)]
    open: Annotated[int, Field(ge=0)]
    rows: list[DifferenceBody]


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1")

    @routes.post("/reconciliations", response_model=ReconciliationAnswer | Refused, responses=errors())
    def compare(body: ReconciliationBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any] | Refused:
        """Compare a file's sales with the ledger and the core, make good what differs, keep a report."""
        return reconcile(platform, terminal, body.name)

    return routes
