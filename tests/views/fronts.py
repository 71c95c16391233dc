"""Every state that the front of a visit can be in, at least once, and in each of its variants that a screen shows."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk_app.domain.customer import Account, MeterKind, PurchaseTerms
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import WriteStage
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.domain.money import Fen
from kiosk_app.domain.recovered import RecoveredBooking, RecoveredSale, SaleState
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleKind
from kiosk_app.flows import booking, buy_electricity, cash_tender, closing, enquiry, identify, pay_bill, write_card
from kiosk_app.flows.codes import SlipCode
from kiosk_app.flows.supervision import Healths
from kiosk_app.flows.typing import Typed
from kiosk_app.flows.visit import Front, Idle, Menu, Visit
from kiosk_app.flows.vouchers import voucher_of
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, SALE
from tests.views.staff_fronts import staff_fronts

RULES = Rules()
PASSWORD = "914725"
REFUSALS = ("card_blank", "card_replaced", "last_purchase_not_used", "rewrite_first", "arrears_first", "a_new_code")
FAULTS = ("bill_acceptor.cassette_full", "receipt_printer.paper_end", "platform.not_answering", "no_answer")


@dataclass(frozen=True)
class Named:
    """A state and what to call it."""

    name: str
    front: Front


def healths(condition: Condition = Condition.READY, code: str = "") -> Healths:
    return tuple(Health(device, condition, code) for device in Device)


def visit_in(front: Front, devices: Healths | None = None, *, recovering: bool = False) -> Visit:
    return Visit(RULES, devices if devices is not None else healths(), front, recovering)


def bill_sale(*notes: int) -> OpenSale:
    return OpenSale(SALE, samples.BILL_TERMS, credited=tuple(Fen(value) for value in notes))


def card_sale(*notes: int) -> OpenSale:
    return OpenSale(SALE, samples.PURCHASE_TERMS, credited=tuple(Fen(value) for value in notes))


def bought() -> OpenSale:
    return replace(card_sale(10_000), closed=Fen(10_000), booking=samples.PURCHASE_BOOKING)


ENERGY_TERMS = replace(samples.CARD_TERMS, meter_kind=MeterKind.ENERGY_CONTROLLED)
WRITTEN = replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)


def identifying() -> Iterator[tuple[str, identify.State]]:
    number = Typed("310458", 10)
    yield "number, empty", identify.Number(Typed(length=10))
    yield "number, half", identify.Number(number)
    yield "number, whole", identify.Number(Typed("3104587000", 10))
    for problem in ("number_incomplete", "customer_unknown", "not_a_bill_code"):
        yield f"number, {problem}", identify.Number(number, problem)
    for typed in range(len(PASSWORD) + 1):
        yield f"password, {typed} digits", identify.Password("3104587000", Typed(PASSWORD[:typed], 6))
    yield "password, wrong", identify.Password("3104587000", Typed(length=6), "password_wrong", "2")
    yield "password, wrong without a count", identify.Password("3104587000", Typed(length=6), "password_wrong")
    yield "password, after a scanned bill", identify.Password("3104587000", Typed(length=6), "password_needed")
    yield "asking", identify.Asking("3104587000")
    yield "asking, a bill was scanned", identify.Asking("3104587000", scanned=True)
    yield "locked", identify.Refusal("customer_locked", "15")
    for code in ("account_closed", "no_answer", "a_new_code"):
        yield code, identify.Refusal(code)
    yield "found", identify.Done(samples.ACCOUNT)
    yield "given up", identify.Done(None)


def tenders(sale: OpenSale) -> Iterator[tuple[str, cash_tender.State]]:
    yield "opening", cash_tender.Opening(sale.terms)
    empty = cash_tender.Inserting(sale)
    yield "empty", empty
    moving = replace(sale, moving=(1, HUNDRED))
    yield "a note moves", cash_tender.Inserting(moving)
    yield "a note is lost", cash_tender.Inserting(moving, lost=True)
    yield "the customer wants to finish", cash_tender.Inserting(moving, finishing=True)
    for count in (1, 3, 7):
        shown = tuple(cash_tender.ShownNote(ordinal, "10:28:17", FIFTY.value) for ordinal in range(count, 0, -1))
        paid = replace(sale, credited=(FIFTY.value,) * count)
        yield f"{count} notes", cash_tender.Inserting(paid, shown)
        yield f"{count} notes and one moves", cash_tender.Inserting(replace(paid, moving=(count + 1, HUNDRED)), shown)
    for problem in ("note_returned", "note_rejected", "note_over_limit"):
        yield problem, cash_tender.Inserting(sale, problem=problem)
    yield "done", cash_tender.Done(sale)


def endings(sales: dict[str, OpenSale], *, card: bool) -> Iterator[tuple[str, closing.Closing]]:
    places = (closing.CardPlace.OFFERED, closing.CardPlace.GONE) if card else (closing.CardPlace.NONE,)
    for (name, sale), slip, place, leaving in itertools.product(sales.items(), closing.Slip, places, (False, True)):
        code = "paper_end" if slip is closing.Slip.FAILED else ""
        words = f"{name}, slip {slip}, card {place}{', leaving' if leaving else ''}"
        yield words, closing.Closing(sale, voucher_of(sale), slip, code, place, leaving)


def ended_bills() -> dict[str, OpenSale]:
    paid = replace(bill_sale(10_000, 10_000), closed=Fen(20_000))
    doubt = replace(bill_sale(), in_doubt=(HUNDRED,))
    return {
        "paid": replace(paid, booking=samples.BOOKING),
        "not confirmed": paid,
        "refused": replace(paid, rejected="LIMIT_EXCEEDED"),
        "nothing but a doubt": replace(doubt, closed=Fen(0)),
        "paid with a doubt": replace(paid, booking=samples.BOOKING, in_doubt=(HUNDRED,)),
        "not confirmed with a doubt": replace(paid, in_doubt=(HUNDRED,)),
    }


def ended_purchases() -> dict[str, OpenSale]:
    return {
        "on the card": replace(bought(), written=WRITTEN, confirmed=True),
        "not written": bought(),
        "not confirmed": replace(bought(), booking=None),
        "refused": replace(bought(), booking=None, rejected="COUNTER_MISMATCH"),
        "on the card with a doubt": replace(bought(), written=WRITTEN, in_doubt=(HUNDRED,)),
    }


def elsewhere_booked(sale: OpenSale) -> OpenSale:
    """Another terminal's purchase, of which nobody says whose it is."""
    terms = replace(sale.terms, customer_no="", name_masked="", address_masked="", due=Fen(0))
    return replace(sale, terms=terms, elsewhere=True, in_doubt=())


