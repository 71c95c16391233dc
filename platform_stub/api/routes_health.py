"""Heartbeats (PLAT-3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from platform_stub.api.answers import HeartbeatAnswer
from platform_stub.api.bodies import HeartbeatBody
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals.heartbeats import Heartbeat, Part, keep


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/heartbeats", response_model=HeartbeatAnswer)
    def hear(body: HeartbeatBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Keep how the terminal is, and raise the alarms that it deserves."""
        now = platform.clock()
        parts = [Part(each.device, each.condition, each.code) for each in body.conditions]
        heartbeat = Heartbeat(body.version, body.boot_id, body.sent_at, parts)

        def work(connection: Connection) -> list[tuple[str, str, str]]:
            return keep(connection, terminal, heartbeat, now)

        for kind, _subject, code in in_one_transaction(platform.engine, work):
            platform.audit.note("alarm", terminal=terminal, kind=kind, code=code)
        return {"outcome": "ok", "server_time": now.isoformat(timespec="seconds")}

    return routes
