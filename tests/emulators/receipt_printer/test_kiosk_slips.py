"""The kiosk's own slips through the emulated printer, read by a person and by a scanner; nothing unknown (PAY-4)."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.escpos import encode
from tests.emulators.receipt_printer.stage import BARRIER, Stage, codes
from tests.receipts.vouchers import LETTERHEAD, VOUCHERS

GOLDEN = Path(__file__).parents[2] / "receipts" / "golden"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", VOUCHERS)
def test_every_voucher_as_its_golden_text(name: str, language: str) -> None:
    stage = Stage()
    data = encode(compose(VOUCHERS[name], LETTERHEAD, "zh" if language == "zh" else "en"))
    assert stage.print(data + BARRIER) == b"\x00"
    assert stage.unknown == []
    [piece] = stage.slips
    assert codes(piece) == [("QRCode", "GD0117-002381")]
    golden = (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert words(piece.lines) == words(golden.translate({ord("【"): None, ord("】"): None}).splitlines())


def words(printed: Iterable[str]) -> list[str]:
    """What is to be read, without blanks and without the QR code."""
    dense = ("".join(line.split()) for line in printed)
    return [line for line in dense if line and not line.startswith("[QR")]


def test_a_name_that_no_printer_holds_comes_out_as_a_picture() -> None:
    """T12: a character with four bytes in GB18030."""
    stage = Stage()
    voucher = replace(VOUCHERS["payment"], name_masked="\u4dae*\U00020bb7")
    assert stage.print(encode(compose(voucher, LETTERHEAD, "zh")) + BARRIER) == b"\x00"
    assert stage.unknown == []
    assert any("[picture" in line for line in stage.slips[0].lines)
