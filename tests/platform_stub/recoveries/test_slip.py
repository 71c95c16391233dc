"""The code on a failure slip: recorded ones are proven, forged and malformed ones are not (PAY-5, PAY-6)."""

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from platform_stub.recoveries.slip import CODE, proven, read
from tests.contract.slip_code import FORGED, KEY, MALFORMED, SLIPS, named

STRANGER = ec.derive_private_key(7, ec.SECP256R1()).public_key()
KINDS = {"PAY": "bill_payment", "VEND": "purchase"}


@pytest.mark.parametrize("row", SLIPS, ids=named)
def test_recorded_slips_are_proven_by_one_of_the_terminals_keys(row: dict[str, Any]) -> None:
    slip = read(row["code"])
    assert slip is not None
    assert (slip.sale, slip.paid_fen, slip.kind) == (row["sale"], row["paid_fen"], KINDS[row["kind"]])
    assert proven(slip, [STRANGER, KEY.public_key()])
    assert not proven(slip, [STRANGER])
    assert not proven(slip, [])


@pytest.mark.parametrize("row", FORGED, ids=named)
def test_h14_forged_slips_can_be_read_and_are_not_proven(row: dict[str, str]) -> None:
    slip = read(row["code"])
    assert slip is not None
    assert not proven(slip, [KEY.public_key()])


@pytest.mark.parametrize("row", MALFORMED, ids=named)
def test_what_is_not_of_the_form_is_no_slip(row: dict[str, str]) -> None:
    assert read(row["code"]) is None


@pytest.mark.parametrize("row", SLIPS, ids=named)
def test_every_single_bit_flipped_is_no_slip_or_a_forged_one(row: dict[str, str]) -> None:
    code = row["code"].encode()
    for bit in range(8 * len(code)):
        flipped = bytearray(code)
        flipped[bit // 8] ^= 1 << bit % 8
        slip = read(flipped.decode("latin-1"))
        assert slip is None or not proven(slip, [KEY.public_key()]), bytes(flipped)


@given(st.text(max_size=140) | st.from_regex(CODE))
def test_any_text_is_read_or_refused(text: str) -> None:
    slip = read(text)
    if slip is not None:
        assert re.search(CODE, text) is not None
        assert len(slip.signature) == 64
        assert not proven(slip, [KEY.public_key()])
