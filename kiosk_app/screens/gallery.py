"""Sample views of every screen and its important states, and a picture of each."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.screens.contact_sheet import paint_contact_sheet
from kiosk_app.screens.enquiry_samples import enquiries
from kiosk_app.screens.frame import Identity
from kiosk_app.screens.samples import ADDRESS, CARD_SALE, METER, NAME, NUMBER, SALE, before_money
from kiosk_app.screens.staff_samples import staff
from kiosk_app.screens.texts import LANGUAGES
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import (
    CardWritingView,
    CashView,
    ReceiptOnScreenView,
    SuccessView,
    TroubleView,
    View,
    WaitView,
)
from kiosk_app.views.cash import NoteRow
from kiosk_app.views.frame import Button, Frame, Step, message
from kiosk_app.views.result import ReceiptState

IDENTITY = Identity("GD-0117", "城南供电营业厅", "95598", "电力自助服务")
NOW = datetime(2026, 11, 23, 10, 26, tzinfo=UTC)
COUNTDOWNS: dict[str, tuple[float, float]] = {
    "menu": (52, 60),
    "menu_card_reader_down": (52, 60),
    "number": (48, 60),
    "number_scanning": (48, 60),
    "number_incomplete": (31, 60),
    "password": (55, 60),
    "bills": (56, 60),
    "bills_paged": (41, 60),
    "purchase_money": (50, 60),
    "cash": (45, 60),
    "cash_surplus": (58, 60),
    "still_there": (15, 60),
    "still_there_empty": (9, 60),
    "aids": (45, 60),
    "aids_on": (95, 120),
    "card_insert": (27, 30),
    "number_unknown": (60, 60),
    "password_wrong": (60, 60),
    "password_after_scan": (60, 60),
    "bills_partial": (52, 60),
    "bills_none_chosen": (49, 60),
    "bills_none_owed": (57, 60),
    "purchase_energy": (44, 60),
    "purchase_empty": (60, 60),
    "purchase_limit": (38, 60),
    "cash_first": (60, 60),
    "cash_rejected": (55, 60),
    "cash_returned": (58, 60),
    "cash_over_limit": (53, 60),
    "cash_advance": (47, 60),
    "cash_purchase": (51, 60),
    "card_insert_again": (30, 30),
    "card_take": (26, 30),
    "card_take_why": (24, 30),
    "explanation": (58, 60),
    "explanation_locked": (54, 60),
    "explanation_no_answer": (56, 60),
    "success_printed": (12, 30),
    "success_card": (22, 30),
    "outcome_unknown_printed": (27, 30),
    "card_unwritten": (25, 30),
    "booking_refused": (29, 30),
    "note_in_doubt": (28, 30),
    "receipt_on_screen": (26, 30),
    "receipt_on_screen_unconfirmed": (24, 30),
    "receipt_on_screen_unwritten": (23, 30),
    "enquiry_number": (52, 60),
    "enquiry_number_whole": (44, 60),
    "told_booked": (51, 60),
    "told_to_write": (56, 60),
    "told_pending": (48, 60),
}
"""What the ring shows: seconds left, of how many."""

AIDS = {"aids": False, "aids_on": True}
"""Where the panel of aids is open, and whether there is more time."""


NOTES = (
    NoteRow(3, "10:28:41", Fen(5_000)),
    NoteRow(2, "10:28:29", Fen(10_000)),
    NoteRow(1, "10:28:17", Fen(10_000)),
)
FOUR_HUNDRED = (NoteRow(5, "10:29:02", Fen(5_000)), NoteRow(4, "10:28:52", Fen(10_000)), *NOTES[:1])
TEN = (NoteRow(1, "10:27:05", Fen(5_000)),)


def cash(paid: int, due: int, notes: tuple[NoteRow, ...], **more: object) -> CashView:
    """Return the notes going in."""
    buying, moving = "energy" in more, bool(more.get("moving"))
    press = "press_finish_purchase" if buying else "press_finish"
    frame = Frame(
        Step(3, 5 if buying else 4, "step_insert_notes"),
        None if paid else Button("cancel", "cancel"),
        Button("finish_purchase" if buying else "finish_payment", "finish", enabled=bool(paid) and not moving),
        message("wait_for_note" if moving else press if paid else "insert_or_cancel"),
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
        moving,
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
        "cash_returned": cash(25_000, 39_482, NOTES, problem="problem_note_returned"),
        "cash_over_limit": cash(25_000, 39_482, NOTES, problem="problem_note_over_limit"),
        "cash_surplus": cash(40_000, 39_482, FOUR_HUNDRED),
        "cash_advance": cash(25_000, 0, NOTES),
        "cash_purchase": cash(5_000, 10_000, TEN, energy=18_587),
        "still_there": cash(25_000, 39_482, NOTES),
        "still_there_empty": cash(0, 39_482, ()),
    }


def voucher(kind: VoucherKind) -> Voucher:
    """Return what the slip says: of bills, or of a card that could not be written."""
    if kind is VoucherKind.UNWRITTEN:
        notes: tuple[NoteCount, ...] = (NoteCount(Fen(10_000), 1),)
        paid = Fen(10_000)
        slip = Voucher(kind, CARD_SALE, NUMBER, NAME, ADDRESS, paid, notes)
        return replace(slip, credited=paid, energy=CentiKwh(18_587), meter_no=METER)
    notes = (NoteCount(Fen(10_000), 3), NoteCount(Fen(5_000), 2))
    booked = kind is VoucherKind.PAYMENT
    surplus, balance = (Fen(518), Fen(518)) if booked else (Fen(0), None)
    return Voucher(kind, SALE, NUMBER, NAME, ADDRESS, Fen(40_000), notes, Fen(39_482), (), surplus, balance)


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
        CentiKwh(18_587) if card else None,
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
    steps = 5 if card else 4
    return TroubleView(
        Frame(
            Step(steps, steps, "step_result"),
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
    return {
        "wait_booking": WaitView(asking, message("booking_title"), steps, 1, recorded, Fen(40_000)),
        "card_writing": CardWritingView(writing, 1, Fen(10_000), CentiKwh(18_587), None, METER, CARD_SALE),
        "success_printing": success("printing", card=False),
        "success_printed": success("printed", card=False),
        "success_card": success("printed", card=True),
        "outcome_unknown": trouble("unconfirmed", "printing"),
        "outcome_unknown_printed": trouble("unconfirmed", "printed"),
        "card_unwritten": trouble("unwritten", "printed", card=True),
        "booking_refused": trouble("refused", "printed"),
        "note_in_doubt": trouble("claim", "printed"),
        "receipt_on_screen": on_screen(VoucherKind.PAYMENT, 4),
        "receipt_on_screen_unconfirmed": on_screen(VoucherKind.UNCONFIRMED, 4),
        "receipt_on_screen_unwritten": on_screen(VoucherKind.UNWRITTEN, 5),
    }


def on_screen(kind: VoucherKind, steps: int) -> ReceiptOnScreenView:
    """Return the slip that could not be printed."""
    slip = voucher(kind)
    main, hint = Button("noted_down", "done"), message("photograph_or_copy")
    frame = Frame(Step(steps, steps, "step_result"), main=main, hint=hint)
    return ReceiptOnScreenView(frame, slip.paid, slip.sale, slip, kind is VoucherKind.PAYMENT)


def views() -> dict[str, View]:
    """Return a sample view for every screen and every important state."""
    early = before_money()
    return {
        **early,
        "aids": early["menu"],
        "aids_on": early["password"],
        **tender(),
        **results(),
        **enquiries(),
        **staff(),
    }


def window() -> KioskWindow:
    """Return a window whose clock stands still, so that pictures can be compared."""
    return KioskWindow(IDENTITY, clock=lambda: NOW, monotonic=lambda: 0.0, hide_cursor=False, least_s=0.0)


def show_sample(kiosk: KioskWindow, name: str, view: View) -> None:
    """Show a sample view with its countdown and, where it is about them, the aids."""
    more_time = AIDS.get(name, False)
    kiosk.show_aids(open_=False, more_time=more_time)
    kiosk.show_view(view)
    kiosk.set_remaining(*COUNTDOWNS.get(name, (None, 0.0)))
    kiosk.show_aids(open_=name in AIDS, more_time=more_time)


def paint_gallery(directory: Path, languages: tuple[str, ...] = LANGUAGES) -> list[Path]:
    """Write a picture of 1024 x 768 for each view, language and size of text, and return the files.

    Last comes a sheet for each language with every view on it: zh.png, en.png.

    Needs no display: where no application runs yet, one is made that paints into memory.
    """
    directory.mkdir(parents=True, exist_ok=True)
    application = painting_application()
    kiosk = window()
    files = []
    for language, large in product(languages, (False, True)):
        kiosk.use(language, large=large)
        for name, view in views().items():
            show_sample(kiosk, name, view)
            files.append(directory / f"{name}_{language}{'_large' if large else ''}.png")
            kiosk.grab().save(str(files[-1]))
    kiosk.allow_close()
    kiosk.close()
    application.processEvents()
    for language in languages:
        normal = [file for file in files if file.stem.endswith(f"_{language}")]
        files.append(paint_contact_sheet(normal, directory / f"{language}.png"))
    return files


def painting_application() -> QApplication:
    """Return the running application, or a new one that needs no display."""
    running = QApplication.instance()
    if running is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return QApplication([])
    assert isinstance(running, QApplication), "widgets need a QApplication"
    return running
