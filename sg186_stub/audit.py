"""The audit trail (IFC-4): locks, postings, reversals, cryptograms, orders, confirmations."""

from datetime import datetime

from sqlalchemy import Connection, insert

from sg186_stub.schema import audit


def note(connection: Connection, now: datetime, action: str, subject: str, detail: str = "") -> None:
    """Append one line; no password, no key, no name."""
    at = now.isoformat(timespec="seconds")
    connection.execute(insert(audit).values(at=at, action=action, subject=subject, detail=detail))
