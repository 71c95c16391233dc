"""A settlement from its pre-check to its end, and cut anywhere (PAY-9, PAY-10, I19, H8, faults 51, 52, 53)."""

from collections.abc import Callable

import pytest

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.effects import RetryLater
from kiosk_app.domain.events import ReceiptFailed, ReceiptPrinted, RowTouched, SaleUnanswered, TimedOut
from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff import BoxCount, Door, DoorState, PrecheckRow
from kiosk_app.domain.staff_effects import (
    AskPrecheck,
    BookSettlement,
    OpenCashBox,
    PrintSettlement,
    ReconcileNow,
    ReportLater,
)
from kiosk_app.domain.staff_events import (
    BoxStuck,
    BoxUnwatched,
    DoorChanged,
    PrecheckPassed,
    PrecheckRefused,
    PrecheckUnanswered,
    ReconcileEnded,
    ReconcileProgressed,
    SettlementBooked,
    SettlementDue,
    SettlementRefused,
    SettlementUnanswered,
    SignedIn,
)
from kiosk_app.domain.staff_facts import (
    BoxCounted,
    BoxOpened,
    BoxOpening,
    BoxShut,
    DoorAlarm,
    OperatorSignedOut,
    SettlementChecked,
    SettlementClosed,
    SettlementDone,
    SettlementReported,
    SettlementVoucherMissed,
    SettlementVoucherPrinted,
)
from kiosk_app.flows import settlement as flow
from kiosk_app.flows import sign_in, staff
from kiosk_app.flows.visit import Idle, open_for_service
from tests.flows.staff_world import CHEN, LI, PASSWORD, World

OPENED = DoorChanged(Door.CASH_BOX, DoorState.OPEN)
SHUT = DoorChanged(Door.CASH_BOX, DoorState.CLOSED)
FIRST, SECOND = SaleNumber("GD0117-000001"), SaleNumber("GD0117-000002")
REFUSED = PrecheckRefused(
    "E2101",
    1,
    Fen(10_000),
    (PrecheckRow(SECOND, Fen(5_000), "SUCCEEDED", "NONE", "unheard"),),
)


def inner(world: World) -> flow.State:
    front = world.visit.front
    assert isinstance(front, staff.Settling), front
    return front.inner


def begun(world: World) -> Settlement:
    assert world.open is not None
    return world.open


def printed(world: World) -> World:
    world.agree().press("close_period")
    return world.happen(ReceiptPrinted("GD0117-S00001/1"))


def opened(world: World) -> World:
    return printed(world).press("open_box").happen(OPENED)


def count(world: World, hundreds: int, fifties: int, twenties: int = 0, tens: int = 0) -> World:
    for number in (hundreds, fifties, twenties, tens, 17, 880123):
        world.type_in(str(number)).press("confirm")
    return world


def test_pay_10_a_settlement_from_its_first_step_to_its_last() -> None:
    world = World().agree()
    assert inner(world) == flow.Agreed(world.period)
    assert SettlementChecked("1001", "", 2, Fen(15_000)) in world.told
    world.press("close_period")
    assert isinstance(inner(world), flow.Printing)
    world.happen(ReceiptPrinted("GD0117-S00001/1"))
    assert SettlementVoucherPrinted(begun(world).number, 1) in world.told
    world.press("open_box")
    assert world.asked == [OpenCashBox()]
    assert BoxOpening(begun(world).number, "1001") in world.told
    world.happen(OPENED)
    assert BoxOpened(begun(world).number, watched=True) in world.told
    count(world, 1, 1)
    expected = BoxCount((NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1)), "17", "880123", "1001")
    assert BoxCounted(begun(world).number, expected) in world.told
    number = begun(world).number
    world.happen(SHUT).press("confirm")
    assert SettlementDone(number, Fen(0)) in world.told
    (booking,) = world.asked
    assert isinstance(booking, BookSettlement)
    assert (booking.settlement.number, booking.settlement.done) == (number, True)
    world.happen(SettlementBooked(booking.settlement))
    assert SettlementReported(number) in world.told
    assert inner(world) == flow.Finished(booking.settlement, reported=True)
    world.press("done")
    assert isinstance(world.visit.front, staff.Overview)
    assert world.period.notes == ()
    assert not any(isinstance(fact, DoorAlarm) for fact in world.told)


