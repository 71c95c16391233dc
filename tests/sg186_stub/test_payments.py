"""Paying bills (PAY-2, PAY-6, IFC-2; I3, I4)."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update

from sg186_stub.answers import Account, Payment, Refused
from sg186_stub.customers import query
from sg186_stub.payments import PaymentRequest, look_up, pay, reverse
from sg186_stub.schema import bills, customers, postings
from sg186_stub.settings import Settings
from tests.sg186_stub.conftest import NOW

SETTINGS = Settings()
WANG = "3104587000"
AUGUST, SEPTEMBER, OCTOBER = (f"{WANG}-2026-{month}" for month in ("08", "09", "10"))
ALL_DUE = 11_024 + 761 + 12_636 + 493 + 14_924 + 119


def request(serial: str = "GD0117-000001", paid: int = 20_000, *bill_ids: str, customer: str = WANG) -> PaymentRequest:
    return PaymentRequest(serial, customer, paid, bill_ids)


def account(connection: Connection, customer_no: str = WANG) -> Account:
    found = query(connection, customer_no, None, NOW, SETTINGS)
    assert isinstance(found, Account)
    return found


def paid(connection: Connection, wanted: PaymentRequest) -> Payment:
    payment = pay(connection, wanted, NOW, SETTINGS)
    assert isinstance(payment, Payment)
    return payment


def test_the_oldest_bill_is_settled_and_the_surplus_becomes_balance(connection: Connection) -> None:
    payment = paid(connection, request("k1", 12_000, AUGUST))
    assert (payment.bills_fen, payment.late_fees_fen, payment.surplus_fen) == (11_024, 761, 215)
    assert payment.balance_fen == 215
    after = account(connection)
    assert [bill.bill_id for bill in after.bills] == [SEPTEMBER, OCTOBER]
    assert after.balance_fen == 215


def test_without_named_bills_all_are_meant(connection: Connection) -> None:
    payment = paid(connection, request("k1", ALL_DUE + 43))
    assert (payment.surplus_fen, account(connection).bills) == (43, ())


def test_too_little_settles_a_part_of_the_oldest(connection: Connection) -> None:
    payment = paid(connection, request("k1", 5_000, AUGUST, SEPTEMBER))
    assert (payment.bills_fen, payment.late_fees_fen, payment.surplus_fen) == (4_239, 761, 0)
    first = account(connection).bills[0]
    assert (first.bill_id, first.amount_fen, first.late_fee_fen) == (AUGUST, 11_024 - 4_239, 0)


def test_a_later_bill_cannot_be_paid_first(connection: Connection) -> None:
    refused = pay(connection, request("k1", 20_000, SEPTEMBER), NOW, SETTINGS)
    assert refused == Refused("OLDEST_FIRST", {"oldest": AUGUST})
    assert account(connection).balance_fen == 0
    assert pay(connection, request("k1", 20_000, AUGUST, OCTOBER), NOW, SETTINGS) == refused


def test_a_bill_paid_meanwhile_is_no_reason_to_refuse(connection: Connection) -> None:
    """PAY-6: the money is in the box already."""
    paid(connection, request("k1", 11_785, AUGUST))
    again = paid(connection, request("k2", 11_785, AUGUST))
    assert (again.bills_fen, again.late_fees_fen, again.surplus_fen) == (0, 0, 11_785)


def test_a_foreign_bill_is_refused(connection: Connection) -> None:
    assert pay(connection, request("k1", 100, "3104587968-2026-09"), NOW, SETTINGS) == Refused("BILL_UNKNOWN")


def test_i3_a_repetition_gets_the_stored_answer(connection: Connection) -> None:
    first = paid(connection, request("k1", 12_000, AUGUST))
    later = NOW + timedelta(days=400)
    assert pay(connection, request("k1", 12_000, AUGUST), later, SETTINGS) == first
    assert account(connection).balance_fen == 215
    assert look_up(connection, "k1") == first


def test_i4_other_content_under_the_same_serial_is_refused(connection: Connection) -> None:
    paid(connection, request("k1", 12_000, AUGUST))
    for other in (
        request("k1", 12_001, AUGUST),
        request("k1", 12_000),
        request("k1", 12_000, AUGUST, customer="3104587976"),
    ):
        assert pay(connection, other, NOW, SETTINGS) == Refused("DUPLICATE_SERIAL")
    assert account(connection).balance_fen == 215


def test_a_refused_payment_books_nothing_and_may_be_made_good(connection: Connection) -> None:
    assert pay(connection, request("k1", 1_000_001), NOW, SETTINGS) == Refused(
        "LIMIT_EXCEEDED", {"maximum_fen": "1000000"}
    )
    assert look_up(connection, "k1") is None
    assert paid(connection, request("k1", 1_000_000)).surplus_fen == 1_000_000 - ALL_DUE


def test_unknown_and_closed(connection: Connection) -> None:
    unknown = pay(connection, request(customer="0000000000"), NOW, SETTINGS)
    assert unknown == Refused("CUSTOMER_UNKNOWN")
    connection.execute(update(customers).where(customers.c.customer_no == WANG).values(status="closed"))
    assert pay(connection, request(), NOW, SETTINGS) == Refused("ACCOUNT_CLOSED")


def test_a_locked_customer_can_still_pay(connection: Connection) -> None:
    assert paid(connection, request(customer="3104587992")).bills_fen == 98 * 52


def test_a_reversal_restores_everything_and_is_idempotent(connection: Connection) -> None:
    before = account(connection)
    paid(connection, request("k1", 12_000, AUGUST))
    assert reverse(connection, "k1", NOW) is True
    assert account(connection) == before
    assert reverse(connection, "k1", NOW + timedelta(days=3)) is True


def test_a_reversed_payment_is_never_told_as_booked(connection: Connection) -> None:
    paid(connection, request("k1", 12_000, AUGUST))
    reverse(connection, "k1", NOW)
    assert look_up(connection, "k1") == Refused("REVERSED")
    assert pay(connection, request("k1", 12_000, AUGUST), NOW, SETTINGS) == Refused("REVERSED")


def test_a_reversal_is_refused_on_another_day_or_behind_a_later_posting(connection: Connection) -> None:
    paid(connection, request("k1", 12_000, AUGUST))
    assert reverse(connection, "k1", NOW + timedelta(days=1)) == Refused("REVERSAL_REFUSED")
    paid(connection, request("k2", 1_000))
    assert reverse(connection, "k1", NOW) == Refused("REVERSAL_REFUSED")
    assert reverse(connection, "k2", NOW) is True
    assert reverse(connection, "k1", NOW) is True


def test_what_was_never_booked_cannot_be_reversed(connection: Connection) -> None:
    assert reverse(connection, "k9", NOW) is None


def test_a_shop_pays_the_higher_rate(connection: Connection) -> None:
    """Others than households: 2 in 1000 a day."""
    connection.execute(update(customers).where(customers.c.customer_no == WANG).values(customer_class="other"))
    assert account(connection).bills[0].late_fee_fen == 1_521  # 110.24 x 69 days x 0.002


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_conserves_every_fen(fresh_connection: Callable[[], Connection], amounts: list[int]) -> None:
    """I1: what was paid is what was written off and what is surplus, in the books as in the answers."""
    connection = fresh_connection()
    before = account(connection)
    for at, amount in enumerate(amounts):
        payment = paid(connection, request(f"k{at}", amount))
        assert payment.bills_fen + payment.late_fees_fen + payment.surplus_fen == amount
    after = account(connection)
    open_fen = sum(bill.amount_fen + bill.late_fee_fen for bill in after.bills)
    assert sum(amounts) == ALL_DUE - open_fen + after.balance_fen
    assert open_fen == 0 or after.balance_fen == 0
    untouched = [bill for bill in after.bills if bill.late_fee_fen]
    assert after.bills[len(after.bills) - len(untouched) :] == tuple(untouched), "only the oldest may be begun"
    for at in reversed(range(len(amounts))):
        assert reverse(connection, f"k{at}", NOW) is True
    assert account(connection) == before


def test_the_books_agree_with_the_answers(connection: Connection) -> None:
    paid(connection, request("k1", 12_000, AUGUST))
    surplus = connection.execute(select(func.sum(postings.c.surplus_fen))).scalar_one()
    assert surplus == 215
    assert connection.execute(select(func.count()).select_from(bills)).scalar_one() > 3, "no bill is ever deleted"
