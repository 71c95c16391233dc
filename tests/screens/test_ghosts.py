"""A glass that touches by itself, everywhere and without end, leads nowhere but to the kiosk's own screens.

Fault 43, I17, I27, H1. The flows behind the screens are the real ones; what devices say comes in between at random.
"""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk_app.domain.events import (
    AccountFound,
    CardIdentified,
    CardInserted,
    CardRead,
    CardTaken,
    Event,
    NoteEscrowed,
    NoteReturned,
    NoteStacked,
    Quoted,
    ReceiptPrinted,
    SaleBooked,
)
from kiosk_app.domain.facts import NoteCredited, NoteOffered, SaleAccepted
from kiosk_app.screens.window import KioskWindow
from tests.screens.conftest import Clock
from tests.screens.test_targets import targets
from tests.screens.test_walk import Visitor
from tests.support import samples

TOUCHES = 250
WHEREVER, A_TARGET, STUCK = range(3)


def said_by_devices(visitor: Visitor) -> list[Event]:
    """Return what devices and platform may say at any time, fitting or not."""
    sale = visitor.world.devices.bookings[-1].sale if visitor.world.devices.bookings else samples.SALE
    return [
        AccountFound("account", samples.ACCOUNT),
        CardInserted(),
        CardRead(samples.CARD),
        CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS),
        Quoted("quote", samples.QUOTE),
        NoteEscrowed(samples.HUNDRED),
        NoteStacked(samples.HUNDRED, "10:28:17"),
        NoteReturned(),
        SaleBooked(sale, samples.BOOKING),
        ReceiptPrinted(f"{sale}/1"),
        CardTaken(),
    ]


def touch(window: KioskWindow, chance: random.Random) -> None:
    """Touch a place, a target, or keep the finger on the glass and touch elsewhere."""
    point = QPoint(chance.randrange(window.width()), chance.randrange(window.height()))
    kind = chance.choices((WHEREVER, A_TARGET, STUCK), (3, 6, 1))[0]
    within = targets(window) if kind is A_TARGET else []
    if within:
        QTest.mouseClick(chance.choice(within), Qt.MouseButton.LeftButton)
        return
    part = window.childAt(point) or window
    inside = part.mapFrom(window, point)
    if kind is STUCK:
        QTest.mousePress(part, Qt.MouseButton.LeftButton, pos=inside)
    else:
        QTest.mouseDClick(part, chance.choice(list(BUTTONS)), pos=inside)


BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)


@pytest.mark.parametrize("seed", range(3))
def test_fault_43_ghost_touches_reach_nothing_but_the_kiosk(own_window: KioskWindow, clock: Clock, seed: int) -> None:
    chance, visitor = random.Random(seed), Visitor(own_window, clock)
    own_window.show()
    passed, stacked = set(), 0
    for _ in range(TOUCHES):
        touch(own_window, chance)
        clock.now += chance.choice((0.002, 0.5))
        if chance.random() < 0.15:
            event = chance.choice(said_by_devices(visitor))
            stacked += isinstance(event, NoteStacked)
            visitor.happens(event)
        passed.add(type(own_window.view).__name__)
        assert own_window.isVisible()
        assert QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        assert all(isinstance(each, KioskWindow) for each in shown), "another test's may stand there too"
    assert len(passed) >= 5, "the touches lead somewhere"
    kept = visitor.world.devices.facts
    assert sum(isinstance(fact, NoteCredited) for fact in kept) <= stacked, "no touch is money (I2)"
    assert sum(isinstance(fact, NoteOffered) for fact in kept) >= sum(isinstance(fact, NoteCredited) for fact in kept)
    assert not [fact for fact in kept if isinstance(fact, SaleAccepted)] or visitor.world.devices.bookings
