"""What the staff's flows may ask for. Each is answered by the events named in it (domain.staff_events)."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.settlement_voucher import DifferenceSlip, SettlementVoucher
from kiosk_app.domain.staff import Period


@dataclass(frozen=True, slots=True)
class SignIn:
    """Verify an operator's password; answered by `SignedIn` or `SignInRefused` with this request."""

    request: str
    number: str
    password: Secret


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace an operator's password; answered by `PasswordAccepted` or `PasswordRefused`."""

    number: str
    old: Secret
    new: Secret


@dataclass(frozen=True, slots=True)
class LookUpPeriod:
    """Add the journal up; answered by `PeriodTold` at once."""


@dataclass(frozen=True, slots=True)
class AskPrecheck:
    """Let the platform compare (PAY-9); answered by `PrecheckPassed`, `PrecheckRefused` or `PrecheckUnanswered`."""

    period: Period


@dataclass(frozen=True, slots=True)
class ClosePeriod:
    """Close the period under the next settlement number, durably; answered by `PeriodClosed` at once."""

    operator: str


@dataclass(frozen=True, slots=True)
class PrintSettlement:
    """Print a settlement voucher; answered by `ReceiptPrinted` or `ReceiptFailed` with this job."""

    job: str
    voucher: SettlementVoucher


@dataclass(frozen=True, slots=True)
class PrintDifferences:
    """Print why it may not be settled; answered by `ReceiptPrinted` or `ReceiptFailed` with this job."""

    job: str
    slip: DifferenceSlip


@dataclass(frozen=True, slots=True)
class OpenCashBox:
    """Release the lock; answered by `DoorChanged`, or at once by `BoxUnwatched` where there is none, or `BoxStuck`."""


@dataclass(frozen=True, slots=True)
class BookSettlement:
    """Tell the platform, under the settlement's own key; repeated with the same content until answered."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class ReportLater:
    """Wake up after this many seconds about this settlement; answered by `SettlementDue`."""

    settlement: Settlement
    after_s: float


@dataclass(frozen=True, slots=True)
class ReconcileNow:
    """Send the journal, upload and compare (PAY-7, PAY-8); answered by `ReconcileProgressed`… and `ReconcileEnded`."""


StaffEffect = (
    SignIn
    | ChangePassword
    | LookUpPeriod
    | AskPrecheck
    | ClosePeriod
    | PrintSettlement
    | PrintDifferences
    | OpenCashBox
    | BookSettlement
    | ReportLater
    | ReconcileNow
)
