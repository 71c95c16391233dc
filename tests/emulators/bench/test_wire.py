"""A serial line's pace, in virtual time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.bench.wire import LONGEST_QUEUE, Wire, byte_time

BYTE_S = byte_time(9600)


def test_a_byte_takes_ten_bits() -> None:
    assert byte_time(9600) == pytest.approx(0.00104167, rel=1e-5)
    assert byte_time(19200) == pytest.approx(byte_time(9600) / 2)


def test_a_short_frame_is_handed_over_whole_when_its_last_byte_has_passed() -> None:
    wire = Wire(0.001)
    wire.put(b"abc", 10.0)
    assert wire.wake_at() == pytest.approx(10.003)
    assert wire.arrived(10.0025) == b""
    assert wire.arrived(10.0035) == b"abc"
    assert wire.wake_at() is None


def test_a_long_one_comes_in_portions() -> None:
    wire = Wire(0.001)
    wire.put(bytes(range(40)), 10.0)
    assert wire.wake_at() == pytest.approx(10.016)
    assert wire.arrived(10.0155) == b""
    assert wire.arrived(10.0205) == bytes(range(20))
    assert wire.arrived(10.0395) == bytes(range(20, 39))
    assert wire.arrived(10.0405) == bytes([39])


def test_without_a_pace_everything_is_there_at_once() -> None:
    wire = Wire(0.0)
    wire.put(b"abc", 10.0)
    assert wire.arrived(10.0) == b"abc"


def test_what_comes_later_waits_behind_what_is_under_way() -> None:
    wire = Wire(0.001)
    wire.put(b"ab", 10.0)
    wire.put(b"c", 10.0015)
    assert wire.arrived(10.0029) == b""
    assert wire.arrived(10.0031) == b"abc"


def test_a_cut_line_loses_everything_and_a_full_one_has_no_room() -> None:
    wire = Wire(0.001)
    wire.put(bytes(LONGEST_QUEUE), 0.0)
    full = wire.has_room
    wire.cut()
    assert (full, wire.has_room) == (False, True)
    assert wire.arrived(1e9) == b""


@given(
    portions=st.lists(st.binary(max_size=60), max_size=10),
    steps=st.lists(st.floats(0, 0.02), min_size=10, max_size=10),
)
def test_nothing_is_lost_or_early(portions: list[bytes], steps: list[float]) -> None:
    """Every byte comes once, in order, and none before its time; asking at `wake_at` always gives something."""
    wire, now, got = Wire(BYTE_S), 5.0, b""
    for portion, step in zip(portions, steps, strict=False):
        wire.put(portion, now)
        now += step
        got += wire.arrived(now)
        assert len(got) <= (now - 5.0) / BYTE_S + 1e-6
    turns = 0
    while (at := wire.wake_at()) is not None:
        now = max(now, at)
        fresh = wire.arrived(now)
        assert fresh
        got += fresh
        turns += 1
    assert got == b"".join(portions)
    assert turns <= len(got)
