"""Where one command ends and the next begins, whole, byte by byte, with noise (protocols.md 2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.receipt_printer.commands import (
    PARAMETERS,
    REAL_TIME,
    Control,
    Item,
    Order,
    RealTime,
    Text,
    Unknown,
    take,
)
from tests.contract.escpos.vectors import FRAMES
from tests.emulators.receipt_printer.stage import Stage, gb, lines, slip


def items(data: bytes, portion: int = 0) -> list[Item]:
    """Every item of `data`, given at once or in portions."""
    buffer, found = bytearray(), []
    for at in range(0, len(data), portion or max(1, len(data))):
        buffer += data[at : at + portion] if portion else data
        while (taken := take(buffer, chinese=True)) is not None:
            found.append(taken[0])
            del buffer[: taken[1]]
    assert not buffer, f"left over: {buffer.hex()}"
    return found


def joined(found: list[Item]) -> list[Item]:
    """Texts that follow each other as one."""
    result: list[Item] = []
    for item in found:
        last = result[-1] if result else None
        if isinstance(item, Text) and isinstance(last, Text):
            result[-1] = Text(last.data + item.data)
        else:
            result.append(item)
    return result


@pytest.mark.parametrize("name", FRAMES)
def test_recorded_frames_whole_and_in_portions(name: str) -> None:
    whole = items(FRAMES[name])
    assert not any(isinstance(item, Unknown) for item in whole)
    for portion in (1, 2, 3):
        assert joined(items(FRAMES[name], portion)) == joined(whole)


def test_the_title_command_by_command() -> None:
    assert items(FRAMES["title 国网电力"]) == [
        Order(b"\x1ba", b"\x01"),
        Order(b"\x1d!", b"\x11"),
        Text(gb("国网电力")),
        Control(10),
        Order(b"\x1d!", b"\x00"),
    ]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_fixed_command_waits_for_all_of_its_parameters(name: bytes) -> None:
    data = name + b"\x01" * PARAMETERS[name]
    for length in range(1, len(data)):
        assert take(data[:length], chinese=True) is None
    assert take(data + b"A", chinese=True) == (Order(name, b"\x01" * PARAMETERS[name]), len(data))


@pytest.mark.parametrize("command", REAL_TIME)
def test_a_real_time_command_in_the_buffer_is_past(command: bytes) -> None:
    assert items(command) == [RealTime()]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x1bz", [Unknown(b"\x1bz")]),
        (b"\x1c\x7fA", [Unknown(b"\x1c\x7f"), Text(b"A")]),
        (b"\x10\x04\x09", [Unknown(b"\x10\x04"), Control(9)]),
        (b"\x10\x99", [Unknown(b"\x10\x99")]),
        (b"\x00\x07", [Unknown(b"\x00"), Unknown(b"\x07")]),
        (b"\x1dv\x31", [Unknown(b"\x1dv\x31")]),
        (b"\x1dv\x30\x00\xff\xff\xff\xff", [Unknown(b"\x1dv\x30\x00\xff\xff\xff\xff")]),
    ],
)
def test_what_is_not_known_is_said_and_passed_over(data: bytes, expected: list[Item]) -> None:
    assert items(data) == expected


def test_what_is_not_known_is_written_down_loudly_and_the_slip_goes_on() -> None:
    stage = Stage()
    stage.print(b"\x1bz\x1b$\x00\x00" + slip("国网电力"))
    assert stage.unknown[:2] == ["1B 7A: no such command", "1B 24: no such command"]
    assert lines(stage.slips[0]) == ["国网电力"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x1ba\x07", "alignment"),
        (b"\x1bt\x10", "code page"),
        (b"\x1bR\x03", "character set"),
        (b"\x1dL\xff\xff", "margin"),
        (b"\x1dW\x00\x00", "no width"),
        (b"\x1dV\x09", "no such cut"),
        (b"\x1dI\x09", "identity"),
        (b"\x1dr\x09", "status"),
        (b"\x1dv\x30\x09\x01\x00\x01\x00\xff", "raster mode"),
        (b"\x1dv\x30\x00\x00\x00\x01\x00", "empty picture"),
        (b"\x1d(k\x04\x001A1\x00", "QR function"),
        (b"\x1d(k\x03\x001C\x00", "QR function"),
        (b"\x1d(k\x03\x001E\x40", "QR function"),
        (b"\x1d(k\x03\x001Q0", "no QR data"),
        (b"\x1d(L\x02\x0002", "graphics"),
        (b"\x1d(L\x0b\x000p0\x01\x011\x08\x00\x02\x00\xff", "size"),
        (b"\x1d(A\x02\x00\x00\x02", "no such command"),
        (b"\x1dk\x08ABC\x00", "not known"),
        (b"\x1dk\x49\x03ABC", "begins with"),
        (b"A\x1ba\x01", "start of a line"),
        (b"A\x1dv\x30\x00\x01\x00\x01\x00\xff", "start of a line"),
        (b"A\x1d(k\x04\x001P01\x1d(k\x03\x001Q0", "start of a line"),
        (b"\x81\x30\x84\x36", "two bytes"),
        (b"\xaa\xa1", "no such character"),
    ],
)
def test_what_is_not_possible_is_written_down(data: bytes, why: str) -> None:
    stage = Stage()
    stage.print(data)
    assert any(why in said for said in stage.unknown), stage.unknown


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_any_bytes_are_worked_off_and_leave_the_printer_well(portions: list[bytes]) -> None:
    stage = Stage()
    for portion in portions:
        stage.send(portion)
        stage.settle()
    stage.send(b"\x10\x05\x02")
    stage.settle()
    assert stage.print(slip("国网电力")).endswith(b"\x00")
    assert "国网电力" in "".join(stage.slips[-1].lines)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_mean_the_same_in_any_portions(data: bytes, portion: int) -> None:
    def walk(size: int) -> tuple[list[Item], bytes]:
        buffer, found = bytearray(), []
        for at in range(0, len(data), size):
            buffer += data[at : at + size]
            while (taken := take(buffer, chinese=True)) is not None:
                found.append(taken[0])
                del buffer[: taken[1]]
        return joined(found), bytes(buffer)

    assert walk(portion) == walk(max(1, len(data)))
