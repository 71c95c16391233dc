"""What the journal holds about staff: every action at the terminal, never a password (OPS-3, PAY-10)."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import BoxCount, Door, DoorState, Period, Role, SettlementNumber


@dataclass(frozen=True, slots=True)
class OperatorSignedIn:
    """The password was right."""

    operator: str
    role: Role


@dataclass(frozen=True, slots=True)
class OperatorRefused:
    """Somebody could not sign in. What was typed is told only where it is an operator's number."""

    operator: str  # "" for a number that nobody has: it may be a password in the wrong field
    code: str  # "wrong", "locked"


@dataclass(frozen=True, slots=True)
class OperatorSignedOut:
    """The operator left, or was silent for too long."""

    operator: str
    why: str  # "exit", "idle"


@dataclass(frozen=True, slots=True)
class AccountGranted:
    """The platform gave an operator an account or a new one-time password, or closed the account."""

    operator: str
    role: Role
    closed: bool


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """An operator has a new password."""

    operator: str


@dataclass(frozen=True, slots=True)
class SettlementChecked:
    """The pre-check was answered: an empty code lets the settlement go on (PAY-9, I19)."""

    operator: str
    code: str  # "", "E2101"…, "no_answer"
    count: int
    total: Fen


@dataclass(frozen=True, slots=True)
class SettlementClosed:
    """The period is closed: these transactions and this cash are to be handed in, once."""

    settlement: SettlementNumber
    operator: str
    period: Period


@dataclass(frozen=True, slots=True)
class AcceptorCounted:
    """What the acceptor's own count of its cassette was when the period was closed."""

    settlement: SettlementNumber
    notes: tuple[NoteCount, ...]


@dataclass(frozen=True, slots=True)
class SettlementVoucherBegun:
    """Intent: the settlement voucher goes to the printer."""

    settlement: SettlementNumber
    copy: int


@dataclass(frozen=True, slots=True)
class SettlementVoucherPrinted:
    """The printer said that the voucher is on paper."""

    settlement: SettlementNumber
    copy: int


@dataclass(frozen=True, slots=True)
class SettlementVoucherMissed:
    """The voucher is not, or not surely, on paper."""

    settlement: SettlementNumber
    copy: int
    code: str


@dataclass(frozen=True, slots=True)
class BoxOpening:
    """Intent: the lock in front of the cash box is about to be released (I7, I19)."""

    settlement: SettlementNumber
    operator: str


@dataclass(frozen=True, slots=True)
class BoxOpened:
    """The cash box is open; `watched` where its door switch said so, else the operator did."""

    settlement: SettlementNumber
    watched: bool


@dataclass(frozen=True, slots=True)
class BoxShut:
    """The cash box's door is shut while a period is closed and not handed in: a note that falls from now on stays."""


@dataclass(frozen=True, slots=True)
class BoxCounted:
    """The collector counted the box."""

    settlement: SettlementNumber
    count: BoxCount


@dataclass(frozen=True, slots=True)
class SettlementDone:
    """The cash left the terminal; a difference has a reason."""

    settlement: SettlementNumber
    difference: Fen  # counted less expected
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SettlementReported:
    """The platform has the settlement."""

    settlement: SettlementNumber


@dataclass(frozen=True, slots=True)
class DoorAlarm:
    """A door was opened when it should not be, or nobody knows whether it is (I18, fault 52)."""

    door: Door
    state: DoorState


StaffFact = (
    OperatorSignedIn
    | OperatorRefused
    | OperatorSignedOut
    | AccountGranted
    | PasswordChanged
    | SettlementChecked
    | SettlementClosed
    | AcceptorCounted
    | SettlementVoucherBegun
    | SettlementVoucherPrinted
    | SettlementVoucherMissed
    | BoxOpening
    | BoxOpened
    | BoxShut
    | BoxCounted
    | SettlementDone
    | SettlementReported
    | DoorAlarm
)
