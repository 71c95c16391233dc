"""Where a terminal has money in its box and the ledger has no booking, it is booked under the same key (PAY-6, PAY-8).

The rule: where the posting succeeded, the platform's record stands; where it did not and the terminal took the money,
the terminal's does. So every closed sale is put to the desk once, whatever the terminal heard: a booking that is there
already answers for itself, other content under the same key is an alarm (I4), and a refusal is asked about again after
pauses that grow, for the cash lies in the box.
"""

from datetime import timedelta

from sqlalchemy import Connection

from platform_stub.journals import rows
from platform_stub.journals.word import Word
from platform_stub.sales.desk import Desk, KeyReused, UnknownOutcome
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.terminals import alarms

FIRST_PAUSE, LAST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
AT_MOST = 100  # sales in one round


def make_good(desk: Desk) -> bool:
    """Match what terminals say with the ledger, and book what is missing; False where an outcome is unknown."""
    with reading(desk.engine) as connection:
        waiting = rows.unmatched(connection, desk.clock(), at_most=AT_MOST)
    settled = [_match(desk, terminal, word, tries) for terminal, word, tries in waiting]
    return all(settled)


def _match(desk: Desk, terminal: str, word: Word, tries: int) -> bool:
    """Put one sale to the desk."""
    request = word.request()
    if request is None:
        _contradicts(desk, terminal, word.sale, "sums")
        return True
    try:
        answer = desk.book(terminal, request)
    except KeyReused:  # the desk has raised the alarm
        _keep(desk, word.sale, "contradicts")
        return True
    except UnknownOutcome:
        _postpone(desk, word.sale, tries)
        return False
    if answer["outcome"] == "booked":
        _keep(desk, word.sale, "booked")
    else:
        _postpone(desk, word.sale, tries)
    return True


def _contradicts(desk: Desk, terminal: str, sale: str, code: str) -> None:
    def work(connection: Connection) -> None:
        alarms.raise_alarm(connection, terminal, alarms.FACT_UNREADABLE, subject=sale, code=code, now=desk.clock())
        rows.match(connection, sale, "contradicts")

    in_one_transaction(desk.engine, work)
    desk.audit.note("sale_contradicts", terminal=terminal, sale=sale, code=code)


def _keep(desk: Desk, sale: str, outcome: str) -> None:
    with desk.engine.begin() as connection:
        rows.match(connection, sale, outcome)
    desk.audit.note("sale_matched", sale=sale, state=outcome)


def _postpone(desk: Desk, sale: str, tries: int) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(tries, 10), LAST_PAUSE)
    with desk.engine.begin() as connection:
        rows.postpone(connection, sale, tries + 1, desk.clock() + pause)
