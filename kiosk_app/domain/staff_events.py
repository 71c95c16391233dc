"""What happens around staff: answers of the operators' desk, the journal, the cabinet and the platform."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import Door, DoorState, Operator, Outlook, Period, PrecheckRow, Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The password was right; a first password must be changed before anything else."""

    request: str
    operator: Operator
    must_change: bool


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Wrong, or locked for so many minutes. The same for a number that nobody has."""

    request: str
    code: str  # "wrong", "locked"
    minutes: int = 0
    known: str = ""  # the number where an operator has it, for the journal only


@dataclass(frozen=True, slots=True)
class PasswordAccepted:
    """The new password is kept durably."""


@dataclass(frozen=True, slots=True)
class PasswordRefused:
    """The old password is wrong, or the new one may not be."""

    code: str  # "wrong", "locked", "unchanged", "too_simple", "length"
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class OperatorGranted:
    """The platform gave an operator a one-time password, or closed the account; it is kept durably."""

    operator: str
    role: Role
    closed: bool


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """What the journal says of the period, and of a settlement that is not at its end."""

    period: Period
    open: Settlement | None
    acceptor: tuple[NoteCount, ...] | None = None  # its own count of the cassette, where it is known
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class PrecheckPassed:
    """The platform has the same transactions (PAY-9)."""


@dataclass(frozen=True, slots=True)
class PrecheckRefused:
    """The platform has not: its own figures and the transactions that differ."""

    code: str  # "E2101"…
    count: int
    total: Fen
    rows: tuple[PrecheckRow, ...]


@dataclass(frozen=True, slots=True)
class PrecheckUnanswered:
    """No answer that can be trusted."""


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    """The journal gave the settlement its number; the period is closed durably."""

    settlement: Settlement
    acceptor: tuple[NoteCount, ...] | None = None  # its own count of the cassette, where it is known


@dataclass(frozen=True, slots=True)
class DoorChanged:
    """A door's switch says something new."""

    door: Door
    state: DoorState


@dataclass(frozen=True, slots=True)
class BoxUnwatched:
    """There is no lock and no switch: the operator opens the cash box with a key and says so."""


@dataclass(frozen=True, slots=True)
class BoxStuck:
    """The lock could not be released."""

    code: str


@dataclass(frozen=True, slots=True)
class SettlementBooked:
    """The platform has the settlement; the same answer for every repetition."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class SettlementUnanswered:
    """Nobody knows whether the platform has it; it is asked again under the same key."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class SettlementRefused:
    """The platform does not take it, with its code."""

    settlement: Settlement
    code: str


@dataclass(frozen=True, slots=True)
class SettlementDue:
    """The pause before the next try for this settlement is over."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class ReconcileProgressed:
    """How far the comparison that was asked for has come."""

    what: str  # "sending", "uploading", "comparing"


@dataclass(frozen=True, slots=True)
class ReconcileEnded:
    """The comparison has come to its end, or cannot for now and goes on behind the scenes."""

    code: str  # "", "no_answer", "off", the platform's code
    compared: int = 0  # sales
    differing: int = 0
    left: int = 0  # of those, not made good


StaffEvent = (
    SignedIn
    | SignInRefused
    | PasswordAccepted
    | PasswordRefused
    | OperatorGranted
    | PeriodTold
    | PrecheckPassed
    | PrecheckRefused
    | PrecheckUnanswered
    | PeriodClosed
    | DoorChanged
    | BoxUnwatched
    | BoxStuck
    | SettlementBooked
    | SettlementUnanswered
    | SettlementRefused
    | SettlementDue
    | ReconcileProgressed
    | ReconcileEnded
)
