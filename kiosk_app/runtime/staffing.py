"""What staff need from the world, and how their effects are carried out; the world fits in without importing this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

from kiosk_app.domain import staff_effects as do
from kiosk_app.domain.books import Settlement
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.settlement_voucher import DifferenceSlip, SettlementVoucher
from kiosk_app.domain.staff import Outlook, Period
from kiosk_app.domain.staff_events import (
    BoxUnwatched,
    PeriodClosed,
    PeriodTold,
    PrecheckUnanswered,
    ReconcileEnded,
    SettlementDue,
    SettlementUnanswered,
    StaffEvent,
)


class Operators(Protocol):
    """The operators' desk; every call returns at once and is answered by an event."""

    def sign_in(self, request: str, number: str, password: Secret) -> None:
        """Answered by SignedIn or SignInRefused."""

    def change_password(self, number: str, old: Secret, new: Secret) -> None:
        """Answered by PasswordAccepted or PasswordRefused."""


class Books(Protocol):
    """The journal, as settling needs it."""

    @property
    def head(self) -> tuple[int, bytes]:
        """Number of rows and the last hash."""

    @property
    def open_settlement(self) -> Settlement | None:
        """A settlement that is not at its end."""

    @property
    def unreported(self) -> tuple[Settlement, ...]:
        """Settlements that are done and of which the platform has not said that it has them."""

    def period(self) -> Period:
        """Add the period up."""

    def close_period(self, operator: str) -> Settlement:
        """Give out the next settlement number together with the period, durably, or raise JournalFailed."""


class Office(Protocol):
    """The platform, as settling needs it; every call returns at once and is answered by an event."""

    def precheck(self, period: Period, head: tuple[int, bytes]) -> None:
        """Answered by PrecheckPassed, PrecheckRefused or PrecheckUnanswered."""

    def book_settlement(self, settlement: Settlement) -> None:
        """Answered by SettlementBooked, SettlementUnanswered or SettlementRefused."""


class Courier(Protocol):
    """Takes the journal to the platform and has it reconciled; by itself, and when it is asked."""

    def demand(self) -> None:
        """Answered by ReconcileProgressed…, then ReconcileEnded."""


class Cabinet(Protocol):
    """Lock output and door switches; answers with DoorChanged."""

    def open_cash_box(self) -> None:
        """Release the lock; answered by DoorChanged or BoxStuck."""


def unknown() -> None:
    """Say that nobody knows."""


def unprinted(_job: str, _slip: DifferenceSlip) -> None:
    """Print nothing: there is nothing to print with."""


@dataclass(frozen=True, slots=True)
class StaffPorts:
    """Everything that staff's effects may act upon; no office, cabinet or courier where there is none."""

    operators: Operators
    books: Books
    print_settlement: Callable[[str, SettlementVoucher], None]
    office: Office | None = None
    cabinet: Cabinet | None = None
    courier: Courier | None = None
    acceptor_counts: Callable[[], tuple[NoteCount, ...] | None] = unknown
    outlook: Callable[[], Outlook | None] = unknown
    print_differences: Callable[[str, DifferenceSlip], None] = unprinted


def act(ports: StaffPorts, effect: do.StaffEffect, later: Callable[[float, StaffEvent], None]) -> StaffEvent | None:
    """Carry one effect out; what is known at once is returned, everything else comes as an event."""
    match effect:
        case do.SignIn(request, number, password):
            ports.operators.sign_in(request, number, password)
        case do.ChangePassword(number, old, new):
            ports.operators.change_password(number, old, new)
        case do.LookUpPeriod():
            return PeriodTold(
                ports.books.period(), ports.books.open_settlement, ports.acceptor_counts(), ports.outlook()
            )
        case do.ClosePeriod(operator):
            return PeriodClosed(ports.books.close_period(operator), ports.acceptor_counts())
        case do.PrintSettlement() | do.PrintDifferences():
            put_on_paper(ports, effect)
        case do.AskPrecheck() | do.BookSettlement():
            return tell_office(ports, effect)
        case do.OpenCashBox():
            if ports.cabinet is None:
                return BoxUnwatched()
            ports.cabinet.open_cash_box()
        case do.ReconcileNow():
            if ports.courier is None:
                return ReconcileEnded("off")
            ports.courier.demand()
        case do.ReportLater(settlement, after_s):
            later(after_s, SettlementDue(settlement))
        case _:
            assert_never(effect)
    return None


def put_on_paper(ports: StaffPorts, effect: do.PrintSettlement | do.PrintDifferences) -> None:
    """Pass an effect to the printer."""
    match effect:
        case do.PrintSettlement(job, voucher):
            ports.print_settlement(job, voucher)
        case do.PrintDifferences(job, slip):
            ports.print_differences(job, slip)


def tell_office(ports: StaffPorts, effect: do.AskPrecheck | do.BookSettlement) -> StaffEvent | None:
    """Pass an effect to the platform; without one nothing is known."""
    match effect, ports.office:
        case do.AskPrecheck(), None:
            return PrecheckUnanswered()
        case do.BookSettlement(settlement), None:
            return SettlementUnanswered(settlement)
        case do.AskPrecheck(period), office if office is not None:
            office.precheck(period, ports.books.head)
        case do.BookSettlement(settlement), office if office is not None:
            office.book_settlement(settlement)
        case _:
            pass
    return None
