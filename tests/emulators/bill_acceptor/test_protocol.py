"""CCNET frames of the emulated acceptor against the recorded ones, whole, in parts and damaged (protocols.md 1.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.bill_acceptor.protocol import Damaged, Decoder, Frame, encode, kermit
from tests.emulators.bill_acceptor.bench import VECTORS, framed
from tests.emulators.bill_acceptor.bench import kermit as crcmod_kermit

NAMES = [vector["name"] for vector in VECTORS]


def test_check_value() -> None:
    assert kermit(b"123456789") == 0x2189


@given(st.binary(max_size=300))
def test_crc_agrees_with_crcmod(data: bytes) -> None:
    assert kermit(data) == crcmod_kermit(data)


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_vector_both_ways(vector: dict[str, str]) -> None:
    payload, frame = bytes.fromhex(vector["payload"]), bytes.fromhex(vector["frame"])
    assert encode(payload) == frame
    assert Decoder().feed(frame) == [Frame(payload)]


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_byte_by_byte_between_noise_and_with_another_behind(vector: dict[str, str]) -> None:
    payload, frame = bytes.fromhex(vector["payload"]), bytes.fromhex(vector["frame"])
    decoder, items = Decoder(), []
    for byte in b"\x00\xff" + frame + frame + b"\x77":
        items += decoder.feed(bytes([byte]))
    assert items == [Frame(payload), Frame(payload)]
    assert not decoder.within_frame


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_no_single_bit_flip_is_taken_for_a_command(vector: dict[str, str]) -> None:
    frame = bytes.fromhex(vector["frame"])
    for bit in range(len(frame) * 8):
        damaged = bytearray(frame)
        damaged[bit // 8] ^= 1 << bit % 8
        assert not any(isinstance(item, Frame) for item in Decoder().feed(bytes(damaged)))


def test_a_frame_to_another_address_is_skipped_whole() -> None:
    inner = framed("33")
    other = framed("34" + inner.hex(), address=1)
    assert Decoder().feed(other + framed("33")) == [Frame(b"\x33")]


def test_an_impossible_length_does_not_swallow_what_follows() -> None:
    assert Decoder().feed(b"\x02\x03\x05" + framed("33")) == [Frame(b"\x33")]


def test_a_block_of_download_with_its_long_length() -> None:
    data = bytes(300)
    body = b"\x02\x03\x00\x50\x02" + (9 + len(data)).to_bytes(2, "big") + data
    frame = body + crcmod_kermit(body).to_bytes(2, "little")
    assert Decoder().feed(frame) == [Frame(b"\x50\x02" + (309).to_bytes(2, "big") + data)]
    broken = frame[:-1] + bytes([frame[-1] ^ 1])
    assert Decoder().feed(broken) == [Damaged()]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_in_any_portions_mean_the_same(portions: list[bytes]) -> None:
    decoder = Decoder()
    items = [item for portion in portions for item in decoder.feed(portion)]
    assert items == Decoder().feed(b"".join(portions))
