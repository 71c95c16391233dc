"""Barcodes and QR codes, read back by a scanner nobody here wrote (protocols.md 2.3)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.receipt_printer.barcodes import NotThisCode, code39, code128, ean8, ean13, itf
from tests.emulators.receipt_printer.stage import CUT, INIT, Stage, codes

SET_B = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=10)


def barcode(kind: int, data: bytes, module: int = 2) -> bytes:
    setting = INIT + b"\n\x1ba\x01\x1dh\x50\x1dw" + bytes([module])
    ending = bytes([len(data)]) + data if kind >= 65 else data + b"\x00"
    return setting + b"\x1dk" + bytes([kind]) + ending + b"\n" + CUT


def scanned(data: bytes) -> list[tuple[str, str]]:
    stage = Stage()
    stage.print(data)
    assert stage.unknown == []
    return codes(stage.slips[0])


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (2, b"590123412345", ("EAN13", "5901234123457")),
        (67, b"5901234123457", ("EAN13", "5901234123457")),
        (3, b"9638507", ("EAN8", "96385074")),
        (68, b"96385074", ("EAN8", "96385074")),
        (4, b"GD-0117", ("Code39", "GD-0117")),
        (69, b"*GD0117*", ("Code39", "GD0117")),
        (5, b"00012345", ("ITF", "00012345")),
        (70, b"12345678", ("ITF", "12345678")),
        (73, b"{BGD0117-002381", ("Code128", "GD0117-002381")),
        (73, b"{C\x00\x0c\x22\x38", ("Code128", "00123456")),
        (73, b"{AGD0117{C\x01\x02{Bab", ("Code128", "GD01170102ab")),
        (73, b"{Ba{{b", ("Code128", "a{b")),
    ],
)
def test_linear_codes(kind: int, data: bytes, expected: tuple[str, str]) -> None:
    assert scanned(barcode(kind, data)) == [expected]


@settings(max_examples=40)
@given(SET_B)
def test_any_text_in_code128(text: str) -> None:
    content = b"{B" + text.encode("ascii").replace(b"{", b"{{")
    assert scanned(barcode(73, content)) == [("Code128", text)]


@settings(max_examples=40)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_any_ean13(digits: str) -> None:
    found = scanned(barcode(67, digits.encode()))
    assert [text.zfill(13)[:12] for _, text in found] == [digits], "with a leading zero it is called UPC-A"


@pytest.mark.parametrize("hri", [0, 1, 2, 3])
def test_the_text_of_a_barcode_stands_above_and_below(hri: int) -> None:
    stage = Stage()
    stage.print(INIT + b"\x1dh\x40\x1dw\x02\x1dH" + bytes([hri]) + b"\x1dk\x49\x06{BGD01" + CUT)
    rows = stage.slips[0].picture.height - 120 - 120
    assert rows + 120 == 64 + 28 * (hri & 1) + 28 * (hri >> 1)
    assert stage.slips[0].lines == ("[CODE128 GD01]",)


@pytest.mark.parametrize(
    ("encode", "data"),
    [
        (code128, b"GD"),
        (code128, b"{B"),
        (code128, b"{B\x05"),
        (code128, b"{Aa"),
        (code128, b"{C\x64"),
        (code128, b"{B{x"),
        (code128, b"{B{"),
        (code128, b"{C{{"),
        (code39, b"abc"),
        (code39, b""),
        (code39, b"A*B"),
        (itf, b"123"),
        (itf, b"12a4"),
        (ean13, b"123"),
        (ean13, b"5901234123450"),
        (ean8, b"9638507x"),
    ],
)
def test_what_a_code_cannot_hold_is_refused(encode: object, data: bytes) -> None:
    assert callable(encode)
    with pytest.raises(NotThisCode):
        encode(data)


def qr(content: bytes, module: int, level: int) -> bytes:
    store = b"\x1d(k" + (len(content) + 3).to_bytes(2, "little") + b"1P0" + content
    settings_ = b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C" + bytes([module]) + b"\x1d(k\x03\x001E" + bytes([level])
    return INIT + b"\n\n" + settings_ + store + b"\x1d(k\x03\x001Q0\n\n" + CUT


@pytest.mark.parametrize("level", [0x30, 0x31, 0x32, 0x33])
@pytest.mark.parametrize("module", [3, 6, 10])
def test_qr_codes_of_every_level(level: int, module: int) -> None:
    assert scanned(qr(b"GD0117-002381", module, level)) == [("QRCode", "GD0117-002381")]


@settings(max_examples=30)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60))
def test_any_text_in_a_qr_code(text: str) -> None:
    assert scanned(qr(text.encode(), 4, 0x31)) == [("QRCode", text)]


def test_a_qr_code_in_chinese() -> None:
    assert scanned(qr("缴费凭证 GD0117".encode(), 5, 0x31)) == [("QRCode", "缴费凭证 GD0117")]


@pytest.mark.parametrize(("content", "module", "why"), [(b"A" * 3000, 1, "too long"), (b"A" * 500, 16, "wider")])
def test_a_qr_code_that_does_not_fit_is_not_printed(content: bytes, module: int, why: str) -> None:
    stage = Stage()
    stage.print(qr(content, module, 0x33))
    assert why in stage.unknown[0]
    assert codes(stage.slips[0]) == []
