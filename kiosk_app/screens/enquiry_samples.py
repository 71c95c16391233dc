"""Sample views of a payment asked about, with invented data."""

from kiosk_app.domain.money import Fen, yuan
from kiosk_app.views import EnquiryNumberView, EnquiryView, ExplanationView, View, WaitView
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.result import ReceiptState

SALE, SERIAL = "GD0117-002381", "P0000004711"
LEAVE = Button("leave", "done")


def number(digits: str, problem: str = "", *, scanning: bool = True) -> EnquiryNumberView:
    """Return the number being typed."""
    whole = len(digits) == 10
    hint = "confirm_when_right" if whole else "enquiry_fill_or_scan" if scanning else "enquiry_fill"
    frame = Frame(
        Step(1, 2, "step_sale_number"),
        Button("back", "back"),
        Button("confirm", "confirm", whole),
        message(hint, length=10),
    )
    status = message("digits_typed", typed=len(digits), lacking=10 - len(digits))
    counts = {"typed": len(digits), "wanted": 10} if problem == "problem_sale_incomplete" else {}
    said = message(problem, **counts) if problem else None
    return EnquiryNumberView(frame, "GD", digits, 10, status, said, scanning)


def told(outcome: str, paid: int, receipt: ReceiptState | None = None) -> EnquiryView:
    """Return what became of a payment."""
    booked = outcome in ("booked", "bought", "to_write")
    at, printing = Step(2, 2, "step_result"), receipt is not None and receipt.state == "printing"
    if printing:
        take = Button("take_slip_first", "done", False)
        frame = Frame(at, main=take, hint=message("printing"), exit_enabled=False)
    elif receipt is not None and receipt.state == "printed":
        frame = Frame(at, main=Button("done", "done"), hint=message("take_slip"))
    elif outcome == "to_write":
        frame = Frame(at, LEAVE, Button("insert_card_now", "insert_card"), message("told_hint_card"))
    elif booked:
        label = "print_slip" if receipt is None else "print_slip_again"
        frame = Frame(at, LEAVE, Button(label, "print"), message("told_hint_print"))
    else:
        frame = Frame(at, Button("enquire_again", "again"), Button("done", "done"), message("told_hint_again"))
    severity = "done" if outcome in ("booked", "bought") else "fault" if outcome == "refused" else "pending"
    return EnquiryView(
        frame,
        message(f"told_title_{outcome}"),
        message(f"told_explain_{outcome}"),
        message(
            "told_money_booked" if booked else "money_recorded" if paid else "told_money_doubt", amount=yuan(Fen(paid))
        ),
        message(f"told_next_{outcome}"),
        message("enquire_with_number", sale=SALE),
        severity,
        message("booked" if booked else "safely_recorded"),
        Fen(paid),
        SALE,
        SERIAL if booked else "",
        receipt,
    )


def refused(why: Message, then: Message, code: str) -> ExplanationView:
    """Return why it cannot be told."""
    understood = Frame(main=Button("understood", "done"))
    return ExplanationView(understood, message("cannot_go_on"), why, then, code, message("enquiry_money"))


def enquiries() -> dict[str, View]:
    """Return number, wait, every outcome, and why it goes no further."""
    asking = Frame(exit_enabled=False, tools_enabled=False)
    tries = message("why_too_many_tries", minutes=50)
    return {
        "enquiry_number": number("0117002"),
        "enquiry_number_whole": number("0117002381", scanning=False),
        "enquiry_number_incomplete": number("01170023", "problem_sale_incomplete"),
        "enquiry_number_unknown": number("0117002381", "problem_sale_unknown"),
        "enquiry_other_code": number("", "problem_not_a_slip_code"),
        "wait_enquiring": WaitView(asking, message("enquiring_title"), (message("wait_enquiring"),), 0, charging=False),
        "told_booked": told("booked", 40_000),
        "told_booked_printing": told("booked", 40_000, ReceiptState("printing")),
        "told_booked_printed": told("booked", 40_000, ReceiptState("printed")),
        "told_booked_unprinted": told("booked", 40_000, ReceiptState("failed", "paper_end")),
        "told_bought": told("bought", 10_000),
        "told_to_write": told("to_write", 10_000),
        "told_pending": told("pending", 40_000),
        "told_unheard": told("unheard", 40_000),
        "told_refused": told("refused", 40_000),
        "told_doubt": told("doubt", 0),
        "explanation_forged": refused(message("why_slip_forged"), message("next_bring_slip"), "slip_forged"),
        "explanation_tries": refused(tries, message("next_scan_slip"), "too_many_tries"),
    }
