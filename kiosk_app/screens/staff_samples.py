"""Sample views of the staff's screens, with invented data."""

from dataclasses import replace

from kiosk_app.domain.money import Fen
from kiosk_app.views import DiffersView, FormView, OverviewView, StatementView, View
from kiosk_app.views.frame import Button, Frame, Message, Step, message
from kiosk_app.views.show_settlement import advice
from kiosk_app.views.staff import DifferRow, Figure, FormField, PartRow, Tally

LI = message("operator_collector", name="李建国")
BACK, STEPS = Button("back", "back"), message("settle_steps")
THREE = tuple(message(key) for key in ("head_what", "head_count", "head_sum"))
FIVE = tuple(message(key) for key in ("head_note", "head_journal", "head_acceptor", "head_counted", "head_difference"))
BELOW = message("settlement_below", number="GD0117-S00012", amount="17,460.00")
NOTES = (("100", 150, "15,000.00"), ("50", 40, "2,000.00"), ("20", 15, "300.00"), ("10", 16, "160.00"))


def step(number: int, main: Button | None, back: Button | None = BACK, hint: Message = STEPS) -> Frame:
    """Return the frame of a settlement's step."""
    return Frame(Step(number, 4, f"step_settle_{number}"), back, main, hint, operator=LI)


def sign_in(number: str, typed: int, problem: Message | None = None) -> FormView:
    """Return A1."""
    at_password = len(number) == 4
    fields = (
        FormField(message("field_operator_number"), number, not at_password),
        FormField(message("field_operator_password"), "•" * typed, at_password),
    )
    main = Button("confirm" if at_password else "next_field", "confirm", typed >= 6)
    frame = Frame(None, BACK, main, message("staff_only"))
    return FormView(frame, message("sign_in_title"), message("sign_in_below"), fields, problem)


def change() -> FormView:
    """Return A9."""
    labels = ("field_old_password", "field_new_password", "field_new_again")
    fields = tuple(FormField(message(label), "•" * (6, 8, 0)[place], place == 2) for place, label in enumerate(labels))
    frame = Frame(None, BACK, Button("confirm", "confirm", enabled=False), message("password_rules_short"), operator=LI)
    problem = message("problem_staff_differ")
    return FormView(frame, message("change_password_title"), message("password_rules"), fields, problem)


def overview() -> OverviewView:
    """Return A2 with four parts that need somebody."""
    rows = (
        PartRow("bill_acceptor", message("part_well"), "ok", message("pill_ok")),
        PartRow("platform", message("heard_ago", count=12), "ok", message("pill_ok")),
        PartRow("cash_box", message("box_doubts", count=842, doubts=1), "attention", message("box_nearly_full")),
        PartRow("journal", message("journal_unsent", rows=48_211, unsent=0), "ok", message("pill_ok")),
        part("receipt_printer", "paper_near_end", "attention"),
        PartRow("disk", message("disk_used", percent=31), "ok", message("pill_ok")),
        part("card_reader", "card_in_mouth", "fault"),
        PartRow("clock", message("clock_off", seconds="+0.4"), "ok", message("pill_ok")),
        PartRow("doors", message("doors_open"), "attention", message("pill_attention")),
        PartRow("ups", message("part_absent"), "none", message("pill_none")),
    )
    figures = (
        Figure(message("figure_today"), message("count_of_sales", count=128), message("amount", amount="17,460.00")),
        Figure(message("figure_cash"), message("amount", amount="17,460.00"), message("count_in_period", count=128)),
        Figure(message("figure_reconciled"), message("reconciled_well"), message("plain", text="11-22 23:55")),
        Figure(message("figure_heard"), message("seconds_ago", count=12), message("version", version="1.4.2")),
    )
    rail = (Button("rail_overview", "overview"), Button("rail_settle", "settle"), Button("rail_password", "password"))
    hint = message("parts_need_attention", count=4)
    frame = Frame(None, Button("to_customers", "back"), Button("begin_settlement", "settle"), hint, operator=LI)
    return OverviewView(frame, rail, figures, rows)


def overview_with_scanner() -> OverviewView:
    """Return A2 of a kiosk that has a scanner, which is silent."""
    usual = overview()
    silent = PartRow(
        "scanner", message("part_well"), "fault", message("trouble_not_answering"), "scanner.not_answering"
    )
    frame = replace(usual.frame, hint=message("parts_need_attention", count=5))
    return replace(usual, frame=frame, parts=(*usual.parts, silent))


def part(device: str, code: str, tone: str) -> PartRow:
    """Return the row of a device that says something."""
    return PartRow(device, message("part_well"), tone, message(f"trouble_{device}_{code}"), f"{device}.{code}")


def differs() -> DiffersView:
    """Return the mock-up's two rows."""
    rows = (
        DifferRow(
            "GD0117-002344", Fen(10_000), "SUCCEEDED", "NONE", message("differ_unheard"), message("remedy_unheard")
        ),
        DifferRow(
            "GD0117-002361", Fen(5_000), "SUCCEEDED", "UNKNOWN", message("differ_pending"), message("remedy_pending")
        ),
    )
    tallies = (
        Tally(message("tally_terminal"), 128, Fen(1_746_000)),
        Tally(message("tally_platform"), 126, Fen(1_731_000)),
        Tally(message("tally_difference"), 2, Fen(15_000)),
    )
    happened = message("error_E2101", code="E2101")
    safe = message("cash_is_in_box", amount="17,460.00")
    return DiffersView(
        step(1, Button("repair", "repair")), message("cannot_settle", count=5), happened, tallies, rows, 3, safe,
        advice("E2101"), Button("print_differences", "print"),
    )  # fmt: skip


