"""Heartbeats (PLAT-3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from platform_stub.api.answers import HeartbeatAnswer
from platform_stub.api.bodies import HeartbeatBody
from platform_stub.api.caller import boot_of, terminal_of
from platform_stub.api.errors import errors
from platform_stub.journals import rows
from platform_stub.platform import Platform
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals import configuring, orders
from platform_stub.terminals.heartbeats import Heartbeat, Part, Tallies, keep


class BootDiffers(Exception):
    """A heartbeat names another start of the terminal's program than the request that brings it."""


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/heartbeats", response_model=HeartbeatAnswer)
    def hear(
        body: HeartbeatBody, terminal: Annotated[str, Depends(terminal_of)], boot: Annotated[str, Depends(boot_of)]
    ) -> dict[str, Any]:
        """Keep how the terminal is, and raise the alarms that it deserves."""
        if body.boot_id != boot:
            platform.audit.note("boot_differs", terminal=terminal)
            raise BootDiffers
        now = platform.clock()
        parts = [Part(each.device, each.condition, each.code) for each in body.conditions]
        box = {each.value_fen: each.count for each in body.counters.box}
        journal, counters = (body.journal.count, body.journal.head), body.counters
        tallies = Tallies(counters.slips, counters.cards_kept, counters.paper, body.config_version)
        heartbeat = Heartbeat(body.version, body.boot_id, body.sent_at, parts, box, journal, tallies)

        def work(connection: Connection) -> Heard:
            raised, wishes = keep(connection, terminal, heartbeat, now), exchange(connection, terminal, body, now)
            return Heard(raised, rows.head(connection, terminal), wishes)

        heard = in_one_transaction(platform.engine, work)
        raised, (count, head) = heard.raised, heard.head
        for kind, _subject, code in raised:
            platform.audit.note("alarm", terminal=terminal, kind=kind, code=code)
        signed = {"count": count, "head": head, "signature": platform.answers.sign_head(terminal, count, head)}
        told = {"outcome": "ok", "server_time": now.isoformat(timespec="seconds"), "head": signed}
        return {**told, **heard.wishes}

    return routes


@dataclass(frozen=True, slots=True)
class Heard:
    """What a heartbeat led to."""

    raised: list[tuple[str, str, str]]  # new alarms
    head: tuple[int, str]  # of the journal as it is held
    wishes: dict[str, Any]  # commands and configuration


def exchange(connection: Connection, terminal: str, body: HeartbeatBody, now: datetime) -> dict[str, Any]:
    """Note what the terminal did of what it was told to, and return what it is to do."""
    told = body.config_refused
    refused = configuring.Refusal(told.version, told.reason) if told is not None else None
    orders.hear(connection, terminal, [orders.Done(each.id, each.result) for each in body.commands_done], now)
    configuring.hear(connection, terminal, body.config_version, refused, now)
    return {
        "commands": orders.waiting(connection, terminal, now),
        "config": configuring.wanted(connection, terminal, body.config_version, refused),
    }
