"""The surcharge for late payment (PAY-1); the worked examples of the 1996 regulation, article 98."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sg186_stub.money.late_fee import CustomerClass, LateFeeRates, PartPayment, late_fee

RATES = LateFeeRates()
DUE = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("amount", "kind", "due", "paid", "fee"),
    [
        (15_630, "household", date(2026, 9, 15), date(2026, 9, 25), 156),
        (5_000, "household", date(2026, 9, 15), date(2026, 9, 20), 100),
        (100_000, "other", date(2023, 12, 25), date(2024, 1, 10), 4_200),
        (15_630, "household", date(2026, 9, 15), date(2026, 9, 15), 0),
        (15_630, "household", date(2026, 9, 15), date(2026, 9, 1), 0),
        (11_024, "household", date(2026, 9, 15), date(2026, 11, 23), 761),
        (100_000, "other", date(2026, 3, 1), date(2026, 3, 2), 200),
        (100_000, "other", date(2024, 12, 31), date(2025, 1, 1), 300),
        (100_000, "other", date(2023, 6, 30), date(2025, 1, 1), 2 * 100 * 184 + 3 * 100 * 367),
    ],
)
def test_worked_examples(amount: int, kind: CustomerClass, due: date, paid: date, fee: int) -> None:
    assert late_fee(RATES, kind, amount, due_on=due, as_of=paid) == fee


def test_rates_and_minimum_are_configuration() -> None:
    rates = LateFeeRates(household=Decimal("0.0005"), minimum_fen=0)
    assert late_fee(rates, "household", 100_000, due_on=DUE, as_of=DUE + timedelta(days=1)) == 50


def test_what_was_written_off_no_longer_grows() -> None:
    half = [PartPayment(DUE + timedelta(days=10), 50_000)]
    fee = late_fee(RATES, "household", 100_000, due_on=DUE, as_of=DUE + timedelta(days=30), paid=half)
    assert fee == 100_000 * 10 // 1000 + 50_000 * 20 // 1000


def test_a_part_paid_in_time_never_bore_a_surcharge() -> None:
    early = [PartPayment(DUE - timedelta(days=3), 40_000)]
    assert late_fee(RATES, "household", 100_000, due_on=DUE, as_of=DUE + timedelta(days=10), paid=early) == 600


def test_a_settled_bill_keeps_its_surcharge() -> None:
    whole = [PartPayment(DUE + timedelta(days=10), 100_000)]
    for later in (10, 11, 400):
        assert late_fee(RATES, "household", 100_000, due_on=DUE, as_of=DUE + timedelta(days=later), paid=whole) == 1000


kinds: st.SearchStrategy[CustomerClass] = st.sampled_from(["household", "other"])


@given(kinds, st.integers(1, 10_000_000), st.integers(-30, 800), st.integers(0, 400))
def test_it_never_shrinks_while_days_pass(kind: CustomerClass, amount: int, days: int, more: int) -> None:
    early = late_fee(RATES, kind, amount, due_on=DUE, as_of=DUE + timedelta(days=days))
    assert early <= late_fee(RATES, kind, amount, due_on=DUE, as_of=DUE + timedelta(days=days + more))


@given(kinds, st.integers(2, 10_000_000), st.integers(1, 500), st.integers(1, 300), st.data())
def test_paying_a_part_never_makes_it_dearer(
    kind: CustomerClass, amount: int, days: int, earlier: int, data: st.DataObject
) -> None:
    as_of = DUE + timedelta(days=days)
    part = PartPayment(as_of - timedelta(days=earlier), data.draw(st.integers(1, amount)))
    fee = late_fee(RATES, kind, amount, due_on=DUE, as_of=as_of)
    assert late_fee(RATES, kind, amount, due_on=DUE, as_of=as_of, paid=[part]) <= fee
