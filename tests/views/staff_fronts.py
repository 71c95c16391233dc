"""Every state that staff can be in, in each of its variants that a screen shows."""

from collections.abc import Iterator
from dataclasses import replace

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount, Operator, Period, PrecheckRow, Role, SettlementNumber, Share
from kiosk_app.domain.staff_events import ReconcileEnded
from kiosk_app.flows import settlement, sign_in, staff
from kiosk_app.flows.typing import Typed

LI = Operator("1001", "李建国", Role.COLLECTOR)
NOTES = (NoteCount(Fen(10_000), 150), NoteCount(Fen(5_000), 40), NoteCount(Fen(2_000), 15), NoteCount(Fen(1_000), 16))
PERIOD = Period(
    2_254,
    2_381,
    128,
    Fen(1_746_000),
    NOTES,
    (Share("bill_payment", 101, Fen(1_446_000)), Share("purchase", 27, Fen(300_000))),
    (Share("cash", 128, Fen(1_746_000)),),
    (NoteCount(Fen(10_000), 1),),
)
SETTLEMENT = Settlement(SettlementNumber("GD0117-S00012"), "1001", PERIOD, 1, printed=True, opening=True, opened=True)
COUNT = BoxCount(NOTES, "17", "880123", "1001")
SHORT = replace(COUNT, notes=NOTES[1:])
ROWS = tuple(
    PrecheckRow(f"GD0117-00230{place}", Fen(10_000), terminal, platform, why)
    for place, (terminal, platform, why) in enumerate(
        (("SUCCEEDED", "NONE", "unheard"), ("SUCCEEDED", "UNKNOWN", "pending"), ("NONE", "FAILED", "a_new_reason"))
    )
)


def typings(request: str) -> Iterator[tuple[str, sign_in.State]]:
    empty = sign_in.begin(request)
    yield "empty", empty
    yield "password", replace(empty, number=Typed("1001", 8), password=Typed("582039", 8), at_password=True)
    for problem in ("wrong", "locked", "unavailable", "not_a_witness", "a_new_code"):
        yield problem, replace(empty, problem=problem, minutes=15)
    yield "verifying", sign_in.Verifying(request)
    yield "entered", sign_in.Entered(LI, False)
    yield "cancelled", sign_in.Cancelled()


def changes() -> Iterator[tuple[str, sign_in.Change]]:
    for first in (False, True):
        begun = sign_in.change(LI, first=first)
        for at in range(3):
            yield f"field {at}, first {first}", replace(begun, at=at)
        for problem in ("wrong", "differ", "length", "too_simple", "unchanged", "a_new_code"):
            yield f"{problem}, first {first}", replace(begun, problem=problem)
        yield f"replacing, first {first}", sign_in.Replacing(begun)
    yield "changed", sign_in.Changed(replaced=True)


def settlements() -> Iterator[tuple[str, settlement.State]]:
    yield "asking", settlement.Asking(PERIOD)
    for code in ("E2101", "E2102", "E2103", "E2104", "E2105", "E2106", "E2107", "E2999"):
        yield code, settlement.Differing(PERIOD, code, 126, Fen(1_731_000), ROWS)
    yield "no answer", settlement.Differing(PERIOD, "no_answer")
    for what in ("sending", "uploading", "comparing", "", "a_new_word"):
        yield f"repairing: {what}", settlement.Repairing(PERIOD, frozenset(), what)
    for repaired in (ReconcileEnded("", 128, 2, 1), ReconcileEnded("no_answer"), ReconcileEnded("FILE_CHAIN")):
        yield f"repaired: {repaired.code}", settlement.Differing(PERIOD, "E2101", 126, Fen(1), ROWS, repaired)
        yield f"repaired and agreed: {repaired.code}", settlement.Agreed(PERIOD, repaired)
    yield "agreed", settlement.Agreed(PERIOD)
    yield "closing", settlement.Closing()
    yield "printing", settlement.Printing(SETTLEMENT)
    for problem in ("", "paper_end", "box_not_opened", "cabinet_lost", "a_new_code"):
        yield f"printed {problem}", settlement.Printed(SETTLEMENT, problem)
    yield "not printed", settlement.Printed(replace(SETTLEMENT, copies=0, printed=False))
    yield "opening", settlement.Opening(SETTLEMENT)
    yield "opening by key", settlement.Opening(SETTLEMENT, watched=False)
    counting = settlement.counting(SETTLEMENT)
    yield "counting", counting
    yield "counted", replace(counting, fields=(Typed("1", 4),) * 6, at=settlement.SEAL)
    for name, inner in typings("witness"):
        yield f"witness {name}", settlement.Witnessing(SETTLEMENT, COUNT, inner)
    for count in (COUNT, SHORT):
        compared = settlement.Comparing(replace(SETTLEMENT, count=count))
        yield f"comparing {count.total}", compared
        yield f"reporting {count.total}", settlement.Reporting(compared.settlement)
    yield "with a reason", settlement.Comparing(replace(SETTLEMENT, count=SHORT), settlement.REASONS[0])
    for reported in (True, False):
        yield f"finished {reported}", settlement.Finished(replace(SETTLEMENT, count=COUNT), reported)
    yield "left", settlement.Left()


def staff_fronts() -> Iterator[tuple[str, staff.State]]:
    for name, typing in typings("staff"):
        yield f"entering: {name}", staff.Entering(typing)
    yield "looking", staff.Looking(LI)
    for role in Role:
        operator = Operator("1001", "李建国", role)
        yield f"overview: {role}", staff.Overview(operator, PERIOD, None)
        yield f"overview: {role}, unfinished", staff.Overview(operator, PERIOD, SETTLEMENT)
    for name, change in changes():
        yield f"renewing: {name}", staff.Renewing(LI, change)
    for name, inner in settlements():
        yield f"settling: {name}", staff.Settling(LI, inner)
    yield "gone", staff.Done()
