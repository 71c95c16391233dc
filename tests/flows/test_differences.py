"""The slip of differences: for whoever looks into it elsewhere; nothing else waits for it (PAY-9)."""

from kiosk_app.domain.events import ReceiptFailed, ReceiptPrinted
from kiosk_app.domain.money import Fen
from kiosk_app.domain.settlement_voucher import DifferenceSlip
from kiosk_app.domain.staff_effects import AskPrecheck, PrintDifferences
from kiosk_app.domain.staff_events import PrecheckUnanswered, ReconcileEnded
from kiosk_app.flows import settlement as flow
from tests.flows.staff_world import World
from tests.flows.test_settlement import REFUSED, inner


def slip_of(world: World) -> str:
    state = inner(world)
    assert isinstance(state, flow.Differing)
    return state.slip


def test_what_differs_is_printed_with_both_figures() -> None:
    world = World().come_in().press("settle").happen(REFUSED).press("print")
    expected = DifferenceSlip("E2101", "1001", "李建国", world.period, 1, Fen(10_000), REFUSED.rows)
    assert world.asked == [PrintDifferences(flow.DIFFERENCES, expected)]
    world.press("print")
    assert world.asked == [], "one at a time"
    world.happen(ReceiptPrinted("GD0117-S00001/1"))
    assert slip_of(world) == "printing", "that was another paper"
    world.happen(ReceiptPrinted(flow.DIFFERENCES))
    assert slip_of(world) == "printed"


def test_a_printer_without_paper_is_told_and_the_repair_goes_on() -> None:
    world = World().come_in().press("settle").happen(REFUSED).press("print")
    world.happen(ReceiptFailed(flow.DIFFERENCES, "paper_end"))
    assert slip_of(world) == "paper_end"
    world.press("repair").happen(ReceiptPrinted(flow.DIFFERENCES), ReconcileEnded("off"))
    assert isinstance(inner(world), flow.Repairing | flow.Asking)


def test_without_rows_there_is_nothing_to_print() -> None:
    world = World().come_in().press("settle").happen(PrecheckUnanswered()).press("print")
    assert not any(isinstance(each, PrintDifferences | AskPrecheck) for each in world.asked)
