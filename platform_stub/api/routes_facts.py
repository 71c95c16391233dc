"""Rows of the terminals' journals (PAY-7, I10)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from platform_stub.api.answers import FactsAnswer
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_customers import written
from platform_stub.api.routes_sales import ForeignSale
from platform_stub.journals.bodies import FactsBody
from platform_stub.journals.intake import ForeignRow, Taken, take
from platform_stub.platform import Platform
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals import alarms


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/facts", response_model=FactsAnswer | Refused, response_model_exclude_unset=True)
    def hear_facts(body: FactsBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Take rows of the terminal's journal; those that are held already change nothing."""
        given, now = [each.row() for each in body.rows], platform.clock()

        def work(connection: Connection) -> Taken:
            return take(connection, terminal, body.first_seq, body.previous, given, now)

        try:
            taken = in_one_transaction(platform.engine, work)
        except ForeignRow as foreign:
            _alarm_foreign(platform, terminal, str(foreign))
            raise ForeignSale from foreign
        if taken.code:
            platform.audit.note("facts_refused", terminal=terminal, code=taken.code)
            return written(Refused(code=taken.code, facts={"held": str(taken.held)}))
        return {"outcome": "ok", "held": taken.held}

    return routes


def _alarm_foreign(platform: Platform, terminal: str, owner: str) -> None:
    def work(connection: Connection) -> None:
        alarms.raise_alarm(connection, terminal, alarms.FOREIGN_SALE, subject=owner[:60], now=platform.clock())

    in_one_transaction(platform.engine, work)
    platform.audit.note("foreign_facts", actor=terminal)
