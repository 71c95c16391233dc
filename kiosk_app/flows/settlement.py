"""A settlement (缴款): pre-check, period closed, voucher, cash box opened, counted, handed in (PAY-9, PAY-10, I19).

The settlement in the state is advanced by the very facts that are recorded, so a settlement that was cut anywhere goes
on from the journal (`resume`). The lock is released only for a closed period whose voucher is on paper.
"""

from dataclasses import dataclass, replace

from kiosk_app.domain.books import Settlement, advanced
from kiosk_app.domain.effects import Effect, Record, RetryLater
from kiosk_app.domain.events import (
    Event,
    Pressed,
    ReceiptFailed,
    ReceiptPrinted,
    RowTouched,
    SaleBooked,
    SaleRefused,
    SaleUnanswered,
    TimedOut,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, NoteCount
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.settlement_voucher import DifferenceSlip, SettlementVoucher
from kiosk_app.domain.staff import BoxCount, Door, DoorState, Operator, Period, PrecheckRow
from kiosk_app.domain.staff_effects import (
    AskPrecheck,
    BookSettlement,
    ClosePeriod,
    OpenCashBox,
    PrintDifferences,
    PrintSettlement,
    ReconcileNow,
)
from kiosk_app.domain.staff_events import (
    BoxStuck,
    BoxUnwatched,
    DoorChanged,
    PeriodClosed,
    PrecheckPassed,
    PrecheckRefused,
    PrecheckUnanswered,
    ReconcileEnded,
    ReconcileProgressed,
    SettlementBooked,
    SettlementRefused,
    SettlementUnanswered,
)
from kiosk_app.domain.staff_facts import (
    AcceptorCounted,
    BoxCounted,
    BoxOpened,
    BoxOpening,
    SettlementChecked,
    SettlementDone,
    SettlementVoucherBegun,
    SettlementVoucherMissed,
    SettlementVoucherPrinted,
    StaffFact,
)
from kiosk_app.flows import sign_in
from kiosk_app.flows.context import Context
from kiosk_app.flows.typing import Typed, typed

VALUES = tuple(sorted(ACCEPTED_VALUES, reverse=True))
BOX, SEAL = len(VALUES), len(VALUES) + 1  # fields after the denominations
COUNT_LENGTH, NUMBER_LENGTH = 4, 8
DIFFERENCES = "differences"  # names the print job
REASONS = ("worn_note", "note_in_doubt", "jam_cleared", "unexplained")


@dataclass(frozen=True, slots=True)
class Asking:
    """The platform compares."""

    period: Period
    repaired: ReconcileEnded | None = None  # what came of the repair before


@dataclass(frozen=True, slots=True)
class Differing:
    """It may not be settled, and why; `code` is the platform's, or "no_answer"."""

    period: Period
    code: str
    count: int = 0
    total: Fen = Fen(0)
    rows: tuple[PrecheckRow, ...] = ()
    repaired: ReconcileEnded | None = None  # what came of the repair before
    slip: str = ""  # of the differences: "printing", "printed", or why it is not on paper


@dataclass(frozen=True, slots=True)
class Repairing:
    """The journal goes out, is uploaded and reconciled; what differs is asked about again; then it is compared anew."""

    period: Period
    waiting: frozenset[SaleNumber]
    what: str = "sending"  # "uploading", "comparing"; "" where there is nobody who reconciles


@dataclass(frozen=True, slots=True)
class Agreed:
    """Both have the same; the period may be closed."""

    period: Period
    repaired: ReconcileEnded | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """The journal closes the period."""


@dataclass(frozen=True, slots=True)
class Printing:
    """The printer has the voucher."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class Printed:
    """The box may be opened once the voucher is on paper."""

    settlement: Settlement
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """The lock is released; the door has not been opened yet."""

    settlement: Settlement
    watched: bool = True  # a switch will say so; otherwise the operator does


@dataclass(frozen=True, slots=True)
class Counting:
    """What lay in the box, by denomination; number of box and seal."""

    settlement: Settlement
    fields: tuple[Typed, ...]
    at: int = 0

    @property
    def notes(self) -> tuple[NoteCount, ...]:
        """What has been typed, without values of which there are none."""
        typed_in = zip(VALUES, self.fields, strict=False)
        return tuple(NoteCount(value, int(field.digits)) for value, field in typed_in if int(field.digits or "0"))

    @property
    def complete(self) -> bool:
        """True when every field has something, a zero included."""
        return all(field.digits for field in self.fields)


@dataclass(frozen=True, slots=True)
class Witnessing:
    """A second person signs the count."""

    settlement: Settlement
    count: BoxCount
    inner: sign_in.State


@dataclass(frozen=True, slots=True)
class Comparing:
    """Journal, acceptor's own count and hand count side by side; any difference needs a reason."""

    settlement: Settlement
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The platform is told."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class Finished:
    """Done; what the platform has not heard yet is told it later under the same key."""

    settlement: Settlement
    reported: bool
    printing: bool = False  # another copy, with the count
    problem: str = ""  # with that copy
    refused: str = ""  # the platform's code, where it does not take the settlement


@dataclass(frozen=True, slots=True)
class Left:
    """Back to the overview."""


State = (
    Asking
    | Differing
    | Repairing
    | Agreed
    | Closing
    | Printing
    | Printed
    | Opening
    | Counting
    | Witnessing
    | Comparing
    | Reporting
    | Finished
    | Left
)
Step = tuple[State, tuple[Effect, ...]]


def begin(period: Period, repaired: ReconcileEnded | None = None) -> Step:
    """Let the platform compare: nothing is closed before (PAY-9)."""
    return Asking(period, repaired), (AskPrecheck(period),)


def resume(settlement: Settlement, acceptor: tuple[NoteCount, ...] | None = None) -> Step:
    """Go on where a settlement was cut; `acceptor` is its own count now, which was not kept yet at the earliest cut."""
    if settlement.count is not None:
        return Comparing(settlement), ()
    if settlement.opened:
        return counting(settlement), ()
    if settlement.opening or settlement.acceptor is not None:
        return Printed(settlement), ()
    settlement, effects = acceptor_counted(settlement, acceptor)
    return Printed(settlement), effects


def acceptor_counted(
    settlement: Settlement, notes: tuple[NoteCount, ...] | None
) -> tuple[Settlement, tuple[Effect, ...]]:
    """Keep the acceptor's own count, before anybody can change the cassette."""
    if notes is None:
        return settlement, ()
    fact = AcceptorCounted(settlement.number, notes)
    return advanced(settlement, fact), (Record(fact),)


def counting(settlement: Settlement) -> Counting:
    """Ask what lies in the box."""
    counts = tuple(Typed(length=COUNT_LENGTH) for _ in VALUES)
    return Counting(settlement, (*counts, Typed(length=NUMBER_LENGTH), Typed(length=NUMBER_LENGTH)))


def step(state: State, event: Event, operator: Operator, context: Context) -> Step:
    """Advance the settlement."""
    match state:
        case Asking() | Differing() | Repairing() | Agreed() | Closing():
            return before_closing(state, event, operator)
        case Printing() | Printed() | Opening():
            return before_counting(state, event, operator)
        case Counting():
            return while_counting(state, event, operator, context)
        case Witnessing():
            return while_witnessing(state, event)
        case Comparing():
            return while_comparing(state, event)
        case Reporting(settlement):
            return while_reporting(state, event, settlement)
        case Finished():
            return when_finished(state, event, operator)
        case Left():
            return state, ()


def before_closing(state: Asking | Differing | Repairing | Agreed | Closing, event: Event, operator: Operator) -> Step:
    """Compare, repair what differs, close the period once nothing does."""
    match state, event:
        case Asking(period, repaired), PrecheckPassed():
            passed = SettlementChecked(operator.number, "", period.count, period.total)
            return Agreed(period, repaired), (Record(passed),)
        case Asking(period, repaired), PrecheckRefused(code, count, total, rows):
            fact = SettlementChecked(operator.number, code, period.count, period.total)
            return Differing(period, code, count, total, rows, repaired), (Record(fact),)
        case Asking(period, repaired), PrecheckUnanswered() | TimedOut():
            fact = SettlementChecked(operator.number, "no_answer", period.count, period.total)
            return Differing(period, "no_answer", repaired=repaired), (Record(fact),)
        case Differing(period), Pressed("repair"):
            return repair(state, period)
        case Differing(), Pressed("print") | ReceiptPrinted() | ReceiptFailed():
            return print_differences(state, event, operator)
        case Repairing(), _:
            return while_repairing(state, event)
        case Agreed(), Pressed("close_period"):
            return Closing(), (ClosePeriod(operator.number),)
        case Closing(), TimedOut():
            return Left(), ()
        case Closing(), PeriodClosed(settlement, acceptor):
            settlement, effects = acceptor_counted(settlement, acceptor)
            begun, printing = print_voucher(settlement, operator)
            return begun, (*effects, *printing)
        case ((Differing() | Agreed()), Pressed("back")):
            return Left(), ()
        case _:
            return state, ()


def print_differences(now: Differing, event: Event, operator: Operator) -> Step:
    """Put what differs on paper, for whoever looks into it elsewhere."""
    match event:
        case Pressed("print") if now.rows and now.slip != "printing":
            slip = DifferenceSlip(now.code, operator.number, operator.name, now.period, now.count, now.total, now.rows)
            return replace(now, slip="printing"), (PrintDifferences(DIFFERENCES, slip),)
        case ReceiptPrinted(job) if job == DIFFERENCES:
            return replace(now, slip="printed"), ()
        case ReceiptFailed(job, code) if job == DIFFERENCES:
            return replace(now, slip=code), ()
        case _:
            return now, ()


def repair(state: Differing, period: Period) -> Step:
    """Let the journal go out and be reconciled, ask again about each sale that differs; then compare anew (PAY-8)."""
    sales = frozenset(SaleNumber(row.sale) for row in state.rows if row.terminal != "NONE")
    return Repairing(period, sales), (*(RetryLater(sale, 0) for sale in sorted(sales)), ReconcileNow())


def while_repairing(now: Repairing, event: Event) -> Step:
    """Wait until it is reconciled; where nobody does that, for an answer about each sale."""
    match event:
        case ReconcileProgressed(what):
            return replace(now, what=what), ()
        case ReconcileEnded("off"):
            return (replace(now, what=""), ()) if now.waiting else begin(now.period)
        case ReconcileEnded():
            return begin(now.period, event)
        case SaleBooked(sale) | SaleRefused(sale) | SaleUnanswered(sale):
            left = replace(now, waiting=now.waiting - {sale})
            return begin(now.period) if not (left.waiting or left.what) else (left, ())
        case TimedOut():
            return begin(now.period)
        case _:
            return now, ()


def print_voucher(settlement: Settlement, operator: Operator) -> tuple[Printing, tuple[Effect, ...]]:
    """Print the voucher, or another copy of it."""
    begun = SettlementVoucherBegun(settlement.number, settlement.copies + 1)
    settlement = advanced(settlement, begun)
    voucher = SettlementVoucher(settlement, operator.name, settlement.copies)
    return Printing(settlement), (Record(begun), PrintSettlement(job_of(settlement), voucher))


def job_of(settlement: Settlement) -> str:
    """Name the print job."""
    return f"{settlement.number}/{settlement.copies}"


def before_counting(state: Printing | Printed | Opening, event: Event, operator: Operator) -> Step:
    """Print, then release the lock, then wait for the door (I19)."""
    settlement = state.settlement
    match state, event:
        case Printing(), ReceiptPrinted(job) if job == job_of(settlement):
            printed = SettlementVoucherPrinted(settlement.number, settlement.copies)
            return Printed(advanced(settlement, printed)), (Record(printed),)
        case Printing(), ReceiptFailed(job, code) if job == job_of(settlement):
            return missed(settlement, code)
        case Printing(), TimedOut():
            return missed(settlement, "no_confirmation")
        case Printed(), Pressed("print"):
            return print_voucher(settlement, operator)
        case Printed(), Pressed("open_box") if settlement.printed:
            return open_box(settlement, operator)
        case Printed(), Pressed("back"):
            return Left(), ()
        case Opening(), DoorChanged(Door.CASH_BOX, DoorState.OPEN):
            return box_open(settlement, watched=True)
        case Opening(), BoxUnwatched():
            return replace(state, watched=False), ()
        case Opening(_, False), Pressed("box_is_open"):
            return box_open(settlement, watched=False)
        case Opening(), BoxStuck(code):
            return Printed(settlement, code), ()
        case Opening(), Pressed("back") | TimedOut():
            return Printed(settlement, "box_not_opened"), ()
        case _:
            return state, ()


def missed(settlement: Settlement, code: str) -> Step:
    """The voucher is not on paper: it is printed again before the box is opened."""
    fact = SettlementVoucherMissed(settlement.number, settlement.copies, code)
    return Printed(settlement, code), (Record(fact),)


def open_box(settlement: Settlement, operator: Operator) -> Step:
    """Release the lock: the intent is durable first (I7)."""
    intent = BoxOpening(settlement.number, operator.number)
    return Opening(advanced(settlement, intent)), (Record(intent), OpenCashBox())


def box_open(settlement: Settlement, *, watched: bool) -> Step:
    """The box is open: it is counted."""
    fact = BoxOpened(settlement.number, watched)
    return counting(advanced(settlement, fact)), (Record(fact),)


def while_counting(now: Counting, event: Event, operator: Operator, context: Context) -> Step:
    """Take the count field by field; a second person signs it where two must be there."""
    match event:
        case RowTouched(index) if index < len(now.fields):
            return replace(now, at=index), ()
        case Pressed("confirm") if now.complete and now.at == SEAL:
            box, seal = now.fields[BOX].digits, now.fields[SEAL].digits
            count = BoxCount(now.notes, box, seal, operator.number)
            if context.rules.second_person:
                return Witnessing(now.settlement, count, sign_in.begin("witness")), ()
            return counted(now.settlement, count)
        case Pressed("confirm") if now.fields[now.at].digits:
            empty = [place for place, field in enumerate(now.fields) if not field.digits]
            return replace(now, at=empty[0] if empty else SEAL), ()
        case _:
            fields = list(now.fields)
            fields[now.at] = typed(fields[now.at], event)
            return replace(now, fields=tuple(fields)), ()


def while_witnessing(now: Witnessing, event: Event) -> Step:
    """Take the second person's signature; the collector is not his own witness."""
    inner, effects = sign_in.step(now.inner, event)
    match inner:
        case sign_in.Cancelled():
            return counting(now.settlement), effects
        case sign_in.Entered(witness, must_change) if must_change or witness.number == now.count.operator:
            return replace(now, inner=sign_in.again("witness", "not_a_witness", 0)), effects
        case sign_in.Entered(witness):
            state, more = counted(now.settlement, replace(now.count, witness=witness.number))
            return state, (*effects, *more)
        case _:
            return replace(now, inner=inner), effects


def counted(settlement: Settlement, count: BoxCount) -> Step:
    """The count stands; what follows is the comparison."""
    fact = BoxCounted(settlement.number, count)
    return Comparing(advanced(settlement, fact)), (Record(fact),)


def while_comparing(now: Comparing, event: Event) -> Step:
    """Finish where the count agrees, or with a reason where it does not; counted again where it was mistyped."""
    settlement = now.settlement
    match event:
        case Pressed("count_again"):
            return counting(settlement), ()
        case RowTouched(index) if not settlement.agrees and index < len(REASONS):
            return replace(now, reason=REASONS[index]), ()
        case Pressed("confirm") if now.reason or settlement.agrees:
            fact: StaffFact = SettlementDone(settlement.number, settlement.difference, now.reason)
            done = advanced(settlement, fact)
            return Reporting(done), (Record(fact), BookSettlement(done))
        case _:
            return now, ()


def while_reporting(now: Reporting, event: Event, settlement: Settlement) -> Step:
    """Wait for the platform, but not for ever: it is told again behind the scenes."""
    match event:
        case SettlementBooked(booked) if booked.number == settlement.number:
            return Finished(settlement, reported=True), ()
        case SettlementUnanswered(asked) if asked.number == settlement.number:
            return Finished(settlement, reported=False), ()
        case SettlementRefused(asked, code) if asked.number == settlement.number:
            return Finished(settlement, reported=False, refused=code), ()
        case TimedOut():
            return Finished(settlement, reported=False), ()
        case _:
            return now, ()


def when_finished(now: Finished, event: Event, operator: Operator) -> Step:
    """Print the voucher once more, now with the count, for whoever wants it beside the cash."""
    settlement = now.settlement
    match event:
        case Pressed("done") if not now.printing:
            return Left(), ()
        case Pressed("print") if not now.printing:
            state, effects = print_voucher(settlement, operator)
            return replace(now, settlement=state.settlement, printing=True, problem=""), effects
        case ReceiptPrinted(job) if now.printing and job == job_of(settlement):
            printed = SettlementVoucherPrinted(settlement.number, settlement.copies)
            return replace(now, printing=False), (Record(printed),)
        case ReceiptFailed(job, code) if now.printing and job == job_of(settlement):
            fact = SettlementVoucherMissed(settlement.number, settlement.copies, code)
            return replace(now, printing=False, problem=code), (Record(fact),)
        case _:
            return now, ()
