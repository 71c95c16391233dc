"""Turn the steps of a settlement into views (ux.md A4, mock-up 12)."""

from kiosk_app.domain.books import Settlement, by_value
from kiosk_app.domain.money import Fen, rmb, yuan
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import Operator, Period
from kiosk_app.domain.staff_events import ReconcileEnded
from kiosk_app.flows import settlement as flow
from kiosk_app.views import View
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.service import WaitView
from kiosk_app.views.staff import Advice, DifferRow, DiffersView, FormField, FormView, StatementView, Tally

STEPS = 4
REPAIR_STEPS = ("sending", "uploading", "comparing")
ROWS_AT_MOST = 2
ADVISED = frozenset(f"E210{number}" for number in range(1, 8))
NOT_COMPARED = "E2105"  # a terminal out of use is told no figures
BACK = Button("back", "back")
COUNT_LABELS = ("field_100", "field_50", "field_20", "field_10", "field_box", "field_seal")


def show_settlement(now: flow.State, operator: Operator) -> View:
    """Return the view of one step."""
    who = message(f"operator_{operator.role}", name=operator.name)
    match now:
        case flow.Differing():
            return show_differing(now, who)
        case flow.Agreed(period, repaired):
            return show_agreed(period, repaired, who)
        case flow.Printed():
            return show_printed(now, who)
        case flow.Opening():
            return show_opening(now, who)
        case flow.Counting():
            return show_counting(now, who)
        case flow.Comparing():
            return show_comparing(now, who)
        case flow.Finished():
            return show_finished(now, who)
        case _:
            return show_waiting(now)


def show_waiting(now: flow.State) -> WaitView:
    """Say what is being waited for."""
    if isinstance(now, flow.Repairing) and now.what in REPAIR_STEPS:
        steps = tuple(message(f"repair_{what}") for what in REPAIR_STEPS)
        return waiting(1, steps, REPAIR_STEPS.index(now.what))
    keys = {
        flow.Asking: ("wait_precheck", 1),
        flow.Repairing: ("wait_repair", 1),
        flow.Closing: ("wait_closing", 2),
        flow.Printing: ("wait_voucher", 3),
        flow.Reporting: ("wait_reporting", 4),
    }
    key, step = keys.get(type(now), ("one_moment", 1))
    return waiting(step, (message(key),), 0)


def waiting(step: int, lines: tuple[Message, ...], current: int) -> WaitView:
    """Return a wait in this step of the settlement."""
    frame = Frame(Step(step, STEPS, f"step_settle_{step}"), exit_enabled=False, tools_enabled=False)
    return WaitView(frame, message("settlement_title"), lines, current, charging=False)


def hint(repaired: ReconcileEnded | None) -> Message:
    """Say what came of the repair before, or how a settlement goes."""
    if repaired is None:
        return message("settle_steps")
    if repaired.code:
        return message("repair_failed")
    made = repaired.differing - repaired.left
    return message("repair_done", compared=repaired.compared, made=made, left=repaired.left)


def show_differing(now: flow.Differing, who: Message) -> DiffersView:
    """Say why it may not be settled, which rows differ, and what repairs them."""
    period, unanswered = now.period, now.code == "no_answer"
    rows = tuple(
        DifferRow(row.sale, row.amount, row.terminal, row.platform, message(f"differ_{row.why}"), remedy(row.why))
        for row in now.rows[:ROWS_AT_MOST]
    )
    repair = Button("ask_again" if unanswered or not now.rows else "repair", "repair")
    frame = Frame(Step(1, STEPS, "step_settle_1"), BACK, repair, hint(now.repaired), operator=who)
    title = message("cannot_settle", count=len(now.rows)) if now.rows else message("cannot_settle_now")
    if unanswered:
        title = message("cannot_settle_no_answer")
    happened = message("platform_no_answer") if unanswered else message(f"error_{now.code}", code=now.code)
    tallies: tuple[Tally, ...] = ()
    if not unanswered and now.code != NOT_COMPARED:
        tallies = (
            Tally(message("tally_terminal"), period.count, period.total),
            Tally(message("tally_platform"), now.count, now.total),
            Tally(message("tally_difference"), period.count - now.count, Fen(period.total - now.total)),
        )
    safe = message("cash_is_in_box", amount=yuan(period.in_box))
    said = {"": safe, "printing": safe, "printed": message("differences_printed")}.get(
        now.slip, message(f"problem_settle_{now.slip}")
    )
    printing = Button("print_differences", "print", now.slip != "printing") if rows else None
    more = len(now.rows) - len(rows)
    return DiffersView(frame, title, happened, tallies, rows, more, said, advice(now.code), printing)


