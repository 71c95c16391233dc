"""How long each state waits, for the customer or for an answer (T13, T14, T15)."""

from dataclasses import dataclass, replace

from kiosk_app.domain.rules import MORE_TIME, Rules
from kiosk_app.flows import (
    buy_electricity,
    cash_tender,
    closing,
    enquiry,
    identify,
    pay_bill,
    settlement,
    sign_in,
    staff,
)
from kiosk_app.flows.visit import Front, Idle, Menu


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until `TimedOut`; `shown` where the customer sees a countdown and may ask for more."""

    seconds: float
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Deadline:
    """When silence ends the present state: `until` on the monotonic clock in seconds, and the patience behind it."""

    until: float
    waits: Patience


def granted(front: Front, rules: Rules, *, more_time: bool) -> Patience | None:
    """Return how long this state waits for this customer: twice as long for one who asked for more time (T13).

    Devices, the platform and staff keep their times: only a countdown that a customer sees grows.
    """
    waits = patience(front, rules)
    if not more_time or waits is None or not waits.shown or isinstance(front, staff.State):
        return waits
    return replace(waits, seconds=waits.seconds * MORE_TIME)


def begun(waits: Patience | None, now: float) -> Deadline | None:
    """Return the deadline of a state that begins now, or None where it may last for ever."""
    return Deadline(now + waits.seconds, waits) if waits is not None else None


def prolonged(running: Deadline | None, waits: Patience | None) -> Deadline | None:
    """Return the running deadline with the patience that holds from now on; it is never moved nearer."""
    if running is None or waits is None or waits.seconds <= running.waits.seconds:
        return running
    return Deadline(running.until + waits.seconds - running.waits.seconds, waits)


def patience(front: Front, rules: Rules) -> Patience | None:
    """Return how long this state waits, or None: for ever."""
    match front:
        case Idle():
            return None
        case Menu() | pay_bill.Stopped() | buy_electricity.Stopped():
            return Patience(rules.menu_s)
        case pay_bill.Identifying(identify.Number() | identify.Password() | identify.Refusal()):
            return Patience(rules.typing_s)
        case enquiry.Typing() | enquiry.Asking() | enquiry.Told() | enquiry.Refusal():
            return enquiry_patience(front, rules)
        case pay_bill.Choosing():
            return Patience(rules.bills_s)
        case buy_electricity.Choosing(asking=False):
            return Patience(rules.bills_s)
        case buy_electricity.AwaitingCard():
            return Patience(rules.card_insert_s)
        case buy_electricity.Returning():
            return Patience(rules.card_take_s)
        case pay_bill.Tendering(cash_tender.Inserting() as inner) | buy_electricity.Tendering(
            cash_tender.Inserting() as inner
        ):
            return note_patience(inner, rules)
        case pay_bill.Ending(inner) | buy_electricity.Ending(inner):
            return ending_patience(inner, rules)
        case staff.Entering() | staff.Looking() | staff.Overview() | staff.Renewing() | staff.Settling():
            return staff_patience(front, rules)
        case _:
            return Patience(rules.answer_s, shown=False)


def enquiry_patience(front: enquiry.State, rules: Rules) -> Patience:
    """Time to type, time to read; what the platform and the printer are asked has its own."""
    match front:
        case enquiry.Typing():
            return Patience(rules.typing_s)
        case enquiry.Asking() | enquiry.Told(slip=closing.Slip.PRINTING):
            return Patience(rules.answer_s, shown=False)
        case _:
            return Patience(rules.bills_s)


def staff_patience(front: staff.State, rules: Rules) -> Patience:
    """Two minutes for whoever types or reads; what the desk, a device or the platform is asked has its own time."""
    match front:
        case (
            staff.Overview()
            | staff.Entering(sign_in.Typing())
            | staff.Renewing(_, sign_in.Changing())
            | staff.Settling(_, settlement.Witnessing(_, _, sign_in.Typing()))
        ):
            return Patience(rules.staff_s)
        case staff.Settling(_, settlement.Left()):
            return Patience(rules.answer_s, shown=False)
        case staff.Settling(_, inner) if not isinstance(inner, staff.HELD) or isinstance(inner, settlement.Opening):
            return Patience(rules.staff_s)
        case _:
            return Patience(rules.answer_s, shown=False)


def note_patience(tender: cash_tender.Inserting, rules: Rules) -> Patience:
    """Sixty seconds after the last note; a moving note has its own, unseen deadline."""
    if tender.lost:
        return Patience(rules.note_fate_s, shown=False)
    if tender.sale.moving is not None:
        return Patience(rules.answer_s, shown=False)
    return Patience(rules.notes_s)


def ending_patience(ending: closing.Closing, rules: Rules) -> Patience:
    """Time to take the card; then time to read the result."""
    if ending.slip is closing.Slip.PRINTING:
        return Patience(rules.answer_s, shown=False)
    if ending.card is closing.CardPlace.OFFERED:
        return Patience(rules.card_take_s)
    return Patience(rules.result_s)
