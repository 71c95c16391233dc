"""What happened to a sale, and what of it can be finished now (PAY-6): asked at any terminal, with no customer data.

The ledger's word comes first, then what the journal of the terminal told, then what its slip says. Money that lies in
a box and is not booked is booked under its own number by asking, as often as somebody asks: the desk books once.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from platform_stub.journals import rows
from platform_stub.platform import Platform
from platform_stub.recoveries import slip as slips
from platform_stub.recoveries import tries
from platform_stub.recoveries.slip import Slip
from platform_stub.sales import ledger
from platform_stub.sales.bodies import Sale
from platform_stub.sales.desk import UnknownOutcome
from platform_stub.sales.ledger import SaleRow
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.storage.schema import terminal_sales
from platform_stub.terminals import alarms


@dataclass(frozen=True, slots=True)
class Found:
    """A sale that somebody has told of."""

    state: str  # unheard, pending, booked, refused
    kind: str
    paid_fen: int
    row: SaleRow | None = None


def recover(platform: Platform, terminal: str, sale: str, code: str | None) -> dict[str, Any] | Refused:
    """Tell what became of a sale of any terminal, having finished what can be finished."""
    admitted = in_one_transaction(
        platform.engine, lambda connection: _admit(platform, connection, terminal, sale, code)
    )
    if isinstance(admitted, Refused):
        platform.audit.note("recovery_refused", actor=terminal, sale=sale, code=admitted.code)
        return admitted
    _finish(platform, sale)
    with reading(platform.engine) as connection:
        found = _found(connection, sale, admitted)
    if found is None:
        platform.audit.note("recovery_refused", actor=terminal, sale=sale, code="SALE_UNKNOWN")
        return Refused(code="SALE_UNKNOWN")
    told = in_one_transaction(
        platform.engine, lambda connection: _told(platform, connection, terminal, sale, found, admitted)
    )
    platform.audit.note("recovery_asked", actor=terminal, sale=sale, state=found.state)
    return told


def _admit(
    platform: Platform, connection: Connection, terminal: str, sale: str, code: str | None
) -> Slip | Refused | None:
    """Write the question down, and return the slip where it is proven; a number alone has its limits."""
    now, slip = platform.clock(), None if code is None else slips.read(code)
    if slip is not None and slip.sale == sale and slips.proven(slip, slips.keys_of(connection, sale)):
        tries.note(connection, terminal, sale, now, known=True, proven=True)
        return slip
    if minutes := tries.minutes_left(connection, terminal, sale, now):
        return Refused(code="TOO_MANY_TRIES", facts={"minutes": str(minutes)})
    tries.note(connection, terminal, sale, now, known=False, proven=False)
    if code is not None:
        alarms.raise_alarm(connection, terminal, alarms.SLIP_FORGED, subject=sale, now=now)
        return Refused(code="SLIP_FORGED")
    return None


def _finish(platform: Platform, sale: str) -> None:
    """Have the money booked where it is not; what the core does not say now stays pending."""
    with reading(platform.engine) as connection:
        terminal, request = _unfinished(connection, sale)
    if request is None:
        return
    try:
        platform.desk.book(terminal, request)
    except UnknownOutcome:
        return


def _unfinished(connection: Connection, sale: str) -> tuple[str, Sale | None]:
    """Return whose sale is to be booked, and the sale as its terminal asks for it; None where nothing is to be done."""
    row = ledger.find(connection, sale)
    if row is not None:
        done = row.state == "booked" or row.final
        return row.terminal, None if done else row.request
    word = rows.words(connection, [sale]).get(sale)
    if word is None or not word.closed_fen:
        return "", None
    owner = connection.execute(
        terminal_sales.select().with_only_columns(terminal_sales.c.terminal).where(terminal_sales.c.sale == sale)
    ).scalar_one()
    return str(owner), word.request()


def _found(connection: Connection, sale: str, slip: Slip | None) -> Found | None:
    """Return what is known of the sale, by whoever knows most."""
    row = ledger.find(connection, sale)
    if row is not None:
        return Found(row.state, row.kind, row.request.paid_fen, row)
    word = rows.words(connection, [sale]).get(sale)
    if word is not None:
        in_box = sum(value * count for value, count in word.notes.items())
        return Found("unheard", word.kind, in_box if word.closed_fen is None else word.closed_fen)
    return None if slip is None else Found("unheard", slip.kind, slip.paid_fen)


def _told(
    platform: Platform, connection: Connection, terminal: str, sale: str, found: Found, slip: Slip | None
) -> dict[str, Any]:
    """Return the answer; what the customer's account holds is nobody's business here."""
    now, booking, waits = platform.clock(), None, False
    if slip is None:
        tries.note(connection, terminal, sale, now, known=True, proven=False)
    elif found.row is not None and slip.paid_fen not in (0, found.paid_fen):
        alarms.raise_alarm(connection, found.row.terminal, alarms.SLIP_DIFFERS, subject=sale, now=now)
    if found.row is not None and found.state == "booked":
        assert found.row.answer is not None, "a booked sale has an answer"
        booking = {key: value for key, value in found.row.answer["booking"].items() if key != "balance_fen"}
        card = found.row.request.card
        waits = card is not None and ledger.waiting_for_card(connection, card.serial) == sale
    if waits:
        tries.let_write(connection, terminal, sale, now)
    return {
        "outcome": "ok",
        "state": found.state,
        "kind": found.kind,
        "paid_fen": found.paid_fen,
        "booking": booking,
        "waits_for_card": waits,
    }
