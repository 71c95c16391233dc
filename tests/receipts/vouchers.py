"""One voucher of every kind, as the golden slips show them."""

from kiosk_app.domain.customer import Bill
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import Letterhead, Voucher, VoucherKind

LETTERHEAD = Letterhead("电力自助服务", "GD-0117", "城南供电营业厅", "95598", "2026-11-23 10:29:04")
BILLS = (
    Bill("B1", "2026-08", 212, Fen(11_024), Fen(595)),
    Bill("B2", "2026-09", 243, Fen(12_636), Fen(303)),
    Bill("B3", "2026-10", 287, Fen(14_924), Fen(0)),
)
NOTES = (NoteCount(Fen(10_000), 3), NoteCount(Fen(5_000), 2))


def bill_voucher(kind: VoucherKind, **fields: object) -> Voucher:
    """A payment of three bills with five notes, of whatever became of it."""
    values: dict[str, object] = {
        "kind": kind,
        "sale": SaleNumber("GD0117-002381"),
        "customer_no": "3104587926",
        "name_masked": "王*明",
        "address_masked": "***小区3号楼",
        "paid": Fen(40_000),
        "notes": NOTES,
        "due": Fen(39_482),
        "bills": BILLS,
    }
    return Voucher(**(values | fields))  # type: ignore[arg-type]  # the fields of a dict have one type


def card_voucher(kind: VoucherKind, **fields: object) -> Voucher:
    """A purchase for a meter's card."""
    card: dict[str, object] = {
        "paid": Fen(10_000),
        "notes": (NoteCount(Fen(10_000), 1),),
        "due": Fen(0),
        "bills": (),
        "meter_no": "000086315742",
        "card_serial": "1122334455667788",
        "counter": 8,
        "platform_serial": "P20261123000017",
        "balance": Fen(0),
    }
    return bill_voucher(kind, **(card | fields))


VOUCHERS: dict[str, Voucher] = {
    "payment": bill_voucher(VoucherKind.PAYMENT, surplus=Fen(518), balance=Fen(518)),
    "purchase": card_voucher(VoucherKind.PURCHASE, credited=Fen(10_000)),
    "purchase_energy": card_voucher(VoucherKind.PURCHASE, energy=CentiKwh(18_587), surplus=Fen(12), balance=Fen(1_012)),
    "unconfirmed": bill_voucher(VoucherKind.UNCONFIRMED),
    "unwritten": card_voucher(VoucherKind.UNWRITTEN, credited=Fen(10_000)),
    "unwritten_energy": card_voucher(
        VoucherKind.UNWRITTEN, energy=CentiKwh(18_587), surplus=Fen(12), balance=Fen(1_012)
    ),
    "refused": bill_voucher(VoucherKind.REFUSED),
    "claim": bill_voucher(VoucherKind.CLAIM, in_doubt=Fen(10_000)),
    "payment_copy": bill_voucher(VoucherKind.PAYMENT, surplus=Fen(518), balance=Fen(518), copy=2),
}
