"""One page for each kind of view, built once and kept."""

from collections.abc import Callable
from typing import TypeVar, assert_never

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from kiosk_app.screens.bills import BillsScreen
from kiosk_app.screens.card_insert import CardInsertScreen
from kiosk_app.screens.card_take import CardTakeScreen
from kiosk_app.screens.card_writing import CardWritingScreen
from kiosk_app.screens.cash import CashScreen
from kiosk_app.screens.enquiry import EnquiryNumberScreen, EnquiryScreen
from kiosk_app.screens.explanation import ExplanationScreen
from kiosk_app.screens.idle import IdleScreen
from kiosk_app.screens.menu import MenuScreen
from kiosk_app.screens.number import NumberScreen
from kiosk_app.screens.out_of_service import OutOfServiceScreen
from kiosk_app.screens.password import PasswordScreen
from kiosk_app.screens.purchase import PurchaseScreen
from kiosk_app.screens.receipt_on_screen import ReceiptOnScreenScreen
from kiosk_app.screens.screen import Look, Screen
from kiosk_app.screens.staff_differs import StaffDiffersScreen
from kiosk_app.screens.staff_form import StaffFormScreen
from kiosk_app.screens.staff_overview import StaffOverviewScreen
from kiosk_app.screens.staff_statement import StaffStatementScreen
from kiosk_app.screens.starting import StartingScreen
from kiosk_app.screens.success import SuccessScreen
from kiosk_app.screens.trouble import TroubleScreen
from kiosk_app.screens.wait import WaitScreen
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

Shown = TypeVar("Shown")


class Pages(QObject):
    """Finds the page for a view and shows it."""

    touched = Signal(object)

    def __init__(self, stack: QStackedWidget, look: Look, clock: Callable[[], float]) -> None:
        super().__init__(stack)
        self._stack = stack
        self._idle, self._menu, self._wait = IdleScreen(look), MenuScreen(look), WaitScreen(look, clock)
        self._out_of_service, self._starting = OutOfServiceScreen(look), StartingScreen(look)
        self._number, self._password = NumberScreen(look), PasswordScreen(look)
        self._card_insert, self._card_take = CardInsertScreen(look), CardTakeScreen(look)
        self._explanation, self._bills, self._purchase = (
            ExplanationScreen(look),
            BillsScreen(look),
            PurchaseScreen(look),
        )
        self._cash, self._card_writing, self._success = CashScreen(look), CardWritingScreen(look), SuccessScreen(look)
        self._trouble, self._receipt = TroubleScreen(look), ReceiptOnScreenScreen(look)
        self._enquiry_number, self._enquiry = EnquiryNumberScreen(look), EnquiryScreen(look)
        self._form, self._overview = StaffFormScreen(look), StaffOverviewScreen(look)
        self._differs, self._statement = StaffDiffersScreen(look), StaffStatementScreen(look)
        for page in vars(self).values():
            if isinstance(page, Screen):
                stack.addWidget(page)
                page.touched.connect(self.touched)

    def forget(self) -> None:
        """Let every page forget the customer who left (T20)."""
        for page in vars(self).values():
            if isinstance(page, Screen):
                page.forget()

    def show_view(self, view: View) -> None:
        """Paint the view on its page and bring the page to the front."""
        page = self._painted(view)
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)

    def _painted(self, view: View) -> Screen:
        match view:
            case NumberView() | PasswordView() | BillsView() | PurchaseView() | CardInsertView() | CardTakeView():
                return self._painted_before_money(view)
            case CashView() | CardWritingView() | SuccessView() | TroubleView() | ReceiptOnScreenView():
                return self._painted_with_money(view)
            case EnquiryNumberView():
                return _painted(self._enquiry_number, self._enquiry_number.render_view, view)
            case EnquiryView():
                return _painted(self._enquiry, self._enquiry.render_view, view)
            case FormView() | OverviewView() | DiffersView() | StatementView():
                return self._painted_for_staff(view)
            case IdleView():
                return _painted(self._idle, self._idle.render_view, view)
            case MenuView():
                return _painted(self._menu, self._menu.render_view, view)
            case WaitView():
                return _painted(self._wait, self._wait.render_view, view)
            case OutOfServiceView():
                return _painted(self._out_of_service, self._out_of_service.render_view, view)
            case StartingView():
                return _painted(self._starting, self._starting.render_view, view)
            case ExplanationView():
                return _painted(self._explanation, self._explanation.render_view, view)
            case _:
                assert_never(view)

    def _painted_for_staff(self, view: FormView | OverviewView | DiffersView | StatementView) -> Screen:
        match view:
            case FormView():
                return _painted(self._form, self._form.render_view, view)
            case OverviewView():
                return _painted(self._overview, self._overview.render_view, view)
            case DiffersView():
                return _painted(self._differs, self._differs.render_view, view)
            case StatementView():
                return _painted(self._statement, self._statement.render_view, view)
            case _:
                assert_never(view)

    def _painted_before_money(
        self, view: NumberView | PasswordView | BillsView | PurchaseView | CardInsertView | CardTakeView
    ) -> Screen:
        match view:
            case NumberView():
                return _painted(self._number, self._number.render_view, view)
            case PasswordView():
                return _painted(self._password, self._password.render_view, view)
            case BillsView():
                return _painted(self._bills, self._bills.render_view, view)
            case PurchaseView():
                return _painted(self._purchase, self._purchase.render_view, view)
            case CardInsertView():
                return _painted(self._card_insert, self._card_insert.render_view, view)
            case CardTakeView():
                return _painted(self._card_take, self._card_take.render_view, view)
            case _:
                assert_never(view)

    def _painted_with_money(
        self, view: CashView | CardWritingView | SuccessView | TroubleView | ReceiptOnScreenView
    ) -> Screen:
        match view:
            case CashView():
                return _painted(self._cash, self._cash.render_view, view)
            case CardWritingView():
                return _painted(self._card_writing, self._card_writing.render_view, view)
            case SuccessView():
                return _painted(self._success, self._success.render_view, view)
            case TroubleView():
                return _painted(self._trouble, self._trouble.render_view, view)
            case ReceiptOnScreenView():
                return _painted(self._receipt, self._receipt.render_view, view)
            case _:
                assert_never(view)


def _painted(page: Screen, render: Callable[[Shown], None], view: Shown) -> Screen:
    render(view)
    return page