def test_pay_9_nothing_is_closed_or_opened_where_the_platform_has_something_else() -> None:
    """I19, fault 51: refused with the platform's own code, and the rows that differ."""
    world = World().come_in().press("settle").happen(REFUSED)
    assert inner(world) == flow.Differing(world.period, "E2101", 1, Fen(10_000), REFUSED.rows)
    assert world.told[-1] == SettlementChecked("1001", "E2101", 2, Fen(15_000))
    world.press("close_period", "open_box", "print", "confirm")
    assert inner(world) == flow.Differing(world.period, "E2101", 1, Fen(10_000), REFUSED.rows, slip="printing")
    assert not any(isinstance(fact, SettlementClosed | BoxOpening) for fact in world.told)


def test_pay_8_repair_reconciles_and_compares_again() -> None:
    """Its progress is shown, and what came of it; a sale's own answer does not end it."""
    world = World().come_in().press("settle").happen(REFUSED).press("repair")
    assert world.asked == [RetryLater(SECOND, 0), ReconcileNow()]
    for what in ("sending", "uploading", "comparing"):
        world.happen(ReconcileProgressed(what), SaleUnanswered(SECOND))
        assert inner(world) == flow.Repairing(world.period, frozenset(), what)
    result = ReconcileEnded("", 3, 1, 0)
    world.happen(result)
    assert world.asked == [AskPrecheck(world.period)]
    assert inner(world) == flow.Asking(world.period, result)
    world.happen(PrecheckPassed())
    assert inner(world) == flow.Agreed(world.period, result)


def test_pay_8_rows_that_still_differ_after_a_repair_are_told_anew() -> None:
    result = ReconcileEnded("no_answer")
    world = World().come_in().press("settle").happen(REFUSED).press("repair").happen(result, REFUSED)
    assert inner(world) == flow.Differing(world.period, "E2101", 1, Fen(10_000), REFUSED.rows, result)


def test_pay_9_without_anybody_who_reconciles_repair_asks_about_what_differs_and_compares_again() -> None:
    world = World().come_in().press("settle").happen(REFUSED).press("repair").happen(ReconcileEnded("off"))
    world.happen(SaleUnanswered(FIRST))
    assert isinstance(inner(world), flow.Repairing)
    world.happen(SaleUnanswered(SECOND))
    assert world.asked == [AskPrecheck(world.period)]
    assert isinstance(inner(world), flow.Asking)


@pytest.mark.parametrize("event", [PrecheckUnanswered(), TimedOut()])
def test_no_answer_is_no_agreement(event: PrecheckUnanswered | TimedOut) -> None:
    world = World().come_in().press("settle").happen(event)
    assert inner(world) == flow.Differing(world.period, "no_answer")
    world.press("repair")
    assert world.asked == [ReconcileNow()]
    world.happen(ReconcileEnded("off"))
    assert world.asked == [AskPrecheck(world.period)]


def test_repair_that_takes_too_long_compares_again() -> None:
    world = World().come_in().press("settle").happen(REFUSED).press("repair").happen(TimedOut())
    assert world.asked == [AskPrecheck(world.period)]


def test_without_a_voucher_on_paper_the_box_stays_shut() -> None:
    world = World().agree().press("close_period").happen(ReceiptFailed("GD0117-S00001/1", "paper_end"))
    assert isinstance(world.told[-1], SettlementVoucherMissed)
    world.press("open_box")
    assert not world.asked
    world.press("print")
    (again,) = world.asked
    assert isinstance(again, PrintSettlement)
    assert again.voucher.copy == 2
    world.happen(ReceiptPrinted("GD0117-S00001/1"))
    assert isinstance(inner(world), flow.Printing), "that was the copy before"
    world.happen(ReceiptPrinted("GD0117-S00001/2")).press("open_box")
    assert world.asked == [OpenCashBox()]


def test_a_printer_that_never_answers_is_no_voucher() -> None:
    world = World().agree().press("close_period").happen(TimedOut())
    assert world.told[-1] == SettlementVoucherMissed(begun(world).number, 1, "no_confirmation")


def test_without_a_cabinet_the_operator_says_that_the_box_is_open() -> None:
    world = printed(World()).press("open_box")
    world.press("box_is_open")
    assert isinstance(inner(world), flow.Opening), "a switch would say so"
    world.happen(BoxUnwatched()).press("box_is_open")
    assert BoxOpened(begun(world).number, watched=False) in world.told


