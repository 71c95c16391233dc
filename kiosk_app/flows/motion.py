"""When the kiosk must not be stopped: while a note moves or a card is being written."""

from kiosk_app.flows import buy_electricity, cash_tender, pay_bill
from kiosk_app.flows.visit import Front


def in_motion(front: Front) -> bool:
    """True while a note moves or a card is being written: nothing may stop then."""
    match front:
        case pay_bill.Tendering(cash_tender.Inserting() as inner) | buy_electricity.Tendering(
            cash_tender.Inserting() as inner
        ):
            return inner.sale.moving is not None
        case buy_electricity.Writing():
            return True
        case _:
            return False
