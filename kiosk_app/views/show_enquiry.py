"""Views of a customer's enquiry about a payment."""

from kiosk_app.domain.money import yuan
from kiosk_app.domain.recovered import SaleState
from kiosk_app.domain.sale import SaleKind
from kiosk_app.flows import enquiry
from kiosk_app.flows.closing import Slip
from kiosk_app.views.enquiry import EnquiryNumberView, EnquiryView
from kiosk_app.views.frame import Button, Frame, Step, message
from kiosk_app.views.result import ReceiptState

STEPS = 2
SEVERITIES = {
    "booked": "done",
    "bought": "done",
    "to_write": "pending",
    "pending": "pending",
    "unheard": "pending",
    "doubt": "pending",
}


def show_number(now: enquiry.Typing, letters: str, *, scanning: bool) -> EnquiryNumberView:
    """Ask for the number, or for the slip where it can be scanned."""
    field = now.field
    hint = "confirm_when_right" if field.complete else "enquiry_fill_or_scan" if scanning else "enquiry_fill"
    frame = Frame(
        Step(1, STEPS, "step_sale_number"),
        Button("back", "back"),
        Button("confirm", "confirm", field.complete),
        message(hint, length=field.length),
    )
    status = message("digits_typed", typed=len(field.digits), lacking=field.length - len(field.digits))
    counts = {"typed": len(field.digits), "wanted": field.length} if now.problem == "sale_incomplete" else {}
    problem = message(f"problem_{now.problem}", **counts) if now.problem else None
    return EnquiryNumberView(frame, letters, field.digits, field.length, status, problem, scanning)


def outcome_of(now: enquiry.Told) -> str:
    """Return the word that this outcome's texts go by."""
    found = now.found
    if not found.paid:
        return "doubt"
    if found.state is not SaleState.BOOKED:
        return str(found.state)
    if found.waits_for_card:
        return "to_write"
    return "bought" if found.kind is SaleKind.PURCHASE else "booked"


def show_told(now: enquiry.Told) -> EnquiryView:
    """Show the true state: the money first."""
    outcome, found = outcome_of(now), now.found
    booking = found.booking
    booked = booking is not None
    money = "told_money_booked" if booked else "money_recorded" if found.paid else "told_money_doubt"
    return EnquiryView(
        frame_of(now, outcome),
        message(f"told_title_{outcome}"),
        message(f"told_explain_{outcome}"),
        message(money, amount=yuan(found.paid)),
        message(f"told_next_{outcome}"),
        message("enquire_with_number", sale=found.sale),
        SEVERITIES.get(outcome, "fault"),
        message("booked" if booked else "safely_recorded"),
        found.paid,
        found.sale,
        booking.platform_serial if booking is not None else "",
        None if now.slip is None else ReceiptState(str(now.slip), now.slip_code),
    )


def frame_of(now: enquiry.Told, outcome: str) -> Frame:
    """Say what can be done now: print, go on with the card, ask again, leave."""
    at = Step(STEPS, STEPS, "step_result")
    if now.slip is Slip.PRINTING:
        return Frame(at, main=Button("take_slip_first", "done", False), hint=message("printing"), exit_enabled=False)
    leave = Button("leave", "done")
    if outcome == "to_write":
        return Frame(at, leave, Button("insert_card_now", "insert_card"), message("told_hint_card"))
    if enquiry.printable(now):
        label = "print_slip_again" if now.slip is Slip.FAILED else "print_slip"
        return Frame(at, leave, Button(label, "print"), message("told_hint_print"))
    if outcome in ("booked", "bought"):
        return Frame(at, main=Button("done", "done"), hint=message("take_slip"))
    return Frame(at, Button("enquire_again", "again"), Button("done", "done"), message("told_hint_again"))
