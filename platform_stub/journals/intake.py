"""Taking rows of a terminal's journal: verified, stored once, applied once (I3, I10), whole or not at all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from platform_stub.journals import rows as store
from platform_stub.journals.bodies import KINDS, SaleBegun
from platform_stub.journals.chain import ChainBroken, Row, follow
from platform_stub.journals.word import begin, hear
from platform_stub.sales.bodies import sale_prefix
from platform_stub.terminals.alarms import DOOR_ALARM, FACT_CONFLICT, FACT_UNREADABLE, JOURNAL_BROKEN, raise_alarm

DOORS, DOOR_STATES = ("service", "cash_box"), ("open", "unknown")


class ForeignRow(Exception):
    """A row speaks of another terminal; the text is whose (H14)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows: an empty code is a yes."""

    held: int
    code: str = ""
    added: int = 0


def take(
    connection: Connection, terminal: str, first_seq: int, previous: str, given: Sequence[Row], now: datetime
) -> Taken:
    """Take rows that follow what is held; what is held already is compared and not applied again.

    Raises ForeignRow. Who loses a race for the first row of all gets IntegrityError and tries again.
    """
    held, _ = store.locked_head(connection, terminal)
    if first_seq > held + 1:
        return Taken(held, "FACTS_GAP")
    try:
        follow(previous, first_seq, given)
    except ChainBroken as broken:
        raise_alarm(connection, terminal, JOURNAL_BROKEN, subject=terminal, code=f"row {broken}", now=now)
        return Taken(held, "CHAIN_BROKEN")
    known = store.hashes(connection, terminal, first_seq, first_seq + len(given) - 1)
    sent = [row.hash for row in given[: len(known)]]
    if store.hash_at(connection, terminal, first_seq - 1) != previous or sent != known:
        raise_alarm(connection, terminal, FACT_CONFLICT, subject=terminal, now=now)
        return Taken(held, "FACT_CONFLICT")
    fresh = given[len(known) :]
    if fresh:
        _refuse_foreign(terminal, fresh)
        store.append(connection, terminal, fresh, now)
        _apply(connection, terminal, fresh, now)
    return Taken(held + len(fresh), added=len(fresh))


def _refuse_foreign(terminal: str, fresh: Sequence[Row]) -> None:
    """Raise ForeignRow where a row names another terminal, or a sale of another one."""
    for row in fresh:
        named = _object(row.body)
        sale, booted = named.get("sale"), named.get("terminal")
        if row.kind == "Booted" and booted != terminal:
            raise ForeignRow(str(booted))
        if isinstance(sale, str) and sale.rpartition("-")[0] != sale_prefix(terminal):
            raise ForeignRow(sale.rpartition("-")[0])


def _apply(connection: Connection, terminal: str, fresh: Sequence[Row], now: datetime) -> None:
    """Let the rows tell their sales on. One that cannot be read is kept, with an alarm, and tells nothing."""
    for row in fresh:
        if row.kind == "DoorAlarm":
            _alarm_of_a_door(connection, terminal, row, now)
    read = [(row, _read(row)) for row in fresh if row.kind in KINDS]
    words = store.words(connection, {fact.sale for _, fact in read if fact is not None})
    changed: set[str] = set()
    for row, fact in read:
        if isinstance(fact, SaleBegun) and fact.sale not in words:
            words[fact.sale] = begin(fact, row.seq, row.wall_ms)
        elif fact is None or fact.sale not in words or isinstance(fact, SaleBegun):
            raise_alarm(connection, terminal, FACT_UNREADABLE, subject=f"row {row.seq}", code=row.kind, now=now)
            continue
        else:
            words[fact.sale] = hear(words[fact.sale], row.kind, fact, row.seq)
        changed.add(fact.sale)
    for sale in sorted(changed):
        store.keep(connection, terminal, words[sale])


def _alarm_of_a_door(connection: Connection, terminal: str, row: Row, now: datetime) -> None:
    """Raise what the terminal's own alarm says: which door, and "open" or "unknown" (I18, fault 52)."""
    told = _object(row.body)
    door, state = told.get("door"), told.get("state")
    if door in DOORS and state in DOOR_STATES:
        raise_alarm(connection, terminal, DOOR_ALARM, subject=str(door), code=str(state), now=now)
    else:
        raise_alarm(connection, terminal, FACT_UNREADABLE, subject=f"row {row.seq}", code=row.kind, now=now)


def _read(row: Row) -> Any:
    try:
        return KINDS[row.kind].validate_json(row.body)
    except ValidationError:
        return None


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
