"""The overview: the day in figures, each part with words and code, and what nobody knows said so (OPS-2, ux.md A2)."""

from dataclasses import replace

import pytest

from kiosk_app.domain.device import NEEDED, Condition, Device, Health
from kiosk_app.domain.events import HealthChanged
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.staff import Outlook
from kiosk_app.flows import staff, visit
from kiosk_app.views.frame import Message, message
from kiosk_app.views.show import show
from kiosk_app.views.show_staff import BOX_NEARLY_FULL, BOX_NOTES_AT_MOST, box_row
from kiosk_app.views.staff import OverviewView, PartRow
from tests.views.staff_fronts import LI, PERIOD, SETTLEMENT

OUTLOOK = Outlook(12, Fen(96_000), "11-22 23:55", 0, 12, 0.4, 48_211, 3, 31, "1.4.2")


def shown(outlook: Outlook | None = OUTLOOK, *healths: Health, unfinished: bool = False) -> OverviewView:
    standing = visit.begin(Rules())
    for device in Device:
        standing, _ = visit.step(standing, HealthChanged(Health(device, Condition.READY)))
    for health in healths:
        standing, _ = visit.step(standing, HealthChanged(health))
    front = staff.Overview(LI, PERIOD, SETTLEMENT if unfinished else None, None, outlook)
    view = show(replace(standing, front=front, recovering=False))
    assert isinstance(view, OverviewView)
    return view


def with_scanner(*healths: Health) -> OverviewView:
    standing = replace(visit.begin(Rules()), scanning=True)
    for health in (*(Health(device, Condition.READY) for device in NEEDED), *healths):
        standing, _ = visit.step(standing, HealthChanged(health))
    view = show(replace(standing, front=staff.Overview(LI, PERIOD, None, None, OUTLOOK), recovering=False))
    assert isinstance(view, OverviewView)
    return view


def row(view: OverviewView, part: str) -> PartRow:
    return next(each for each in view.parts if each.part == part)


def test_the_day_the_cash_the_reconciliation_and_the_heartbeat() -> None:
    today, cash, reconciled, heard = shown().figures
    assert (today.value, today.remark) == (message("count_of_sales", count=12), message("amount", amount="960.00"))
    assert cash.remark == message("count_in_period", count=128)
    assert (reconciled.value, reconciled.remark) == (message("reconciled_well"), message("plain", text="11-22 23:55"))
    assert (heard.value, heard.remark) == (message("seconds_ago", count=12), message("version", version="1.4.2"))


@pytest.mark.parametrize(
    ("outlook", "place", "value"),
    [
        (replace(OUTLOOK, left=2), 2, message("reconciled_left", count=2)),
        (replace(OUTLOOK, reconciled_at=""), 2, message("not_known")),
        (replace(OUTLOOK, heard_s=125), 3, message("minutes_ago", count=2)),
        (replace(OUTLOOK, heard_s=None), 3, message("not_known")),
        (None, 0, message("not_known")),
    ],
)
def test_what_is_not_well_or_not_known(outlook: Outlook | None, place: int, value: object) -> None:
    assert shown(outlook).figures[place].value == value


def test_a_part_says_in_words_what_is_wrong_and_the_code_beside_it() -> None:
    view = shown(OUTLOOK, Health(Device.RECEIPT_PRINTER, Condition.FAULT, "paper_end"))
    printer = row(view, "receipt_printer")
    assert (printer.state, printer.code) == (message("trouble_receipt_printer_paper_end"), "receipt_printer.paper_end")
    assert printer.tone == "fault"
    silent = shown(OUTLOOK, Health(Device.PLATFORM, Condition.LOST, "not_answering"))
    assert row(silent, "platform").state == message("trouble_not_answering")


def test_platform_journal_disk_and_clock_say_how_they_are() -> None:
    view = shown()
    assert row(view, "platform").detail == message("heard_ago", count=12)
    assert row(view, "journal").detail == message("journal_unsent", rows=48_211, unsent=3)
    assert row(view, "disk").detail == message("disk_used", percent=31)
    assert row(view, "clock").detail == message("clock_off", seconds="+0.4")
    assert (row(view, "clock").tone, row(view, "ups").tone) == ("ok", "none")


def test_a_clock_that_is_off_and_a_disk_that_is_nearly_full_need_somebody() -> None:
    view = shown(replace(OUTLOOK, clock_off_s=-61.0, disk_used=93, unsent=None))
    assert (row(view, "clock").tone, row(view, "disk").tone) == ("attention", "attention")
    assert row(view, "journal").detail == message("journal_rows", rows=48_211)
    unknown = shown(None)
    assert {row(unknown, part).tone for part in ("clock", "disk")} == {"none"}


@pytest.mark.parametrize(
    ("notes", "doubts", "tone", "detail"),
    [
        (12, 0, "ok", message("box_fill", count=12, most=BOX_NOTES_AT_MOST)),
        (12, 2, "ok", message("box_doubts", count=12, doubts=2)),
        (BOX_NEARLY_FULL, 0, "attention", message("box_fill", count=BOX_NEARLY_FULL, most=BOX_NOTES_AT_MOST)),
        (BOX_NOTES_AT_MOST, 0, "fault", message("box_fill", count=BOX_NOTES_AT_MOST, most=BOX_NOTES_AT_MOST)),
    ],
)
def test_pay_10_the_box_says_how_full_it_is_and_of_which_notes_only_a_count_can_tell(
    notes: int, doubts: int, tone: str, detail: Message
) -> None:
    in_doubt = (NoteCount(Fen(10_000), doubts),) if doubts else ()
    period = replace(PERIOD, notes=(NoteCount(Fen(10_000), notes),), in_doubt=in_doubt)
    box = box_row(staff.Overview(LI, period, None))
    assert (box.detail, box.tone) == (detail, tone)


def test_ops_2_the_scanner_has_its_row_only_where_there_is_one() -> None:
    """Behind the others, so that each keeps its place; before it has said anything it is starting, as they are."""
    standing = shown()
    assert "scanner" not in {part.part for part in standing.parts}
    begun = with_scanner()
    assert begun.parts[:-1] == standing.parts
    assert (begun.parts[-1].part, begun.parts[-1].state) == ("scanner", message("trouble_starting"))
    silent = with_scanner(Health(Device.SCANNER, Condition.LOST, "not_answering"))
    assert (silent.parts[-1].tone, silent.parts[-1].code) == ("fault", "scanner.not_answering")
    assert silent.frame.hint == message("parts_need_attention", count=1)
    well = with_scanner(Health(Device.SCANNER, Condition.READY))
    assert (well.parts[-1].tone, well.parts[-1].code) == ("ok", "")


def test_an_unfinished_settlement_is_said_before_everything() -> None:
    assert shown(unfinished=True).frame.hint == message("settlement_unfinished", number=SETTLEMENT.number)
