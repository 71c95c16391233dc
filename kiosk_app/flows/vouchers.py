"""Which slip a sale deserves, by what is known of it: the same for the customer in front and for a restart."""

from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleKind
from kiosk_app.domain.voucher import Voucher, VoucherKind


def kind_of(sale: OpenSale) -> VoucherKind:
    """Return the slip's kind; a success slip only for what is known to have succeeded (I16)."""
    if sale.closed == 0 or sale.closed is None:
        return VoucherKind.CLAIM
    if sale.rejected is not None:
        return VoucherKind.REFUSED
    if sale.booking is None:
        return VoucherKind.UNCONFIRMED
    if sale.terms.kind is SaleKind.BILL_PAYMENT:
        return VoucherKind.PAYMENT
    return VoucherKind.PURCHASE if sale.written is not None or sale.confirmed else VoucherKind.UNWRITTEN


def voucher_of(sale: OpenSale) -> Voucher:
    """Write the slip of a sale; its copy number follows the slips begun so far."""
    terms, booking = sale.terms, sale.booking
    purchase = booking.purchase if booking else None
    return Voucher(
        kind=kind_of(sale),
        sale=sale.sale,
        customer_no=terms.customer_no,
        name_masked=terms.name_masked,
        address_masked=terms.address_masked,
        paid=sale.paid,
        notes=() if sale.elsewhere else sale.notes,
        due=terms.due if terms.kind is SaleKind.BILL_PAYMENT else Fen(0),
        bills=terms.bills,
        surplus=booking.surplus if booking else Fen(0),
        balance=booking.balance if booking and not sale.elsewhere else None,
        energy=purchase.energy_on_card if purchase else None,
        credited=purchase.money_on_card if purchase else None,
        meter_no=terms.meter_no,
        card_serial=terms.card.serial if terms.card else None,
        counter=purchase.counter if purchase else None,
        platform_serial=booking.platform_serial if booking else None,
        in_doubt=Fen(sum(note.value for note in sale.in_doubt)),
        copy=sale.slips + 1,
    )
