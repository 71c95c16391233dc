"""A customer's way through the real flows on the real screens: each touch is one on the glass."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk_app.domain.events import (
    AccountFound,
    CardIdentified,
    CardInserted,
    CardRead,
    CodeScanned,
    Event,
    NoteEscrowed,
    NoteStacked,
    Quoted,
    ReceiptPrinted,
    SaleBooked,
)
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import BillsView, CardInsertView, CashView, IdleView, PurchaseView, SuccessView
from kiosk_app.views.show import show
from tests.flows.world import World
from tests.screens.conftest import Clock
from tests.screens.test_targets import targets
from tests.screens.test_window import everything
from tests.support import samples

Shown = TypeVar("Shown")


class Visitor:
    """Touches what can be seen; everything else comes from devices and the platform."""

    def __init__(self, window: KioskWindow, clock: Clock) -> None:
        self.world, self.window, self.clock = World(), window, clock
        self.decisions = 0
        window.touched.connect(self.hear)
        self.look()

    def hear(self, event: Event) -> None:
        self.world.tell(event)
        self.look()

    def look(self) -> None:
        self.window.show_view(show(self.world.runner.visit, "0.1.0", "2026-11-23 10:29"))

    def sees(self, kind: type[Shown]) -> Shown:
        """Return the view on the glass, which has to be of this kind."""
        view = self.window.view
        assert isinstance(view, kind)
        return view

    def touch(self, reports: str) -> None:
        """Touch a target; only what is no digit counts as a decision."""
        target = next(target for target in targets(self.window) if target.property("reports") == reports)
        self.decisions += not reports.startswith("digit_")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.clock.now += 1

    def type(self, digits: str) -> None:
        for digit in digits:
            self.touch(f"digit_{digit}")

    def happens(self, *events: Event) -> None:
        for event in events:
            self.hear(event)


@pytest.fixture
def visitor(own_window: KioskWindow, clock: Clock) -> Visitor:
    return Visitor(own_window, clock)


def test_paying_by_number_takes_six_decisions(visitor: Visitor) -> None:
    """T17, UI-1, PAY-1, PAY-2, PAY-4; then nothing of the customer is left (T20)."""
    visitor.touch("start")
    visitor.touch("pay_bill")
    visitor.type("3104587000")
    visitor.touch("confirm")
    visitor.type("123456")
    visitor.touch("confirm")
    visitor.happens(AccountFound("account", samples.ACCOUNT))
    visitor.sees(BillsView)
    visitor.touch("confirm")
    for _ in range(4):
        visitor.happens(NoteEscrowed(samples.HUNDRED), NoteStacked(samples.HUNDRED, "10:28:17"))
    assert visitor.sees(CashView).paid == 40_000
    visitor.touch("finish")
    assert visitor.decisions <= 6
    visitor.happens(SaleBooked(samples.SALE, samples.BOOKING), ReceiptPrinted(f"{samples.SALE}/1"))
    visitor.sees(SuccessView)
    assert samples.ACCOUNT.name_masked in everything(visitor.window)
    visitor.touch("done")
    visitor.sees(IdleView)
    held = everything(visitor.window)
    assert not [each for each in (samples.ACCOUNT.name_masked, "310 458", str(samples.SALE), "400.00") if each in held]


def test_paying_a_scanned_bill_takes_three_decisions_and_no_password(visitor: Visitor) -> None:
    """T17, UI-1: the scan at the idle kiosk, the bills, the end of the notes; nothing is typed."""
    visitor.sees(IdleView)
    visitor.happens(CodeScanned("3104587000"), AccountFound("account", samples.ACCOUNT))
    visitor.sees(BillsView)
    visitor.touch("confirm")
    visitor.happens(NoteEscrowed(samples.HUNDRED), NoteStacked(samples.HUNDRED, "10:28:17"))
    visitor.touch("finish")
    assert 1 + visitor.decisions == 3, "the scan is the first"
    visitor.happens(SaleBooked(samples.SALE, samples.BOOKING), ReceiptPrinted(f"{samples.SALE}/1"))
    visitor.sees(SuccessView)


def test_buying_for_a_card_takes_five_decisions(visitor: Visitor) -> None:
    """T17, VEND-1, VEND-2."""
    visitor.touch("start")
    visitor.touch("buy_electricity")
    visitor.sees(CardInsertView)
    visitor.happens(CardInserted(), CardRead(samples.CARD))
    visitor.happens(CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS))
    visitor.sees(PurchaseView)
    visitor.touch("preset_100")
    visitor.happens(Quoted("quote", samples.QUOTE))
    visitor.touch("confirm")
    visitor.happens(NoteEscrowed(samples.HUNDRED), NoteStacked(samples.HUNDRED, "10:28:17"))
    visitor.touch("finish")
    assert visitor.decisions <= 5
