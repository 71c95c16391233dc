"""Which prompt a view has: one, fixed, the same for every customer and every amount (T18)."""

from typing import assert_never

from kiosk_app.views import (
    BillsView,
    CardInsertView,
    CardTakeView,
    CardWritingView,
    CashView,
    DiffersView,
    EnquiryNumberView,
    EnquiryView,
    ExplanationView,
    FormView,
    IdleView,
    MenuView,
    NumberView,
    OutOfServiceView,
    OverviewView,
    PasswordView,
    PurchaseView,
    ReceiptOnScreenView,
    StartingView,
    StatementView,
    SuccessView,
    TroubleView,
    View,
    WaitView,
)

STAFF = (FormView, OverviewView, DiffersView, StatementView)
"""Silent: nobody in the hall needs to know that the cash box is being emptied."""

ASKED_ONLY = (IdleView, StartingView)
"""Nobody is there, and adverts are silent: said when somebody asks for it."""

ALARM = "say_card_writing"
"""Said as loud as the machine can, whatever volume was chosen: pulling the card out now destroys it."""

PROBLEM = "_problem"
"""Ends the keys of pages on which something has to be put right."""

NOT_TYPED_YET = "problem_password_needed"
"""Of the password page behind a scanned bill: nobody has typed a wrong one there."""

STILL_THERE = "say_still_there"
"""Of the question in front of any page."""

_PLAIN: dict[type[View], str] = {
    IdleView: "say_idle",
    StartingView: "say_starting",
    OutOfServiceView: "say_out_of_service",
    MenuView: "say_menu",
    CardTakeView: "say_card_take",
    ExplanationView: "say_explanation",
    BillsView: "say_bills",
    CardWritingView: ALARM,
    ReceiptOnScreenView: "say_without_slip",
}


def prompt_of(view: View) -> str | None:
    """Return the key of what is said on this view; None on the staff's."""
    match view:
        case FormView() | OverviewView() | DiffersView() | StatementView():
            return None
        case NumberView(problem=problem):
            return "say_number_problem" if problem else "say_number"
        case EnquiryNumberView(problem=problem):
            return "say_enquiry_number_problem" if problem else "say_enquiry_number"
        case EnquiryView(severity=severity):
            return "say_enquiry_done" if severity == "done" else "say_enquiry_open"
        case PasswordView(problem=problem):
            return "say_password_problem" if problem and problem.key != NOT_TYPED_YET else "say_password"
        case CardInsertView(problem=problem):
            return "say_card_insert_problem" if problem else "say_card_insert"
        case PurchaseView(problem=problem):
            return "say_purchase_problem" if problem else "say_purchase"
        case CashView(problem=problem):
            return "say_cash_problem" if problem else "say_cash"
        case WaitView(paid=paid):
            return "say_wait_with_money" if paid else "say_wait"
        case SuccessView() | TroubleView():
            return _of_result(view)
        case (
            IdleView()
            | StartingView()
            | OutOfServiceView()
            | MenuView()
            | CardTakeView()
            | ExplanationView()
            | BillsView()
            | CardWritingView()
            | ReceiptOnScreenView()
        ):
            return _PLAIN[type(view)]
        case _:
            assert_never(view)


def _of_result(view: SuccessView | TroubleView) -> str:
    """What to take along: the same words while the slip is printed and when it is out."""
    if view.receipt.state == "failed":
        return "say_card_take" if view.card_waits else "say_without_slip"
    key = "say_success" if isinstance(view, SuccessView) else "say_trouble"
    return f"{key}_card" if view.card_waits else key
