"""Which requests a terminal has made since its start, and which start is the live one (H12, fault 57).

Requests are numbered from 1 within a start. They are not taken in their order: a terminal has several threads and
connections, and a request may be overtaken by others before it comes. So what is kept is a window, as IPsec keeps one
(RFC 4303 3.4.3): the highest number that came, and which of the WINDOW numbers up to it did. A number is good once.
Below the window nobody can tell, and what nobody can tell is refused; the terminal asks again under a new number, and
the sale's own key makes the answer the same. The other way, one request at a time, would let a customer wait behind
whatever else the terminal asks.

A start never heard of before is the live one from then on, whatever number it begins with: its first request may be
lost, and a platform that is restored from a backup hears of every start for the first time. A start that is not the
live one any more does not speak again, unless two machines have one identity.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from platform_stub.storage.schema import boots
from platform_stub.storage.times import stamp
from platform_stub.terminals import alarms

WINDOW = 1_024  # requests that may overtake one that is on its way for 12 s, and then some
LAST_WORDS = timedelta(seconds=15)  # a call lasts 12 s: so long requests of a start that was killed may still come
_MASK = (1 << WINDOW) - 1

Refusal = Literal["REPLAYED", "CLONE_SUSPECTED"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request says about itself."""

    boot: str  # 16 hex
    sequence: int  # from 1
    nonce: str  # 32 hex


@dataclass(frozen=True, slots=True)
class Seen:
    """The highest number of a start, and as bits which numbers up to it came: bit 0 is the highest itself."""

    highest: int
    window: int


def first(sequence: int) -> Seen:
    """Return what is seen of a start after its first request."""
    return Seen(sequence, 1)


def after(seen: Seen, sequence: int) -> Seen | None:
    """Return what is seen after this number; None where it came before, or is so old that nobody can tell."""
    ahead = sequence - seen.highest
    if ahead >= WINDOW:
        return first(sequence)
    if ahead > 0:
        return Seen(sequence, (seen.window << ahead | 1) & _MASK)
    if -ahead >= WINDOW or seen.window >> -ahead & 1:
        return None
    return Seen(seen.highest, seen.window | 1 << -ahead)


def admit(connection: Connection, terminal: str, sent: Sent, now: datetime) -> Refusal | None:
    """Take a request's number down, or say why it is refused, with an alarm.

    Who loses a race for a first request gets IntegrityError, and finds the winner's row at the second try.
    """
    this = (boots.c.terminal == terminal, boots.c.boot_id == sent.boot)
    found = connection.execute(select(boots).where(*this).with_for_update()).one_or_none()
    if found is None:
        _begin(connection, terminal, sent, now)
        return None
    if found.superseded_at is not None:
        if found.superseded_at <= stamp(now - LAST_WORDS):
            alarms.raise_alarm(connection, terminal, alarms.TERMINAL_CLONED, subject=terminal, now=now)
        return "CLONE_SUSPECTED"
    seen = after(Seen(found.highest, int(found.window, 16)), sent.sequence)
    if seen is None:
        alarms.raise_alarm(connection, terminal, alarms.REQUEST_REPLAYED, subject=sent.boot, now=now)
        return "REPLAYED"
    connection.execute(update(boots).where(*this).values(highest=seen.highest, window=f"{seen.window:x}"))
    return None


def _begin(connection: Connection, terminal: str, sent: Sent, now: datetime) -> None:
    """Make a start the live one; an index allows only one of a terminal."""
    at, seen = stamp(now), first(sent.sequence)
    live = (boots.c.terminal == terminal, boots.c.superseded_at.is_(None))
    connection.execute(update(boots).where(*live).values(superseded_at=at))
    row = {"terminal": terminal, "boot_id": sent.boot, "first_heard_at": at}
    connection.execute(insert(boots).values(row | {"highest": seen.highest, "window": f"{seen.window:x}"}))
