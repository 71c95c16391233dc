"""How it ended: success, not yet known, not finished. Always where the money is first (T11)."""

from dataclasses import dataclass

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.voucher import Voucher
from kiosk_app.views.frame import Frame, Message


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """What became of the slip: "printing", "printed" or "failed" (then its text is on the screen)."""

    state: str
    code: str = ""  # "paper_end", …
    voucher: Voucher | None = None  # to show when there is no paper


@dataclass(frozen=True, slots=True)
class SuccessView:
    """Screen 12: booked (and on the card)."""

    frame: Frame
    title: Message
    paid: Fen
    due: Fen
    surplus: Fen
    balance: Fen | None
    energy: CentiKwh | None
    credited: Fen | None
    meter_no: str | None
    name_masked: str
    customer_no: str
    sale: str
    receipt: ReceiptState
    card_waits: bool  # the card is offered: take it
    at: str = ""  # "2026-11-23 10:29"
    bills: Fen | None = None  # of the paid sum: energy charges, without late fees
    late_fees: Fen | None = None


@dataclass(frozen=True, slots=True)
class TroubleView:
    """Screens 13, 14, 20: money is in, the end is not reached. Four parts: money, happened, next, numbers."""

    frame: Frame
    title: Message
    explanation: Message  # one line under the title
    money: Message  # where the money is
    next_step: Message
    enquiry: Message  # where to ask, with the transaction number
    severity: str  # "pending" (amber) or "fault" (red)
    paid: Fen
    sale: str
    at: str
    receipt: ReceiptState
    card_waits: bool


@dataclass(frozen=True, slots=True)
class ReceiptOnScreenView:
    """Screen 15: no paper; the slip's content to photograph or copy."""

    frame: Frame
    paid: Fen
    sale: str
    voucher: Voucher
    success: bool
