"""An operator's number and password, and a new password of his own (OPS-3). Nothing is told before the password."""

from dataclasses import dataclass, replace

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import Event, Pressed, RowTouched, TimedOut
from kiosk_app.domain.staff import Operator
from kiosk_app.domain.staff_effects import ChangePassword, SignIn
from kiosk_app.domain.staff_events import PasswordAccepted, PasswordRefused, SignedIn, SignInRefused
from kiosk_app.domain.staff_facts import OperatorRefused, OperatorSignedIn, PasswordChanged
from kiosk_app.flows.typing import Typed, typed

NUMBER_AT_LEAST, PASSWORD_AT_LEAST, LONGEST = 4, 6, 8
OLD, NEW, AGAIN = range(3)


def empty() -> Typed:
    """Return an empty field for up to eight digits."""
    return Typed(length=LONGEST)


@dataclass(frozen=True, slots=True)
class Typing:
    """Number, then password."""

    request: str  # names the question: "staff", "witness"
    number: Typed
    password: Typed
    at_password: bool = False
    problem: str = ""  # "wrong", "locked", "unavailable"
    minutes: int = 0

    @property
    def ready(self) -> bool:
        """True when the field in use may be confirmed."""
        if self.at_password:
            return len(self.password.digits) >= PASSWORD_AT_LEAST
        return len(self.number.digits) >= NUMBER_AT_LEAST


@dataclass(frozen=True, slots=True)
class Verifying:
    """The desk is asked."""

    request: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The password was right."""

    operator: Operator
    must_change: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nobody came in."""


State = Typing | Verifying | Entered | Cancelled
Step = tuple[State, tuple[Effect, ...]]


def begin(request: str) -> Typing:
    """Ask for number and password."""
    return Typing(request, empty(), empty())


def step(state: State, event: Event) -> Step:
    """Advance the sign-in."""
    match state, event:
        case Typing(), _:
            return while_typing(state, event)
        case Verifying(request), SignedIn(answered, operator, must_change) if answered == request:
            return Entered(operator, must_change), (Record(OperatorSignedIn(operator.number, operator.role)),)
        case Verifying(request), SignInRefused(answered, code, minutes, known) if answered == request:
            return again(request, code, minutes), (Record(OperatorRefused(known, code)),)
        case Verifying(request), TimedOut():
            return again(request, "unavailable", 0), ()
        case _:
            return state, ()


def again(request: str, problem: str, minutes: int) -> Typing:
    """Begin anew with both fields empty, and say what was wrong with neither of them in particular."""
    return replace(begin(request), problem=problem, minutes=minutes)


def while_typing(now: Typing, event: Event) -> Step:
    """Take digits; ask the desk when both fields are filled."""
    match event:
        case Pressed("exit") | TimedOut():
            return Cancelled(), ()
        case Pressed("back"):
            return (replace(now, at_password=False, password=empty()) if now.at_password else Cancelled()), ()
        case RowTouched(index):
            return replace(now, at_password=index == 1 and len(now.number.digits) >= NUMBER_AT_LEAST), ()
        case Pressed("confirm") if now.ready and not now.at_password:
            return replace(now, at_password=True, problem=""), ()
        case Pressed("confirm") if now.ready:
            return Verifying(now.request), (SignIn(now.request, now.number.digits, Secret(now.password.digits)),)
        case _ if now.at_password:
            return replace(now, password=typed(now.password, event)), ()
        case _:
            return replace(now, number=typed(now.number, event), problem=""), ()


# --- a new password ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changing:
    """The old password, and the new one twice."""

    operator: Operator
    first: bool  # it is the one-time password, which must be changed
    fields: tuple[Typed, Typed, Typed]
    at: int = OLD
    problem: str = ""
    minutes: int = 0

    @property
    def ready(self) -> bool:
        """True when the field in use may be confirmed."""
        return len(self.fields[self.at].digits) >= PASSWORD_AT_LEAST


@dataclass(frozen=True, slots=True)
class Replacing:
    """The desk is asked."""

    changing: Changing


@dataclass(frozen=True, slots=True)
class Changed:
    """It is over: with a new password, or with the old one."""

    replaced: bool


Change = Changing | Replacing | Changed


def change(operator: Operator, *, first: bool) -> Changing:
    """Ask for the passwords."""
    return Changing(operator, first, (empty(), empty(), empty()))


def step_change(state: Change, event: Event) -> tuple[Change, tuple[Effect, ...]]:
    """Advance the change of a password."""
    match state, event:
        case Changing(), _:
            return while_changing(state, event)
        case Replacing(changing), PasswordAccepted():
            return Changed(replaced=True), (Record(PasswordChanged(changing.operator.number)),)
        case Replacing(changing), PasswordRefused(code, minutes):
            begun = change(changing.operator, first=changing.first)
            refused: tuple[Effect, ...] = ()
            if code in ("wrong", "locked"):
                refused = (Record(OperatorRefused(changing.operator.number, code)),)
            return replace(begun, problem=code, minutes=minutes), refused
        case Replacing(changing), TimedOut():
            return replace(change(changing.operator, first=changing.first), problem="unavailable"), ()
        case _:
            return state, ()


def while_changing(now: Changing, event: Event) -> tuple[Change, tuple[Effect, ...]]:
    """Take digits field by field; the new password twice the same."""
    match event:
        case Pressed("back"):
            return Changed(replaced=False), ()
        case RowTouched(index) if index <= now.at:
            return replace(now, at=index), ()
        case Pressed("confirm") if now.ready and now.at < AGAIN:
            return replace(now, at=now.at + 1, problem=""), ()
        case Pressed("confirm") if now.ready:
            return confirmed(now)
        case _:
            fields = list(now.fields)
            fields[now.at] = typed(fields[now.at], event)
            return replace(now, fields=(fields[OLD], fields[NEW], fields[AGAIN])), ()


def confirmed(now: Changing) -> tuple[Change, tuple[Effect, ...]]:
    """Ask the desk, if both new ones are the same."""
    old, new, repeated = (field.digits for field in now.fields)
    if new != repeated:
        return replace(now, at=NEW, fields=(now.fields[OLD], empty(), empty()), problem="differ"), ()
    return Replacing(now), (ChangePassword(now.operator.number, Secret(old), Secret(new)),)
