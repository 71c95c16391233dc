"""When nothing may stop the kiosk: while a note's fate is open, and while a card is being written (OPS-2)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.money import Fen
from kiosk_app.flows import buy_electricity, cash_tender, pay_bill, write_card
from kiosk_app.flows.motion import in_motion
from kiosk_app.flows.visit import Front, Idle, Menu
from tests.support import samples

SALE = OpenSale(samples.SALE, samples.BILL_TERMS, credited=(Fen(10_000),))
MOVING = replace(SALE, moving=(2, samples.FIFTY))


def fed(sale: OpenSale) -> tuple[Front, Front]:
    """Return a customer who feeds notes, in either service."""
    inner = cash_tender.Inserting(sale)
    return pay_bill.Tendering(inner), buy_electricity.Tendering(inner, samples.QUOTE)


def test_i7_a_note_that_moves_is_waited_for() -> None:
    assert [in_motion(front) for front in fed(MOVING)] == [True, True]
    assert [in_motion(front) for front in fed(SALE)] == [False, False], "what is in the box stays there"


def test_i14_a_card_that_is_being_written_is_waited_for() -> None:
    assert in_motion(buy_electricity.Writing(write_card.Reading(SALE)))


@pytest.mark.parametrize("front", [Idle(), Menu()])
def test_nobody_else_is_waited_for(front: Front) -> None:
    assert not in_motion(front)
