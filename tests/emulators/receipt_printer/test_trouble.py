"""Paper end, cover, cutter, power and a full buffer, also in the middle of a slip (protocols.md 2.5; fault 41)."""

from pathlib import Path

import pytest

from emulators.receipt_printer.device import NotPossible, ReceiptPrinterDevice
from emulators.receipt_printer.paper import DOTS_PER_MM, Slip
from emulators.receipt_printer.tray import FolderTray
from emulators.receipt_printer.unit import BUFFER, XOFF, XON
from tests.emulators.receipt_printer.stage import BARRIER, ENQ_CLEAR, ENQ_RETRY, Stage, codes, lines, slip

LINES = [f"第{n}行" for n in range(40)]
WELL = [0x12] * 4


def blackest_row(piece: Slip) -> int:
    """The last row with a black dot."""
    found = piece.picture.point(lambda value: 255 - value).getbbox()
    return found[3] if found else 0


# --- paper


def test_paper_end_in_the_middle_of_a_slip_leaves_a_half_slip_and_no_answer() -> None:
    stage = Stage()
    stage.device.leave_paper(100, now=stage.now)
    assert stage.print(slip(*LINES)) == b""
    [half] = stage.slips
    assert not half.whole
    assert lines(half) == LINES[:26], "800 dots are 26 lines and 20 rows of the next"
    assert half.picture.height == 120 + 100 * DOTS_PER_MM
    assert stage.status() == [0x1A, 0x32, 0x12, 0x7E]
    assert stage.truth["state"] == "paper_end"
    assert stage.truth["buffered"] > 0


def test_with_a_new_roll_the_failed_line_is_printed_again_and_the_slip_goes_on() -> None:
    stage = Stage()
    stage.device.leave_paper(100, now=stage.now)
    stage.print(slip(*LINES))
    stage.device.load_paper(now=stage.now)
    assert stage.settle() == b"\x00"
    half, rest = stage.slips
    assert lines(half) + lines(rest) == LINES
    assert rest.whole


def test_cleared_after_paper_end_nothing_of_the_old_slip_comes_out() -> None:
    stage = Stage()
    stage.device.leave_paper(100, now=stage.now)
    stage.print(slip(*LINES))
    assert stage.send(ENQ_CLEAR + BARRIER) == b"", "offline, the barrier is not reached"
    stage.device.load_paper(now=stage.now)
    assert stage.settle() == b"\x00"
    assert stage.print(slip("新的")) == b"\x00"
    assert [lines(each) for each in stage.slips[1:]] == [["新的"]]


def test_paper_is_used_up_by_what_is_printed() -> None:
    stage = Stage()
    before = stage.truth["paper_mm"]
    stage.print(slip(*LINES))
    used = before - stage.truth["paper_mm"]
    assert used == (40 * 30 + 120) // DOTS_PER_MM


def test_near_end_comes_before_the_end() -> None:
    stage = Stage()
    stage.device.leave_paper(4_010, now=stage.now)
    assert stage.status()[3] == 0x12
    stage.print(slip(*LINES))
    assert stage.status() == [0x12, 0x12, 0x12, 0x1E]
    assert stage.print(BARRIER) == b"\x03"


def test_a_torn_slip_says_so_in_its_name(tmp_path: Path) -> None:
    device = ReceiptPrinterDevice(FolderTray(tmp_path))
    device.leave_paper(50, now=0.0)
    device.receive(slip(*LINES), 0.0)
    device.tick(60.0)
    device.load_paper(now=60.0)
    device.tick(120.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "0001-torn.png",
        "0001-torn.txt",
        "0002.png",
        "0002.txt",
    ]


# --- cover


def test_cover_opened_in_the_middle_of_a_slip() -> None:
    stage = Stage()
    stage.send(slip(*LINES))
    stage.wait(0.5)
    stage.device.open_cover(now=stage.now)
    stage.wait(20.0)
    assert stage.slips == []
    assert stage.status() == [0x1A, 0x16, 0x12, 0x12]
    stage.device.close_cover(now=stage.now)
    assert stage.settle() == b"\x00"
    assert lines(stage.slips[0]) == LINES
    assert stage.status() == WELL


def test_what_is_printed_takes_its_time() -> None:
    """150 mm/s (HW-7): 40 lines of 30 dots, the way to the cutter, the cut."""
    stage = Stage()
    stage.send(slip(*LINES))
    began = stage.now
    stage.settle()
    assert stage.now - began == pytest.approx((40 * 30 + 120) / (150 * DOTS_PER_MM) + 0.3)


# --- cutter


