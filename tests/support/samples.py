"""Values that tests share."""

from kiosk_app.domain.customer import Account, Bill, MeterKind, PurchaseTerms, Quote
from kiosk_app.domain.meter_card import CardSnapshot, FileWrite, WriteOrder
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import Note
from kiosk_app.domain.sale import Booking, Purchase, SaleKind, SaleNumber, SaleTerms

SALE = SaleNumber("GD0117-000001")
TEN, TWENTY, FIFTY, HUNDRED = (Note(Fen(value), kind) for kind, value in enumerate((1_000, 2_000, 5_000, 10_000)))

BILLS = (
    Bill("B1", "2026-08", 212, Fen(11_024), Fen(595)),
    Bill("B2", "2026-09", 243, Fen(12_636), Fen(303)),
    Bill("B3", "2026-10", 287, Fen(14_924), Fen(0)),
)
ACCOUNT = Account("3104587000", "王*明", "***小区3号楼", MeterKind.POST_PAID, None, Fen(0), BILLS, "2026-11-23 10:27")
CARD = CardSnapshot(
    profile="sgcc-cpu-2013",
    serial="1122334455667788",
    card_type=2,
    customer_no="3104587926",
    meter_no="000086315742",
    wallet_value=5_000,
    wallet_counter=7,
    return_present=True,
    return_counter=7,
    remaining=1_230,
    files=((1, bytes(45)), (2, bytes(8)), (5, bytes(49))),
)
CARD_ACCOUNT = Account(
    "3104587926", "王*明", "***小区5号楼", MeterKind.FEE_CONTROLLED, "000086315742", Fen(0), (), "2026-11-23 10:27"
)
CARD_TERMS = PurchaseTerms(
    MeterKind.FEE_CONTROLLED, "000086315742", 7, Fen(0), Fen(1_000), Fen(300_000), "0.5380 元/kWh"
)
QUOTE = Quote(Fen(10_000), CentiKwh(18_587), Fen(10_000), Fen(0))
BOOKING = Booking("P0001", Fen(20_000), Fen(11_024), Fen(595), Fen(8_381), Fen(8_381))
PURCHASE_BOOKING = Booking(
    "P0002",
    Fen(10_000),
    Fen(0),
    Fen(0),
    Fen(0),
    Fen(0),
    Purchase("V0001", 8, 10_000, Fen(10_000), CentiKwh(0), Fen(0)),
)
ORDER = WriteOrder(
    "V0001",
    CARD.serial,
    8,
    10_000,
    (FileWrite(2, 0, bytes(8), b"\x01\x02\x03\x04"), FileWrite(5, 0, bytes(49), b"\x05\x06\x07\x08")),
    ((2, bytes(8)), (5, bytes(49))),
)
BILL_TERMS = SaleTerms(
    SaleKind.BILL_PAYMENT, "3104587000", "王*明", "***小区3号楼", Fen(11_619), Fen(500_000), BILLS[:1]
)
PURCHASE_TERMS = SaleTerms(
    SaleKind.PURCHASE, "3104587926", "王*明", "***小区5号楼", Fen(10_000), Fen(300_000), (), CARD, "000086315742"
)