def advice(code: str) -> Advice:
    """Say what may be behind a refusal and what to do about it, as the error catalogue does."""
    if code == "no_answer":
        story, to_do = message("no_answer_story"), message("no_answer_next")
        return Advice(message("no_answer_heading"), story, to_do, offline=True)
    known = code if code in ADVISED else "other"
    return Advice(message("behind_heading"), message(f"behind_{known}"), message(f"todo_{known}"))


def remedy(why: str) -> Message:
    """Say what `repair` does about a row."""
    return message(f"remedy_{why}")


def note_rows(notes: tuple[NoteCount, ...]) -> tuple[tuple[Message, ...], ...]:
    """List notes by value: value, number, sum."""
    return tuple(
        (
            message("note_of", yuan=note.value // 100),
            message("count_of_notes", count=note.count),
            message("amount", amount=yuan(Fen(note.value * note.count))),
        )
        for note in notes
    )


def totals(period: Period) -> tuple[tuple[Message, ...], ...]:
    """List the period by service and by denomination."""
    services = tuple(
        (
            message(f"service_{share.name}"),
            message("count_of_sales", count=share.count),
            message("amount", amount=yuan(share.total)),
        )
        for share in period.services
    )
    return (*services, *note_rows(period.notes))


HEADS = tuple(message(key) for key in ("head_what", "head_count", "head_sum"))


def show_agreed(period: Period, repaired: ReconcileEnded | None, who: Message) -> StatementView:
    """Both have the same: the period may be closed."""
    frame = Frame(
        Step(2, STEPS, "step_settle_2"),
        BACK,
        Button("close_period", "close_period"),
        hint(repaired),
        operator=who,
    )
    below = message("agreed_below", count=period.count, amount=yuan(period.total))
    notice = message("closing_stops_service")
    return StatementView(frame, message("agreed_title"), below, HEADS, totals(period), notice, "attention")


def show_printed(now: flow.Printed, who: Message) -> StatementView:
    """The voucher is on paper, or not; then the box may be opened."""
    settlement = now.settlement
    frame = Frame(
        Step(3, STEPS, "step_settle_3"),
        BACK,
        Button("open_box", "open_box", settlement.printed),
        message("settle_steps"),
        operator=who,
    )
    notice, severity = message("voucher_take"), "info"
    if now.problem:
        notice, severity = message(f"problem_settle_{now.problem}"), "fault"
    elif not settlement.printed:
        notice, severity = message("voucher_first"), "attention"
    below = message("settlement_below", number=settlement.number, amount=yuan(settlement.period.in_box))
    again = Button("print_again" if settlement.copies else "print_voucher", "print")
    rows = totals(settlement.period)
    return StatementView(frame, message("voucher_title"), below, HEADS, rows, notice, severity, (again,))


def show_opening(now: flow.Opening, who: Message) -> StatementView:
    """The lock is released: open the door, or say that it is open."""
    settlement = now.settlement
    main = None if now.watched else Button("box_is_open", "box_is_open")
    frame = Frame(Step(4, STEPS, "step_settle_4"), BACK, main, message("settle_steps"), operator=who)
    below = message("settlement_below", number=settlement.number, amount=yuan(settlement.period.in_box))
    notice = message("box_unlocked" if now.watched else "box_by_key")
    rows = note_rows(settlement.period.notes)
    return StatementView(frame, message("open_box_title"), below, HEADS, rows, notice, "attention")


def show_counting(now: flow.Counting, who: Message) -> FormView:
    """Type what lay in the box; the journal's figures are not shown, so that it is counted."""
    fields = tuple(
        FormField(message(label), field.digits, place == now.at)
        for place, (label, field) in enumerate(zip(COUNT_LABELS, now.fields, strict=True))
    )
    last = now.at == flow.SEAL
    main = Button(
        "confirm" if last else "next_field", "confirm", bool(now.fields[now.at].digits) and (not last or now.complete)
    )
    frame = Frame(Step(4, STEPS, "step_settle_4"), None, main, message("zero_for_none"), operator=who)
    return FormView(frame, message("count_title"), message("count_below"), fields)


def show_comparing(now: flow.Comparing, who: Message) -> StatementView:
    """Journal and hand count side by side; a difference needs a reason (H8)."""
    settlement = now.settlement
    differs = not settlement.agrees
    frame = Frame(
        Step(4, STEPS, "step_settle_4"),
        Button("count_again", "count_again"),
        Button("hand_in", "confirm", bool(now.reason) or not differs),
        message("choose_reason") if differs and not now.reason else message("settle_steps"),
        operator=who,
    )
    return StatementView(
        frame,
        message("compare_title"),
        message("settlement_below", number=settlement.number, amount=yuan(settlement.period.in_box)),
        COMPARED,
        compared(settlement),
        verdict(settlement),
        "fault" if differs else "info",
        choices=tuple(message(f"reason_{reason}") for reason in flow.REASONS) if differs else (),
        chosen=flow.REASONS.index(now.reason) if now.reason else -1,
    )


COMPARED = tuple(
    message(key) for key in ("head_note", "head_journal", "head_acceptor", "head_counted", "head_difference")
)


def verdict(settlement: Settlement) -> Message:
    """Say whether journal, acceptor and hand count agree, and how far the hand is from the journal."""
    if settlement.agrees:
        return message("count_agrees" if settlement.acceptor is not None else "count_agrees_two")
    if settlement.difference:
        return message("count_differs", amount=rmb(settlement.difference, plus=True))
    hand = settlement.count is not None and by_value(settlement.count.notes) == by_value(settlement.period.notes)
    return message("acceptor_differs" if hand else "notes_differ")


def compared(settlement: Settlement) -> tuple[tuple[Message, ...], ...]:
    """List each value: journal, acceptor's own count, hand count, hand less journal; the sum last."""
    assert settlement.count is not None, "compared before it was counted"
    journal, hand = by_value(settlement.period.notes), by_value(settlement.count.notes)
    known = settlement.acceptor is not None
    acceptor = by_value(settlement.acceptor or ())

    def told(value: Fen) -> tuple[Message, ...]:
        difference = hand.get(value, 0) - journal.get(value, 0)
        return (
            message("note_of", yuan=value // 100),
            message("count_of_notes", count=journal.get(value, 0)),
            message("count_of_notes", count=acceptor.get(value, 0)) if known else message("not_known"),
            message("count_of_notes", count=hand.get(value, 0)),
            message("plain", text=f"{difference:+}" if difference else "0"),
        )

    total = (
        message("head_total"),
        message("amount", amount=yuan(settlement.period.in_box)),
        message("amount", amount=yuan(settlement.acceptor_total)) if known else message("not_known"),
        message("amount", amount=yuan(settlement.count.total)),
        message("plain", text=rmb(settlement.difference, plus=True)),
    )
    return (*(told(value) for value in sorted({*journal, *acceptor, *hand}, reverse=True)), total)


def show_finished(now: flow.Finished, who: Message) -> StatementView:
    """It is handed in; whether the platform has it already is told."""
    settlement = now.settlement
    frame = Frame(
        Step(STEPS, STEPS, "step_settle_4"),
        main=Button("done", "done", not now.printing),
        hint=message("settle_steps"),
        operator=who,
    )
    notice = message("settlement_reported" if now.reported else "settlement_unreported")
    if now.refused:
        notice = message("settlement_refused")
    severity = "info" if now.reported else "attention"
    if now.problem:
        notice, severity = message(f"problem_settle_{now.problem}"), "fault"
    below = message("settlement_below", number=settlement.number, amount=yuan(settlement.period.in_box))
    again = Button("print_count", "print", not now.printing)
    rows = compared(settlement)
    return StatementView(frame, message("settled_title"), below, COMPARED, rows, notice, severity, (again,))
