"""The surcharge for late payment (违约金): simple, by the day, on what was open that day (meter_card.md 4.3).

The rates and the minimum are configuration: the regulation was revised in 2024 and its text was not at hand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

CustomerClass = Literal["household", "other"]


@dataclass(frozen=True, slots=True)
class LateFeeRates:
    """Shares of the open amount per day, and the least that is charged once anything is."""

    household: Decimal = Decimal("0.001")
    other_this_year: Decimal = Decimal("0.002")
    other_earlier_years: Decimal = Decimal("0.003")
    minimum_fen: int = 100


@dataclass(frozen=True, slots=True)
class PartPayment:
    """So much of the energy charge was written off on this day."""

    on: date
    amount_fen: int


def late_fee(
    rates: LateFeeRates,
    customer_class: CustomerClass,
    amount_fen: int,
    *,
    due_on: date,
    as_of: date,
    paid: Sequence[PartPayment] = (),
) -> int:
    """Return the whole surcharge of a bill up to `as_of` in fen, whether or not some of it was paid already.

    The day it is due costs nothing, the day of the payment counts.
    """
    changes = sorted({part.on for part in paid if due_on < part.on < as_of} | {as_of})
    fee, start = Decimal(0), due_on
    for end in changes:
        if end <= start:
            break
        open_fen = amount_fen - sum(part.amount_fen for part in paid if part.on <= start)
        for rate, days in _days(rates, customer_class, due_on, start, end):
            fee += open_fen * rate * days
        start = end
    if fee <= 0:
        return 0
    return max(rates.minimum_fen, int(fee.to_integral_value(ROUND_HALF_UP)))


def _days(
    rates: LateFeeRates, customer_class: CustomerClass, due_on: date, start: date, end: date
) -> Iterator[tuple[Decimal, int]]:
    """Split the days after `start` up to and with `end` by their rate."""
    if customer_class == "household":
        yield rates.household, (end - start).days
        return
    last_of_year = date(due_on.year, 12, 31)
    turn = min(max(start, last_of_year), end)
    yield rates.other_this_year, (turn - start) // timedelta(days=1)
    yield rates.other_earlier_years, (end - turn) // timedelta(days=1)
