"""How often a terminal may look a customer up by a scanned bill, without a password (UI-1): counted durably.

A bill's bar code is the customer number and nothing more, and a number is no secret: whoever prints codes can show one
after the other. So only so many may be shown within some minutes, more than customers are served in that time; whoever
has the password is never bounded here, for wrong ones are counted by the core. No customer's number is kept for this.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from platform_stub.storage.schema import scanned_bills, terminals
from platform_stub.storage.times import minutes_until, stamp

WITHIN = timedelta(minutes=10)
AT_MOST = 20  # a payment takes a minute or so; the rest is for bills that are shown twice


def minutes_until_admitted(connection: Connection, terminal: str, now: datetime) -> int:
    """Write a look-up down and return 0; where there were too many, return after how many minutes there may be one."""
    connection.execute(select(terminals.c.terminal).where(terminals.c.terminal == terminal).with_for_update())
    of_terminal = scanned_bills.c.terminal == terminal
    connection.execute(delete(scanned_bills).where(of_terminal, scanned_bills.c.asked_at <= stamp(now - WITHIN)))
    newest_first = select(scanned_bills.c.asked_at).where(of_terminal).order_by(scanned_bills.c.asked_at.desc())
    recent = connection.execute(newest_first.limit(AT_MOST)).scalars().all()
    if len(recent) == AT_MOST:
        return max(1, minutes_until(datetime.fromisoformat(recent[-1]) + WITHIN, now))
    connection.execute(insert(scanned_bills).values(terminal=terminal, asked_at=stamp(now)))
    return 0
