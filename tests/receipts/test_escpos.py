"""Slips as bytes: the recorded frames, and an independent reader that walks over anything a name may hold (T12)."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.receipts.characters import plain, width
from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.document import Barcode, Blank, Cut, Document, Line, Qr, Title
from kiosk_app.receipts.escpos import encode, in_rom
from kiosk_app.receipts.fonts import Face, Fonts
from kiosk_app.receipts.layout import TextRow, rows
from kiosk_app.receipts.raster import draw, raster_command
from tests.contract.escpos.vectors import FRAMES
from tests.receipts.vouchers import LETTERHEAD, VOUCHERS, bill_voucher
from tests.receipts.walker import Code, Cutting, Picture, Text, Walker

NO_FONTS = Fonts(raster=(Face(Path("/nowhere/nothing.ttc"), 0),))


def test_a_slip_begins_with_initialising_and_chinese_mode() -> None:
    assert encode(Document(())) == FRAMES["begin"]


def test_title_is_the_recorded_frame() -> None:
    assert FRAMES["title 国网电力"] in encode(Document((Title("国网电力"),)))


def test_qr_is_the_recorded_frame() -> None:
    assert encode(Document((Qr("123"),))) == FRAMES["begin"] + b"\x1ba\x01" + FRAMES["qr 123"] + b"\x1ba\x00"


def test_bar_code_is_the_recorded_frame_in_narrower_modules() -> None:
    """Sixteen characters at three dots a module are 633 dots wide, more than the paper."""
    narrower = FRAMES["code128 2024010100012345, module 3"].replace(b"\x1dw\x03", b"\x1dw\x02")
    assert narrower in encode(Document((Barcode("2024010100012345"),)))


def test_a_brace_in_a_bar_code_is_doubled() -> None:
    (code,) = Walker(encode(Document((Barcode("a{b"),)))).walk()
    assert code == Code("code128", b"a{{b", centred=True)


def test_raster_is_the_recorded_frame() -> None:
    image = Image.new("1", (16, 8))
    for x in range(16):
        image.putpixel((x, 0), 1)
    assert raster_command(image) == FRAMES["raster 16x8, first row black"]


def test_cut_is_the_recorded_frame() -> None:
    assert encode(Document((Cut(),))) == FRAMES["begin"] + FRAMES["cut"]


def test_the_yuan_sign_has_two_bytes() -> None:
    assert FRAMES["yuan sign"] + b"5.18" in encode(Document((Line("", "¥5.18"),)))


@pytest.mark.parametrize("name", VOUCHERS)
def test_the_paper_says_what_the_text_says(name: str) -> None:
    document = compose(VOUCHERS[name], LETTERHEAD)
    items = Walker(encode(document)).walk()
    texts = [(item.text, item.double) for item in items if isinstance(item, Text)]
    assert texts == [(row.text, row.double) for row in rows(document) if isinstance(row, TextRow)]
    assert all(item.centred == item.double for item in items if isinstance(item, Text))
    assert [item for item in items if isinstance(item, Code)] == [Code("qr", b"GD0117-002381", centred=True)]
    assert items[-1] == Cutting()


@pytest.mark.parametrize("char", "㐂𠂇")
def test_t12_what_the_rom_lacks_is_printed_as_a_picture_of_its_line(char: str) -> None:
    assert not in_rom(char)
    items = Walker(encode(compose(bill_voucher(VoucherKind.PAYMENT, name_masked=f"王{char}"), LETTERHEAD))).walk()
    (picture,) = [item for item in items if isinstance(item, Picture)]
    assert (picture.across, picture.down) == (72, 30)
    assert picture.rows() == padded(f"户名 王{char}" + " " * 18 + "客户编号 310 458 7926")
    assert drawn(char) != drawn("\uffff"), "a box instead of the character"
    assert drawn(char) != drawn("〓")


@pytest.mark.parametrize("char", "堃喆")
def test_t12_rare_characters_of_two_bytes_are_printed_as_text(char: str) -> None:
    items = Walker(encode(Document((Line(f"王{char}"),)))).walk()
    assert items == [Text(f"王{char}", double=False, centred=False)]


def test_t12_a_title_is_drawn_in_double_size() -> None:
    (picture,) = Walker(encode(Document((Title("𠂇"),)))).walk()
    assert isinstance(picture, Picture)
    assert (picture.across, picture.down, picture.centred) == (6, 60, True)


def test_without_fonts_the_slip_is_printed_all_the_same() -> None:
    """A missing font file must not keep a customer from his slip; the unknown character is marked."""
    items = Walker(encode(Document((Line("王𠂇", "￥1.00"),)), NO_FONTS)).walk()
    assert items == [Text("王〓" + " " * 38 + "￥1.00", double=False, centred=False)]
    assert not draw("王", 1, NO_FONTS).getbbox()


def test_a_character_no_font_has_is_marked() -> None:
    assert drawn("\U0003134a") == drawn("〓")


@given(st.binary(min_size=64, max_size=64))
@example(b"\x10\x05\x02" * 21 + b"\x10")
@example(b"\x10\x10\x04\x10\x14\x10\x05" * 9 + b"\x10")
def test_a_picture_spells_no_real_time_command(dots: bytes) -> None:
    """DLE ENQ 2 inside a picture would clear the slip that is being printed."""
    image = Image.frombytes("1", (64, 8), dots)
    data = raster_command(image)[8:]
    assert not any(command in data for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
    assert all(ours | 1 == theirs | 1 for ours, theirs in zip(data, dots, strict=True))


RARE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("王堃喆㐂𠂇\x1b\x1d\x10\x04\x05\x00\n\t﨎é¥×①\ue000"),
        st.characters(max_codepoint=0x7F),
    ),
    max_size=40,
)


@given(RARE, RARE)
@example("\x1b@\x1dV\x00", "\x10\x05\x02")
def test_any_name_and_address_can_be_walked_over(name: str, address: str) -> None:
    document = Document((Line(f"户名 {name}"), Line("地址", address), Title(name), Blank(), Cut()))
    items = Walker(encode(document)).walk()
    expected = [row for row in rows(document) if isinstance(row, TextRow)]
    assert len(items) == len(expected) + 1
    for item, row in zip(items, expected, strict=False):
        if isinstance(item, Text):
            assert (item.text, item.double) == (row.text, row.double) or not in_rom(row.text)
        else:
            assert isinstance(item, Picture)
            assert not in_rom(row.text)
            assert item.across * 8 <= 576
            assert item.down == (60 if row.double else 30)


@given(st.text().map(plain))
def test_width_is_what_the_printer_makes_of_it(text: str) -> None:
    if in_rom(text):
        assert width(text) == len(text.encode("gb18030"))


def padded(line: str) -> list[str]:
    """The dots of a line, filled to whole bytes."""
    (picture,) = Walker(raster_command(draw(line, 1, Fonts()))).walk()
    assert isinstance(picture, Picture)
    return picture.rows()


def drawn(char: str) -> bytes:
    return draw(char, 1, Fonts()).tobytes()
