"""How often a terminal may ask about what it does not know to be its customer's (H14): counted durably, by sale.

Who has the slip is proven by it and is always answered. Numbers alone can be guessed one after the other, so only so
many may be asked for in an hour. The same number again costs nothing: nothing is learnt by it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, select, update

from platform_stub.storage.schema import recoveries, terminals
from platform_stub.storage.times import minutes_until, stamp

WITHIN = timedelta(hours=1)
WRONG_AT_MOST = 10  # numbers that nobody has, and forged slips
UNPROVEN_AT_MOST = 60  # numbers typed, right or wrong: more than a busy hall's customers in an outage
CARD_FOR = timedelta(minutes=15)


def minutes_left(connection: Connection, terminal: str, sale: str, now: datetime) -> int:
    """Return after how many minutes the terminal may ask for this number without a slip; 0: now."""
    connection.execute(select(terminals.c.terminal).where(terminals.c.terminal == terminal).with_for_update())
    recent = and_(
        recoveries.c.terminal == terminal,
        recoveries.c.proven == 0,
        recoveries.c.asked_at > stamp(now - WITHIN),
    )
    asked = connection.execute(select(recoveries.c.sale, recoveries.c.known, recoveries.c.asked_at).where(recent)).all()
    if any(row.sale == sale and row.known for row in asked):
        return 0
    wrong = sorted((row.asked_at for row in asked if not row.known), reverse=True)
    unproven = sorted((row.asked_at for row in asked), reverse=True)
    free_at = max(
        (
            datetime.fromisoformat(times[at_most - 1]) + WITHIN
            for times, at_most in ((wrong, WRONG_AT_MOST), (unproven, UNPROVEN_AT_MOST))
            if len(times) >= at_most
        ),
        default=now,
    )
    return minutes_until(free_at, now)


def note(connection: Connection, terminal: str, sale: str, now: datetime, *, known: bool, proven: bool) -> None:
    """Write a try down, before it is answered."""
    same = and_(recoveries.c.terminal == terminal, recoveries.c.sale == sale)
    values = {"asked_at": stamp(now), "known": int(known), "proven": int(proven)}
    again = update(recoveries).where(same).values(times=recoveries.c.times + 1, **values)
    if not connection.execute(again).rowcount:
        connection.execute(insert(recoveries).values(terminal=terminal, sale=sale, **values))


def let_write(connection: Connection, terminal: str, sale: str, now: datetime) -> None:
    """Let the terminal that asked write this purchase's card, for some minutes."""
    same = and_(recoveries.c.terminal == terminal, recoveries.c.sale == sale)
    connection.execute(update(recoveries).where(same).values(card_until=stamp(now + CARD_FOR)))


def may_write(connection: Connection, terminal: str, sale: str, now: datetime) -> bool:
    """Tell whether the terminal was let write another terminal's purchase onto its card, and its time is not over."""
    until = _card_until(connection, terminal, sale)
    return until is not None and until > stamp(now)


def may_confirm(connection: Connection, terminal: str, sale: str) -> bool:
    """Tell whether the terminal was ever let write this card: what it read back then it may tell at any time."""
    return _card_until(connection, terminal, sale) is not None


def times(connection: Connection, terminal: str) -> int:
    """Return how many questions of a terminal were written down."""
    asked = select(func.coalesce(func.sum(recoveries.c.times), 0)).where(recoveries.c.terminal == terminal)
    return int(connection.execute(asked).scalar_one())


def _card_until(connection: Connection, terminal: str, sale: str) -> str | None:
    found = select(recoveries.c.card_until).where(recoveries.c.terminal == terminal, recoveries.c.sale == sale)
    until: str | None = connection.execute(found).scalar_one_or_none()
    return until
