"""The slip as PDF: its text can be read out, its QR code scanned, its page is as long as the slip."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.document import Barcode, Document, Line
from kiosk_app.receipts.fonts import DEFAULT_FONTS, Face
from kiosk_app.receipts.pdf import FontUnusable, render_pdf
from tests.receipts.vouchers import LETTERHEAD, VOUCHERS, bill_voucher

POINTS_PER_MM = 72 / 25.4


def page_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert isinstance(text, str)
    return text


def picture(data: bytes) -> Image.Image:
    image = pypdfium2.PdfDocument(data)[0].render(scale=3).to_pil()
    assert isinstance(image, Image.Image)
    return image


def test_amounts_and_number_can_be_read_out() -> None:
    text = page_text(render_pdf(compose(VOUCHERS["payment"], LETTERHEAD)))
    for part in (
        "缴费凭证",
        "394.82",
        "400.00",
        "5.18",
        "GD0117-002381",
        "310 458 7926",
        "王*明",
        "已 入 账",
        "149.24",
    ):
        assert part in text


@pytest.mark.parametrize("name", VOUCHERS)
def test_every_kind_has_a_page_of_80_mm(name: str) -> None:
    data = render_pdf(compose(VOUCHERS[name], LETTERHEAD, "en"))
    width, height = pypdfium2.PdfDocument(data)[0].get_size()
    assert width == pytest.approx(80 * POINTS_PER_MM, abs=0.1)
    assert 100 < height / POINTS_PER_MM < 200


def test_the_qr_code_can_be_scanned() -> None:
    (code,) = zxingcpp.read_barcodes(picture(render_pdf(compose(VOUCHERS["unconfirmed"], LETTERHEAD))))
    assert (code.text, code.format) == ("GD0117-002381", zxingcpp.BarcodeFormat.QRCode)


def test_the_bar_code_can_be_scanned() -> None:
    (code,) = zxingcpp.read_barcodes(picture(render_pdf(Document((Barcode("GD0117-002381"),)))))
    assert (code.text, code.format) == ("GD0117-002381", zxingcpp.BarcodeFormat.Code128)


def test_t12_rare_characters_are_drawn() -> None:
    """The page's font has neither; both come as pictures, in their own cells and unlike each other."""
    shown = [picture(render_pdf(Document((Line(char),)))) for char in ("㐂", "𠂇", "", "\U0003134a")]
    inked = [image.convert("L").point(lambda dot: 255 - dot).getbbox() for image in shown]
    assert inked[0] is not None
    assert inked[1] is not None
    assert shown[0].tobytes() != shown[1].tobytes()
    assert shown[0].tobytes() != shown[3].tobytes()


def test_the_same_slip_gives_the_same_bytes() -> None:
    document = compose(bill_voucher(VoucherKind.PAYMENT), LETTERHEAD)
    assert render_pdf(document) == render_pdf(document)


@pytest.mark.parametrize(
    "face",
    [Face(Path("/nowhere/nothing.ttc"), 0), Face(Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 2)],
)
def test_a_font_without_true_type_outlines_is_named(face: Face) -> None:
    with pytest.raises(FontUnusable, match=face.path.name):
        render_pdf(Document((Line("电"),)), replace(DEFAULT_FONTS, page=face))
