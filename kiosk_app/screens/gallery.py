"""Sample views of every screen and its important states, with invented data, and a picture of each."""

from datetime import UTC, datetime
from pathlib import Path

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.screens.frame import Identity
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import (
    BillsView,
    CardInsertView,
    CardTakeView,
    CardWritingView,
    CashView,
    ExplanationView,
    IdleView,
    MenuView,
    NumberView,
    OutOfServiceView,
    PasswordView,
    PurchaseView,
    ReceiptOnScreenView,
    StartingView,
    SuccessView,
    TroubleView,
    View,
    WaitView,
)
from kiosk_app.views.bills import BillRow
from kiosk_app.views.cash import NoteRow
from kiosk_app.views.frame import Button, Frame, Step, message
from kiosk_app.views.result import ReceiptState
from kiosk_app.views.service import ServiceLine, Tile

IDENTITY = Identity("GD-0117", "城南供电营业厅", "95598", "电力自助服务")
NOW = datetime(2026, 11, 23, 10, 26, tzinfo=UTC)
NAME, ADDRESS, NUMBER, SALE = "王*明", "***小区3号楼", "3104587926", SaleNumber("GD0117-002381")
METER, CARD_SALE = "0086315742", SaleNumber("GD0117-002379")
BACK, CONFIRM = Button("back", "back"), Button("confirm", "confirm")

COUNTDOWNS: dict[str, tuple[float, float]] = {
    "menu": (52, 60),
    "menu_card_reader_down": (52, 60),
    "number": (48, 60),
    "number_incomplete": (31, 60),
    "password": (55, 60),
    "bills": (56, 60),
    "bills_paged": (41, 60),
    "purchase_money": (50, 60),
    "cash": (45, 60),
    "cash_surplus": (58, 60),
    "still_there": (15, 60),
    "still_there_empty": (9, 60),
    "card_insert": (27, 30),
    "success_printed": (12, 15),
}
"""What the ring shows: seconds left, of how many."""


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


NOTES = (
    NoteRow(3, "10:28:41", Fen(5_000)),
    NoteRow(2, "10:28:29", Fen(10_000)),
    NoteRow(1, "10:28:17", Fen(10_000)),
)


def cash(paid: int, due: int, notes: tuple[NoteRow, ...], **more: object) -> CashView:
    """Return the notes going in."""
    frame = Frame(
        Step(3, 5 if "energy" in more else 4, "step_insert_notes"),
        None if paid else Button("cancel", "cancel"),
        Button("finish_payment", "finish", enabled=bool(paid) and not more.get("moving")),
        message("press_finish" if paid else "insert_or_cancel"),
        exit_enabled=not paid,
    )
    problem = more.get("problem")
    energy = more.get("energy")
    return CashView(
        frame,
        message("no_change_card" if energy else "no_change"),
        Fen(paid),
        Fen(due),
        Fen(max(0, due - paid)),
        Fen(max(0, paid - due)) if due else Fen(0),
        CentiKwh(energy) if isinstance(energy, int) else None,
        notes,
        bool(more.get("moving")),
        message(str(problem)) if problem else None,
        60,
        Fen(500_000),
    )


def tender() -> dict[str, View]:
    """Return the notes going in, in their states."""
    return {
        "cash": cash(25_000, 39_482, NOTES),
        "cash_first": cash(0, 39_482, ()),
        "cash_moving": cash(25_000, 39_482, NOTES, moving=True),
        "cash_rejected": cash(25_000, 39_482, NOTES, problem="problem_note_rejected"),
        "cash_surplus": cash(40_000, 39_482, NOTES),
        "cash_advance": cash(130_000, 0, NOTES),
        "cash_purchase": cash(5_000, 10_000, NOTES[2:], energy=19_230),
        "still_there": cash(25_000, 39_482, NOTES),
        "still_there_empty": cash(0, 39_482, ()),
    }


def voucher(kind: VoucherKind) -> Voucher:
    """Return what the slip says."""
    notes = (NoteCount(Fen(10_000), 3), NoteCount(Fen(5_000), 2))
    return Voucher(kind, SALE, NUMBER, NAME, ADDRESS, Fen(40_000), notes, Fen(39_482), (), Fen(518), Fen(518))


