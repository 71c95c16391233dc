"""Turn the visit into the view of its screen."""

from dataclasses import replace

from kiosk_app.domain.device import NEEDED, Condition, Device
from kiosk_app.domain.money import yuan
from kiosk_app.flows import buy_electricity, cash_tender, enquiry, identify, pay_bill, staff
from kiosk_app.flows.supervision import PAYING, Healths, health_of, missing
from kiosk_app.flows.typing import Typed
from kiosk_app.flows.visit import Idle, Menu, Visit, closed_by_staff, open_for_enquiry, open_for_service
from kiosk_app.views import View
from kiosk_app.views.entry import CardInsertView, CardTakeView, ExplanationView, NumberView, PasswordView
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.service import IdleView, MenuView, OutOfServiceView, ServiceLine, StartingView, Tile, WaitView
from kiosk_app.views.show_amount import show_bills, show_purchase
from kiosk_app.views.show_enquiry import show_number, show_told
from kiosk_app.views.show_sale import show_cash, show_ending, show_writing
from kiosk_app.views.show_staff import show_staff

PAY_STEPS, BUY_STEPS = 4, 5
EXPLAINED = {  # refusals whose next step is not "come back later"
    "last_purchase_not_used": "next_insert_in_meter",
    "rewrite_first": "next_call_with_slip",
    "arrears_first": "next_pay_arrears",
    "card_meter_customer": "next_use_card",
    "not_a_customer_card": "next_use_meter_card",
    "customer_locked": "next_wait",
    "too_many_tries": "next_scan_slip",
    "slip_forged": "next_bring_slip",
}


def show(visit: Visit, version: str = "", since: str = "") -> View:
    """Return what the screen has to paint; `since` is the wall clock when this kind of screen came up."""
    match visit.front:
        case Idle():
            return show_idle(visit, version, since)
        case Menu():
            return show_menu(visit)
        case pay_bill.Identifying(inner):
            return show_identify(inner, scanning=visit.scanning)
        case pay_bill.Choosing() as choosing:
            return show_bills(choosing)
        case buy_electricity.Choosing(asking=False) as choosing:
            return show_purchase(choosing)
        case pay_bill.Tendering(cash_tender.Inserting() as inner):
            return show_cash(inner, Step(3, PAY_STEPS, "step_insert_notes"), visit.rules, None)
        case buy_electricity.Tendering(cash_tender.Inserting() as inner, quote):
            return show_cash(inner, Step(3, BUY_STEPS, "step_insert_notes"), visit.rules, quote)
        case buy_electricity.Writing(inner):
            return show_writing(inner, Step(4, BUY_STEPS, "step_write_card"))
        case enquiry.Typing() | enquiry.Told() as front:
            return show_enquiry(front, visit)
        case pay_bill.Ending(inner) | buy_electricity.Ending(inner) as front:
            return show_ending(inner, PAY_STEPS if isinstance(front, pay_bill.Ending) else BUY_STEPS, since)
        case (
            staff.Entering()
            | staff.Looking()
            | staff.Overview()
            | staff.Renewing()
            | staff.Settling()
            | staff.Done() as front
        ):
            return show_staff(front, visit)
        case front:
            return show_plain(front)


def show_enquiry(front: enquiry.Typing | enquiry.Told, visit: Visit) -> View:
    """Show the number being typed, or what became of the payment."""
    if isinstance(front, enquiry.Told):
        return show_told(front)
    return show_number(front, visit.rules.letters, scanning=visit.scanning)


def show_plain(front: object) -> View:
    """Show the states that are about no money: card in, card out, why not, please wait."""
    match front:
        case pay_bill.Stopped(code) | buy_electricity.Stopped(code):
            return explain(code)
        case enquiry.Refusal(code, minutes):
            return replace(explain(code, minutes), money=message("enquiry_money"))
        case buy_electricity.AwaitingCard(problem):
            return show_card_insert(problem)
        case buy_electricity.Returning(code):
            explanation = message(f"why_{clean(code)}") if code else None
            return CardTakeView(Frame(exit_enabled=False), message("take_your_card"), explanation)
        case _:
            return show_wait(front)


def show_idle(visit: Visit, version: str, since: str) -> View:
    """Show the attract screen, or why there is nothing to do here."""
    if visit.recovering or any(health.condition is Condition.STARTING for health in visit.healths):
        devices = tuple(
            (str(health.device), str(health.condition)) for health in visit.healths if health.device in NEEDED
        )
        return StartingView(Frame(exit_enabled=False), devices, version)
    if not open_for_service(visit):
        codes = (*closed_by_staff(visit), *missing(visit.healths, PAYING))
        why, told = message(f"why_{clean(codes[0])}"), Button("service_reprint_hint", "reprint")
        offer = told if open_for_enquiry(visit) else None
        return OutOfServiceView(Frame(exit_enabled=False), why, codes, since[-5:], offer)
    return IdleView(Frame(), (*service_lines(visit.healths), *scanner_line(visit)))