@pytest.mark.parametrize(
    ("event", "problem"), [(BoxStuck("cabinet_lost"), "cabinet_lost"), (TimedOut(), "box_not_opened")]
)
def test_a_lock_that_does_not_open_can_be_tried_again(event: BoxStuck | TimedOut, problem: str) -> None:
    world = printed(World()).press("open_box").happen(event)
    assert inner(world) == flow.Printed(begun(world), problem)
    world.press("open_box")
    assert world.asked == [OpenCashBox()]


def test_h8_a_difference_needs_a_reason() -> None:
    world = count(opened(World()), 1, 0)
    assert begun(world).difference == -5_000
    world.press("confirm")
    assert isinstance(inner(world), flow.Comparing)
    number = begun(world).number
    world.happen(RowTouched(3)).press("confirm")
    assert SettlementDone(number, Fen(-5_000), "unexplained") in world.told


def test_fault_53_a_mistyped_count_is_typed_again() -> None:
    world = count(opened(World()), 11, 1).press("count_again")
    count(world, 1, 1)
    assert begun(world).difference == 0


def test_a_count_with_an_empty_field_is_not_confirmed() -> None:
    world = opened(World()).happen(RowTouched(flow.SEAL)).type_in("880123").press("confirm")
    state = inner(world)
    assert isinstance(state, flow.Counting)
    assert (state.at, state.complete) == (0, False)
    world.press("confirm")
    assert isinstance(inner(world), flow.Counting)


def test_a_second_person_signs_where_two_must_be_there() -> None:
    world = count(opened(World(Rules(second_person=True))), 1, 1)
    state = inner(world)
    assert isinstance(state, flow.Witnessing)
    world.type_in(LI.number).press("confirm").type_in(PASSWORD).press("confirm").happen(SignedIn("witness", LI, False))
    state = inner(world)
    assert isinstance(state, flow.Witnessing)
    assert isinstance(state.inner, sign_in.Typing)
    assert state.inner.problem == "not_a_witness", "the collector is not his own witness"
    world.type_in(CHEN.number).press("confirm").type_in(PASSWORD).press("confirm")
    world.happen(SignedIn("witness", CHEN, False))
    counted = begun(world).count
    assert counted is not None
    assert (counted.operator, counted.witness) == ("1001", "3003")


def test_a_witness_who_does_not_come_leaves_the_count_open() -> None:
    world = count(opened(World(Rules(second_person=True))), 1, 1).press("back")
    assert isinstance(inner(world), flow.Counting)
    assert begun(world).count is None


def test_while_a_period_is_closed_nobody_is_served() -> None:
    """I18: notes that fall now would be nobody's in the hand count."""
    world = printed(World()).press("back", "exit")
    assert world.visit.front == Idle()
    assert not open_for_service(world.visit)
    world.boot()
    assert not open_for_service(world.visit)


CUTS: dict[str, tuple[Callable[[World], World], type]] = {
    "closed": (lambda world: world.agree().press("close_period"), flow.Printed),
    "printed": (printed, flow.Printed),
    "opening": (lambda world: printed(world).press("open_box"), flow.Printed),
    "opened": (opened, flow.Counting),
    "counted": (lambda world: count(opened(world), 1, 1), flow.Comparing),
}


@pytest.mark.parametrize("cut", CUTS)
def test_an_interrupted_settlement_resumes_and_is_handed_in_once(cut: str) -> None:
    """I19: cut behind any fact, it goes on from the journal without another pre-check, under the same number."""
    reach, resumed = CUTS[cut]
    world = reach(World())
    number = begun(world).number
    world.boot()
    world.come_in().press("settle")
    assert isinstance(inner(world), resumed)
    if isinstance(inner(world), flow.Printed):
        if not begun(world).printed:
            world.press("print").happen(ReceiptPrinted(f"{number}/2"))
        world.press("open_box").happen(OPENED)
    if isinstance(inner(world), flow.Counting):
        count(world, 1, 1)
    world.press("confirm")
    closings = [fact for fact in world.told if isinstance(fact, SettlementClosed)]
    endings = [fact for fact in world.told if isinstance(fact, SettlementDone)]
    assert ([fact.settlement for fact in closings], [fact.settlement for fact in endings]) == ([number], [number])


