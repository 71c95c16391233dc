"""The emulated board answers recorded frames, and its doors yield to nothing but the lock or a key."""

import pytest
from pymodbus.framer.rtu import FramerRTU
from pymodbus.pdu import DecodePDU
from pymodbus.pdu.bit_message import ReadCoilsRequest, ReadDiscreteInputsRequest, WriteMultipleCoilsRequest

from emulators.cabinet.board import Board, Cabinet, sealed
from tests.contract import modbus


@pytest.fixture
def board() -> Board:
    return Board(Cabinet())


def test_recorded_frames(board: Board) -> None:
    assert board.receive(modbus.RELAY_0_ON) == modbus.RELAY_0_ON
    assert board.receive(modbus.READ_COILS) == modbus.COILS
    assert board.receive(modbus.RELAY_0_OFF) == modbus.RELAY_0_OFF
    assert board.receive(modbus.ALL_ON) == modbus.ALL_ON
    assert all(board.cabinet.relays)
    assert board.receive(modbus.WRITE_ALL)[:6] == modbus.WRITE_ALL[:6]
    assert board.receive(modbus.OTHER_BOARD) == b""


def test_byte_by_byte_and_two_frames_at_once(board: Board) -> None:
    whole = board.receive(modbus.READ_INPUTS)
    assert b"".join(board.receive(bytes((byte,))) for byte in modbus.READ_INPUTS) == whole
    assert board.receive(modbus.READ_INPUTS * 2) == whole * 2


def test_every_single_bit_flip_is_answered_with_silence(board: Board) -> None:
    for place in range(len(modbus.RELAY_0_ON) * 8):
        damaged = bytearray(modbus.RELAY_0_ON)
        damaged[place // 8] ^= 1 << place % 8
        assert board.receive(bytes(damaged)) == b""
        board.silence()
    assert not any(board.cabinet.relays)


def test_exceptions(board: Board) -> None:
    assert board.receive(sealed(bytes.fromhex("01 05 00 09 FF 00"))) == modbus.REFUSED_ADDRESS
    assert board.receive(sealed(bytes.fromhex("01 05 00 00 12 34"))) == sealed(bytes.fromhex("01 85 03"))
    assert board.receive(sealed(bytes.fromhex("01 07 00 00 00 00"))) == sealed(bytes.fromhex("01 87 01"))
    assert board.receive(sealed(bytes.fromhex("01 02 00 00 00 09"))) == sealed(bytes.fromhex("01 82 03"))
    assert board.receive(sealed(bytes.fromhex("01 02 00 04 00 08"))) == sealed(bytes.fromhex("01 82 02"))


def test_the_cash_box_yields_to_its_lock_or_a_key_only(board: Board) -> None:
    cabinet = board.cabinet
    assert not cabinet.pull("cash_box")
    board.receive(modbus.RELAY_0_ON)
    assert cabinet.pull("cash_box")
    assert board.receive(modbus.READ_INPUTS)[3] == 0b01
    cabinet.shut("cash_box")
    board.receive(modbus.RELAY_0_OFF)
    assert cabinet.pull("cash_box", key=True)
    cabinet.cut.add("service")
    assert board.receive(modbus.READ_INPUTS)[3] == 0
    assert cabinet.opened == ["cash_box", "cash_box"]


def test_without_power_it_says_nothing(board: Board) -> None:
    board.powered = False
    assert board.receive(modbus.READ_INPUTS) == b""


def test_pymodbus_as_the_master(board: Board) -> None:
    ask, read = FramerRTU(DecodePDU(True)), FramerRTU(DecodePDU(False))
    answered = board.receive(ask.buildFrame(WriteMultipleCoilsRequest(dev_id=1, address=1, bits=[True, False, True])))
    assert answered
    _, coils = read.handleFrame(board.receive(ask.buildFrame(ReadCoilsRequest(dev_id=1, address=0, count=8))), 1, 0)
    assert coils is not None
    assert coils.bits[:8] == [False, True, False, True, False, False, False, False]
    frame = ask.buildFrame(ReadDiscreteInputsRequest(dev_id=1, address=0, count=2))
    _, doors = read.handleFrame(board.receive(frame), 1, 0)
    assert doors is not None
    assert doors.bits[:2] == [True, True]
