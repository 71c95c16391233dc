"""SIGKILL at every journal append of a cash sale, with the real kiosk, platform and billing core."""

import pytest

from demo.scripts import NOTE
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.kills import appends, killed, settled, undisturbed
from tests.endtoend.mortal import Side
from tests.endtoend.visits import pay_bill

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

CASH_SALE = (
    "Booted",
    "SaleBegun",
    "ConsentGiven",
    "NoteOffered",
    "NoteCredited",
    "TenderClosed",
    "SaleAccepted",
    "ReceiptBegun",
    "ReceiptDone",
    "SaleEnded",
)


def test_a_cash_sale_writes_these_facts(town: Town) -> None:
    """A new durable boundary cannot be forgotten: it would make this list longer."""
    assert tuple(undisturbed(town, pay_bill)) == CASH_SALE
    assert Books.of(town).disagreements() == []


@appends(CASH_SALE)
def test_i1_i3_i9_a_cash_sale_survives_a_kill(town: Town, append: int, side: Side) -> None:
    before = Books.of(town)
    killed(town, pay_bill, append, side)
    settled(town)
    assert town.kiosk.stop() == 0
    after = Books.of(town)

    assert after.disagreements() == []
    notes = len(after.cassette) - len(before.cassette)
    assert sum(after.booked().values()) - sum(before.booked().values()) == notes * NOTE
    assert after.ended_but_in_doubt()
