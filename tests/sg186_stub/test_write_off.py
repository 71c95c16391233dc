"""Write-off (PAY-2): the oldest first, and no fen is lost or made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sg186_stub.money.write_off import OpenBill, WriteOff, allocate, starts_at_the_oldest

bills = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 5_000)), max_size=6).map(
    lambda amounts: [OpenBill(f"b{at}", amount, late) for at, (amount, late) in enumerate(amounts)]
)


def test_the_surcharge_comes_before_the_energy_charge() -> None:
    assert allocate([OpenBill("a", 1000, 100)], 150).write_offs == (WriteOff("a", 50, 100),)


def test_what_is_left_over_is_the_surplus() -> None:
    allocation = allocate([OpenBill("a", 1000, 100), OpenBill("b", 500, 0)], 2000)
    assert (allocation.bills_fen, allocation.late_fees_fen, allocation.surplus_fen) == (1500, 100, 400)


def test_a_negative_payment_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate([], -1)


@given(bills, st.lists(st.integers(0, 60_000), max_size=6))
def test_a_payment_split_in_any_way_ends_the_same(bills: list[OpenBill], payments: list[int]) -> None:
    """I1 of the core's own books: whatever the split, the same fen settle the same bills."""
    at_once = allocate(bills, sum(payments))
    left, surplus = list(bills), 0
    for payment in payments:
        allocation = allocate(left, payment)
        done = {item.bill_id: item for item in allocation.write_offs}
        surplus += allocation.surplus_fen
        left = [_after(bill, done.get(bill.bill_id)) for bill in left]
    assert surplus == at_once.surplus_fen
    assert left == [_after(bill, {i.bill_id: i for i in at_once.write_offs}.get(bill.bill_id)) for bill in bills]


@given(bills, st.integers(0, 200_000))
def test_nothing_is_settled_before_what_is_older(bills: list[OpenBill], paid: int) -> None:
    allocation = allocate(bills, paid)
    done = {item.bill_id: item for item in allocation.write_offs}
    still_open = [_after(bill, done.get(bill.bill_id)) for bill in bills]
    unsettled = [at for at, bill in enumerate(still_open) if bill.amount_fen or bill.late_fee_fen]
    if unsettled:
        assert allocation.surplus_fen == 0
        assert all(bill.bill_id not in done for bill in bills[unsettled[0] + 1 :])
    assert allocation.bills_fen + allocation.late_fees_fen + allocation.surplus_fen == paid


@pytest.mark.parametrize(
    ("chosen", "allowed"),
    [([], True), (["a"], True), (["a", "b"], True), (["b", "a"], True), (["b"], False), (["a", "c"], False)],
)
def test_a_choice_starts_at_the_oldest(chosen: list[str], allowed: bool) -> None:
    assert starts_at_the_oldest(["a", "b", "c"], chosen) is allowed


def _after(bill: OpenBill, done: WriteOff | None) -> OpenBill:
    if done is None:
        return bill
    return OpenBill(bill.bill_id, bill.amount_fen - done.amount_fen, bill.late_fee_fen - done.late_fee_fen)
