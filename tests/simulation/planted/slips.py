"""Bugs on paper."""

from dataclasses import replace
from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import facts
from kiosk_app.domain.events import Event, RecoveryFound
from kiosk_app.domain.recovered import SaleState
from kiosk_app.domain.sale import SaleKind
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.flows import buy_electricity, closing, enquiry, pay_bill, recovery, vouchers
from tests.simulation.planted.bug import Bed, Patch, first, without

bed = Bed()


def kind_as(patch: Patch, wrong: dict[VoucherKind, VoucherKind]) -> None:
    """Print another kind of slip."""
    real = vouchers.kind_of

    def kind_of(sale: facts.OpenSale) -> VoucherKind:
        kind = real(sale)
        return wrong.get(kind, kind)

    patch.set(vouchers, "kind_of", kind_of)


def voucher_as(patch: Patch, change: Any) -> None:
    """Print other words."""
    real = vouchers.voucher_of
    for owner in (vouchers, pay_bill, buy_electricity, recovery):
        patch.set(owner, "voucher_of", lambda sale: change(sale, real(sale)))


@bed.bug("a payment slip comes out although nothing is booked")
def success_slip_without_booking(patch: Patch) -> None:
    kind_as(patch, {VoucherKind.UNCONFIRMED: VoucherKind.PAYMENT})


@bed.bug("a purchase slip comes out although the card is not written")
def purchase_slip_without_write(patch: Patch) -> None:
    kind_as(patch, {VoucherKind.UNWRITTEN: VoucherKind.PURCHASE})


@bed.bug("a slip says refused although the outcome is unknown")
def refusal_slip_for_the_unknown(patch: Patch) -> None:
    kind_as(patch, {VoucherKind.UNCONFIRMED: VoucherKind.REFUSED})


@bed.bug("a slip says paid although the money was refused")
def success_slip_for_a_refusal(patch: Patch) -> None:
    kind_as(patch, {VoucherKind.REFUSED: VoucherKind.PAYMENT})


@bed.bug("a purchase gets the slip of a payment")
def payment_slip_for_a_purchase(patch: Patch) -> None:
    kind_as(patch, {VoucherKind.PURCHASE: VoucherKind.PAYMENT})


@bed.bug("a slip is sent and no row says so")
def slip_without_intent(patch: Patch) -> None:
    patch.effects(closing, "begin", without(facts.ReceiptBegun))


@bed.bug("a slip is sent before its intent is durable")
def intent_after_slip(patch: Patch) -> None:
    patch.effects(closing, "begin", first(do.PrintVoucher))


@bed.bug("a slip says what is due, not what was paid")
def slip_says_due(patch: Patch) -> None:
    def due(sale: facts.OpenSale, voucher: Voucher) -> Voucher:
        return replace(voucher, paid=sale.terms.due) if sale.terms.kind is SaleKind.BILL_PAYMENT else voucher

    voucher_as(patch, due)


@bed.bug("a slip counts doubtful notes as paid")
def slip_counts_doubts(patch: Patch) -> None:
    voucher_as(patch, lambda sale, voucher: replace(voucher, paid=voucher.paid + voucher.in_doubt))


@bed.bug("who asks is told that it is booked, whatever it is")
def told_as_booked(patch: Patch) -> None:
    real = enquiry.while_asking

    def while_asking(state: enquiry.Asking, event: Event) -> Any:
        if isinstance(event, RecoveryFound):
            event = replace(event, found=replace(event.found, state=SaleState.BOOKED))
        return real(state, event)

    patch.set(enquiry, "while_asking", while_asking)


@bed.bug("a slip for somebody who asked is in no row")
def enquiry_slip_without_intent(patch: Patch) -> None:
    patch.effects(enquiry, "while_told", without(facts.EnquiryNoted))


@bed.bug("a slip for somebody who asked says that it is the first")
def enquiry_slip_is_the_first(patch: Patch) -> None:
    patch.set(enquiry, "COPY", 1)


@bed.bug("every copy says that it is the first")
def every_copy_is_the_first(patch: Patch) -> None:
    voucher_as(patch, lambda sale, voucher: replace(voucher, copy=1))
