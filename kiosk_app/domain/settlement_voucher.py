"""What staff take away on paper, before anybody lays it out: settlement voucher (缴款凭证), differences (差异单)."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen
from kiosk_app.domain.staff import Period, PrecheckRow


@dataclass(frozen=True, slots=True)
class SettlementVoucher:
    """The closed period with its totals by denomination, method and service (PAY-10)."""

    settlement: Settlement
    operator_name: str
    copy: int = 1  # 2 and up are marked 补打


@dataclass(frozen=True, slots=True)
class DifferenceSlip:
    """Why it may not be settled (差异单): both figures and the transactions that differ (PAY-9)."""

    code: str  # the platform's, "E2101"…
    operator: str
    operator_name: str
    period: Period
    count: int  # what the platform has
    total: Fen
    rows: tuple[PrecheckRow, ...]
