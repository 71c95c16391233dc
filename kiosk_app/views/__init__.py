"""Frozen view models, and `show(state)` that turns a flow's state into one."""

from kiosk_app.views.bills import BillsView
from kiosk_app.views.card import CardWritingView
from kiosk_app.views.cash import CashView
from kiosk_app.views.enquiry import EnquiryNumberView, EnquiryView
from kiosk_app.views.entry import CardInsertView, CardTakeView, ExplanationView, NumberView, PasswordView
from kiosk_app.views.purchase import PurchaseView
from kiosk_app.views.result import ReceiptOnScreenView, SuccessView, TroubleView
from kiosk_app.views.service import IdleView, MenuView, OutOfServiceView, StartingView, WaitView
from kiosk_app.views.staff import DiffersView, FormView, OverviewView, StatementView

View = (
    IdleView
    | MenuView
    | WaitView
    | OutOfServiceView
    | StartingView
    | NumberView
    | PasswordView
    | CardInsertView
    | CardTakeView
    | ExplanationView
    | BillsView
    | PurchaseView
    | CashView
    | CardWritingView
    | SuccessView
    | TroubleView
    | ReceiptOnScreenView
    | EnquiryNumberView
    | EnquiryView
    | FormView
    | OverviewView
    | DiffersView
    | StatementView
)

__all__ = [
    "BillsView",
    "CardInsertView",
    "CardTakeView",
    "CardWritingView",
    "CashView",
    "DiffersView",
    "EnquiryNumberView",
    "EnquiryView",
    "ExplanationView",
    "FormView",
    "IdleView",
    "MenuView",
    "NumberView",
    "OutOfServiceView",
    "OverviewView",
    "PasswordView",
    "PurchaseView",
    "ReceiptOnScreenView",
    "StartingView",
    "StatementView",
    "SuccessView",
    "TroubleView",
    "View",
    "WaitView",
]