def service_lines(healths: Healths) -> tuple[ServiceLine, ...]:
    """Say of cash, meter card and receipt whether they can be had now."""
    parts = (("cash", Device.BILL_ACCEPTOR), ("meter_card", Device.CARD_READER), ("receipt", Device.RECEIPT_PRINTER))
    lines = []
    for part, device in parts:
        health = health_of(healths, device)
        state = message("available") if health.usable else message("paused")
        lines.append(ServiceLine(part, health.usable, state))
    return tuple(lines)


def scanner_line(visit: Visit) -> tuple[ServiceLine, ...]:
    """Say that a code may be shown here, where there is a scanner (ux.md 1.4)."""
    if not visit.scanning:
        return ()
    usable = all(health.usable for health in visit.healths if health.device is Device.SCANNER)
    return (ServiceLine("scan", usable, message("available" if usable else "paused")),)


def show_menu(visit: Visit) -> MenuView:
    """Show six tiles in fixed order; what is not there says so."""
    offered, soon = visit.context.services, message("coming_soon")
    tiles = (
        tile("pay_bill", offered.pay_bill),
        tile("buy_electricity", offered.buy_electricity),
        *(Tile(service, False, soon) for service in ("query", "recharge_card")),
        tile("reprint", missing(visit.healths, enquiry.ASKING)),
        Tile("notices", False, soon),
    )
    return MenuView(Frame(), tiles, service_lines(visit.healths))


def tile(service: str, why_not: tuple[str, ...]) -> Tile:
    """Make a service's tile; the first missing part is the reason."""
    device = why_not[0].partition(".")[0] if why_not else ""
    return Tile(service, not why_not, message(f"paused_{device}") if why_not else None)


def show_identify(inner: identify.State, *, scanning: bool = False) -> View:
    """Show the keypad for the number or the password, or why it goes no further."""
    back = Button("back", "back")
    match inner:
        case identify.Number(field, problem):
            confirm, hint = confirming(field)
            frame = Frame(Step(1, PAY_STEPS, "step_number"), back, confirm, hint)
            status = message("digits_typed", typed=len(field.digits), lacking=field.length - len(field.digits))
            return NumberView(frame, field.digits, field.length, status, problem_of(problem), scanning)
        case identify.Password(_, field, problem, tries_left):
            confirm, hint = confirming(field)
            frame = Frame(Step(1, PAY_STEPS, "step_password"), back, confirm, hint)
            status = message("digits_typed", typed=len(field.digits), lacking=field.length - len(field.digits))
            return PasswordView(frame, len(field.digits), field.length, status, problem_of(problem, tries_left))
        case identify.Refusal(code, minutes):
            return explain(code, minutes)
        case _:
            return show_wait(inner)


def confirming(field: Typed) -> tuple[Button, Message]:
    """Return the button that is ready once all digits are there, and the hint that says so."""
    hint = message("confirm_when_right") if field.complete else message("fill_in_and_confirm", length=field.length)
    return Button("confirm", "confirm", field.complete), hint


def problem_of(code: str, tries_left: str = "") -> Message | None:
    """Say what is wrong with what was typed."""
    if not code:
        return None
    if code == "password_wrong" and not tries_left:
        return message("problem_password_wrong_plain")
    return message(f"problem_{code}", tries=tries_left) if tries_left else message(f"problem_{code}")


def explain(code: str, minutes: str = "") -> ExplanationView:
    """Say why it goes no further, and what to do; no money is in."""
    key = clean(code)
    happened = message(f"why_{key}", minutes=minutes) if minutes else message(f"why_{key}")
    frame = Frame(main=Button("understood", "done"))
    next_step = message(EXPLAINED.get(key, "next_come_back"))
    return ExplanationView(frame, message("cannot_go_on"), happened, next_step, code)


def clean(code: str) -> str:
    """Turn a code of the catalogue into the end of a message key: "bill_acceptor.cassette_full"."""
    return code.replace(".", "_")


def show_card_insert(problem: str) -> CardInsertView:
    """Ask for the card."""
    frame = Frame(Step(1, BUY_STEPS, "step_card"), Button("back", "back"), hint=message("card_comes_back"))
    return CardInsertView(frame, message("insert_card"), message(f"why_{problem}") if problem else None)


def show_wait(front: object) -> WaitView:
    """Show what is being waited for, and where the money is once there is any."""
    frame = Frame(exit_enabled=False, tools_enabled=False)
    match front:
        case pay_bill.Booking(inner) | buy_electricity.Booking(inner):
            safe = message("money_recorded", amount=yuan(inner.sale.paid))
            steps = tuple(message(key) for key in ("wait_counted", "wait_booking", "wait_slip"))
            return WaitView(frame, message("booking_title"), steps, 1, safe, inner.sale.paid)
        case buy_electricity.Reading(card):
            steps = tuple(message(key) for key in ("wait_reading", "wait_identifying"))
            return WaitView(frame, message("reading_title"), steps, 0 if card is None else 1)
        case buy_electricity.Choosing():
            return WaitView(frame, message("quoting_title"), (message("wait_quoting"),), 0)
        case identify.Asking():
            return WaitView(frame, message("asking_title"), (message("wait_asking"),), 0)
        case enquiry.Asking():
            return WaitView(frame, message("enquiring_title"), (message("wait_enquiring"),), 0, charging=False)
        case _:
            return WaitView(frame, message("one_moment"), (message("one_moment"),), 0)