def writings() -> Iterator[tuple[str, write_card.Busy]]:
    sale = bought()
    yield "reading", write_card.Reading(sale)
    yield "reading again", write_card.Reading(sale, 1)
    yield "authenticating", write_card.Authenticating(sale, samples.CARD, 0)
    yield "ordering", write_card.Ordering(sale, samples.CARD, 0)
    for stage in WriteStage:
        yield str(stage), write_card.Writing(sale, samples.CARD, 0, stage)


def pay_bill_fronts() -> Iterator[tuple[str, Front]]:
    for name, who in identifying():
        yield f"identifying: {name}", pay_bill.Identifying(who)
    nothing_owed = replace(samples.ACCOUNT, bills=())
    many = replace(samples.ACCOUNT, bills=samples.BILLS * 3)
    for account, chosen, page in ((samples.ACCOUNT, 3, 0), (samples.ACCOUNT, 0, 0), (nothing_owed, 0, 0), (many, 4, 2)):
        yield f"{chosen} of {len(account.bills)} bills", pay_bill.Choosing(account, chosen, page)
    for code in (*FAULTS, "card_meter_customer"):
        yield f"stopped: {code}", pay_bill.Stopped(code)
    for name, tender in tenders(bill_sale()):
        yield f"tendering: {name}", pay_bill.Tendering(tender)
    yield "booking", pay_bill.Booking(booking.Booking(replace(bill_sale(10_000), closed=Fen(10_000))))
    for name, ending in endings(ended_bills(), card=False):
        yield f"ending: {name}", pay_bill.Ending(ending)
    yield "done", pay_bill.Done()


