"""What happened to my payment? By its number or its slip, at any terminal: the true state, and what is left (PAY-6).

The platform finishes what it can when it is asked. What is left for the terminal is here: a slip of what is booked, and
a purchase that waits for its card, which goes on as any card that is presented with a purchase waiting.
"""

from dataclasses import dataclass, replace

from kiosk_app.domain.device import Device
from kiosk_app.domain.effects import AskRecovery, Effect, PrintVoucher, Record
from kiosk_app.domain.events import (
    CodeScanned,
    Event,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    RecoveryFound,
    Refused,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.facts import EnquiryNoted
from kiosk_app.domain.recovered import RecoveredSale, SaleState
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.flows.closing import Slip
from kiosk_app.flows.codes import SlipCode, slip_in
from kiosk_app.flows.context import Context
from kiosk_app.flows.supervision import missing
from kiosk_app.flows.typing import Typed, typed

REQUEST = "recovery"
TERMINAL_DIGITS, DIGITS = 4, 10  # GD0117-002381 is typed 0117 002381; a terminal's millionth sale is scanned
ASKING = (Device.JOURNAL, Device.PLATFORM)
REWRITING = (*ASKING, Device.CARD_READER)
COPY = 2  # the first slip of this sale said that its end was open


@dataclass(frozen=True, slots=True)
class Typing:
    """The customer types the number or shows the slip to the scanner."""

    field: Typed = Typed(length=DIGITS)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """The platform finds out, and finishes what it can."""

    code: SlipCode
    digits: str = ""  # as typed, to be put right where nobody has the number


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it. `slip` says what became of the slip that was asked for, once one was."""

    found: RecoveredSale
    code: SlipCode
    slip: Slip | None = None
    slip_code: str = ""  # why the slip failed


@dataclass(frozen=True, slots=True)
class Refusal:
    """It cannot be told: no answer, a forged slip, too many tries."""

    code: str
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Back to the beginning; or on with the card."""

    card: bool = False


State = Typing | Asking | Told | Refusal | Done
Step = tuple[State, tuple[Effect, ...]]


def begin() -> Step:
    """Ask for the number or the slip."""
    return Typing(), ()


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the enquiry."""
    match state:
        case Typing():
            return while_typing(state, event, context)
        case Asking():
            return while_asking(state, event)
        case Told():
            return while_told(state, event, context)
        case Refusal():
            return (Done(), ()) if isinstance(event, Pressed | TimedOut) else (state, ())
        case Done():
            return state, ()


def while_typing(state: Typing, event: Event, context: Context) -> Step:
    """Take digits or a code; go on only with a whole number."""
    match event:
        case CodeScanned(text):
            code = slip_in(text)
            return (replace(state, problem="not_a_slip_code"), ()) if code is None else ask(code)
        case Pressed("confirm") if state.field.complete:
            return ask(SlipCode(number_of(state.field.digits, context), None), state.field.digits)
        case Pressed("confirm"):
            return replace(state, problem="sale_incomplete"), ()
        case Pressed("back" | "exit") | TimedOut():
            return Done(), ()
        case _:
            field = typed(state.field, event)
            return (state if field == state.field else Typing(field)), ()


def number_of(digits: str, context: Context) -> SaleNumber:
    """Return the transaction number that these digits mean here: the letters are this utility's."""
    return SaleNumber(f"{context.rules.letters}{digits[:TERMINAL_DIGITS]}-{digits[TERMINAL_DIGITS:]}")


def ask(code: SlipCode, digits: str = "") -> Step:
    """Ask the platform."""
    return Asking(code, digits), (AskRecovery(REQUEST, code.sale, code.signed),)


def while_asking(state: Asking, event: Event) -> Step:
    """Take the answer to this question only."""
    match event:
        case RecoveryFound(request, found) if request == REQUEST and found.sale == state.code.sale:
            return Told(found, state.code), (Record(EnquiryNoted(found.sale, "told", found.state)),)
        case Refused(request, "SALE_UNKNOWN") if request == REQUEST:
            return Typing(Typed(state.digits, DIGITS), "sale_unknown"), ()
        case Refused(request, code, facts) if request == REQUEST:
            return Refusal(code.lower(), dict(facts).get("minutes", "")), ()
        case Unanswered(request) if request == REQUEST:
            return Refusal("no_answer"), ()
        case TimedOut():
            return Refusal("no_answer"), ()
        case _:
            return state, ()


def while_told(state: Told, event: Event, context: Context) -> Step:
    """Print what is booked, go on with the card, ask again, or leave once a slip under way is settled."""
    sale = state.found.sale
    match event:
        case ReceiptPrinted(name) if name == job(sale) and state.slip is Slip.PRINTING:
            return replace(state, slip=Slip.PRINTED), (Record(EnquiryNoted(sale, "slip_done")),)
        case ReceiptFailed(name, code) if name == job(sale) and state.slip is Slip.PRINTING:
            return missed(state, code)
        case TimedOut() if state.slip is Slip.PRINTING:
            return missed(state, "no_confirmation")
        case _ if state.slip is Slip.PRINTING:
            return state, ()
        case Pressed("print") if printable(state):
            voucher = voucher_of(state.found)
            begun = Record(EnquiryNoted(sale, "slip_begun", voucher.kind))
            return replace(state, slip=Slip.PRINTING), (begun, PrintVoucher(job(sale), voucher))
        case Pressed("insert_card") if state.found.waits_for_card:
            why = missing(context.healths, REWRITING)
            return (Refusal(why[0]) if why else Done(card=True)), ()
        case Pressed("again") if state.found.state is not SaleState.BOOKED:
            return ask(state.code)
        case Pressed("done" | "back" | "exit") | TimedOut():
            return Done(), ()
        case _:
            return state, ()


def missed(state: Told, code: str) -> Step:
    """The slip is not surely on paper."""
    return replace(state, slip=Slip.FAILED, slip_code=code), (
        Record(EnquiryNoted(state.found.sale, "slip_missed", code)),
    )


def printable(state: Told) -> bool:
    """True when a slip can say that all is done, and was not printed in this visit."""
    return state.found.booking is not None and not state.found.waits_for_card and state.slip is not Slip.PRINTED


def job(sale: SaleNumber) -> str:
    """Name the print job, unlike those of the sale's own end."""
    return f"{sale}/enquiry"


def voucher_of(found: RecoveredSale) -> Voucher:
    """Write the slip of what is booked; whose it is the platform does not tell, and the slip does not say."""
    booking = found.booking
    assert booking is not None, "only what is booked has such a slip"
    bought = booking.purchase
    return Voucher(
        kind=VoucherKind.PAYMENT if bought is None else VoucherKind.PURCHASE,
        sale=found.sale,
        customer_no="",
        name_masked="",
        address_masked="",
        paid=found.paid,
        notes=(),
        surplus=booking.surplus,
        energy=bought.energy_on_card if bought else None,
        credited=bought.money_on_card if bought else None,
        platform_serial=booking.platform_serial,
        copy=COPY,
    )
