"""A code shown to an idle kiosk begins what it is for: a slip's is asked about, a bill is paid (ux.md 1.4, UI-1)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import AskAccount, AskRecovery, AwaitCode, Effect, StopAwaitingCode
from kiosk_app.domain.events import (
    AccountFound,
    CodeScanned,
    Event,
    NoteEscrowed,
    NoteStacked,
    Pressed,
    ReceiptPrinted,
    RecoveryFound,
    Refused,
    SaleBooked,
    TimedOut,
    Unanswered,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.recovered import RecoveredSale, SaleState
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleKind, SaleNumber
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.flows import enquiry, identify, pay_bill, visit
from kiosk_app.flows.codes import SlipCode
from kiosk_app.flows.supervision import noted
from kiosk_app.flows.typing import Typed
from kiosk_app.flows.visit import Idle, Menu, Visit
from kiosk_app.views import BillsView
from kiosk_app.views.show import show
from tests.contract.slip_code import SLIPS
from tests.flows.world import World, recorded
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

BILL, SLIP, NUMBER = CodeScanned("3104587926"), CodeScanned(SLIPS[0]["code"]), CodeScanned("GD0117-002381")
SOLD = SaleNumber(SLIPS[0]["sale"])


def idle(*but: Health) -> Visit:
    standing = replace(visit.begin(Rules()), recovering=False, scanning=True)
    for health in (*(Health(device, Condition.READY) for device in Device), *but):
        standing = replace(standing, healths=noted(standing.healths, health))
    return standing


def after(*events: Event, standing: Visit | None = None) -> tuple[Visit, tuple[Effect, ...]]:
    """Return the visit after a story that begins at an idle kiosk, and the effects of its last event."""
    now, effects = standing or idle(), tuple[Effect, ...]()
    for event in events:
        now, effects = visit.step(now, event)
    return now, effects


def test_ui_1_a_bill_begins_paying_it_and_its_customer_is_asked_about_at_once() -> None:
    paying, effects = after(BILL)
    assert paying.front == pay_bill.Identifying(identify.Asking("3104587926", scanned=True))
    assert effects == (AskAccount("account", "3104587926", None), StopAwaitingCode())
    corrected, effects = after(BILL, Refused("account", "CUSTOMER_UNKNOWN"))
    assert corrected.front == pay_bill.Identifying(identify.Number(Typed("3104587926", 10), "customer_unknown"))
    assert effects == (AwaitCode(),), "the bill may be shown again"
    assert after(BILL, Unanswered("account"), Pressed("done")) == (idle(), (AwaitCode(),))


def test_t17_a_scanned_bill_is_paid_with_three_touches_and_no_password() -> None:
    """UI-1: scan, confirm the bills, (notes), finish; the slip prints by itself. What is shown is masked as ever."""
    world = World()
    scan, confirm, finish = CodeScanned(samples.ACCOUNT.customer_no), Pressed("confirm"), Pressed("finish")
    world.tell(scan, AccountFound("account", samples.ACCOUNT))
    shown = show(world.runner.visit)
    assert isinstance(shown, BillsView)
    assert (shown.name_masked, shown.address_masked) == (samples.ACCOUNT.name_masked, samples.ACCOUNT.address_masked)
    world.tell(confirm, NoteEscrowed(HUNDRED), NoteStacked(HUNDRED, "10:28:17"), finish)
    world.tell(SaleBooked(SALE, samples.BOOKING), ReceiptPrinted(f"{SALE}/1"))
    assert [booking.customer_no for booking in world.devices.bookings] == [scan.text]
    assert world.asked()[-3:] == ["ReceiptBegun", "print payment", "ReceiptDone"]


def test_a_scanned_bill_of_a_customer_with_a_card_meter_says_how_to_go_on() -> None:
    stopped, _ = after(CodeScanned("3104587926"), AccountFound("account", samples.CARD_ACCOUNT))
    assert stopped.front == pay_bill.Stopped("card_meter_customer")


@pytest.mark.parametrize("scanned", [SLIP, NUMBER], ids=["signed", "the number alone"])
def test_pay_6_a_slip_is_asked_about_at_once(scanned: CodeScanned) -> None:
    asking, effects = after(scanned)
    sale, signed = (SOLD, scanned.text) if scanned is SLIP else (SaleNumber(scanned.text), None)
    assert asking.front == enquiry.Asking(SlipCode(sale, signed))
    assert effects == (AskRecovery("recovery", sale, signed), StopAwaitingCode())


def test_the_answer_to_a_scanned_slip_is_told_and_the_next_slip_may_be_shown_after_it() -> None:
    found = RecoveredSale(SOLD, SaleState.PENDING, SaleKind.BILL_PAYMENT, Fen(40_000), None, waits_for_card=False)
    told, _ = after(SLIP, RecoveryFound("recovery", found))
    assert isinstance(told.front, enquiry.Told)
    back, effects = after(SLIP, RecoveryFound("recovery", found), TimedOut())
    assert (back.front, effects) == (Idle(), (AwaitCode(),))
    unknown, effects = after(SLIP, Refused("recovery", "SALE_UNKNOWN"))
    assert isinstance(unknown.front, enquiry.Typing)
    assert effects == (AwaitCode(),)
    assert after(SLIP, Refused("recovery", "SALE_UNKNOWN"), Pressed("exit")) == (idle(), ())


def test_the_scanner_rests_while_somebody_does_something_else() -> None:
    assert after(Pressed("start"))[1] == (StopAwaitingCode(),)
    assert after(Pressed("start"), BILL)[0].front == Menu(), "what was still on its way is nobody's"
    assert after(Pressed("start"), Pressed("back"))[1] == (AwaitCode(),)
    assert after(Pressed("start"), Pressed("reprint"))[1] == (AwaitCode(),)


@pytest.mark.parametrize("text", ["", "310458792", "31045879260", "6901234567892", "https://example.com/", "GK1.x"])
def test_i27_any_other_code_begins_nothing(text: str) -> None:
    assert after(CodeScanned(text)) == (idle(), ())


def test_a_bill_of_a_utility_with_other_numbers_says_which_one_is_meant() -> None:
    paying, effects = after(BILL, standing=replace(idle(), rules=replace(Rules(), number_length=12)))
    assert paying.front == pay_bill.Identifying(identify.Number(Typed(length=12), "not_a_bill_code"))
    assert effects == ()


def test_what_cannot_be_promised_is_not_begun() -> None:
    """Out of service for money and not for questions: the slip is answered, the bill is not."""
    full = idle(Health(Device.BILL_ACCEPTOR, Condition.FAULT, "cassette_full"))
    assert after(BILL, standing=full) == (full, ())
    assert isinstance(after(SLIP, standing=full)[0].front, enquiry.Asking)
    offline = idle(Health(Device.PLATFORM, Condition.LOST, "not_answering"))
    open_door = replace(idle(), doors=((Door.SERVICE, DoorState.OPEN),))
    for closed in (offline, open_door, replace(idle(), recovering=True), replace(idle(), unsettled=True)):
        for scanned in (BILL, SLIP):
            assert after(scanned, standing=closed) == (closed, ())


def test_the_scanner_looks_from_the_start_on_where_there_is_one() -> None:
    seen: list[str] = []

    class Window:
        def await_code(self) -> None:
            seen.append("lit")

        def stop_awaiting(self) -> None:
            seen.append("dark")

    world = World(scanner=Window())
    assert seen == ["lit"]
    world.tell(SLIP, Refused("recovery/1", "SALE_UNKNOWN"), Pressed("exit"))
    world.tell(BILL, Refused("account/1", "PASSWORD_WRONG"), Pressed("exit"))
    assert seen == ["lit", "dark", "lit", "dark", "lit"]
    assert "await_code" not in World().asked()


@given(st.one_of(st.text(), st.from_regex(r"\A(GK1\.)?[A-Z]{2}[0-9]{4}-[0-9]{6}.*\Z"), st.from_regex(r"\A[0-9]{10}\Z")))
def test_whatever_is_shown_moves_no_money_and_writes_nothing(text: str) -> None:
    now, effects = after(CodeScanned(text))
    assert recorded(effects) == []
    assert all(isinstance(effect, AskAccount | AskRecovery | StopAwaitingCode) for effect in effects)
    assert now == idle() or isinstance(now.front, pay_bill.Identifying | enquiry.Asking)
