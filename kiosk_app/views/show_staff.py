"""Turn staff's states into views (ux.md A1, A2, A4, A9)."""

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.money import yuan
from kiosk_app.domain.staff import DoorState, Operator
from kiosk_app.flows import settlement, sign_in, staff
from kiosk_app.flows.supervision import Healths, health_of
from kiosk_app.flows.visit import Visit
from kiosk_app.views import View
from kiosk_app.views.frame import Button, Frame, Message, message
from kiosk_app.views.service import WaitView
from kiosk_app.views.show_settlement import show_settlement
from kiosk_app.views.staff import Figure, FormField, FormView, OverviewView, PartRow

CHANGE_FIELDS = ("field_old_password", "field_new_password", "field_new_again")
BOX_NOTES_AT_MOST, BOX_NEARLY_FULL = 1_000, 800  # of the acceptor's cassette (ux.md A2)
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
    parts = (*(device_row(visit.healths, device) for device in Device), box_row(now), door_row(visit))
    wrong = sum(part.tone in ("attention", "fault") for part in parts)
    rail = [Button("rail_overview", "overview")]
    rail += [Button("rail_settle", "settle", not visit.recovering)] if operator.settles else []
    rail += [Button("rail_password", "password")]
    main = Button("resume_settlement" if now.open else "begin_settlement", "settle", not visit.recovering)
    hint = message("parts_need_attention", count=wrong) if wrong else message("all_parts_well")
    frame = Frame(
        None, Button("to_customers", "back"), main if operator.settles else None, hint, operator=named(operator)
    )
    notice = message("settlement_unfinished", number=now.open.number) if now.open else None
    return OverviewView(frame, tuple(rail), figures(now), parts, notice)


def figures(now: staff.Overview) -> tuple[Figure, ...]:
    """Return the period in figures."""
    period = now.period
    doubts = sum(note.count for note in period.in_doubt)
    return (
        Figure(
            message("figure_sales"),
            message("count_of_sales", count=period.count),
            message("amount", amount=yuan(period.total)),
        ),
        Figure(
            message("figure_cash"),
            message("amount", amount=yuan(period.in_box)),
            message("count_of_notes", count=sum(note.count for note in period.notes)),
        ),
        Figure(message("figure_doubt"), message("count_of_notes", count=doubts), message("figure_doubt_remark")),
    )


def device_row(healths: Healths, device: Device) -> PartRow:
    """Return one device's row."""
    health: Health = health_of(healths, device)
    detail = message("part_code", code=health.code) if health.code else message("part_well")
    return PartRow(device, detail, TONES[health.condition], message(f"pill_{TONES[health.condition]}"))


def box_row(now: staff.Overview) -> PartRow:
    """Return the cash box's row."""
    notes = sum(note.count for note in now.period.notes)
    tone = "fault" if notes >= BOX_NOTES_AT_MOST else "attention" if notes >= BOX_NEARLY_FULL else "ok"
    detail = message("box_fill", count=notes, most=BOX_NOTES_AT_MOST)
    return PartRow("cash_box", detail, tone, message(f"pill_{tone}"))


def door_row(visit: Visit) -> PartRow:
    """Return the doors' row; without switches nobody knows."""
    if not visit.doors:
        return PartRow("doors", message("doors_none"), "none", message("pill_none"))
    bad = [state for _, state in visit.doors if state is not DoorState.CLOSED]
    tone = "fault" if DoorState.UNKNOWN in bad else "attention" if bad else "ok"
    return PartRow("doors", message(f"doors_{bad[0] if bad else 'closed'}"), tone, message(f"pill_{tone}"))
