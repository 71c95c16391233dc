"""Paying bills (PAY-2, PAY-6, IFC-2): post, repeat, look up, reverse."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from sg186_stub import customers, postings
from sg186_stub.answers import BillDue, Payment, Refused
from sg186_stub.audit import note
from sg186_stub.money.write_off import Allocation, OpenBill, allocate, starts_at_the_oldest
from sg186_stub.schema import postings as posting_rows
from sg186_stub.schema import write_offs
from sg186_stub.settings import Settings


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What the platform asks to be booked. Without `bill_ids` every open bill is meant."""

    serial: str
    customer_no: str
    paid_fen: int
    bill_ids: tuple[str, ...]


def pay(connection: Connection, request: PaymentRequest, now: datetime, settings: Settings) -> Payment | Refused:
    """Book a payment once: the oldest bills first, the surplus to the balance; a repetition gets the stored answer."""
    content = postings.canonical(asdict(request))
    before = postings.repeated(connection, request.serial, "payment", content)
    if before is not None:
        return before if isinstance(before, Refused) else Payment(**before)
    customer = customers.load(connection, request.customer_no)
    if customer is None:
        return Refused("CUSTOMER_UNKNOWN")
    if customer["status"] == "closed":
        return Refused("ACCOUNT_CLOSED")
    if request.paid_fen > settings.payment_maximum_fen:
        return Refused("LIMIT_EXCEEDED", {"maximum_fen": str(settings.payment_maximum_fen)})
    chosen = _chosen_bills(connection, customer, request, now, settings)
    if isinstance(chosen, Refused):
        return chosen
    allocation = allocate([OpenBill(b.bill_id, b.amount_fen, b.late_fee_fen) for b in chosen], request.paid_fen)
    return _post(connection, customer, request, content=content, allocation=allocation, now=now)


def look_up(connection: Connection, serial: str) -> Payment | Refused | None:
    """Return the stored answer, or None when this serial was never booked as a payment."""
    posting = postings.find_of_kind(connection, serial, "payment")
    if posting is None:
        return None
    answer = postings.stored_answer(posting)
    return answer if isinstance(answer, Refused) else Payment(**answer)


def reverse(connection: Connection, serial: str, now: datetime) -> Refused | bool | None:
    """Undo a payment (冲正); True also when it is undone already, None when it was never booked.

    Only the customer's latest posting, and only on its own day: what came later was computed from it.
    """
    posting = postings.find_of_kind(connection, serial, "payment")
    if posting is None:
        return None
    if posting.reversed_at is not None:
        return True
    customers.load(connection, posting.customer_no)
    if posting.posted_on != now.date() or _latest(connection, posting.customer_no) != posting.no:
        return Refused("REVERSAL_REFUSED")
    postings.mark_reversed(connection, posting.no, now)
    note(connection, now, "payment_reversed", serial)
    return True


def _chosen_bills(
    connection: Connection, customer: RowMapping, request: PaymentRequest, now: datetime, settings: Settings
) -> tuple[BillDue, ...] | Refused:
    """Return the open bills that are meant; one that was paid meanwhile is no reason to refuse money in the box."""
    due = customers.open_bills(connection, customer, now.date(), settings)
    if not request.bill_ids:
        return due
    if not customers.has_bills(connection, request.customer_no, request.bill_ids):
        return Refused("BILL_UNKNOWN")
    still_open = [bill.bill_id for bill in due]
    wanted = [bill_id for bill_id in request.bill_ids if bill_id in still_open]
    if not starts_at_the_oldest(still_open, wanted):
        return Refused("OLDEST_FIRST", {"oldest": still_open[0]})
    return due[: len(wanted)]


def _post(
    connection: Connection,
    customer: RowMapping,
    request: PaymentRequest,
    *,
    content: str,
    allocation: Allocation,
    now: datetime,
) -> Payment:
    no = postings.record(
        connection,
        serial=request.serial,
        kind="payment",
        customer_no=request.customer_no,
        paid_fen=request.paid_fen,
        surplus_fen=allocation.surplus_fen,
        content=content,
        now=now,
    )
    for item in allocation.write_offs:
        connection.execute(insert(write_offs).values(posting_no=no, **asdict(item)))
    payment = Payment(
        core_serial=postings.core_serial(no, now),
        bills_fen=allocation.bills_fen,
        late_fees_fen=allocation.late_fees_fen,
        surplus_fen=allocation.surplus_fen,
        balance_fen=customers.balance(connection, customer),
    )
    postings.answered(connection, no, asdict(payment))
    note(connection, now, "payment_posted", request.serial, f"{request.paid_fen} fen")
    return payment


def _latest(connection: Connection, customer_no: str) -> int | None:
    latest = select(func.max(posting_rows.c.no)).where(
        posting_rows.c.customer_no == customer_no, posting_rows.c.reversed_at.is_(None)
    )
    no: int | None = connection.execute(latest).scalar_one()
    return no
