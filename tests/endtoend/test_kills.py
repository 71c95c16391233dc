"""SIGKILL at every journal append of a cash sale and of a card sale, with the real kiosk, platform and billing core.

Faults 7 and 8 of the catalogue; promises I1, I2, I3, I9, I11, I14: no note is lost or counted twice, each sale is
booked once, the card's counter advances by one for money taken and by none for no money.
"""

from collections.abc import Callable

import pytest

from demo.processes import wait_for
from demo.scripts import CARD, NOTE
from demo.town import Town
from tests.endtoend.books import Books
from tests.endtoend.mortal import Side
from tests.endtoend.visits import WAIT_S, buy_electricity, pay_bill, take_card, to_its_end, visitor

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
CARD_SALE = (*CASH_SALE[:7], "WriteBegun", "CardCompleted", *CASH_SALE[7:9], "ConfirmationDelivered", "SaleEnded")
SIDES: tuple[Side, ...] = ("before", "after")


def appends(sale: tuple[str, ...]) -> pytest.MarkDecorator:
    """One case for each append of a sale and each side of it."""
    cases = [(append, side) for append in range(1, len(sale) + 1) for side in SIDES]
    return pytest.mark.parametrize(("append", "side"), cases, ids=[f"{side}-{append:02}" for append, side in cases])


def undisturbed(town: Town, visit: Callable[[Town], None]) -> list[str]:
    """Play a visit on a kiosk that lives; return the kinds of the facts that it wrote."""
    known = len(Books.of(town).facts) if town.journal.exists() else 0
    town.start_kiosk()
    assert to_its_end(visit, town)
    assert town.kiosk.stop() == 0
    return [fact["kind"] for fact in Books.of(town).facts[known:]]


def killed(town: Town, visit: Callable[[Town], None], append: int, side: Side) -> None:
    """Play a visit on a kiosk that dies at this append."""
    town.start_kiosk("tests.endtoend.mortal", str(append), side)
    assert not to_its_end(visit, town), "the kiosk came through: not every append of the sale is reached"
    assert town.kiosk.stop() == -9


def settled(town: Town) -> None:
    """Start the kiosk again and wait until no sale is open but one that waits for its card."""
    town.start_kiosk()
    customer = visitor(town)
    customer.sees("IdleView", seconds=WAIT_S)
    wait_for("the sales to be settled", WAIT_S, lambda: not customer.ask(do="state")["settling"])


def card_presented(town: Town) -> None:
    """Present the card where a purchase waits for it: it is written without money (VEND-4)."""
    customer = visitor(town)
    town.bench.do("card_reader", "take_card")  # where the restarted kiosk handed it out
    if not customer.ask(do="state")["open"]:
        return
    customer.touches("start")
    customer.touches("buy_electricity")
    customer.sees("CardInsertView")
    assert town.bench.do("card_reader", "insert_card", card=CARD)
    customer.sees("SuccessView")
    take_card(customer, town)
    customer.reads("printed")
    customer.touches("done")
    customer.sees("IdleView")


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
    assert [fact["kind"] for fact in after.facts].count("SaleBegun") == [f["kind"] for f in after.facts].count(
        "SaleEnded"
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
    assert bool(notes) == (meter["outcome"] == "accepted")


def card_counter(town: Town) -> int:
    """Return the purchase counter that is truly on the card."""
    return int(town.truth()["card_reader"]["cards"][CARD]["counter"])