def choosings() -> Iterator[tuple[str, buy_electricity.Choosing]]:
    def choosing(terms: PurchaseTerms, account: Account, digits: str, by_energy: bool) -> buy_electricity.Choosing:
        return buy_electricity.Choosing(samples.CARD, account, terms, Typed(digits, 4), by_energy)

    for terms, by_energy in ((samples.CARD_TERMS, False), (ENERGY_TERMS, True), (ENERGY_TERMS, False)):
        words = f"{terms.meter_kind}{' by energy' if by_energy else ''}"
        empty = choosing(terms, samples.CARD_ACCOUNT, "", by_energy)
        typed = choosing(terms, samples.CARD_ACCOUNT, "100", by_energy)
        yield f"{words}, empty", empty
        yield f"{words}, typed", typed
        yield f"{words}, quoted", replace(typed, quote=samples.QUOTE)
        yield f"{words}, asking", replace(typed, asking=True)
        for problem in ("limit_exceeded", "no_answer", "customer_unknown", "a_new_code"):
            yield f"{words}, {problem}", replace(typed, problem=problem)
        unused = replace(samples.CARD, return_present=False)
        yield f"{words}, never in the meter", replace(empty, card=unused)


def buy_electricity_fronts() -> Iterator[tuple[str, Front]]:
    for problem in ("", *CardProblem):
        yield f"awaiting a card {problem}", buy_electricity.AwaitingCard(problem)
    yield "reading", buy_electricity.Reading()
    yield "identifying the card", buy_electricity.Reading(samples.CARD)
    for name, choosing in choosings():
        yield f"choosing: {name}", choosing
    for name, tender in tenders(card_sale()):
        yield f"tendering for a card: {name}", buy_electricity.Tendering(tender, samples.QUOTE)
    closed = replace(card_sale(10_000), closed=Fen(10_000))
    yield "booking a purchase", buy_electricity.Booking(booking.Booking(closed))
    for name, writing in writings():
        yield f"writing: {name}", buy_electricity.Writing(writing)
    for name, ending in endings(ended_purchases(), card=True):
        yield f"ending a purchase: {name}", buy_electricity.Ending(ending)
    there = {name: elsewhere_booked(sale) for name, sale in ended_purchases().items() if sale.booking is not None}
    for name, ending in endings(there, card=True):
        yield f"ending another terminal's purchase: {name}", buy_electricity.Ending(ending)
    for code, retaining in itertools.product(("", *REFUSALS, *FAULTS), (False, True)):
        yield f"returning the card {code}{' by force' if retaining else ''}", buy_electricity.Returning(code, retaining)
    for code in (*REFUSALS, *FAULTS, *CardProblem):
        yield f"stopped without a card: {code}", buy_electricity.Stopped(code)
    yield "done with a card", buy_electricity.Done()


def enquiry_fronts() -> Iterator[tuple[str, Front]]:
    for problem in ("", "sale_incomplete", "sale_unknown", "not_a_slip_code"):
        for digits in ("", "0117002", "0117002381"):
            yield f"typing a sale's number {digits} {problem}", enquiry.Typing(Typed(digits, 10), problem)
    code = SlipCode(SALE, None)
    yield "asking about a sale", enquiry.Asking(code)
    for state, kind, paid in itertools.product(SaleState, SaleKind, (Fen(0), Fen(10_000))):
        booking = recovered_booking(kind) if state is SaleState.BOOKED else None
        if booking is not None and not paid:
            continue
        found = RecoveredSale(SALE, state, kind, paid, booking, waits_for_card=False)
        yield f"told {state} {kind} {paid}", enquiry.Told(found, code)
        if booking is not None and booking.purchase is not None:
            yield "told to write", enquiry.Told(replace(found, waits_for_card=True), code)
        for slip in closing.Slip if booking is not None else ():
            yield f"told {state} {kind}, slip {slip}", enquiry.Told(found, code, slip, "paper_end")
    for refusal in ("slip_forged", "no_answer", "card_reader.not_answering", "a_new_code"):
        yield f"not told {refusal}", enquiry.Refusal(refusal)
    yield "not told for some minutes", enquiry.Refusal("too_many_tries", "50")
    yield "done with an enquiry", enquiry.Done()


def recovered_booking(kind: SaleKind) -> RecoveredBooking:
    booking = samples.PURCHASE_BOOKING if kind is SaleKind.PURCHASE else samples.BOOKING
    return RecoveredBooking(
        booking.platform_serial, Fen(10_000), booking.bills, booking.late_fees, booking.surplus, booking.purchase
    )


def every_front() -> tuple[Named, ...]:
    """Return every state."""
    fronts: list[tuple[str, Front]] = [("idle", Idle()), ("menu", Menu())]
    fronts += [*pay_bill_fronts(), *buy_electricity_fronts(), *enquiry_fronts(), *staff_fronts()]
    return tuple(Named(name, front) for name, front in fronts)
