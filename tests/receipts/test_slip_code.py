"""The code on a failure slip: signed by the terminal, printed, and read back from the paper (PAY-5, PAY-6, I16)."""

import pytest

from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.document import Qr
from kiosk_app.receipts.escpos import encode
from kiosk_app.receipts.slip_code import UNFINISHED, code_of, unsigned
from kiosk_app.sync.slip_key import signed
from tests.contract.slip_code import KEY, SLIPS, named
from tests.emulators.receipt_printer.stage import BARRIER, Stage, codes
from tests.receipts.vouchers import LETTERHEAD, bill_voucher, card_voucher


def sign(text: bytes) -> bytes:
    return signed(text, KEY)


def voucher_of(row: dict[str, str]) -> Voucher:
    made = card_voucher if row["kind"] == "VEND" else bill_voucher
    return made(VoucherKind.UNCONFIRMED, sale=SaleNumber(row["sale"]), paid=Fen(int(row["paid_fen"])))


@pytest.mark.parametrize("row", SLIPS, ids=named)
def test_a_slip_is_signed_as_it_is_recorded_and_a_copy_is_the_same(row: dict[str, str]) -> None:
    assert code_of(voucher_of(row), sign) == row["code"]
    assert code_of(voucher_of(row), sign) == row["code"]


@pytest.mark.parametrize("kind", VoucherKind)
def test_only_slips_whose_end_is_open_are_signed(kind: VoucherKind) -> None:
    code = code_of(bill_voucher(kind), sign)
    assert code.startswith("GK1.GD0117-002381.40000.PAY.") == (kind in UNFINISHED)
    assert (code == "GD0117-002381") == (kind not in UNFINISHED)


def test_a_terminal_without_a_key_still_prints_the_number() -> None:
    assert code_of(bill_voucher(VoucherKind.REFUSED), unsigned) == "GD0117-002381"


def test_no_customer_data_is_in_the_code() -> None:
    voucher = card_voucher(VoucherKind.UNWRITTEN)
    code = code_of(voucher, sign)
    assert voucher.customer_no not in code
    assert voucher.card_serial is not None
    assert voucher.card_serial not in code


@pytest.mark.parametrize("kind", UNFINISHED)
@pytest.mark.parametrize("row", SLIPS, ids=named)
def test_a_scanner_reads_from_the_paper_what_was_signed(kind: VoucherKind, row: dict[str, str]) -> None:
    """Through the emulated printer, from the picture of its paper."""
    made = card_voucher if row["kind"] == "VEND" else bill_voucher
    voucher = made(kind, sale=SaleNumber(row["sale"]), paid=Fen(int(row["paid_fen"])))
    document = compose(voucher, LETTERHEAD, "zh", sign)
    assert Qr(row["code"]) in document.elements
    stage = Stage()
    assert stage.print(encode(document) + BARRIER) == b"\x00"
    assert stage.unknown == []
    assert codes(stage.slips[0]) == [("QRCode", row["code"])]
