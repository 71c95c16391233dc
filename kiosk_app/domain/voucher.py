"""What a printed or shown receipt says, before anybody lays it out."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.domain.customer import Bill
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.sale import SaleNumber


class VoucherKind(StrEnum):
    """Which slip it is (PAY-4, PAY-5, VEND-4)."""

    PAYMENT = "payment"  # 缴费凭证: booked
    PURCHASE = "purchase"  # 购电凭证: booked and on the card
    UNCONFIRMED = "unconfirmed"  # 款项已收到，正在确认: the platform has not answered
    UNWRITTEN = "unwritten"  # 已收款，写卡未完成: booked, the card is not written
    REFUSED = "refused"  # money taken, the booking was refused: to be made good
    CLAIM = "claim"  # a note is in doubt: staff will look into it


@dataclass(frozen=True, slots=True)
class Voucher:
    """One slip. Names and addresses are masked; the transaction number is always there (I16)."""

    kind: VoucherKind
    sale: SaleNumber
    customer_no: str
    name_masked: str
    address_masked: str
    paid: Fen
    notes: tuple[NoteCount, ...]
    due: Fen = Fen(0)
    bills: tuple[Bill, ...] = ()
    surplus: Fen = Fen(0)
    balance: Fen | None = None
    energy: CentiKwh | None = None
    credited: Fen | None = None  # yuan written to a fee-controlled meter's card
    meter_no: str | None = None
    card_serial: str | None = None
    counter: int | None = None
    platform_serial: str | None = None
    in_doubt: Fen = Fen(0)
    copy: int = 1  # 2 and up are marked 补打


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the terminal adds to every slip."""

    utility: str  # 电力自助服务
    terminal: str  # GD-0117
    site: str  # 城南供电营业厅
    hotline: str  # 95598
    printed_at: str  # 2026-11-23 10:29:04
