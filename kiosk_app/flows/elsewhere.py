"""A purchase of another terminal whose card is presented here: written here, told under its own number (PAY-6).

The journal of a terminal holds its own sales alone. So what happens here for another one's sale is one kind of fact,
`EnquiryNoted`: the intent to write is durable before the write all the same (I7). Where the confirmation is lost, the
platform goes on saying that the purchase waits; the card shows that it is there when it is presented next.
"""

from kiosk_app.domain.effects import Effect, HandToRecovery, Record
from kiosk_app.domain.facts import (
    CardCompleted,
    CardIncomplete,
    CardKept,
    ConfirmationDelivered,
    EnquiryNoted,
    Fact,
    OpenSale,
    ReceiptBegun,
    ReceiptDone,
    ReceiptMissed,
    SaleEnded,
    WriteBegun,
)
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import Fen
from kiosk_app.domain.recovered import RecoveredSale
from kiosk_app.domain.sale import Booking, SaleKind, SaleNumber, SaleTerms


def sale_of(found: RecoveredSale, card: CardSnapshot) -> OpenSale:
    """Return the sale as far as it is needed to write its card and print its slip: it names nobody."""
    booked = found.booking
    assert booked is not None and booked.purchase is not None, "only a booked purchase waits for a card"
    booking = Booking(
        booked.platform_serial, booked.paid, booked.bills, booked.late_fees, booked.surplus, Fen(0), booked.purchase
    )
    terms = SaleTerms(SaleKind.PURCHASE, "", "", "", Fen(0), Fen(0), card=card, meter_no=card.meter_no)
    return OpenSale(
        found.sale, terms, credited=(found.paid,), closed=found.paid, booking=booking, slips=1, elsewhere=True
    )


def told(effects: tuple[Effect, ...], sale: SaleNumber) -> tuple[Effect, ...]:
    """Return the effects with what is recorded of this sale under other names, and nothing handed to the background."""
    return tuple(kept for effect in effects if (kept := _told(effect, sale)) is not None)


def _told(effect: Effect, sale: SaleNumber) -> Effect | None:
    match effect:
        case HandToRecovery(open_sale) if open_sale.sale == sale:
            return None
        case Record(CardKept(number, serial)) if number == sale:
            return Record(CardKept(None, serial))
        case Record(SaleEnded(number)) if number == sale:
            return None
        case Record(fact) if getattr(fact, "sale", None) == sale:
            return Record(EnquiryNoted(sale, *_what(fact)))
        case _:
            return effect


def _what(fact: Fact) -> tuple[str, str]:
    """Return what happened, and what of it has to be known afterwards."""
    match fact:
        case WriteBegun(_, serial, counter, value, digest):
            return "write_begun", f"{serial} {counter} {value} {digest}"
        case CardCompleted(_, card):
            return "card_completed", f"{card.serial} {card.wallet_counter} {card.wallet_value}"
        case CardIncomplete(_, problem, detail):
            return "card_incomplete", f"{problem} {detail}".rstrip()
        case ConfirmationDelivered():
            return "confirmed", ""
        case ReceiptBegun(_, slip):
            return "slip_begun", slip
        case ReceiptDone():
            return "slip_done", ""
        case ReceiptMissed(_, _, code):
            return "slip_missed", code
        case _:
            raise AssertionError(f"nothing else happens to another terminal's sale: {type(fact).__name__}")
