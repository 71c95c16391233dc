"""Turn staff's states into views (ux.md A1, A2, A4, A9)."""

from dataclasses import replace

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.money import yuan
from kiosk_app.domain.staff import DoorState, Operator, Outlook
from kiosk_app.flows import settlement, sign_in, staff
from kiosk_app.flows.supervision import Healths
from kiosk_app.flows.visit import Visit
from kiosk_app.views import View
from kiosk_app.views.frame import Button, Frame, Message, message
from kiosk_app.views.service import WaitView
from kiosk_app.views.show_settlement import show_settlement
from kiosk_app.views.staff import Figure, FormField, FormView, OverviewView, PartRow

CHANGE_FIELDS = ("field_old_password", "field_new_password", "field_new_again")
BOX_NOTES_AT_MOST, BOX_NEARLY_FULL = 1_000, 800  # of the acceptor's cassette (ux.md A2)
DISK_NEARLY_FULL = 90  # percent
CLOCK_OFF_AT_MOST_S = 60.0
TONES = {
    Condition.READY: "ok",
    Condition.ATTENTION: "attention",
    Condition.STARTING: "attention",
    Condition.FAULT: "fault",
    Condition.LOST: "fault",
}


def show_staff(front: staff.State, visit: Visit) -> View:
    """Return what a signed-in operator, or somebody who would be one, sees."""
    match front:
        case staff.Entering(sign_in.Typing() as typing):
            return show_sign_in(typing, None)
        case staff.Overview():
            return show_overview(front, visit)
        case staff.Renewing(operator, sign_in.Changing() as changing):
            return show_change(changing, operator)
        case staff.Settling(operator, settlement.Witnessing(_, _, sign_in.Typing() as typing)):
            return show_sign_in(typing, operator)
        case staff.Settling(operator, inner) if not isinstance(inner, settlement.Witnessing):
            return show_settlement(inner, operator)
        case _:
            frame = Frame(exit_enabled=False, tools_enabled=False)
            return WaitView(frame, message("one_moment"), (message("one_moment"),), 0)


def named(operator: Operator | None) -> Message | None:
    """Return the operator's name and role for the header."""
    return message(f"operator_{operator.role}", name=operator.name) if operator else None


def dots(digits: str) -> str:
    """Return a password as dots (T19)."""
    return "•" * len(digits)


def problem_of(code: str, minutes: int) -> Message | None:
    """Say what was wrong; never which of number and password."""
    return message(f"problem_staff_{code}", minutes=minutes) if code else None


def show_sign_in(now: sign_in.Typing, operator: Operator | None) -> FormView:
    """A1: number and password; nothing else is told."""
    witness = now.request == "witness"
    fields = (
        FormField(message("field_operator_number"), now.number.digits, not now.at_password),
        FormField(message("field_operator_password"), dots(now.password.digits), now.at_password),
    )
    main = Button("confirm" if now.at_password else "next_field", "confirm", now.ready)
    frame = Frame(None, Button("back", "back"), main, message("staff_only"), operator=named(operator))
    title = message("witness_title" if witness else "sign_in_title")
    below = message("witness_below" if witness else "sign_in_below")
    return FormView(frame, title, below, fields, problem_of(now.problem, now.minutes))


def show_change(now: sign_in.Changing, operator: Operator) -> FormView:
    """A9: old, new twice."""
    fields = tuple(
        FormField(message(label), dots(field.digits), place == now.at)
        for place, (label, field) in enumerate(zip(CHANGE_FIELDS, now.fields, strict=True))
    )
    main = Button("confirm" if now.at == sign_in.AGAIN else "next_field", "confirm", now.ready)
    frame = Frame(None, Button("back", "back"), main, message("password_rules_short"), operator=named(operator))
    below = message("first_password_below" if now.first else "password_rules")
    return FormView(frame, message("change_password_title"), below, fields, problem_of(now.problem, now.minutes))


def show_overview(now: staff.Overview, visit: Visit) -> OverviewView:
    """A2: what there is in figures, every device in a pill."""
    operator = now.operator
    parts = parts_of(now, visit)
    wrong = sum(part.tone in ("attention", "fault") for part in parts)
    rail = [Button("rail_overview", "overview")]
    rail += [Button("rail_settle", "settle", not visit.recovering)] if operator.settles else []
    rail += [Button("rail_password", "password")]
    main = Button("resume_settlement" if now.open else "begin_settlement", "settle", not visit.recovering)
    hint = message("parts_need_attention", count=wrong) if wrong else message("all_parts_well")
    if now.open is not None:
        hint = message("settlement_unfinished", number=now.open.number)
    frame = Frame(
        None, Button("to_customers", "back"), main if operator.settles else None, hint, operator=named(operator)
    )
    return OverviewView(frame, tuple(rail), figures(now), parts)


def parts_of(now: staff.Overview, visit: Visit) -> tuple[PartRow, ...]:
    """Return the rows of the overview, two in a line: what moves money and paper left, what stands behind right."""
    left = [device_row(visit.healths, Device.BILL_ACCEPTOR), box_row(now)]
    left += [device_row(visit.healths, Device.RECEIPT_PRINTER), device_row(visit.healths, Device.CARD_READER)]
    left += [door_row(visit)]
    right = [platform_row(now, visit), journal_row(now, visit), disk_row(now), clock_row(now)]
    right += [PartRow("ups", message("part_absent"), "none", message("pill_none"))]
    lines = tuple(row for line in zip(left, right, strict=True) for row in line)
    return (*lines, device_row(visit.healths, Device.SCANNER)) if visit.scanning else lines


