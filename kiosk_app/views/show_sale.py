"""Views of a sale with money in it: notes going in, the card being written, how it ended."""

from kiosk_app.domain.customer import Quote
from kiosk_app.domain.events import WriteStage
from kiosk_app.domain.money import NOTHING, Fen, yuan
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.flows import cash_tender, closing, write_card
from kiosk_app.views.card import CardWritingView
from kiosk_app.views.cash import CashView, NoteRow
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.result import ReceiptOnScreenView, ReceiptState, SuccessView, TroubleView

NOTES_SHOWN = 5
SUCCESSES = (VoucherKind.PAYMENT, VoucherKind.PURCHASE)
PENDING = (VoucherKind.UNCONFIRMED, VoucherKind.UNWRITTEN)
STAGES = tuple(WriteStage)


def show_cash(now: cash_tender.Inserting, at: Step, rules: Rules, quote: Quote | None) -> CashView:
    """Show the live total; the way out is open only while nothing is in."""
    sale = now.sale
    moving, due, paid = sale.moving is not None, sale.terms.due, sale.paid
    empty = not paid and not moving
    frame = Frame(
        at,
        Button("cancel", "cancel") if empty else None,
        Button(
            "finish_purchase" if quote else "finish_payment", "finish", paid > 0 and not moving and not now.finishing
        ),
        hint_of(now, quote),
        exit_enabled=empty,
    )
    rows = tuple(NoteRow(note.ordinal, note.at, note.value) for note in now.shown[:NOTES_SHOWN])
    return CashView(
        frame,
        message("no_change_card" if fills_card(quote) else "no_change"),
        paid,
        due,
        lacking=Fen(max(0, due - paid)),
        surplus=Fen(max(0, paid - due)) if due else NOTHING,
        energy=quote.energy if quote else None,
        notes=rows,
        moving=moving or now.lost,
        problem=message(f"problem_{now.problem}") if now.problem else None,
        silence_s=int(rules.notes_s),
        maximum=sale.terms.maximum,
    )


def hint_of(now: cash_tender.Inserting, quote: Quote | None) -> Message:
    """Say what to do next, or why it has to wait."""
    if now.sale.moving is not None or now.finishing:
        return message("wait_for_note")
    if not now.sale.paid:
        return message("insert_or_cancel")
    return message("press_finish_purchase" if quote else "press_finish")


def fills_card(quote: Quote | None) -> bool:
    """True where everything put in goes onto the card: a fee-controlled meter."""
    return quote is not None and not quote.remainder


def show_writing(now: write_card.Busy, at: Step) -> CardWritingView:
    """Show the one screen on which nothing may be touched."""
    purchase = write_card.purchase_of(now.sale)
    stage = STAGES.index(now.stage) if isinstance(now, write_card.Writing) else 0
    terms = now.sale.terms
    return CardWritingView(
        Frame(at, hint=message("will_ask_to_take_card"), exit_enabled=False, tools_enabled=False),
        stage,
        now.sale.paid,
        energy=purchase.energy_on_card,
        credited=purchase.money_on_card,
        meter_no=terms.meter_no or "",
        sale=now.sale.sale,
    )


def show_ending(now: closing.Closing, steps: int, since: str) -> SuccessView | TroubleView | ReceiptOnScreenView:
    """Show how it ended: money first, then what to do."""
    if now.slip is closing.Slip.FAILED and now.card is not closing.CardPlace.OFFERED and not now.leaving:
        main = Button("noted_down", "done")
        frame = Frame(Step(steps, steps, "step_result"), main=main, hint=message("photograph_or_copy"))
        return ReceiptOnScreenView(frame, now.sale.paid, now.sale.sale, now.voucher, succeeded(now.voucher))
    if succeeded(now.voucher):
        return show_success(now, steps, since)
    return show_trouble(now, steps, since)


def succeeded(voucher: Voucher) -> bool:
    """True when all of it is known to have succeeded: a note in doubt is none of a success (I16)."""
    return voucher.kind in SUCCESSES and not voucher.in_doubt


def frame_of(now: closing.Closing, steps: int) -> Frame:
    """Let nobody leave before slip and card are out (ux.md 1.4, screens 12 and 13)."""
    at = Step(steps, steps, "step_result")
    if now.slip is closing.Slip.PRINTING:
        return Frame(at, main=Button("take_slip_first", "done", False), hint=message("printing"), exit_enabled=False)
    if now.card is closing.CardPlace.OFFERED:
        return Frame(at, main=Button("take_card_first", "done", False), hint=message("take_card"), exit_enabled=False)
    return Frame(at, main=Button("done", "done"), hint=message("take_slip"))


def receipt_of(now: closing.Closing) -> ReceiptState:
    """Say what became of the slip."""
    return ReceiptState(str(now.slip), now.code, now.voucher if now.slip is closing.Slip.FAILED else None)


def show_success(now: closing.Closing, steps: int, since: str) -> SuccessView:
    """Show what is known to have succeeded."""
    voucher, booking = now.voucher, now.sale.booking
    return SuccessView(
        frame_of(now, steps),
        message(f"title_{voucher.kind}"),
        voucher.paid,
        voucher.due,
        voucher.surplus,
        voucher.balance,
        energy=voucher.energy,
        credited=voucher.credited,
        meter_no=voucher.meter_no,
        name_masked=voucher.name_masked,
        customer_no=voucher.customer_no,
        sale=voucher.sale,
        receipt=receipt_of(now),
        card_waits=now.card is closing.CardPlace.OFFERED,
        at=since,
        bills=booking.bills if booking else None,
        late_fees=booking.late_fees if booking else None,
    )


def show_trouble(now: closing.Closing, steps: int, since: str) -> TroubleView:
    """Show the four parts of a failure screen (T11): money, what happened, what next, where to ask."""
    voucher = now.voucher
    kind = VoucherKind.CLAIM if voucher.in_doubt and voucher.kind in SUCCESSES else voucher.kind
    return TroubleView(
        frame_of(now, steps),
        message(f"title_{kind}"),
        message(f"explain_{kind}"),
        money_line(voucher.paid, voucher.in_doubt),
        message(f"next_{kind}"),
        message("enquire_with_number", sale=voucher.sale),
        "pending" if kind in PENDING else "fault",
        voucher.paid,
        voucher.sale,
        at=since,
        receipt=receipt_of(now),
        card_waits=now.card is closing.CardPlace.OFFERED,
    )


def money_line(paid: Fen, in_doubt: Fen) -> Message:
    """Say where the money is, before anything else."""
    if in_doubt:
        return message("money_in_doubt", paid=yuan(paid), in_doubt=yuan(in_doubt))
    return message("money_recorded", amount=yuan(paid))
