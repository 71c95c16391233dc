"""A person takes the money of a refused sale over as held for the customer (挂账), for the core will not book it and
it lies in a box that must be emptied. Where the posting failed and the terminal took the money, its record stands
(PAY-8).

From then on the sale is refused for good: what is paid back by hand must not be booked later (I3). So the core is
looked at once more, under the sale's turn, and what it has after all is booked and not held.
"""

from datetime import datetime

from sqlalchemy import Connection

from platform_stub.holds import rows
from platform_stub.journals.rows import words
from platform_stub.sales import ledger
from platform_stub.sales.desk import Desk, UnknownOutcome
from platform_stub.sales.ledger import SaleRow
from platform_stub.storage.database import reading
from platform_stub.terminals import alarms, registry

REASON_AT_MOST = 200
ABOUT = (alarms.RECONCILIATION_DIFFERS, alarms.CORE_REJECTED)  # alarms that are seen to by it


class NotHeld(Exception):
    """What cannot be held; the text says why."""


def hold(desk: Desk, sale: str, *, by: str, reason: str) -> SaleRow:
    """Hold a refused sale's money for the customer, for good, and clear the alarms about it; raise NotHeld."""
    if not reason.strip() or len(reason) > REASON_AT_MOST or not reason.isprintable():
        raise NotHeld(f"a reason is 1 to {REASON_AT_MOST} printable characters long")

    def keep(connection: Connection, row: SaleRow) -> None:
        registry.hold(connection, row.terminal)
        refuse_to_hold(connection, sale)
        _keep(connection, row, by=by, reason=reason.strip(), now=desk.clock())

    with reading(desk.engine) as connection:
        row = ledger.find(connection, sale)
        if row is None or row.state == "booked":
            refuse_to_hold(connection, sale)
    try:
        row = desk.last_word(sale, keep)
    except UnknownOutcome as unknown:
        raise NotHeld(
            f"whether the billing core has {sale} is not known now: nothing is changed, try again"
        ) from unknown
    if row.state == "booked":
        raise NotHeld(f"the billing core had {sale} after all: it is booked now, and nothing is held")
    assert row.answer is not None, "what is refused has an answer"
    paid, code = row.request.paid_fen, row.answer["code"]
    desk.audit.note("sale_held", actor=by, terminal=row.terminal, sale=sale, code=code, paid_fen=paid)
    return row


def refuse_to_hold(connection: Connection, sale: str) -> None:
    """Raise NotHeld unless this sale is refused, and its money lies in the box by its terminal's own journal."""
    row, word = ledger.find(connection, sale), words(connection, [sale]).get(sale)
    if row is None:
        raise NotHeld(f"nobody ever asked to have a sale {sale} booked")
    if (held := rows.of(connection, sale)) is not None:
        raise NotHeld(f"{sale} is held already, since {held.at} by {held.by}: {held.reason}")
    if row.state == "booked":
        raise NotHeld(f"{sale} is booked: there is nothing to hold")
    if row.state == "pending":
        raise NotHeld(f"the outcome of {sale} is not known yet: the billing core is being asked until it is")
    if word is None or not word.closed_fen:
        raise NotHeld(f"the terminal has not said in its journal that it took the money of {sale}")
    if word.closed_fen != row.request.paid_fen:
        told = f"took {word.closed_fen} fen by its journal and asked to have {row.request.paid_fen} fen booked"
        raise NotHeld(f"the terminal {told} of {sale}: that must be cleared up first")


def _keep(connection: Connection, row: SaleRow, *, by: str, reason: str, now: datetime) -> None:
    """Write it down in one transaction with whatever makes it final."""
    if not ledger.refuse_for_good(connection, row.no):
        raise NotHeld(f"{row.sale} is being asked about at this moment: try again")
    rows.keep(connection, row.no, by=by, reason=reason, now=now)
    for kind in ABOUT:
        alarms.clear_about(connection, row.terminal, kind, row.sale, by=by, now=now)