def test_the_cutter_gets_stuck_and_the_cut_is_tried_again() -> None:
    stage = Stage()
    stage.device.block_cutter(now=stage.now)
    assert stage.print(slip("国网电力")) == b""
    assert stage.slips == []
    assert stage.status() == [0x1A, 0x52, 0x1A, 0x12]
    assert stage.truth["printed_uncut"]
    stage.send(ENQ_RETRY)
    stage.settle()
    assert stage.status()[2] == 0x1A, "it is still stuck"
    stage.device.free_cutter(now=stage.now)
    assert stage.status()[2] == 0x1A, "the error stays until the host ends it"
    assert stage.send(ENQ_RETRY) + stage.settle() == b"\x00"
    assert [lines(each) for each in stage.slips] == [["国网电力"]]
    assert stage.status() == WELL


def test_what_was_printed_and_not_cut_hangs_on_in_front_of_the_next_slip() -> None:
    stage = Stage()
    stage.device.block_cutter(now=stage.now)
    stage.print(slip("旧的"))
    stage.device.free_cutter(now=stage.now)
    assert stage.send(ENQ_CLEAR + BARRIER) + stage.settle() == b"\x00"
    stage.print(slip("新的"))
    assert [lines(each) for each in stage.slips] == [["旧的", "新的"]]


def test_torn_off_by_hand_it_does_not() -> None:
    stage = Stage()
    stage.device.block_cutter(now=stage.now)
    stage.print(slip("旧的"))
    stage.device.free_cutter(now=stage.now)
    stage.send(ENQ_CLEAR)
    stage.device.tear_off(now=stage.now)
    stage.print(slip("新的"))
    assert [(lines(each), each.whole) for each in stage.slips] == [(["旧的"], False), (["新的"], True)]
    with pytest.raises(NotPossible):
        stage.device.tear_off(now=stage.now)


def test_a_cut_with_nothing_to_cut_lets_nothing_fall() -> None:
    stage = Stage()
    stage.print(b"\x1dV\x00\x1bi\x1bm")
    assert stage.slips == []
    assert stage.truth["cuts"] == 3


# --- other errors


def test_a_hot_head_recovers_by_itself() -> None:
    stage = Stage()
    stage.send(slip(*LINES))
    stage.wait(0.5)
    stage.device.overheat(now=stage.now)
    stage.wait(5.0)
    assert stage.status() == [0x1A, 0x52, 0x52, 0x12]
    stage.device.cool_down(now=stage.now)
    assert stage.settle() == b"\x00"
    assert lines(stage.slips[0]) == LINES


def test_a_broken_mechanism_ends_with_no_command() -> None:
    stage = Stage()
    stage.device.break_mechanism(now=stage.now)
    assert stage.print(slip("国网电力")) == b""
    stage.send(ENQ_RETRY + ENQ_CLEAR)
    assert stage.status() == [0x1A, 0x52, 0x32, 0x12]
    stage.device.repair(now=stage.now)
    assert stage.status() == WELL
    assert stage.print(slip("新的")) == b"\x00"


# --- power and cables


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.511, 1.0])
def test_power_cut_in_the_middle_of_a_slip(seconds: float) -> None:
    stage = Stage()
    stage.send(slip(*LINES))
    stage.wait(seconds)
    stage.device.cut_power(now=stage.now)
    stage.wait(5.0)
    assert stage.slips == []
    assert stage.truth["state"] == "off"
    stage.device.restore_power(now=stage.now)
    stage.wait(2.0)
    assert stage.status() == WELL
    assert stage.print(slip("新的")) == b"\x00"
    [mixed] = stage.slips
    done = int(seconds * 1200 / 30 + 1e-6)
    assert lines(mixed) == [*LINES[:done], "新的"], "the half slip hangs on in front of the next"


def test_half_a_line_that_the_power_left_is_on_the_paper_but_no_text() -> None:
    stage = Stage()
    stage.send(slip(*LINES))
    stage.wait(0.511)
    stage.device.cut_power(now=stage.now)
    stage.device.tear_off(now=stage.now)
    [half] = stage.slips
    assert half.picture.height == 120 + int(0.511 * 1200)
    assert lines(half) == LINES[:20]
    assert blackest_row(half) > 120 + 20 * 30


def test_double_size_and_modes_do_not_outlast_the_power() -> None:
    stage = Stage()
    stage.print(b"\x1d!\x77\x1ba\x02\x1c.\x1da\xff")
    stage.device.cut_power(now=stage.now)
    stage.device.restore_power(now=stage.now)
    stage.settle()
    stage.print("电".encode("gb18030") + b"\n\x1dV\x42\x00")
    assert lines(stage.slips[0]) == ["电"]
    assert stage.slips[0].picture.height == 120 + 30
    stage.device.open_cover(now=stage.now)
    assert stage.device.outgoing() == b"", "no automatic status is left switched on"


