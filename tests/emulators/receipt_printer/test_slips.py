"""Slips out of bytes: what a person reads, what a scanner reads, what lies in the tray (protocols.md 2.3, 2.4)."""

from pathlib import Path

import pytest
from PIL import Image

from emulators.receipt_printer.device import ReceiptPrinterDevice
from emulators.receipt_printer.tray import FolderTray
from tests.contract.escpos.vectors import FRAMES
from tests.emulators.receipt_printer.stage import CUT, INIT, Stage, codes, gb, lines, slip


def test_a_slip_is_printed_and_its_barrier_answered() -> None:
    stage = Stage()
    assert stage.print(slip("国网电力", "GD-0117  ￥100.00", "")) == b"\x00"
    assert [lines(each) for each in stage.slips] == [["国网电力", "GD-0117  ￥100.00", ""]]
    assert stage.slips[0].whole
    assert stage.unknown == []
    assert not stage.truth["printed_uncut"]


def test_the_recorded_title_is_centred_and_double() -> None:
    stage = Stage()
    stage.print(FRAMES["begin"] + FRAMES["title 国网电力"] + CUT)
    picture = stage.slips[0].picture
    assert picture.width == 576
    left, top, right, bottom = picture.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    assert 96 * 2 >= right - left > 80 * 2
    assert 48 >= bottom - top > 38
    assert abs((left + right) / 2 - 288) <= 6
    assert lines(stage.slips[0]) == ["国网电力"]


def test_the_recorded_qr_code_is_read_by_a_scanner() -> None:
    stage = Stage()
    stage.print(FRAMES["begin"] + FRAMES["qr 123"] + b"\n" + CUT)
    assert codes(stage.slips[0]) == [("QRCode", "123")]


def test_the_recorded_barcode_at_module_2_is_read_by_a_scanner() -> None:
    narrow = FRAMES["code128 2024010100012345, module 3"].replace(b"\x1dw\x03", b"\x1dw\x02")
    stage = Stage()
    stage.print(INIT + b"\x1ba\x01" + narrow + b"\n" + CUT)
    assert codes(stage.slips[0]) == [("Code128", "2024010100012345")]


def test_the_recorded_barcode_at_module_3_is_wider_than_the_paper_and_not_printed() -> None:
    stage = Stage()
    stage.print(INIT + FRAMES["code128 2024010100012345, module 3"] + CUT)
    assert codes(stage.slips[0]) == []
    assert "wider than the paper" in stage.unknown[0]


def test_the_recorded_picture() -> None:
    stage = Stage()
    stage.print(INIT + FRAMES["raster 16x8, first row black"] + CUT)
    picture = stage.slips[0].picture
    black = [(x, y) for y in range(picture.height) for x in range(picture.width) if not picture.getpixel((x, y))]
    assert black == [(x, 120) for x in range(16)], "below the paper that stood out to the cutter"


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_bytes_in_any_portions_print_the_same(parts: int) -> None:
    data = slip("国网电力", "A") + FRAMES["title 国网电力"] + FRAMES["qr 123"] + CUT
    whole, portions = Stage(), Stage()
    whole.print(data)
    for at in range(0, len(data), parts):
        portions.send(data[at : at + parts])
        portions.wait(0.01)
    portions.settle()
    assert [each.lines for each in portions.slips] == [each.lines for each in whole.slips]
    assert [each.picture.tobytes() for each in portions.slips] == [each.picture.tobytes() for each in whole.slips]


def test_the_tray_numbers_on_from_what_lies_there(tmp_path: Path) -> None:
    for run in range(2):
        device = ReceiptPrinterDevice(FolderTray(tmp_path))
        device.receive(slip(f"第{run}张"), 0.0)
        device.tick(100.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001.png", "0001.txt", "0002.png", "0002.txt"]
    assert (tmp_path / "0002.txt").read_text(encoding="utf-8") == "第1张\n"
    with Image.open(tmp_path / "0002.png") as picture:
        assert picture.width == 576


def test_a_cut_without_feeding_leaves_what_is_under_the_cutter_on_the_next_slip() -> None:
    stage = Stage()
    stage.print(INIT + b"".join(gb(f"行{n}") + b"\n" for n in range(8)) + b"\x1dV\x00" + CUT)
    assert [lines(each) for each in stage.slips] == [["行0", "行1", "行2", "行3"], ["行4", "行5", "行6", "行7"]]