def test_silence_in_the_middle_signs_out_and_keeps_the_settlement() -> None:
    world = opened(World()).happen(TimedOut())
    assert world.visit.front == Idle()
    assert OperatorSignedOut("1001", "idle") in world.told
    assert world.told[-1] == DoorAlarm(Door.CASH_BOX, DoorState.OPEN)
    assert begun(world).opened


@pytest.mark.parametrize("reach", [printed, lambda world: printed(world).press("open_box"), opened])
def test_i19_who_goes_out_in_the_middle_leaves_the_settlement_to_whoever_comes(reach: Callable[[World], World]) -> None:
    """Under the same number, with what is done of it; a lock that was pulsed does not hold the operator."""
    world = reach(World())
    before = begun(world)
    world.press("exit")
    assert world.visit.front == Idle()
    assert OperatorSignedOut("1001", "exit") in world.told
    assert begun(world) == before
    world.come_in(CHEN).press("settle")
    assert isinstance(inner(world), flow.Counting if before.opened else flow.Printed)


@pytest.mark.parametrize("reach", [lambda world: world.come_in().press("settle"), lambda world: world.agree()])
def test_pay_9_going_out_before_the_period_is_closed_closes_nothing(reach: Callable[[World], World]) -> None:
    """While the platform is asked nobody goes out by touch: its answer would come to whoever stands there next."""
    world = reach(World())
    asking = isinstance(inner(world), flow.Asking)
    world.press("exit")
    assert isinstance(world.visit.front, staff.Settling) == asking
    assert (OperatorSignedOut("1001", "exit") in world.told) != asking
    assert world.open is None


def test_i19_a_box_that_is_opened_once_more_without_its_lock_released_is_an_alarm() -> None:
    """Somebody has a key: it does not matter that a collector is in front."""
    world = opened(World()).happen(SHUT)
    assert not any(isinstance(fact, DoorAlarm) for fact in world.told)
    assert world.happen(OPENED).told[-1] == DoorAlarm(Door.CASH_BOX, DoorState.OPEN)


def test_i19_a_box_that_is_shut_is_told_while_its_cash_is_handed_in_whoever_is_in_front() -> None:
    """A note that was moving all the time and falls now stays in the box."""
    assert opened(World()).happen(SHUT).told[-1] == BoxShut()
    alone = opened(World()).happen(TimedOut(), SHUT)
    assert (alone.visit.front, alone.told[-1]) == (Idle(), BoxShut())
    assert BoxShut() not in World().happen(OPENED, SHUT).told, "nothing is handed in"
    assert BoxShut() not in opened(World()).happen(DoorChanged(Door.SERVICE, DoorState.CLOSED)).told


def done(world: World) -> BookSettlement:
    count(opened(world), 1, 1).press("confirm")
    (booking,) = world.asked
    assert isinstance(booking, BookSettlement)
    return booking


def test_pay_10_a_platform_that_does_not_answer_is_told_again_under_the_same_key() -> None:
    world = World()
    booking = done(world)
    world.happen(SettlementUnanswered(booking.settlement))
    assert inner(world) == flow.Finished(booking.settlement, reported=False)
    assert world.asked == [ReportLater(booking.settlement, 60.0)]
    world.press("done", "exit").happen(SettlementDue(booking.settlement))
    assert world.asked == [booking]
    world.happen(SettlementBooked(booking.settlement))
    assert SettlementReported(booking.settlement.number) in world.told


def test_a_settlement_that_the_platform_refuses_is_an_incident() -> None:
    world = World()
    booking = done(world)
    world.happen(SettlementRefused(booking.settlement, "KEY_REUSED"))
    assert IncidentSeen("settlement_refused", "GD0117-S00001 KEY_REUSED") in world.facts
    assert world.asked == [ReportLater(booking.settlement, 3_600.0)]
    assert inner(world) == flow.Finished(booking.settlement, reported=False, refused="KEY_REUSED")
    world.press("print").happen(ReceiptPrinted("GD0117-S00001/2"))
    after = inner(world)
    assert isinstance(after, flow.Finished)
    assert (after.refused, after.printing) == ("KEY_REUSED", False), "a copy for whoever sees to it changes nothing"


def test_done_is_the_end_of_being_closed_for_customers() -> None:
    world = World()
    booking = done(world)
    world.happen(SettlementBooked(booking.settlement), SHUT).press("done", "exit")
    assert world.visit.front == Idle()
    assert open_for_service(world.visit)
