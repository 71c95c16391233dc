"""Customers and what they owe (PAY-1, IFC-1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, func, select

from sg186_stub.answers import Account, BillDue, Refused
from sg186_stub.masking import mask_address, mask_name
from sg186_stub.money.late_fee import PartPayment, late_fee
from sg186_stub.passwords import check_password
from sg186_stub.schema import bills, customers, postings, write_offs
from sg186_stub.settings import Settings

POST_PAID, FEE_CONTROLLED, ENERGY_CONTROLLED = "post_paid", "fee_controlled", "energy_controlled"


@dataclass(frozen=True, slots=True)
class _Settled:
    amount_fen: int
    late_fee_fen: int
    parts: tuple[PartPayment, ...]


_NOTHING_SETTLED = _Settled(0, 0, ())


def query(
    connection: Connection, customer_no: str, password: str | None, now: datetime, settings: Settings
) -> Account | Refused:
    """Look a customer up; without a password where the caller has checked the customer in another way."""
    customer = load(connection, customer_no)
    if customer is None:
        return Refused("CUSTOMER_UNKNOWN")
    if password is not None and (refused := check_password(connection, customer, password, now, settings)) is not None:
        return refused
    if customer["status"] == "closed":
        return Refused("ACCOUNT_CLOSED")
    return account(connection, customer, now, settings)


def load(connection: Connection, customer_no: str) -> RowMapping | None:
    """Read a customer and hold the row until the transaction ends, so that two postings take turns."""
    found = select(customers).where(customers.c.customer_no == customer_no).with_for_update()
    return connection.execute(found).mappings().one_or_none()


def account(connection: Connection, customer: RowMapping, now: datetime, settings: Settings) -> Account:
    """Build the masked account as of `now`."""
    return Account(
        customer_no=customer["customer_no"],
        name_masked=mask_name(customer["name"]),
        address_masked=mask_address(customer["address"]),
        meter_kind=customer["meter_kind"],
        meter_no=customer["meter_no"],
        balance_fen=balance(connection, customer),
        bills=open_bills(connection, customer, now.date(), settings),
        as_of=now.isoformat(timespec="seconds"),
    )


def balance(connection: Connection, customer: RowMapping) -> int:
    """Return the advance payment (预收) in fen: what it was at the beginning and every surplus since."""
    surplus = select(func.coalesce(func.sum(postings.c.surplus_fen), 0)).where(
        postings.c.customer_no == customer["customer_no"], postings.c.reversed_at.is_(None)
    )
    return int(customer["opening_balance_fen"]) + int(connection.execute(surplus).scalar_one())


def open_bills(connection: Connection, customer: RowMapping, as_of: date, settings: Settings) -> tuple[BillDue, ...]:
    """Return what is still owed, oldest first, with the surcharge up to `as_of`."""
    of_customer = select(bills).where(bills.c.customer_no == customer["customer_no"])
    rows = connection.execute(of_customer.order_by(bills.c.month, bills.c.bill_id)).mappings().all()
    settled = _settled(connection, customer["customer_no"]) if rows else {}
    due = []
    for row in rows:
        done = settled.get(row["bill_id"], _NOTHING_SETTLED)
        fee = late_fee(
            settings.late_fees,
            customer["customer_class"],
            row["amount_fen"],
            due_on=row["due_on"],
            as_of=as_of,
            paid=done.parts,
        )
        amount, late = row["amount_fen"] - done.amount_fen, max(0, fee - done.late_fee_fen)
        if amount or late:
            due.append(BillDue(row["bill_id"], row["month"], row["energy_kwh"], amount, late))
    return tuple(due)


def has_bills(connection: Connection, customer_no: str, bill_ids: tuple[str, ...]) -> bool:
    """Tell whether all of these are bills of the customer, paid or not."""
    known = select(func.count()).where(bills.c.customer_no == customer_no, bills.c.bill_id.in_(bill_ids))
    return int(connection.execute(known).scalar_one()) == len(bill_ids)


def _settled(connection: Connection, customer_no: str) -> dict[str, _Settled]:
    """Add up what postings that still count have written off, bill by bill."""
    found = (
        select(write_offs, postings.c.posted_on)
        .join(postings, write_offs.c.posting_no == postings.c.no)
        .where(postings.c.customer_no == customer_no, postings.c.reversed_at.is_(None))
        .order_by(postings.c.no)
    )
    rows = defaultdict(list)
    for row in connection.execute(found).mappings():
        rows[row["bill_id"]].append(row)
    return {
        bill_id: _Settled(
            sum(row["amount_fen"] for row in of_bill),
            sum(row["late_fee_fen"] for row in of_bill),
            tuple(PartPayment(row["posted_on"], row["amount_fen"]) for row in of_bill),
        )
        for bill_id, of_bill in rows.items()
    }