def without_rows(code: str, *, compared: bool) -> DiffersView:
    """Return a refusal that no row explains."""
    same = tuple(Tally(message(f"tally_{side}"), 128, Fen(1_746_000)) for side in ("terminal", "platform"))
    tallies = (*same, Tally(message("tally_difference"), 0, Fen(0))) if compared else ()
    safe, happened = message("cash_is_in_box", amount="17,460.00"), message(f"error_{code}", code=code)
    frame = step(1, Button("ask_again", "repair"))
    return DiffersView(frame, message("cannot_settle_now"), happened, tallies, (), 0, safe, advice(code))


def unanswered() -> DiffersView:
    """Return the pre-check without an answer."""
    safe = message("cash_is_in_box", amount="17,460.00")
    main = Button("ask_again", "repair")
    return DiffersView(
        step(1, main), message("cannot_settle_no_answer"), message("platform_no_answer"), (), (), 0, safe,
        advice("no_answer"),
    )  # fmt: skip


def totals() -> tuple[tuple[Message, ...], ...]:
    """Return the period by service and by value."""
    services = (("bill_payment", 101, "14,460.00"), ("purchase", 27, "3,000.00"))
    return (
        *(
            (message(f"service_{name}"), message("count_of_sales", count=count), message("amount", amount=amount))
            for name, count, amount in services
        ),
        *notes(),
    )


def notes() -> tuple[tuple[Message, ...], ...]:
    """Return the notes by value."""
    return tuple(
        (message("note_of", yuan=yuan), message("count_of_notes", count=count), message("amount", amount=amount))
        for yuan, count, amount in NOTES
    )


def compared(*, short: int) -> tuple[tuple[Message, ...], ...]:
    """Return journal and hand count, `short` notes of 50 less in hand."""
    rows = [
        (
            message("note_of", yuan=yuan),
            message("count_of_notes", count=count),
            message("count_of_notes", count=count),
            message("count_of_notes", count=count - (short if yuan == "50" else 0)),
            message("plain", text=f"{-short}" if yuan == "50" else "0"),
        )
        for yuan, count, _ in NOTES
    ]
    hand, difference = ("17,410.00", "-￥50.00") if short else ("17,460.00", "￥0.00")
    total = (
        message("head_total"),
        message("amount", amount="17,460.00"),
        message("amount", amount="17,460.00"),
        message("amount", amount=hand),
        message("plain", text=difference),
    )
    return (*rows, total)


def counting() -> FormView:
    """Return the count of the cash box."""
    labels = ("field_100", "field_50", "field_20", "field_10", "field_box", "field_seal")
    typed = ("150", "40", "15", "16", "", "")
    fields = tuple(
        FormField(message(label), digits, place == 4)
        for place, (label, digits) in enumerate(zip(labels, typed, strict=True))
    )
    frame = step(4, Button("next_field", "confirm", enabled=False), None, message("zero_for_none"))
    return FormView(frame, message("count_title"), message("count_below"), fields)


def comparing() -> StatementView:
    """Return a count that is one note short, with its reason."""
    reasons = tuple(message(f"reason_{key}") for key in ("worn_note", "note_in_doubt", "jam_cleared", "unexplained"))
    return StatementView(
        step(4, Button("hand_in", "confirm"), Button("count_again", "count_again")),
        message("compare_title"),
        BELOW,
        FIVE,
        compared(short=1),
        message("count_differs", amount="-￥50.00"),
        "fault",
        choices=reasons,
        chosen=1,
    )


def staff() -> dict[str, View]:
    """Return every screen of staff in its important states."""
    return {
        "staff_sign_in": sign_in("1001", 6),
        "staff_locked": sign_in("", 0, message("problem_staff_locked", minutes=15)),
        "staff_password": change(),
        "staff_overview": overview(),
        "staff_overview_scanner": overview_with_scanner(),
        "settle_differs": differs(),
        "settle_no_answer": unanswered(),
        "settle_head": without_rows("E2103", compared=True),
        "settle_disabled": without_rows("E2105", compared=False),
        **settling(),
    }


def settling() -> dict[str, View]:
    """Return the steps of a settlement once both sides agree."""
    agrees = message("count_agrees")
    return {
        "settle_agreed": StatementView(
            step(2, Button("close_period", "close_period")),
            message("agreed_title"),
            message("agreed_below", count=128, amount="17,460.00"),
            THREE,
            totals(),
            message("closing_stops_service"),
            "attention",
        ),
        "settle_voucher": StatementView(
            step(3, Button("open_box", "open_box")),
            message("voucher_title"),
            BELOW,
            THREE,
            totals(),
            message("voucher_take"),
            "info",
            (Button("print_again", "print"),),
        ),
        "settle_open": StatementView(
            step(4, Button("box_is_open", "box_is_open")),
            message("open_box_title"),
            BELOW,
            THREE,
            notes(),
            message("box_by_key"),
            "attention",
        ),
        "settle_count": counting(),
        "settle_agrees": StatementView(
            step(4, Button("hand_in", "confirm"), Button("count_again", "count_again")),
            message("compare_title"),
            BELOW,
            FIVE,
            compared(short=0),
            agrees,
            "info",
        ),
        "settle_short": comparing(),
        "settled": settled("settlement_unreported"),
        "settled_refused": settled("settlement_refused"),
    }


def settled(notice: str) -> StatementView:
    """Return the end, with what the platform says of it."""
    return StatementView(
        step(4, Button("done", "done"), None),
        message("settled_title"),
        BELOW,
        FIVE,
        compared(short=0),
        message(notice),
        "attention",
        (Button("print_count", "print"),),
    )
