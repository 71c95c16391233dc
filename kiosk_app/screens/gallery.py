"""Sample views of every screen and its important states, and a picture of each."""

import os
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.screens.frame import Identity
from kiosk_app.screens.samples import ADDRESS, CARD_SALE, METER, NAME, NUMBER, SALE, before_money
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
    noted = Frame(Step(4, 4, "step_result"), main=Button("noted_down", "done"), hint=message("photograph_or_copy"))
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


def paint_gallery(directory: Path, languages: tuple[str, ...] = LANGUAGES) -> list[Path]:
    """Write a picture of 1024 x 768 for each view, language and size of text, and return the files.

    Needs no display: where no application runs yet, one is made that paints into memory.
    """
    directory.mkdir(parents=True, exist_ok=True)
    application = painting_application()
    kiosk = window()
    files = []
    for language, large in product(languages, (False, True)):
        kiosk.use(language, large=large)
        for name, view in views().items():
            kiosk.show_view(view)
            kiosk.set_remaining(*COUNTDOWNS.get(name, (None, 0.0)))
            files.append(directory / f"{name}_{language}{'_large' if large else ''}.png")
            kiosk.grab().save(str(files[-1]))
    kiosk.allow_close()
    kiosk.close()
    application.processEvents()
    return files


def painting_application() -> QApplication:
    """Return the running application, or a new one that needs no display."""
    running = QApplication.instance()
    if running is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return QApplication([])
    assert isinstance(running, QApplication), "widgets need a QApplication"
    return running
