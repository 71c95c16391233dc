"""How the terminals are (PLAT-3, OPS-2): the last heartbeat, every part's condition, alarms down to the failed part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from platform_stub.journals import rows as journals
from platform_stub.storage.schema import conditions, heartbeats
from platform_stub.storage.times import stamp
from platform_stub.terminals.alarms import (
    DEVICE_FAULT,
    DEVICE_LOST,
    JOURNAL_ROLLED_BACK,
    end_alarms,
    raise_alarm,
)

_ALARMING = {"fault": DEVICE_FAULT, "lost": DEVICE_LOST}
_ORDERED = ("platform", "paused")  # a service that the platform paused itself is no fault of the terminal's


@dataclass(frozen=True, slots=True)
class Part:
    """One device's condition, with the part at fault as a code."""

    device: str
    condition: str
    code: str


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a terminal counts beside its box."""

    slips: int
    cards_kept: int
    paper: str
    config_version: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a terminal says of itself."""

    version: str
    boot_id: str
    sent_at: str
    parts: Sequence[Part]
    box: Mapping[int, int] = field(default_factory=dict)  # value in fen -> count
    journal: tuple[int, str] | None = None  # number of rows and last hash
    tallies: Tallies | None = None


def keep(connection: Connection, terminal: str, heartbeat: Heartbeat, now: datetime) -> list[tuple[str, str, str]]:
    """Keep a heartbeat; return kind, subject and code of the alarms that are new."""
    raised: list[tuple[str, str, str]] = []
    row: dict[str, str | int] = {
        "version": heartbeat.version,
        "boot_id": heartbeat.boot_id,
        "sent_at": heartbeat.sent_at,
    }
    row["received_at"] = stamp(now)
    row["box"] = json.dumps(dict(heartbeat.box))
    if heartbeat.tallies is not None:
        row |= asdict(heartbeat.tallies)
    if heartbeat.journal is not None:
        row["journal_count"], row["journal_head"] = heartbeat.journal
        if _is_rolled_back(connection, terminal, *heartbeat.journal) and raise_alarm(
            connection, terminal, JOURNAL_ROLLED_BACK, subject=terminal, now=now
        ):
            raised.append((JOURNAL_ROLLED_BACK, terminal, ""))
    known = update(heartbeats).where(heartbeats.c.terminal == terminal)
    if not connection.execute(known.values(row)).rowcount:
        connection.execute(insert(heartbeats).values(terminal=terminal, **row))
    for part in heartbeat.parts:
        raised.extend(_keep_part(connection, terminal, part, now))
    return raised


def _is_rolled_back(connection: Connection, terminal: str, count: int, head: str) -> bool:
    """Tell whether a terminal's journal is shorter than what is held of it, or another one (I10, faults 18, 58)."""
    held, _ = journals.head(connection, terminal)
    return count < held or (count == held and journals.hash_at(connection, terminal, count) != head)


def _keep_part(connection: Connection, terminal: str, part: Part, now: datetime) -> list[tuple[str, str, str]]:
    """Keep a part's condition since when it has it; raise the alarm that it deserves, end those that are over."""
    this = (conditions.c.terminal == terminal, conditions.c.device == part.device)
    before = connection.execute(select(conditions.c.condition, conditions.c.code).where(*this)).one_or_none()
    row = {"condition": part.condition, "code": part.code, "since": stamp(now)}
    if before is None:
        connection.execute(insert(conditions).values(terminal=terminal, device=part.device, **row))
    elif (before.condition, before.code) != (part.condition, part.code):
        connection.execute(update(conditions).where(*this).values(row))
    kind = _ALARMING.get(part.condition) if (part.device, part.code) != _ORDERED else None
    for over in _ALARMING.values():
        end_alarms(connection, terminal, over, part.device, but=part.code if over == kind else None, now=now)
    if kind is not None and raise_alarm(connection, terminal, kind, subject=part.device, code=part.code, now=now):
        return [(kind, part.device, part.code)]
    return []
