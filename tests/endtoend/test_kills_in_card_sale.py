"""SIGKILL at every journal append of a card sale, with the real kiosk, platform and billing core."""

import pytest

from demo.scripts import CARD, NOTE
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.kills import appends, killed, settled, undisturbed
from tests.endtoend.mortal import Side
from tests.endtoend.visits import buy_electricity, put_card, take_card, visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

CARD_SALE = (
    "Booted",
    "SaleBegun",
    "ConsentGiven",
    "NoteOffered",
    "NoteCredited",
    "TenderClosed",
    "SaleAccepted",
    "WriteBegun",
    "CardCompleted",
    "ReceiptBegun",
    "ConfirmationDelivered",  # this and the next in either order
    "ReceiptDone",
    "SaleEnded",
)


def test_a_card_sale_writes_these_facts(town: Town) -> None:
    """The slip and the vending system's word come in either order."""
    assert sorted(undisturbed(town, buy_electricity)) == sorted(CARD_SALE)
    assert town.bench.do("meter", "insert_card", card=CARD)
    assert Books.of(town).disagreements() == []


@appends(CARD_SALE)
def test_i1_i3_i14_a_card_sale_survives_a_kill(town: Town, append: int, side: Side) -> None:
    before, counter = Books.of(town), card_counter(town)
    killed(town, buy_electricity, append, side)
    settled(town)
    card_presented(town)
    assert town.kiosk.stop() == 0
    after = Books.of(town)

    assert after.disagreements() == []
    notes = len(after.cassette) - len(before.cassette)
    assert notes in (0, 1)
    assert card_counter(town) == counter + notes, "the card has what was paid for, and no more"
    meter = town.bench.do("meter", "insert_card", card=CARD).result
    assert meter["credited"] == notes * NOTE, "the money has come as far as the meter"


def card_presented(town: Town) -> None:
    """Present the card where a purchase waits for it: it is written without money (VEND-4)."""
    customer = visitor(town)
    town.bench.do("card_reader", "take_card")  # where the restarted kiosk handed it out
    if not customer.ask(do="state")["for_the_card"]:
        return
    customer.touches("start")
    customer.touches("buy_electricity")
    customer.sees("CardInsertView")
    put_card(customer, town)
    seen = customer.sees("SuccessView", "CardTakeView")
    if seen == "CardTakeView":  # it was written before the kiosk died: recovery has read that, and the meter is next
        customer.reads("last_purchase_not_used")
        take_card(customer, town)
        customer.sees("ExplanationView")
    else:
        take_card(customer, town)
        customer.reads("printed")
    customer.touches("done")
    customer.sees("IdleView")


def card_counter(town: Town) -> int:
    """Return the purchase counter that is truly on the card."""
    return int(town.truth()["card_reader"]["cards"][CARD]["counter"])
