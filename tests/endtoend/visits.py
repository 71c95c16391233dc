"""Visits of a scripted customer that bear the kiosk's death: they end early then, and say so."""

from collections.abc import Callable

from demo.customer import Customer, KioskGone
from demo.processes import wait_for
from demo.scripts import CARD, NOTE, NUMBER, PASSWORD
from demo.town import Town

WAIT_S = 60.0


def visitor(town: Town) -> Customer:
    """Return a customer in front of the town's kiosk."""
    return Customer(town.finger, town.out / "screens", lambda: town.kiosk.alive)


def to_its_end(visit: Callable[[Town], None], town: Town) -> bool:
    """Play a visit; False when the kiosk died on the way."""
    try:
        visit(town)
    except KioskGone:
        return False
    return True


def to_cash(customer: Customer) -> None:
    """Identify by number and password and choose to pay what is owed."""
    customer.touches("start")
    customer.touches("pay_bill")
    customer.types(NUMBER)
    customer.touches("confirm")
    customer.types(PASSWORD)
    customer.touches("confirm")
    customer.sees("BillsView")
    customer.touches("confirm")
    customer.sees("CashView")


def scan_to_cash(customer: Customer, town: Town) -> None:
    """Show the paper bill to the idle kiosk and choose to pay what is owed: no number, no password (UI-1, T17)."""
    assert town.bench.do("scanner", "show", code=NUMBER)
    customer.sees("BillsView", seconds=WAIT_S)
    customer.touches("confirm")
    customer.sees("CashView")


def pay_bill(town: Town) -> None:
    """Pay with one note."""
    customer = visitor(town)
    to_cash(customer)
    put_note(customer, town)
    customer.touches("finish")
    customer.sees("SuccessView", "TroubleView", "ReceiptOnScreenView")
    customer.reads("printed")
    customer.touches("done")
    customer.sees("IdleView")


def buy_electricity(town: Town) -> None:
    """Buy for one note onto the meter card."""
    customer = visitor(town)
    customer.touches("start")
    customer.touches("buy_electricity")
    customer.sees("CardInsertView")
    put_card(customer, town)
    customer.sees("PurchaseView")
    customer.touches("preset_100")
    customer.touches("confirm")
    put_note(customer, town)
    customer.touches("finish")
    customer.sees("SuccessView")
    take_card(customer, town)
    customer.reads("printed")
    customer.touches("done")
    customer.sees("IdleView")


def put_card(customer: Customer, town: Town) -> None:
    """Push the card in as soon as the slot is open."""

    def inserted() -> bool:
        customer.details()  # raises KioskGone before a dead screen
        return bool(town.bench.do("card_reader", "insert_card", card=CARD))

    wait_for("the open slot", WAIT_S, inserted)


def put_note(customer: Customer, town: Town) -> None:
    """Put one note in and wait until the screen counts it."""
    customer.sees("CashView")

    def offered() -> bool:
        customer.details()  # raises KioskGone before a dead screen
        return bool(town.bench.do("bill_acceptor", "insert_note", fen=NOTE))

    wait_for("the acceptor to take the note", WAIT_S, offered)
    customer.reads(f"paid={NOTE}")


def take_card(customer: Customer, town: Town) -> None:
    """Take the card as soon as it is within reach."""

    def taken() -> bool:
        customer.details()
        return bool(town.bench.do("card_reader", "take_card"))

    wait_for("the card in the mouth", WAIT_S, taken)