def test_unplugged_the_printer_prints_what_it_has() -> None:
    stage = Stage()
    stage.send(slip(*LINES))
    stage.device.unplug(now=stage.now)
    assert stage.send(slip("verloren")) == b""
    assert stage.settle() == b"", "nobody hears the barrier"
    stage.device.plug_in(now=stage.now)
    assert stage.status() == WELL
    assert [lines(each) for each in stage.slips] == [LINES]


@pytest.mark.parametrize("hand", ["open_cover", "close_cover"])
def test_hands_that_cannot(hand: str) -> None:
    stage = Stage()
    if hand == "open_cover":
        stage.device.open_cover(now=stage.now)
    with pytest.raises(NotPossible):
        getattr(stage.device, hand)(now=stage.now)


@pytest.mark.parametrize("metres", [0, -1, 201])
def test_impossible_rolls_are_refused(metres: int) -> None:
    stage = Stage()
    with pytest.raises(ValueError, match="a roll has"):
        stage.device.load_paper(now=stage.now, metres=metres)
    with pytest.raises(ValueError, match="a roll has"):
        stage.device.leave_paper(-1, now=stage.now)


# --- buffer and real time


def test_xoff_when_the_buffer_fills_and_xon_when_it_empties() -> None:
    stage = Stage()
    stage.device.open_cover(now=stage.now)
    assert stage.send(b"A" * 3000) == b""
    assert stage.send(b"A" * 1000) == XOFF
    assert stage.truth["busy"]
    assert stage.send(b"A" * 90) == b"", "the host is late; there is still room"
    assert stage.status() == [0x1A, 0x16, 0x12, 0x12], "real time works with a full buffer"
    stage.device.close_cover(now=stage.now)
    assert stage.settle() == XON
    assert not stage.truth["busy"]
    assert stage.truth["lost_bytes"] == 0


def test_bytes_beyond_the_buffer_are_lost_and_counted() -> None:
    stage = Stage(xon_xoff=False)
    stage.device.open_cover(now=stage.now)
    assert stage.send(b"A" * (BUFFER + 100)) == b""
    assert stage.truth["lost_bytes"] == 100
    assert stage.status() == [0x1A, 0x16, 0x12, 0x12], "real time works with a full buffer"
    assert stage.truth["lost_bytes"] == 100
    assert stage.send(ENQ_CLEAR) == b""
    assert stage.truth["buffered"] == 0


def test_a_real_time_command_within_a_picture_is_answered_and_is_part_of_the_picture() -> None:
    """What a printer does; a host whose pictures hold these bytes gets answers that it did not ask for."""
    stage = Stage()
    picture = b"\x1dv\x30\x00\x03\x00\x01\x00\x10\x04\x01"
    assert stage.print(b"\x1b@" + picture + b"\x1dV\x42\x00") == b"\x12"
    assert stage.slips[0].lines == ("[picture 24x1]",)
    assert stage.slips[0].picture.histogram()[0] == 3


def test_a_command_cut_short_takes_what_follows_until_it_is_cleared() -> None:
    """The host died within a picture: the next slip begins with clearing (protocols.md 2.5)."""
    stage = Stage()
    stage.print(b"\x1dv\x30\x00\x48\x00\x00\x01" + b"\xff" * 50)
    assert stage.print(slip("国网电力")) == b""
    assert stage.print(ENQ_CLEAR + slip("国网电力")) == b"\x00"
    assert lines(stage.slips[0]) == ["国网电力"]
    assert codes(stage.slips[0]) == []


@pytest.mark.parametrize("clear", [ENQ_CLEAR, b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"])
def test_both_ways_to_clear_the_buffer(clear: bytes) -> None:
    stage = Stage()
    stage.device.open_cover(now=stage.now)
    stage.send(slip("旧的"))
    stage.send(clear)
    stage.device.close_cover(now=stage.now)
    assert stage.print(slip("新的")) == b"\x00"
    assert [lines(each) for each in stage.slips] == [["新的"]]
    assert stage.unknown == []


def test_a_pulse_for_a_drawer_that_is_not_there() -> None:
    stage = Stage()
    stage.print(b"\x1bp\x00\x32\x32")
    assert stage.truth["drawer_pulses"] == 1
    assert stage.print(b"\x1dr\x02") == b"\x00"
