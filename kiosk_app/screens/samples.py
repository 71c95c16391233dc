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
METER, CARD_SALE = "000086315742", SaleNumber("GD0117-002379")
BACK = Button("back", "back")


def lines(*, card_reader: bool = True) -> tuple[ServiceLine, ...]:
    """Return what can be done here now."""
    state = "available" if card_reader else "paused"
    return (
        ServiceLine("cash", True, message("available")),
        ServiceLine("meter_card", card_reader, message(state)),
        ServiceLine("receipt", True, message("available")),
    )


def menu(*, card_reader: bool = True) -> MenuView:
    """Return the menu."""
    why = None if card_reader else message("paused_card_reader")
    soon = message("coming_soon")
    soon_here = tuple(Tile(name, False, soon) for name in ("query", "recharge_card"))
    tiles = (Tile("pay_bill", True), Tile("buy_electricity", card_reader, why), *soon_here)
    tiles = (*tiles, Tile("reprint", True), Tile("notices", False, soon))
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
        "out_of_service_enquiry": OutOfServiceView(
            Frame(exit_enabled=False), reason, codes, "09:42", Button("service_reprint_hint", "reprint")
        ),
        "idle": IdleView(Frame(), lines()),
        "idle_scanning": IdleView(Frame(), (*lines(), ServiceLine("scan", True, message("available")))),
        "idle_card_reader_down": IdleView(Frame(), lines(card_reader=False)),
        "menu": menu(),
        "menu_card_reader_down": menu(card_reader=False),
        **entry(),
        **choosing(),
    }


def entry() -> dict[str, View]:
    """Return number, password, card, and why it goes no further."""
    at, off = Step(1, 4, "step_number"), Button("confirm", "confirm", enabled=False)
    secret, on = Step(1, 4, "step_password"), Button("confirm", "confirm")
    fill, right = message("fill_in_and_confirm", length=10), message("confirm_when_right")
    fill_six = message("fill_in_and_confirm", length=6)
    typed = message("digits_typed", typed=7, lacking=3)
    few = message("digits_typed", typed=8, lacking=2)
    all_typed = message("digits_typed", typed=10, lacking=0)
    none_typed = message("digits_typed", typed=0, lacking=6)
    card = Frame(Step(1, 5, "step_card"), BACK, hint=message("card_comes_back"))
    understood = Frame(main=Button("understood", "done"))
    asking = Frame(exit_enabled=False, tools_enabled=False)
    return {
        "number": NumberView(Frame(at, BACK, off, fill), NUMBER[:7], 10, typed),
        "number_scanning": NumberView(Frame(at, BACK, off, fill), NUMBER[:7], 10, typed, scanning=True),
        "number_incomplete": NumberView(
            Frame(at, BACK, off, fill), NUMBER[:8], 10, few, message("problem_number_incomplete")
        ),
        "number_unknown": NumberView(
            Frame(at, BACK, on, right), NUMBER, 10, all_typed, message("problem_customer_unknown")
        ),
        "password": PasswordView(Frame(secret, BACK, off, fill_six), 4, 6, message("digits_typed", typed=4, lacking=2)),
        "password_wrong": PasswordView(
            Frame(secret, BACK, off, fill_six), 0, 6, none_typed, message("problem_password_wrong", tries=2)
        ),
        "password_after_scan": PasswordView(
            Frame(secret, BACK, off, fill_six), 0, 6, none_typed, message("problem_password_needed")
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
        "explanation_no_answer": ExplanationView(
            understood, message("cannot_go_on"), message("why_no_answer"), message("next_come_back"), "no_answer"
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


MONTHS = (
    ("2026-08", 212, 11_024, 595),
    ("2026-09", 243, 12_636, 303),
    ("2026-10", 287, 14_924, 0),
)
EIGHT_MONTHS = (
    ("2026-03", 198, 10_296, 1_884),
    ("2026-04", 176, 9_152, 1_400),
    ("2026-05", 181, 9_412, 1_148),
    ("2026-06", 224, 11_648, 1_072),
    ("2026-07", 1_305, 67_860, 4_140),
    *MONTHS,
)


def bills(owed: tuple[tuple[str, int, int, int], ...] = MONTHS, *, chosen: int = 3, page: int = 1) -> BillsView:
    """Return the bills of a customer who pays the first `chosen` months."""
    first = (page - 1) * 3
    rows = tuple(
        BillRow(index, month, energy, Fen(amount), Fen(late), index < chosen)
        for index, (month, energy, amount, late) in list(enumerate(owed))[first : first + 3]
    )
    amounts, late = sum(bill[2] for bill in owed[:chosen]), sum(bill[3] for bill in owed[:chosen])
    able = bool(chosen) or not owed
    main = Button("confirm_payment" if owed else "pay_in_advance", "confirm", able)
    hint = message("check_name_and_address" if able else "choose_a_month")
    notice = message("months_owed", months=len(owed)) if owed else message("nothing_owed")
    return BillsView(
        Frame(Step(2, 4, "step_bills"), Button("not_my_number", "back"), main, hint),
        NAME,
        ADDRESS,
        NUMBER,
        rows,
        page,
        max(1, -(-len(owed) // 3)),
        Fen(amounts + late),
        Fen(amounts),
        Fen(late),
        chosen,
        Fen(0 if owed else 12_850),
        "2026-11-23 10:27",
        notice,
        message("no_change"),
    )


def purchase(*, by_energy: bool, may_switch: bool, digits: str, problem: bool = False) -> PurchaseView:
    """Return the choice of an amount."""
    quoted = bool(digits) and not problem
    main = Button("insert_notes", "confirm") if quoted else Button("compute", "confirm", enabled=bool(digits))
    hint = message("press_insert_notes" if quoted else "choose_amount")
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
        Fen(10_760) if quoted else None,
        CentiKwh(18_587 if not by_energy else 20_000) if quoted else None,
        "第一档 0.5380 元/kWh",
        limits if problem else None,
        message("no_change_card" if not may_switch else "no_change"),
    )


def choosing() -> dict[str, View]:
    """Return bills and amounts."""
    return {
        "bills": bills(),
        "bills_partial": bills(chosen=2),
        "bills_none_chosen": bills(chosen=0),
        "bills_paged": bills(EIGHT_MONTHS, chosen=5, page=2),
        "bills_none_owed": bills((), chosen=0),
        "purchase_money": purchase(by_energy=False, may_switch=False, digits="100"),
        "purchase_energy": purchase(by_energy=True, may_switch=True, digits="200"),
        "purchase_empty": purchase(by_energy=False, may_switch=True, digits=""),
        "purchase_limit": purchase(by_energy=False, may_switch=False, digits="9999", problem=True),
    }
