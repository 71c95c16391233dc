"""Frames of the relay board against recorded ones and against pymodbus (protocols.md 9.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer.rtu import FramerRTU
from pymodbus.pdu import DecodePDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsResponse, WriteSingleCoilRequest

from kiosk_app.hardware.cabinet.protocol import (
    CoilWritten,
    Inputs,
    ReadInputs,
    Refused,
    Request,
    WriteCoil,
    crc,
    decode,
    encode,
    reply_length,
)
from tests.contract import modbus

ASK, ON, OFF = ReadInputs(1), WriteCoil(1, 0, on=True), WriteCoil(1, 0, on=False)
INPUTS = Inputs((True, False, True, False, False, False, False, False))
REPLIES: tuple[tuple[Request, bytes, object], ...] = (
    (ASK, modbus.INPUTS_0_AND_2, INPUTS),
    (ON, modbus.RELAY_0_ON, CoilWritten(0, True)),
    (OFF, modbus.RELAY_0_OFF, CoilWritten(0, False)),
    (ON, modbus.REFUSED_ADDRESS, Refused(2)),
)


def test_the_check_value_of_the_polynomial() -> None:
    assert crc(b"123456789") == bytes.fromhex("374B")


@pytest.mark.parametrize(
    ("request_", "frame"),
    [
        (ASK, modbus.READ_INPUTS),
        (ReadInputs(0xFF), modbus.OTHER_BOARD),
        (ON, modbus.RELAY_0_ON),
        (OFF, modbus.RELAY_0_OFF),
    ],
)
def test_requests_are_the_recorded_ones(request_: Request, frame: bytes) -> None:
    assert encode(request_) == frame


@pytest.mark.parametrize(("request_", "frame", "reply"), REPLIES)
def test_replies_are_read(request_: Request, frame: bytes, reply: object) -> None:
    assert reply_length(request_, frame[:2]) == len(frame)
    assert decode(request_, frame) == reply


@pytest.mark.parametrize(("request_", "frame", "reply"), REPLIES)
def test_a_frame_with_any_bit_flipped_is_no_reply(request_: Request, frame: bytes, reply: object) -> None:
    for place in range(len(frame) * 8):
        damaged = bytearray(frame)
        damaged[place // 8] ^= 1 << place % 8
        assert decode(request_, bytes(damaged)) is None


@pytest.mark.parametrize(("request_", "frame", "reply"), REPLIES)
def test_a_frame_that_is_not_whole_is_no_reply(request_: Request, frame: bytes, reply: object) -> None:
    for length in range(len(frame)):
        assert decode(request_, frame[:length]) is None


def test_a_reply_to_another_request_is_no_reply() -> None:
    assert decode(OFF, modbus.RELAY_0_ON) is None
    assert decode(ASK, modbus.RELAY_0_ON) is None
    assert decode(ON, modbus.INPUTS_0_AND_2) is None
    assert decode(ASK, modbus.OTHER_BOARD_SAYS) is None


@given(st.binary(max_size=16))
def test_arbitrary_bytes_never_bring_it_down(data: bytes) -> None:
    for request in (ASK, ON, OFF):
        assert reply_length(request, data) in (5, 6, 8)
        decode(request, data)


def test_pymodbus_reads_what_we_ask() -> None:
    """A foreign peer as the slave."""
    for request in (ASK, ON, OFF):
        used, pdu = FramerRTU(DecodePDU(True)).handleFrame(encode(request), 0, 0)
        assert used == 8
        assert pdu is not None
        assert pdu.function_code == (2 if request is ASK else 5)
        assert pdu.dev_id == 1
        if isinstance(request, ReadInputs):
            assert (pdu.address, pdu.count) == (0, 8)
        else:
            assert (pdu.address, pdu.bits[0]) == (0, request.on)


@given(st.lists(st.booleans(), min_size=8, max_size=8))
def test_we_read_what_pymodbus_answers(bits: list[bool]) -> None:
    frame = FramerRTU(DecodePDU(False)).buildFrame(ReadDiscreteInputsResponse(dev_id=1, bits=bits))
    assert decode(ASK, frame) == Inputs(tuple(bits))


def test_pymodbus_writes_a_coil_with_the_bytes_that_we_do() -> None:
    pdu = WriteSingleCoilRequest(dev_id=1, address=0, bits=[True])
    assert FramerRTU(DecodePDU(True)).buildFrame(pdu) == encode(ON)
