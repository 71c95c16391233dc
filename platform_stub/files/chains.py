"""A file's word on the journal's chain against the journal itself, as far as it was received (I10, faults 18, 58)."""

from datetime import datetime

from sqlalchemy import Connection

from platform_stub.journals import rows as store
from platform_stub.terminals import alarms

UPLOAD_REFUSED = "UPLOAD_REFUSED"  # alarm: a file that nobody writes by mistake


def contradicted(connection: Connection, terminal: str, last_seq: int, head: str | None) -> bool:
    """True where the journal as received has another row there; rows that have not come contradict nothing yet."""
    held = store.hash_at(connection, terminal, last_seq) if head is not None else None
    return held is not None and held != head


def chain_alarm(connection: Connection, terminal: str, name: str, now: datetime) -> None:
    """Raise the alarm about a file that was applied before the journal's rows came and showed another chain."""
    alarms.raise_alarm(connection, terminal, UPLOAD_REFUSED, subject=name, code="FILE_CHAIN", now=now)
