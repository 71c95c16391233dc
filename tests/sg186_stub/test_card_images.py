"""The card's files (VEND-3) against recorded frames, and against any damage."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sg186_stub.card_images import (
    RETURN_CLEARED,
    Parameters,
    ReturnWrite,
    Torn,
    Wallet,
    build_parameters,
    build_return_write,
    build_wallet,
    is_blank,
    parse_parameters,
    parse_return_write,
    parse_wallet,
)
from tests.sg186_stub.test_hsm import VECTORS

PARAMETERS = Parameters(meter_no="000012345678", customer_no="112233445566", card_type=2)


def recorded(name: str) -> bytes:
    return bytes.fromhex(VECTORS[name])


def test_parameters_as_recorded() -> None:
    assert build_parameters(PARAMETERS) == recorded("parameters")
    assert parse_parameters(recorded("parameters")) == PARAMETERS


def test_parameters_with_update_flags_as_recorded() -> None:
    assert parse_parameters(recorded("parameters_2013")) == replace(PARAMETERS, update_flags=0x8F)


def test_return_write_as_recorded() -> None:
    file = ReturnWrite("000012345678", "112233445566", remaining=12345, counter=7, written_at="2411231530")
    assert build_return_write(file) == recorded("return_write")
    assert parse_return_write(recorded("return_write")) == file


def test_wallet_as_recorded() -> None:
    assert build_wallet(Wallet(6000, 8)) == recorded("quantity_wallet")
    assert parse_wallet(recorded("quantity_wallet")) == Wallet(6000, 8)


def test_a_ten_digit_customer_number_comes_back_with_ten_digits() -> None:
    image = build_parameters(replace(PARAMETERS, customer_no="3104587926"))
    assert image[36:42].hex() == "003104587926"
    assert parse_parameters(image).customer_no == "3104587926"


def test_empty_is_told_by_the_first_byte_alone() -> None:
    assert parse_return_write(RETURN_CLEARED) is None
    assert parse_return_write(b"\x00" + recorded("return_write")[1:]) is None


@pytest.mark.parametrize(("image", "blank"), [(bytes(45), True), (b"\xff" * 45, True), (b"\x00" * 44 + b"\x01", False)])
def test_blank(image: bytes, blank: bool) -> None:
    assert is_blank(image) is blank


@given(st.sampled_from(["parameters", "return_write"]), st.integers(0, 44), st.integers(1, 255))
def test_one_changed_byte_is_never_read(name: str, at: int, change: int) -> None:
    """A torn or worn file is Torn or empty, never other numbers."""
    image = bytearray(recorded(name))
    image[at] ^= change
    parse: Any = parse_parameters if name == "parameters" else parse_return_write
    if name == "return_write" and at == 0:
        assert parse(bytes(image)) is None
        return
    with pytest.raises(Torn):
        parse(bytes(image))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_file_or_torn(image: bytes) -> None:
    for parse in (parse_parameters, parse_return_write, parse_wallet):
        try:
            parse(image)
        except Torn:
            continue


def test_a_number_that_does_not_fit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="length"):
        build_parameters(replace(PARAMETERS, meter_no="1234567890123"))
