"""Who is it? The customer number and the customer password; or a paper bill shown to the scanner (UI-1, PAY-1).

A bill needs no password: who holds it sees what is owed. Where the platform wants one all the same, or has been asked
about too many bills here, the customer types it, with the number filled in.
"""

from dataclasses import dataclass, replace

from kiosk_app.domain.customer import Account, Secret
from kiosk_app.domain.effects import AskAccount, Effect
from kiosk_app.domain.events import AccountFound, CodeScanned, Event, Pressed, Refused, TimedOut, Unanswered
from kiosk_app.flows.codes import bill_in
from kiosk_app.flows.context import Context
from kiosk_app.flows.typing import Typed, typed

REQUEST = "account"


@dataclass(frozen=True, slots=True)
class Number:
    """The customer types the number."""

    field: Typed
    problem: str = ""  # code of the refusal that brought the customer back here


@dataclass(frozen=True, slots=True)
class Password:
    """The customer types the password; it is in the state only as long as this screen is."""

    number: str
    field: Typed
    problem: str = ""
    tries_left: str = ""

    def __repr__(self) -> str:
        return f"Password({self.number[:3]}…)"


@dataclass(frozen=True, slots=True)
class Asking:
    """The platform looks the customer up."""

    number: str
    scanned: bool = False  # from a bill: no password was typed


@dataclass(frozen=True, slots=True)
class Refusal:
    """It cannot go on: locked, closed, no answer. No money is in."""

    code: str
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Found; or given up (None)."""

    account: Account | None


State = Number | Password | Asking | Refusal | Done
Step = tuple[State, tuple[Effect, ...]]
GAVE_UP: Step = (Done(None), ())


def begin(context: Context) -> Step:
    """Ask for the number."""
    return Number(Typed(length=context.rules.number_length)), ()


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the identification."""
    match event:
        case TimedOut() | Pressed("exit"):
            return (Refusal("no_answer"), ()) if isinstance(state, Asking) else GAVE_UP
        case _:
            pass
    match state:
        case Number():
            return while_typing_number(state, event, context)
        case Password():
            return while_typing_password(state, event, context)
        case Asking():
            return while_asking(state, event, context)
        case Refusal():
            return GAVE_UP if isinstance(event, Pressed) else (state, ())
        case Done():
            return state, ()


def while_typing_number(state: Number, event: Event, context: Context) -> Step:
    """Take digits; go on only with a complete number."""
    match event:
        case Pressed("confirm") if state.field.complete:
            return Password(state.field.digits, Typed(length=context.rules.password_length)), ()
        case Pressed("confirm"):
            return replace(state, problem="number_incomplete"), ()
        case Pressed("back"):
            return GAVE_UP
        case CodeScanned(text):
            return scanned(state, bill_in(text), context)
        case _:
            after = typed(state.field, event)
            return (Number(after) if after != state.field else state), ()


def scanned(state: Number, number: str | None, context: Context) -> Step:
    """Ask for the customer of a bill at once, without a password. Any other code says which one is meant."""
    if number is None or len(number) != context.rules.number_length:
        return replace(state, problem="not_a_bill_code"), ()
    return Asking(number, scanned=True), (AskAccount(REQUEST, number, None),)


def while_typing_password(state: Password, event: Event, context: Context) -> Step:
    """Take digits; send them once they are complete and confirmed."""
    match event:
        case Pressed("confirm") if state.field.complete:
            secret = Secret(state.field.digits)
            return Asking(state.number), (AskAccount(REQUEST, state.number, secret),)
        case Pressed("back"):
            return Number(Typed(state.number, context.rules.number_length)), ()
        case _:
            after = typed(state.field, event)
            return (replace(state, field=after, problem="") if after != state.field else state), ()


def while_asking(state: Asking, event: Event, context: Context) -> Step:
    """Take the answer to this question only."""
    match event:
        case AccountFound(request, account) if request == REQUEST and account.customer_no == state.number:
            return Done(account), ()
        case Refused(request, "CUSTOMER_UNKNOWN") if request == REQUEST:
            return Number(Typed(state.number, context.rules.number_length), "customer_unknown"), ()
        case Refused(request, "PASSWORD_WRONG" | "TOO_MANY_TRIES") if request == REQUEST and state.scanned:
            return Password(state.number, Typed(length=context.rules.password_length), "password_needed"), ()
        case Refused(request, "PASSWORD_WRONG", facts) if request == REQUEST:
            left = dict(facts).get("tries_left", "")
            return Password(state.number, Typed(length=context.rules.password_length), "password_wrong", left), ()
        case Refused(request, code, facts) if request == REQUEST:
            return Refusal(code.lower(), dict(facts).get("minutes", "")), ()
        case Unanswered(request) if request == REQUEST:
            return Refusal("no_answer"), ()
        case _:
            return state, ()
