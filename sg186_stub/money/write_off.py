"""Which bills a payment settles (销账): the oldest first, of each its surcharge before its energy charge."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenBill:
    """What is still owed of one bill, in fen."""

    bill_id: str
    amount_fen: int
    late_fee_fen: int


@dataclass(frozen=True, slots=True)
class WriteOff:
    """What a payment settles of one bill, in fen."""

    bill_id: str
    amount_fen: int
    late_fee_fen: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where a payment goes; write-offs and surplus add up to the payment."""

    write_offs: tuple[WriteOff, ...]
    surplus_fen: int

    @property
    def bills_fen(self) -> int:
        """Energy charges written off."""
        return sum(item.amount_fen for item in self.write_offs)

    @property
    def late_fees_fen(self) -> int:
        """Surcharges written off."""
        return sum(item.late_fee_fen for item in self.write_offs)


def allocate(bills: Sequence[OpenBill], paid_fen: int) -> Allocation:
    """Spend `paid_fen` on `bills` in their order; a bill may be settled in part, what is left over is the surplus."""
    if paid_fen < 0:
        raise ValueError("a payment is not negative")
    left, write_offs = paid_fen, []
    for bill in bills:
        if left == 0:
            break
        late = min(left, bill.late_fee_fen)
        amount = min(left - late, bill.amount_fen)
        if late or amount:
            write_offs.append(WriteOff(bill.bill_id, amount, late))
        left -= late + amount
    allocation = Allocation(tuple(write_offs), left)
    assert allocation.bills_fen + allocation.late_fees_fen + allocation.surplus_fen == paid_fen
    return allocation


def starts_at_the_oldest(open_ids: Sequence[str], chosen: Sequence[str]) -> bool:
    """Tell whether the chosen bills are the first so many of the open ones, in whatever order they were named."""
    return set(open_ids[: len(chosen)]) == set(chosen)
