"""A settlement is taken once under its number, for ever (PAY-10, I3, I4, I19).

The cash has left the terminal when it is told here, so what is sound is kept even where ledger and count disagree, and
an alarm says so. What cannot be sound is refused with its code and an alarm and laid aside (`refusals`): a person
looks, and may let it stand (`accepting`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from platform_stub.platform import Platform
from platform_stub.sales.desk import KeyReused
from platform_stub.settlements import refusals, rows
from platform_stub.settlements.precheck import ledger
from platform_stub.settlements.report import Settlement, compact, mistake
from platform_stub.settlements.unread import UNREAD, as_far_as_read
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals import alarms, registry

DIFFERS = "SETTLEMENT_DIFFERS"  # alarm: code `cash` the hand count, `ledger` the platform's own figures
REFUSED = "SETTLEMENT_REFUSED"  # alarm: cash has left the terminal and its settlement cannot be kept
NOT_ADJOINING = "PERIOD_NOT_ADJOINING"


def hand_in(platform: Platform, terminal: str, told: Settlement) -> Refused | None:
    """Keep a settlement, or find that it is kept: None. Returns the refusal; raises KeyReused for other content."""

    def work(connection: Connection) -> Refused | bool:
        registry.hold(connection, terminal)
        now = platform.clock()
        known = rows.content(connection, told.settlement)
        if known is not None:
            return _same(connection, terminal, told, known, now)
        refused = refusal(connection, terminal, told)
        if refused is not None:
            alarm(connection, terminal, REFUSED, told, refused.code, now)
            own = booked(connection, terminal, told)
            refusals.note(connection, terminal, refusals.told(told), refused.code, own, now)
            return refused
        keep(connection, terminal, told, now)
        return True

    done = in_one_transaction(platform.engine, work)
    if isinstance(done, Refused):
        platform.audit.note("settlement_refused", actor=terminal, terminal=terminal, code=done.code)
        return done
    if not done:
        platform.audit.note("key_reused", actor=terminal, terminal=terminal, code=told.settlement)
        raise KeyReused
    platform.audit.note("settled", actor=told.operator, terminal=terminal, code=told.settlement)
    return None


def lay_aside(platform: Platform, terminal: str, settlement: str, given: dict[str, Any]) -> bool:
    """Keep a report under a terminal's own number that cannot be read, with an alarm; True where a person let just
    this one stand."""
    try:
        content = compact(given).encode("utf-8", "replace").decode()
    except RecursionError:  # of the encoder, which gets less deep than the gate's decoder
        return False

    def work(connection: Connection) -> bool:
        registry.hold(connection, terminal)
        if refusals.accepted(connection, settlement, content):
            return True
        now, read = platform.clock(), as_far_as_read(content, settlement)
        alarms.raise_alarm(connection, terminal, REFUSED, subject=settlement, code=UNREAD, now=now)
        own = booked(connection, terminal, read) if read is not None else (0, 0)
        first, last = (read.first_seq, read.last_seq) if read is not None else (0, 0)
        refusals.note(connection, terminal, refusals.Told(settlement, first, last, content), UNREAD, own, now)
        return False

    stands = in_one_transaction(platform.engine, work)
    if not stands:
        platform.audit.note("settlement_refused", actor=terminal, terminal=terminal, code=UNREAD)
    return stands


def refusal(connection: Connection, terminal: str, told: Settlement) -> Refused | None:
    """Return why it cannot be kept: its sums, or a period that does not adjoin those of its neighbours."""
    code = mistake(told)
    if code:
        return Refused(code=code)
    before, after = rows.neighbours(connection, terminal, told.number)
    first = before.last_seq + 1 if before is not None else 1 if told.number == 1 else told.first_seq
    if told.first_seq != first:
        return Refused(code=NOT_ADJOINING, facts={"first_seq": str(first)})
    if after is not None and after.first_seq != told.last_seq + 1:
        return Refused(code=NOT_ADJOINING, facts={"last_seq": str(after.first_seq - 1)})
    return None


def alarm(connection: Connection, terminal: str, kind: str, told: Settlement, code: str, now: datetime) -> None:
    """Raise an alarm about this settlement."""
    alarms.raise_alarm(connection, terminal, kind, subject=told.settlement, code=code, now=now)


def _same(connection: Connection, terminal: str, told: Settlement, known: str, now: datetime) -> bool:
    """Tell whether it is the settlement that is held, or one that a person let stand under its number; any other
    content under one number is an alarm (I4)."""
    content = told.content()
    if known == content or refusals.accepted(connection, told.settlement, content):
        return True
    alarm(connection, terminal, alarms.KEY_REUSED, told, "", now)
    own = booked(connection, terminal, told)
    refusals.note(connection, terminal, refusals.told(told), alarms.KEY_REUSED, own, now)
    return False


def booked(connection: Connection, terminal: str, told: Settlement) -> tuple[int, int]:
    """Return count and sum of what the ledger has of the period: booked, or held for the customer."""
    paid = [sale.paid_fen for sale in ledger(connection, terminal, told).values() if sale.agreed]
    return len(paid), sum(paid)


def keep(connection: Connection, terminal: str, told: Settlement, now: datetime, content: str = "") -> None:
    """Write a settlement down with the ledger's own figures; what differs is an alarm.

    `content` is the report as it came, where a person let one stand that cannot be read whole.
    """
    own = booked(connection, terminal, told)
    rows.keep(connection, terminal, told, own, now, content or told.content())
    if own != (told.count, told.sum_fen):
        alarm(connection, terminal, DIFFERS, told, "ledger", now)
    if told.counted_fen != told.journal_fen:
        alarm(connection, terminal, DIFFERS, told, "cash", now)
