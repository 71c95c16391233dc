"""Files of the card: the frames of meter_card.md 7, and both ways for every value."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.meter_card.files import (
    EMPTY_RETURN,
    PURCHASE,
    FrameWrong,
    Parameters,
    ReturnWrite,
    Wallet,
    framed,
    return_is_empty,
    unframed,
)

PARAMETERS = Parameters("000012345678", "112233445566", PURCHASE, user_type=1)
FRAME_17 = "68010027010000000000000000000000000020000000100000000100000100001234567811223344556602D616"
FRAME_18 = "68010027018F000000009901010000000000200000001000000001000001000012345678112233445566020016"
RETURN = ReturnWrite("000012345678", "112233445566", 12345, 7, user_type=1, written_at="2411231530")
FRAME_19 = "6811002B01000001000001000012345678112233445566000030390000000700000000000000000000002411231530C516"


def twelve_digits() -> st.SearchStrategy[str]:
    return st.integers(0, 10**12 - 1).map(lambda number: f"{number:012d}")


def test_vector_17_parameter_frame() -> None:
    assert PARAMETERS.to_bytes().hex().upper() == FRAME_17
    assert Parameters.from_bytes(bytes.fromhex(FRAME_17)) == PARAMETERS


def test_vector_18_parameter_frame_with_flags_and_switch_time() -> None:
    assert replace(PARAMETERS, update_flags=0x8F, switch_time="9901010000").to_bytes().hex().upper() == FRAME_18


def test_vector_19_return_write_frame() -> None:
    assert RETURN.to_bytes().hex().upper() == FRAME_19
    assert ReturnWrite.from_bytes(bytes.fromhex(FRAME_19)) == RETURN


def test_vector_20_wallet_of_an_energy_controlled_meter() -> None:
    assert Wallet(6000, 8).to_bytes().hex().upper() == "0000177000000008"


@given(value=st.integers(0, 2**32 - 1), counter=st.integers(0, 2**32 - 1))
def test_wallet_both_ways(value: int, counter: int) -> None:
    assert Wallet.from_bytes(Wallet(value, counter).to_bytes()) == Wallet(value, counter)


@given(meter=twelve_digits(), customer=twelve_digits(), kind=st.integers(0, 255), alarm=st.integers(0, 99_999_999))
def test_parameters_both_ways(meter: str, customer: str, kind: int, alarm: int) -> None:
    parameters = Parameters(meter, customer, kind, alarm_1=alarm)
    assert len(parameters.to_bytes()) == 45
    assert Parameters.from_bytes(parameters.to_bytes()) == parameters


@given(position=st.integers(0, 44), flip=st.integers(1, 255))
def test_one_wrong_byte_is_never_a_frame(position: int, flip: int) -> None:
    raw = bytearray.fromhex(FRAME_17)
    raw[position] ^= flip
    with pytest.raises(FrameWrong):
        Parameters.from_bytes(bytes(raw))


def test_empty_is_decided_by_the_first_byte() -> None:
    torn = b"\x00" + RETURN.to_bytes()[1:]
    assert return_is_empty(EMPTY_RETURN)
    assert return_is_empty(torn)
    assert not return_is_empty(RETURN.to_bytes())


@given(command=st.integers(0, 255), data=st.binary(max_size=300))
def test_frames_both_ways(command: int, data: bytes) -> None:
    assert unframed(framed(command, data)) == (command, data)
