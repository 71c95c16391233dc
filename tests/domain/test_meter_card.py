"""What a card found again needs: the table of meter_card.md 3.4, every row of it (I14, VEND-4)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.meter_card import CardSnapshot, CardVerdict, judge
from tests.domain import values
from tests.support.samples import CARD

COUNTER, VALUE = 8, 10_000
DONE, WRITE, STOP = CardVerdict.DONE, CardVerdict.WRITE, CardVerdict.STOP


def presented(counter: int, value: int, returned: int | None) -> CardSnapshot:
    """Return the card that purchase 8 worth 100.00 was booked for, as it is found."""
    return replace(
        CARD,
        wallet_counter=counter,
        wallet_value=value,
        return_present=returned is not None,
        return_counter=returned or 0,
    )


TABLE = [
    # wallet counter, wallet value, the meter's return-write counter, what it means
    (COUNTER - 1, 5_000, COUNTER - 1, WRITE),  # nothing of the purchase is on the card
    (COUNTER - 1, 5_000, None, WRITE),  # cleared first, or never inserted: the wallet decides
    (COUNTER - 1, VALUE, COUNTER - 1, WRITE),  # the same amount bought before
    (COUNTER, VALUE, None, DONE),  # wholly on the card, not yet in the meter
    (COUNTER, VALUE, COUNTER, DONE),  # the meter has taken it
    (COUNTER, VALUE, COUNTER - 1, WRITE),  # the wallet is written, the return-write not cleared
    (COUNTER, VALUE, COUNTER - 2, STOP),
    (COUNTER, VALUE, COUNTER + 1, STOP),
    (COUNTER, VALUE - 1, None, STOP),  # this counter with another value
    (COUNTER, VALUE + 1, None, STOP),
    (COUNTER, VALUE - 1, COUNTER, STOP),
    (COUNTER, VALUE - 1, COUNTER - 1, STOP),
    (COUNTER, 0, COUNTER, STOP),
    (COUNTER + 1, VALUE, None, STOP),  # a later purchase
    (COUNTER + 1, VALUE, COUNTER + 1, STOP),
    (COUNTER - 2, VALUE, COUNTER - 2, STOP),  # an earlier state: another terminal's copy
    (0, 0, None, STOP),
]


@pytest.mark.parametrize(("counter", "value", "returned", "verdict"), TABLE)
def test_a_card_found_again_is_judged_by_its_counters(
    counter: int, value: int, returned: int | None, verdict: CardVerdict
) -> None:
    assert judge(presented(counter, value, returned), CARD.serial, COUNTER, VALUE) is verdict


@pytest.mark.parametrize(("counter", "value", "returned", "_"), TABLE)
def test_fault_37_another_card_is_never_written(counter: int, value: int, returned: int | None, _: CardVerdict) -> None:
    other = replace(presented(counter, value, returned), serial="1122334455667700")
    assert judge(other, CARD.serial, COUNTER, VALUE) is STOP


@given(values.cards, st.integers(1, 0xFFFFFFFF), values.count)
def test_i14_a_write_can_only_move_the_counter_by_one(card: CardSnapshot, counter: int, value: int) -> None:
    match judge(card, card.serial, counter, value):
        case CardVerdict.WRITE:
            assert counter - card.wallet_counter in (0, 1)
        case CardVerdict.DONE:
            assert (card.wallet_counter, card.wallet_value) == (counter, value)
        case CardVerdict.STOP:
            assert card.wallet_counter != counter - 1


@given(values.cards, st.integers(1, 0xFFFFFFFF), values.count)
def test_what_was_written_needs_no_second_write(card: CardSnapshot, counter: int, value: int) -> None:
    """After any whole write the verdict is DONE: no card is written twice."""
    written = replace(card, wallet_counter=counter, wallet_value=value, return_present=False, return_counter=0)
    assert judge(written, card.serial, counter, value) is DONE
    used = replace(written, return_present=True, return_counter=counter)
    assert judge(used, card.serial, counter, value) is DONE
