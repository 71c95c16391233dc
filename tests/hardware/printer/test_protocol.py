"""Bytes of the printer's status, four ways each: whole, in single bytes, with more behind, with noise in front."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.hardware.printer.protocol import (
    AUTOMATIC_STATUS_OFF,
    CLEAR_BUFFERS,
    PAPER_BARRIER,
    AutomaticStatus,
    Message,
    Noise,
    PaperReply,
    PrinterStatus,
    Receiver,
    StatusReply,
    Trouble,
    ask,
)
from tests.contract.escpos import vectors
from tests.contract.escpos.vectors import RecordedStatus

FRAMES: list[tuple[bytes, Message]] = [
    *((bytes((value,)), StatusReply(value)) for status in vectors.STATUS for value in status.replies),
    *((bytes((value,)), PaperReply(near, end)) for value, near, end in vectors.PAPER_REPLIES),
    *((frame, AutomaticStatus(frame)) for frame in vectors.AUTOMATIC_STATUS.values()),
]


@pytest.mark.parametrize(("frame", "message"), FRAMES)
def test_frame_four_ways(frame: bytes, message: Message) -> None:
    whole = Receiver()
    assert whole.receive(frame) == [message]
    assert not whole.incomplete

    grown = Receiver()
    for value in frame[:-1]:
        assert grown.receive(bytes((value,))) == []
        assert grown.incomplete
    assert grown.receive(frame[-1:]) == [message]

    assert Receiver().receive(frame + b"\x12\x00") == [message, StatusReply(0x12), PaperReply(False, False)]
    assert Receiver().receive(b"\x80\xff" + frame) == [Noise(0x80), Noise(0xFF), message]


@pytest.mark.parametrize("value", [0x11, 0x13, 0x01, 0x02, 0x0E, 0x20, 0x5F, 0x80, 0x92, 0xFF])
def test_flow_control_and_strange_bytes_are_noise(value: int) -> None:
    assert Receiver().receive(bytes((value,))) == [Noise(value)]


def test_a_status_reply_breaks_an_automatic_status_off() -> None:
    receiver = Receiver()
    assert receiver.receive(b"\x18\x00\x16\x00") == [StatusReply(0x16), PaperReply(False, False)]
    assert not receiver.incomplete


def test_a_beginning_automatic_status_breaks_another_off() -> None:
    assert Receiver().receive(b"\x18\x00\x10\x00\x0c\x00") == [AutomaticStatus(b"\x10\x00\x0c\x00")]


def test_an_abandoned_automatic_status_no_longer_swallows_a_barrier_reply() -> None:
    receiver = Receiver()
    receiver.receive(b"\x10\x00")
    receiver.abandon()
    assert receiver.receive(b"\x00") == [PaperReply(False, False)]


@given(st.binary(max_size=40), st.integers(0, 40))
def test_portions_do_not_matter(data: bytes, cut: int) -> None:
    whole, parts = Receiver(), Receiver()
    assert whole.receive(data) == parts.receive(data[:cut]) + parts.receive(data[cut:])
    assert whole.incomplete == parts.incomplete


@pytest.mark.parametrize("recorded", vectors.STATUS, ids=lambda recorded: recorded.state)
def test_status_of_recorded_states(recorded: RecordedStatus) -> None:
    status = PrinterStatus(*recorded.replies)
    assert status.trouble == recorded.trouble
    assert status.near_end is recorded.near_end


@pytest.mark.parametrize(
    ("replies", "trouble"),
    [
        ((0x1A, 0x36, 0x12, 0x72), Trouble.COVER_OPEN),  # the roll is out while it is changed
        ((0x12, 0x12, 0x12, 0x32), Trouble.PAPER_END),  # one bit of the pair
        ((0x1A, 0x32, 0x12, 0x12), Trouble.PAPER_END),  # only the offline cause says so
        ((0x1A, 0x52, 0x16, 0x12), Trouble.MECHANISM),  # recoverable, not the cutter
        ((0x1A, 0x52, 0x12, 0x12), Trouble.MECHANISM),  # an error without a cause
        ((0x1A, 0x52, 0x52, 0x12), Trouble.OFFLINE),  # the head is hot
        ((0x12, 0x12, 0x52, 0x12), Trouble.OFFLINE),
        ((0x1A, 0x1A, 0x12, 0x12), Trouble.OFFLINE),  # somebody holds the feed button
    ],
)
def test_which_trouble_comes_first(replies: tuple[int, int, int, int], trouble: Trouble) -> None:
    assert PrinterStatus(*replies).trouble is trouble


def test_only_jams_that_may_be_gone_are_recoverable() -> None:
    assert PrinterStatus(0x1A, 0x52, 0x1A, 0x12).recoverable
    assert PrinterStatus(0x1A, 0x52, 0x16, 0x12).recoverable
    assert not PrinterStatus(0x1A, 0x52, 0x32, 0x12).recoverable
    assert not PrinterStatus(0x12, 0x12, 0x12, 0x12).recoverable


def test_raw_status_is_for_the_technician() -> None:
    assert PrinterStatus(0x1A, 0x32, 0x12, 0x7E).raw() == "1A 32 12 7E"


def test_commands_are_the_recorded_ones() -> None:
    assert {n: ask(n) for n in (1, 2, 3, 4)} == vectors.QUESTIONS
    assert (PAPER_BARRIER, CLEAR_BUFFERS, AUTOMATIC_STATUS_OFF) == (
        vectors.BARRIER,
        vectors.CLEAR,
        vectors.AUTOMATIC_OFF,
    )
