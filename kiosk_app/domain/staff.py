"""Staff and what they do at the terminal: operators, the period since the last settlement, the count of the cash box.

缴款 settlement, 钞箱 cash box, 操作员 operator (meter_card.md 9). Money is an integer of fen.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount

SettlementNumber = NewType("SettlementNumber", str)
"""The key of a settlement: terminal and a sequence of its own, "GD0117-S00012". It never expires."""


class Role(StrEnum):
    """What an operator is here for (OPS-3)."""

    COLLECTOR = "collector"  # 收款员: settles and takes the cash
    TECHNICIAN = "technician"  # 维护员: looks after the devices
    ADMINISTRATOR = "administrator"  # 管理员: both


@dataclass(frozen=True, slots=True)
class Operator:
    """One person with an account on this terminal; the password is never part of it."""

    number: str  # 4 to 8 digits
    name: str
    role: Role

    @property
    def settles(self) -> bool:
        """True for those who may take the cash."""
        return self.role in (Role.COLLECTOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class OperatorGrant:
    """The platform's word on one operator: an account with a one-time password, or none any more."""

    no: int  # among this terminal's own, from 1
    operator: Operator
    hash: Secret | None  # argon2id of the one-time password; none closes the account


class Door(StrEnum):
    """A door with a switch."""

    SERVICE = "service"  # of the cabinet
    CASH_BOX = "cash_box"  # in front of the cash box, with a lock of its own


class DoorState(StrEnum):
    """What a door's switch says; a board that does not answer says nothing, which is not "closed"."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Share:
    """What one service or one method brought: number of transactions and their sum."""

    name: str  # "bill_payment", "purchase"; "cash"
    count: int
    total: Fen


@dataclass(frozen=True, slots=True)
class Period:
    """The transactions since the last settlement, and what must lie in the cash box."""

    first: int  # number of the first sale in the terminal's sequence
    last: int  # number of the last one; first - 1 where there was none
    count: int  # sales that took money
    total: Fen  # sum of those sales
    notes: tuple[NoteCount, ...]  # in the box by value, largest first
    services: tuple[Share, ...]
    methods: tuple[Share, ...]
    in_doubt: tuple[NoteCount, ...] = ()  # notes of which only the count of the box can tell (I12)

    @property
    def in_box(self) -> Fen:
        """Value of the notes that must lie in the box; more than `total` by notes that belong to no sale."""
        return value_of(self.notes)


def value_of(notes: tuple[NoteCount, ...]) -> Fen:
    """Add up counted notes."""
    return Fen(sum(note.value * note.count for note in notes))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an operator sees beside the period, as it was when he came in or came back."""

    today_count: int  # sales that took money since midnight by the terminal's clock
    today_total: Fen
    reconciled_at: str  # wall clock "11-22 23:55" of the last reconciliation; "" where there was none
    left: int  # sales of it that are not made good
    heard_s: int | None  # since the platform answered a heartbeat; None where it has not yet
    clock_off_s: float | None  # the terminal's clock less the platform's
    rows: int  # of the journal
    unsent: int | None  # rows that the platform has not confirmed; None where nobody knows
    disk_used: int  # percent
    version: str


@dataclass(frozen=True, slots=True)
class BoxCount:
    """What the collector found in the box."""

    notes: tuple[NoteCount, ...]
    box: str  # number of the cash box
    seal: str  # number of its seal
    operator: str
    witness: str = ""  # the second person's number, where two must be present

    @property
    def total(self) -> Fen:
        """Value of what was counted."""
        return value_of(self.notes)


@dataclass(frozen=True, slots=True)
class PrecheckRow:
    """One transaction on which terminal and platform disagree (PAY-9)."""

    sale: str
    amount: Fen
    terminal: str  # "SUCCEEDED", "UNKNOWN", "FAILED", "NONE"
    platform: str
    why: str  # key of the reason: "unheard", "pending", "amount", "foreign"
