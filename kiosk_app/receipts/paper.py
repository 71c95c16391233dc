"""Everything that this terminal prints, as bytes for its printer: its letterhead, the customer's language, its key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk_app.domain.settlement_voucher import DifferenceSlip, SettlementVoucher
from kiosk_app.domain.voucher import Letterhead, Voucher
from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.difference_slip import compose_differences
from kiosk_app.receipts.escpos import encode
from kiosk_app.receipts.settlement_slip import compose_settlement
from kiosk_app.receipts.slip_code import Signer, code_of


@dataclass(frozen=True, slots=True)
class Paper:
    """Whose paper it is."""

    utility: str
    terminal: str
    site: str
    hotline: str
    language: Callable[[], str]  # of the customer in front, as the window has it
    sign: Signer

    def lay_out(self, voucher: Voucher) -> bytes:
        """Turn a slip into the printer's bytes, in the customer's language."""
        return encode(compose(voucher, self._letterhead(), "en" if self.language() == "en" else "zh", self.sign))

    def slip_code(self, voucher: Voucher) -> str:
        """Return what the code of a slip holds, where it is on the screen for want of paper."""
        return code_of(voucher, self.sign)

    def lay_out_settlement(self, voucher: SettlementVoucher) -> bytes:
        """Turn a settlement voucher into the printer's bytes; it goes into Chinese books."""
        return encode(compose_settlement(voucher, self._letterhead()))

    def lay_out_differences(self, slip: DifferenceSlip) -> bytes:
        """Turn the list of what differs into the printer's bytes."""
        return encode(compose_differences(slip, self._letterhead()))

    def _letterhead(self) -> Letterhead:
        printed_at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return Letterhead(self.utility, self.terminal, self.site, self.hotline, printed_at)
