"""What a settlement voucher (缴款凭证) says, before anybody lays it out."""

from dataclasses import dataclass

from kiosk_app.domain.books import Settlement


@dataclass(frozen=True, slots=True)
class SettlementVoucher:
    """The closed period with its totals by denomination, method and service (PAY-10)."""

    settlement: Settlement
    operator_name: str
    copy: int = 1  # 2 and up are marked 补打
