"""Staff in front: sign in, overview, settle, own password (OPS-3). Only from the idle screen, by a hidden way."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import Event, Pressed, TimedOut
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import Operator, Outlook, Period
from kiosk_app.domain.staff_effects import LookUpPeriod
from kiosk_app.domain.staff_events import PeriodTold
from kiosk_app.domain.staff_facts import OperatorSignedOut
from kiosk_app.flows import settlement, sign_in
from kiosk_app.flows.context import Context


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody found the way in."""

    inner: sign_in.State


@dataclass(frozen=True, slots=True)
class Looking:
    """The journal is added up."""

    operator: Operator


@dataclass(frozen=True, slots=True)
class Overview:
    """How everything is (A2)."""

    operator: Operator
    period: Period
    open: Settlement | None  # a settlement that was interrupted
    acceptor: tuple[NoteCount, ...] | None = None  # its own count of the cassette, where it is known
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Renewing:
    """The operator changes his own password (A9)."""

    operator: Operator
    inner: sign_in.Change
    first: bool = False


@dataclass(frozen=True, slots=True)
class Settling:
    """A settlement is under way (A4)."""

    operator: Operator
    inner: settlement.State


@dataclass(frozen=True, slots=True)
class Done:
    """The operator is gone."""


State = Entering | Looking | Overview | Renewing | Settling | Done
Step = tuple[State, tuple[Effect, ...]]

HELD = (
    settlement.Asking,
    settlement.Repairing,
    settlement.Closing,
    settlement.Printing,
    settlement.Opening,
    settlement.Witnessing,
    settlement.Reporting,
)
"""Steps in which silence has a meaning of its own; in every other one it signs the operator out."""


def begin() -> Entering:
    """Ask who it is."""
    return Entering(sign_in.begin("staff"))


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the staff's visit."""
    match state:
        case Entering(inner):
            return entering(inner, event)
        case Looking(operator):
            match event:
                case PeriodTold(period, unfinished, acceptor, outlook):
                    return Overview(operator, period, unfinished, acceptor, outlook), ()
                case TimedOut():
                    return sign_out(operator, "idle")
                case _:
                    return state, ()
        case Overview():
            return on_overview(state, event, context)
        case Renewing():
            return renewing(state, event)
        case Settling():
            return settling(state, event, context)
        case Done():
            return state, ()


def entering(inner: sign_in.State, event: Event) -> Step:
    """Let nobody in without the password; a first password leads to its change and nowhere else."""
    now, effects = sign_in.step(inner, event)
    match now:
        case sign_in.Entered(operator, True):
            return Renewing(operator, sign_in.change(operator, first=True), first=True), effects
        case sign_in.Entered(operator):
            return look(operator, effects)
        case sign_in.Cancelled():
            return Done(), effects
        case _:
            return Entering(now), effects


def look(operator: Operator, before: tuple[Effect, ...] = ()) -> Step:
    """Show the overview with what the journal says now."""
    return Looking(operator), (*before, LookUpPeriod())


def sign_out(operator: Operator, why: str) -> Step:
    """End the staff's visit."""
    return Done(), (Record(OperatorSignedOut(operator.number, why)),)


def on_overview(now: Overview, event: Event, context: Context) -> Step:
    """Go where the operator may go."""
    operator = now.operator
    match event:
        case Pressed("exit" | "back"):
            return sign_out(operator, "exit")
        case TimedOut():
            return sign_out(operator, "idle")
        case Pressed("password"):
            return Renewing(operator, sign_in.change(operator, first=False)), ()
        case Pressed("settle") if operator.settles and now.open is not None:
            resumed, effects = settlement.resume(now.open, now.acceptor)
            return Settling(operator, resumed), effects
        case Pressed("settle") if operator.settles and not context.recovering:
            inner, effects = settlement.begin(now.period)
            return Settling(operator, inner), effects
        case Pressed("overview"):
            return look(operator)
        case _:
            return now, ()


def renewing(now: Renewing, event: Event) -> Step:
    """Change the password; who came in with the first one and keeps it goes out again."""
    match event:
        case Pressed("exit"):
            return sign_out(now.operator, "exit")
        case TimedOut() if not isinstance(now.inner, sign_in.Replacing):
            return sign_out(now.operator, "idle")
        case _:
            inner, effects = sign_in.step_change(now.inner, event)
    match inner:
        case sign_in.Changed(replaced=False) if now.first:
            done, more = sign_out(now.operator, "exit")
            return done, (*effects, *more)
        case sign_in.Changed():
            return look(now.operator, effects)
        case _:
            return Renewing(now.operator, inner, now.first), effects


def settling(now: Settling, event: Event, context: Context) -> Step:
    """Settle; an operator who goes away leaves the settlement in the journal, where it goes on."""
    operator, waits = now.operator, isinstance(now.inner, HELD)
    match event:
        case Pressed("exit") if not waits or isinstance(now.inner, settlement.Opening):
            return sign_out(operator, "exit")
        case TimedOut() if not waits:
            return sign_out(operator, "idle")
        case _:
            inner, effects = settlement.step(now.inner, event, operator, context)
    if isinstance(inner, settlement.Left):
        return look(operator, effects)
    return Settling(operator, inner), effects


def operator_of(state: State) -> Operator | None:
    """Return who is signed in."""
    return None if isinstance(state, Entering | Done) else state.operator


def may_open(state: State, door_is_box: bool) -> bool:
    """True when a door may be opened now: the cabinet's by anybody signed in, the box's where its lock was released.

    A box that was opened for its settlement and is shut again is locked: whoever opens it then has a key (I19).
    """
    if not door_is_box:
        return operator_of(state) is not None
    match state:
        case Settling(_, settlement.Opening()):
            return True
        case _:
            return False