def figures(now: staff.Overview) -> tuple[Figure, ...]:
    """Return the day, the cash, the last reconciliation and the last heartbeat."""
    period, outlook = now.period, now.outlook
    unknown = message("not_known")
    cash = Figure(
        message("figure_cash"),
        message("amount", amount=yuan(period.in_box)),
        message("count_in_period", count=period.count),
    )
    if outlook is None:
        labels = (message(f"figure_{name}") for name in ("today", "reconciled", "heard"))
        today, reconciled, heard = (Figure(label, unknown, message("plain", text="")) for label in labels)
        return today, cash, reconciled, heard
    return (
        Figure(
            message("figure_today"),
            message("count_of_sales", count=outlook.today_count),
            message("amount", amount=yuan(outlook.today_total)),
        ),
        cash,
        Figure(
            message("figure_reconciled"),
            reconciled_of(outlook),
            message("plain", text=outlook.reconciled_at) if outlook.reconciled_at else message("not_yet"),
        ),
        Figure(message("figure_heard"), heard_of(outlook.heard_s), message("version", version=outlook.version)),
    )


def reconciled_of(outlook: Outlook) -> Message:
    """Say what came of the last reconciliation."""
    if not outlook.reconciled_at:
        return message("not_known")
    return message("reconciled_left", count=outlook.left) if outlook.left else message("reconciled_well")


def heard_of(seconds: int | None) -> Message:
    """Say how long ago the platform answered."""
    if seconds is None:
        return message("not_known")
    return message("seconds_ago", count=seconds) if seconds < 120 else message("minutes_ago", count=seconds // 60)


def device_row(healths: Healths, device: Device) -> PartRow:
    """Return one device's row: what is wrong in words, and the code that is said on the telephone."""
    silent = Health(device, Condition.STARTING, "starting")  # of a device that not every kiosk has, and not yet heard
    health = next((each for each in healths if each.device is device), silent)
    tone = TONES[health.condition]
    if not health.code:
        return PartRow(device, message("part_well"), tone, message(f"pill_{tone}"))
    common = health.code in ("starting", "not_answering")
    words = message(f"trouble_{health.code}" if common else f"trouble_{device}_{health.code}")
    return PartRow(device, message("part_well"), tone, words, f"{device}.{health.code}")


def box_row(now: staff.Overview) -> PartRow:
    """Return the cash box's row, with notes of which only its count can tell."""
    notes = sum(note.count for note in now.period.notes)
    doubts = sum(note.count for note in now.period.in_doubt)
    tone = "fault" if notes >= BOX_NOTES_AT_MOST else "attention" if notes >= BOX_NEARLY_FULL else "ok"
    key = {"fault": "box_full", "attention": "box_nearly_full", "ok": "pill_ok"}[tone]
    if doubts:
        detail = message("box_doubts", count=notes, doubts=doubts)
    else:
        detail = message("box_fill", count=notes, most=BOX_NOTES_AT_MOST)
    return PartRow("cash_box", detail, tone, message(key))


def door_row(visit: Visit) -> PartRow:
    """Return the doors' row; without switches nobody knows."""
    if not visit.doors:
        return PartRow("doors", message("doors_none"), "none", message("pill_none"))
    bad = [state for _, state in visit.doors if state is not DoorState.CLOSED]
    tone = "fault" if DoorState.UNKNOWN in bad else "attention" if bad else "ok"
    return PartRow("doors", message(f"doors_{bad[0] if bad else 'closed'}"), tone, message(f"pill_{tone}"))


def platform_row(now: staff.Overview, visit: Visit) -> PartRow:
    """Return the platform's row; when it is there, how long ago it answered."""
    row = device_row(visit.healths, Device.PLATFORM)
    if row.code or now.outlook is None or now.outlook.heard_s is None:
        return row
    return replace(row, detail=message("heard_ago", count=now.outlook.heard_s))


def journal_row(now: staff.Overview, visit: Visit) -> PartRow:
    """Return the journal's row: how many rows, and how many of them the platform has not confirmed."""
    row, outlook = device_row(visit.healths, Device.JOURNAL), now.outlook
    if row.code or outlook is None:
        return row
    if outlook.unsent is None:
        return replace(row, detail=message("journal_rows", rows=outlook.rows))
    return replace(row, detail=message("journal_unsent", rows=outlook.rows, unsent=outlook.unsent))


def disk_row(now: staff.Overview) -> PartRow:
    """Return the disk's row."""
    if now.outlook is None:
        return PartRow("disk", message("not_known"), "none", message("pill_none"))
    tone = "attention" if now.outlook.disk_used >= DISK_NEARLY_FULL else "ok"
    return PartRow("disk", message("disk_used", percent=now.outlook.disk_used), tone, message(f"pill_{tone}"))


def clock_row(now: staff.Overview) -> PartRow:
    """Return the clock's row: how far it is from the platform's (I23: it decides nothing)."""
    off = now.outlook.clock_off_s if now.outlook else None
    if off is None:
        return PartRow("clock", message("not_known"), "none", message("pill_unknown"))
    tone = "attention" if abs(off) > CLOCK_OFF_AT_MOST_S else "ok"
    return PartRow("clock", message("clock_off", seconds=f"{off:+.1f}"), tone, message(f"pill_{tone}"))
