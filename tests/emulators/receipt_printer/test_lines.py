"""How lines look: where the dots are, measured, not compared with a font's exact shape (protocols.md 2.1, 2.3)."""

import pytest
from PIL import Image

from tests.emulators.receipt_printer.stage import CHINESE, CUT, INIT, Stage, gb, lines

TOP = 120  # the first row under the blank head of a slip


def printed(data: bytes) -> Image.Image:
    stage = Stage()
    stage.print(INIT + CHINESE + data + CUT)
    assert stage.unknown == []
    return stage.slips[0].picture


def box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the black dots are: left, top, right, bottom, from the first printable row."""
    found = picture.point(lambda value: 255 - value).getbbox()
    assert found is not None, "something is printed"
    return found[0], found[1] - TOP, found[2], found[3] - TOP


def dots(picture: Image.Image) -> int:
    return picture.histogram()[0]


def test_sizes() -> None:
    """Font A 12x24, Chinese 24x24, up to eight times as large."""
    for wide, high in ((1, 1), (2, 1), (1, 2), (2, 2), (4, 4), (8, 8)):
        size = b"\x1d!" + bytes([(wide - 1) << 4 | (high - 1)])
        left, top, right, bottom = box(printed(size + gb("国") + b"\n"))
        assert 24 * wide >= right > 19 * wide
        assert 24 * high >= bottom > 19 * high
        assert left >= 0 <= top


@pytest.mark.parametrize(("align", "left", "right"), [(0, 0, 24), (1, 276, 300), (2, 552, 576)])
def test_alignment(align: int, left: int, right: int) -> None:
    found = box(printed(b"\x1ba" + bytes([align]) + gb("国") + b"\n"))
    assert left <= found[0] < left + 5
    assert right - 5 < found[2] <= right


def test_forty_eight_latin_or_twenty_four_chinese_characters_fill_a_line() -> None:
    stage = Stage()
    stage.print(INIT + b"A" * 50 + b"\n" + gb("国" * 25) + b"\n" + gb("A" + "国" * 24) + b"\n" + CUT)
    assert lines(stage.slips[0]) == ["A" * 48, "AA", "国" * 24, "国", "A" + "国" * 23, "国"]


def test_line_spacing() -> None:
    heights = [printed(spacing + b"A\nA\n").height - 120 for spacing in (b"", b"\x1b3\x40", b"\x1b3\x40\x1b2")]
    assert heights == [60, 128, 60]
    assert printed(b"\x1b3\x05\x1d!\x11A\nA\n").height - 120 == 96, "tall characters are not printed over each other"


def test_feeding() -> None:
    plain = printed(b"A\n").height
    assert printed(b"A\n\x1bJ\x64").height == plain + 100
    assert printed(b"A\x1bJ\x64").height == 120 + 100
    assert printed(b"A\n\x1bd\x03").height == plain + 90
    assert printed(b"A\x1bd\x03").height == 120 + 90
    assert printed(b"A\n\n\n").height == plain + 60


def test_bold_is_blacker_and_as_wide() -> None:
    plain, bold = printed(gb("国网电力") + b"\n"), printed(b"\x1bE\x01" + gb("国网电力") + b"\n")
    assert dots(bold) > 1.2 * dots(plain)
    assert box(bold)[2] <= 96
    assert dots(printed(b"\x1bE\x01\x1bE\x00" + gb("国网电力") + b"\n")) == dots(plain)


def test_underlines_and_reverse() -> None:
    blank = printed(b"\x1b-\x02" + b"    \n")
    assert box(blank) == (0, 22, 48, 24)
    assert box(printed(b"\x1c-\x01" + gb("\u3000\u3000") + b"\n")) == (0, 23, 48, 24)
    assert box(printed(b"\x1dB\x01    \n")) == (0, 0, 48, 24)
    assert dots(printed(b"\x1dB\x01    \n")) == 48 * 24


def test_font_b_print_mode_and_chinese_modes() -> None:
    assert box(printed(b"\x1b!\x81    \n")) == (0, 16, 36, 17)
    assert box(printed(b"\x1b!\xb0  \n")) == (0, 47, 48, 48)
    assert box(printed(b"\x1c!\x8c" + gb("\u3000") + b"\n")) == (0, 47, 48, 48)
    assert box(printed(b"\x1cW\x01\x1dB\x01" + gb("\u3000") + b"\n")) == (0, 0, 48, 48)
    assert box(printed(b"\x1cS\x04\x06\x1dB\x01" + gb("\u3000\u3000") + b"\n")) == (4, 0, 62, 24)


def test_margin_width_and_tabs() -> None:
    assert box(printed(b"\x1dL\x30\x00\x1dB\x01 \n"))[0] == 48
    assert box(printed(b"\x1dL\x30\x00\x1dW\x60\x00\x1ba\x02\x1dB\x01 \n")) == (132, 0, 144, 24)
    stage = Stage()
    stage.print(INIT + b"A\tB\tC\n" + CUT)
    assert lines(stage.slips[0]) == ["A       B       C"]


def test_text_keeps_its_columns() -> None:
    stage = Stage()
    stage.print(INIT + b"\x1ba\x01" + gb("国网电力") + b"\n\x1ba\x02A\n" + CUT)
    assert stage.slips[0].lines == (" " * 20 + "国网电力", " " * 47 + "A")


def test_character_sets() -> None:
    stage = Stage()
    stage.print(INIT + b"\x1bR\x0f$\n\x1bR\x00$\n\x1c.\x9b\xe9\n\x1c&" + gb("￥€①") + b"\r\n" + CUT)
    assert lines(stage.slips[0]) == ["¥", "$", "¢Θ", "￥€①"]


def test_a_picture_larger_than_the_buffer() -> None:
    rows = 400
    data = b"\x1dv\x30\x00" + (72).to_bytes(2, "little") + rows.to_bytes(2, "little") + b"\xff" * 72 * rows
    stage = Stage()
    stage.print(INIT + data + CUT)
    assert stage.unknown == []
    assert stage.truth["lost_bytes"] == 0
    assert box(stage.slips[0].picture) == (0, 0, 576, rows)


@pytest.mark.parametrize(("mode", "size"), [(0, (8, 1)), (1, (16, 1)), (2, (8, 2)), (3, (16, 2)), (0x33, (16, 2))])
def test_picture_modes(mode: int, size: tuple[int, int]) -> None:
    raster = b"\x1dv\x30" + bytes([mode]) + b"\x01\x00\x01\x00\xff"
    assert box(printed(raster)) == (0, 0, *size)


def test_graphics_are_stored_and_printed() -> None:
    stored = b"\x1d(L\x0c\x000p0\x02\x011\x08\x00\x02\x00\xff\x81"
    picture = printed(stored + b"\x1d(L\x02\x0002")
    assert box(picture) == (0, 0, 16, 2)
    assert dots(picture) == 16 + 4


def test_what_is_wider_than_the_paper_is_cut_off() -> None:
    assert box(printed(b"\x1dv\x30\x00\x50\x00\x01\x00" + b"\xff" * 80))[2] == 576


@pytest.mark.parametrize("char", "gjpqy")
def test_descenders_are_whole(char: str) -> None:
    assert box(printed(char.encode() + b"\n"))[3] - box(printed(b"n\n"))[3] >= 4


@pytest.mark.parametrize("char", "国墨疆量藏赢")
def test_dense_characters_touch_no_neighbour(char: str) -> None:
    """A line of 24 dots holds all of the character, and the space between lines stays white."""
    found = box(printed(gb(char) + b"\n"))
    assert found[1] >= 0
    assert 18 <= found[3] - found[1] <= 24