def success(state: str, *, card: bool) -> SuccessView:
    """Return a success: of a bill, or of a card."""
    wait = state == "printing"
    key = "take_slip_first" if wait else "take_card_first" if card else "done"
    main = Button(key, "done", enabled=key == "done")
    hint = message("printing" if wait else "take_card" if card else "take_slip")
    steps = 5 if card else 4
    return SuccessView(
        Frame(Step(steps, steps, "step_result"), main=main, hint=hint, exit_enabled=key == "done"),
        message("title_purchase" if card else "title_payment"),
        Fen(10_000 if card else 40_000),
        Fen(10_000 if card else 39_482),
        Fen(0 if card else 518),
        None if card else Fen(518),
        CentiKwh(19_230) if card else None,
        Fen(10_000) if card else None,
        METER if card else None,
        NAME,
        NUMBER,
        CARD_SALE if card else SALE,
        ReceiptState(state),
        card,
        "2026-11-23 10:29",
        None if card else Fen(38_584),
        None if card else Fen(898),
    )


def trouble(kind: str, state: str, *, card: bool = False) -> TroubleView:
    """Return a result that is not the end."""
    enabled = state != "printing" and not card
    key = "done" if enabled else "take_card_first" if card else "take_slip_first"
    claim = message("money_in_doubt", paid="400.00", in_doubt="100.00")
    return TroubleView(
        Frame(
            Step(4, 4, "step_result"),
            main=Button(key, "done", enabled=enabled),
            hint=message("take_slip" if enabled else "take_card" if card else "printing"),
            exit_enabled=enabled,
        ),
        message(f"title_{kind}"),
        message(f"explain_{kind}"),
        claim if kind == "claim" else message("money_recorded", amount="400.00"),
        message(f"next_{kind}"),
        message("enquire_with_number", sale=SALE),
        "pending" if kind in ("unconfirmed", "unwritten") else "fault",
        Fen(40_000),
        SALE,
        "2026-11-23 10:29",
        ReceiptState(state),
        card,
    )


def results() -> dict[str, View]:
    """Return booking, card writing and how it ended."""
    asking = Frame(exit_enabled=False, tools_enabled=False)
    steps = tuple(message(key) for key in ("wait_counted", "wait_booking", "wait_slip"))
    recorded = message("money_recorded", amount="400.00")
    writing = Frame(
        Step(4, 5, "step_write_card"), hint=message("will_ask_to_take_card"), exit_enabled=False, tools_enabled=False
    )
    noted = Frame(
        Step(4, 4, "step_result"), main=Button("noted_down", "done"), hint=message("photograph_or_copy")
    )
    on_screen = voucher(VoucherKind.PAYMENT)
    return {
        "wait_booking": WaitView(asking, message("booking_title"), steps, 1, recorded),
        "card_writing": CardWritingView(writing, 1, Fen(10_000), CentiKwh(19_230), None, METER, CARD_SALE),
        "success_printing": success("printing", card=False),
        "success_printed": success("printed", card=False),
        "success_card": success("printed", card=True),
        "outcome_unknown": trouble("unconfirmed", "printing"),
        "outcome_unknown_printed": trouble("unconfirmed", "printed"),
        "card_unwritten": trouble("unwritten", "printed", card=True),
        "booking_refused": trouble("refused", "printed"),
        "note_in_doubt": trouble("claim", "failed"),
        "receipt_on_screen": ReceiptOnScreenView(noted, Fen(40_000), SALE, on_screen, True),
    }


def views() -> dict[str, View]:
    """Return a sample view for every screen and every important state."""
    return {**before_money(), **tender(), **results()}


def window() -> KioskWindow:
    """Return a window whose clock stands still, so that pictures can be compared."""
    return KioskWindow(IDENTITY, clock=lambda: NOW, monotonic=lambda: 0.0, hide_cursor=False)


def paint_gallery(directory: Path, languages: tuple[str, ...] = ("zh", "en"), *, large: bool = False) -> list[Path]:
    """Write one picture of 1024 x 768 for each view and language; needs a QApplication. Returns the files."""
    directory.mkdir(parents=True, exist_ok=True)
    kiosk = window()
    files = []
    for language in languages:
        kiosk.use(language, large=large)
        for name, view in views().items():
            kiosk.show_view(view)
            seconds, total = COUNTDOWNS.get(name, (None, 0.0))
            kiosk.set_remaining(seconds, total)
            files.append(directory / f"{name}_{language}{'_large' if large else ''}.png")
            kiosk.grab().save(str(files[-1]))
    kiosk.allow_close()
    kiosk.close()
    return files
