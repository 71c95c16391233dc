"""Heartbeats (PLAT-3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from platform_stub.api.answers import HeartbeatAnswer
from platform_stub.api.bodies import HeartbeatBody
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.journals import rows
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
        box = {each.value_fen: each.count for each in body.counters.box}
        journal = body.journal.count, body.journal.head
        heartbeat = Heartbeat(body.version, body.boot_id, body.sent_at, parts, box, journal)

        def work(connection: Connection) -> tuple[list[tuple[str, str, str]], tuple[int, str]]:
            return keep(connection, terminal, heartbeat, now), rows.head(connection, terminal)

        raised, (count, head) = in_one_transaction(platform.engine, work)
        for kind, _subject, code in raised:
            platform.audit.note("alarm", terminal=terminal, kind=kind, code=code)
        signed = {"count": count, "head": head, "signature": platform.answers.sign_head(terminal, count, head)}
        return {"outcome": "ok", "server_time": now.isoformat(timespec="seconds"), "head": signed}

    return routes
