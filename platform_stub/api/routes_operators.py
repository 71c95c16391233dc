"""First passwords of a terminal's operators (OPS-3)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import Connection

from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.shapes import Message
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals.operators import GRANTS_AT_MOST, Grant, behind

NO_AT_MOST = 10**9


class OperatorsBody(Message):
    """Ask for what is behind the last grant that the terminal has kept; 0 where it has none."""

    after: Annotated[int, Field(ge=0, le=NO_AT_MOST)]


class OperatorGrant(Message):
    """One operator; an empty `hash` closes the account, any other is of a password that must be changed first."""

    no: Annotated[int, Field(ge=1, le=NO_AT_MOST)]
    number: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")]
    name: Annotated[str, Field(min_length=1, max_length=12)]
    role: Literal["collector", "technician", "administrator"]
    hash: Annotated[str, Field(max_length=160, pattern=r"^(\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/$]+)?$")]


class OperatorsAnswer(Message):
    """The next grants, in order; the terminal asks again until there is none."""

    outcome: Literal["ok"] = "ok"
    grants: Annotated[list[OperatorGrant], Field(max_length=GRANTS_AT_MOST)]


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/operators", response_model=OperatorsAnswer)
    def grant(body: OperatorsBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Tell the terminal about its operators; what is not behind `after` has arrived."""
        now = platform.clock()

        def work(connection: Connection) -> list[Grant]:
            return behind(connection, terminal, body.after, now)

        grants = in_one_transaction(platform.engine, work)
        if grants:
            platform.audit.note("operators_told", terminal=terminal, rows=len(grants))
        told = [
            {"no": each.no, "number": each.number, "name": each.name, "role": each.role, "hash": each.hash}
            for each in grants
        ]
        return {"outcome": "ok", "grants": told}

    return routes
