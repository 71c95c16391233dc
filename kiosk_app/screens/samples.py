"""Sample views of the screens on which no money is in, with invented data."""

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.views import (
    BillsView,
    CardInsertView,
    CardTakeView,
    ExplanationView,
    IdleView,
    MenuView,
    NumberView,
    OutOfServiceView,
    PasswordView,
    PurchaseView,
    StartingView,
    View,
    WaitView,
)
from kiosk_app.views.bills import BillRow
from kiosk_app.views.frame import Button, Frame, Step, message
from kiosk_app.views.service import ServiceLine, Tile

NAME, ADDRESS, NUMBER, SALE = "王*明", "***小区3号楼", "3104587926", SaleNumber("GD0117-002381")
METER, CARD_SALE = "0086315742", SaleNumber("GD0117-002379")
BACK = Button("back", "back")


def lines(*, card_reader: bool = True) -> tuple[ServiceLine, ...]:
    """Return what can be done here now."""
    state = "available" if card_reader else "paused"
    return (
        ServiceLine("cash", True, message("available")),
        ServiceLine("receipt", True, message("available")),
        ServiceLine("meter_card", card_reader, message(state)),
    )


def menu(*, card_reader: bool = True) -> MenuView:
    """Return the menu."""
    why = None if card_reader else message("paused_card_reader")
    soon = message("coming_soon")
    rest = tuple(Tile(name, False, soon) for name in ("query", "recharge_card", "reprint", "notices"))
    tiles = (Tile("pay_bill", True), Tile("buy_electricity", card_reader, why), *rest)
    return MenuView(Frame(), tiles, lines(card_reader=card_reader))


def before_money() -> dict[str, View]:
    """Return the screens on which no money is in."""
    devices = ("bill_acceptor", "receipt_printer", "card_reader", "platform", "journal")
    conditions = ("ready", "ready", "starting", "attention", "ready")
    reason = message("why_bill_acceptor_cassette_full")
    codes = ("bill_acceptor.cassette_full", "receipt_printer.paper_end")
    return {
        "starting": StartingView(Frame(exit_enabled=False), tuple(zip(devices, conditions, strict=True)), "0.1.0"),
        "out_of_service": OutOfServiceView(Frame(exit_enabled=False), reason, codes, since="09:42"),
        "idle": IdleView(Frame(), lines()),
        "idle_card_reader_down": IdleView(Frame(), lines(card_reader=False)),
        "menu": menu(),
        "menu_card_reader_down": menu(card_reader=False),
        **entry(),
        **choosing(),
    }


def entry() -> dict[str, View]:
    """Return number, password, card, and why it goes no further."""
    at, off = Step(1, 4, "step_number"), Button("confirm", "confirm", enabled=False)
    typed = message("digits_typed", typed=7, lacking=3)
    few = message("digits_typed", typed=8, lacking=2)
    card = Frame(Step(1, 5, "step_card"), BACK)
    understood = Frame(main=Button("understood", "done"))
    asking = Frame(exit_enabled=False, tools_enabled=False)
    return {
        "number": NumberView(Frame(at, BACK, off), NUMBER[:7], 10, typed),
        "number_incomplete": NumberView(
            Frame(at, BACK, off), NUMBER[:8], 10, few, message("problem_number_incomplete")
        ),
        "password": PasswordView(
            Frame(Step(1, 4, "step_password"), BACK, off), 4, 6, message("digits_typed", typed=4, lacking=2)
        ),
        "password_wrong": PasswordView(
            Frame(Step(1, 4, "step_password"), BACK, off),
            0,
            6,
            message("digits_typed", typed=0, lacking=6),
            message("problem_password_wrong", tries=2),
        ),
        "explanation": ExplanationView(
            understood,
            message("cannot_go_on"),
            message("why_last_purchase_not_used"),
            message("next_insert_in_meter"),
            "last_purchase_not_used",
        ),
        "explanation_locked": ExplanationView(
            understood,
            message("cannot_go_on"),
            message("why_customer_locked", minutes=30),
            message("next_wait"),
            "customer_locked",
        ),
        "wait_asking": WaitView(asking, message("asking_title"), (message("wait_asking"),), 0),
        "card_insert": CardInsertView(card, message("insert_card")),
        "card_insert_again": CardInsertView(card, message("insert_card"), message("why_card_unreadable")),
        "wait_reading": WaitView(
            asking, message("reading_title"), (message("wait_reading"), message("wait_identifying")), 1
        ),
        "card_take": CardTakeView(Frame(exit_enabled=False), message("take_your_card")),
        "card_take_why": CardTakeView(
            Frame(exit_enabled=False), message("take_your_card"), message("why_last_purchase_not_used")
        ),
    }


def bills(count: int = 3, page: int = 1) -> BillsView:
    """Return the bills of `count` months, all chosen."""
    known = ((212, 11024, 595), (243, 12636, 303), (287, 14924, 0))
    months = ("2026-08", "2026-09", "2026-10")
    rows = tuple(
        BillRow(index, months[index], energy, Fen(amount), Fen(late), True)
        for index, (energy, amount, late) in enumerate(known[:count])
    )
    amounts, late = sum(row.amount for row in rows), sum(row.late_fee for row in rows)
    main = "confirm_payment" if rows else "pay_in_advance"
    hint = message("check_name_and_address")
    notice = message("months_owed", months=count if page == 1 else 8) if rows else message("nothing_owed")
    return BillsView(
        Frame(Step(2, 4, "step_bills"), Button("not_my_number", "back"), Button(main, "confirm"), hint),
        NAME,
        ADDRESS,
        NUMBER,
        rows,
        page,
        1 if page == 1 else 3,
        Fen(amounts + late),
        Fen(amounts),
        Fen(late),
        len(rows),
        Fen(0 if rows else 12_850),
        "2026-11-23 10:27",
        notice,
        message("no_change"),
    )


def purchase(*, by_energy: bool, may_switch: bool, digits: str, problem: bool = False) -> PurchaseView:
    """Return the choice of an amount."""
    main = Button("insert_notes", "confirm") if digits else Button("compute", "confirm", enabled=False)
    hint = message("press_insert_notes" if digits else "choose_amount")
    limits = message("problem_limit_exceeded", minimum="10.00", maximum="5,000.00")
    return PurchaseView(
        Frame(Step(2, 5, "step_amount"), Button("cancel_and_take_card", "back"), main, hint),
        NAME,
        ADDRESS,
        NUMBER,
        METER,
        "￥12.30" if not may_switch else "21.50 kWh",
        by_energy,
        may_switch,
        digits,
        (50, 100, 200, 500),
        Fen(1_000),
        Fen(500_000),
        Fen(10_760) if digits else None,
        CentiKwh(19_230 if not by_energy else 20_000) if digits else None,
        "第一档 0.5380 元/kWh",
        limits if problem else None,
        message("no_change_card" if not may_switch else "no_change"),
    )


def choosing() -> dict[str, View]:
    """Return bills and amounts."""
    return {
        "bills": bills(),
        "bills_paged": bills(page=2),
        "bills_none_owed": bills(0),
        "purchase_money": purchase(by_energy=False, may_switch=False, digits="100"),
        "purchase_energy": purchase(by_energy=True, may_switch=True, digits="200"),
        "purchase_empty": purchase(by_energy=False, may_switch=True, digits=""),
        "purchase_limit": purchase(by_energy=False, may_switch=False, digits="9999", problem=True),
    }
