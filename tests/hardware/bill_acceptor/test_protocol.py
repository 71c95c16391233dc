"""CCNET frames: drawn, recognised, refused when one bit is wrong, found again in noise (faults 33, 35)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.hardware.bill_acceptor import protocol
from kiosk_app.hardware.bill_acceptor.protocol import (
    BUFFER_AT_MOST,
    GARBLED,
    Decoder,
    Identification,
    Item,
    Malformed,
    Report,
    crc16,
    encode,
)
from kiosk_app.hardware.bill_acceptor.states import (
    FAULTS,
    Command,
    FailureCode,
    RejectReason,
    State,
    failure_name,
    reject_reason,
)
from tests.contract.ccnet import Vector, vectors
from tests.hardware.bill_acceptor.unit import framed

every_vector = pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.name)
payloads = st.binary(min_size=1, max_size=protocol.PAYLOAD_AT_MOST)


def drain(decoder: Decoder) -> list[Item]:
    items: list[Item] = []
    while (item := decoder.next_item()) is not None:
        items.append(item)
    return items


def quiet(decoder: Decoder) -> list[Item]:
    items: list[Item] = []
    while (item := decoder.line_is_quiet()) is not None:
        items.append(item)
    return items


def payloads_in(items: list[Item]) -> list[bytes]:
    return [item for item in items if isinstance(item, bytes)]


def test_the_published_check_value_of_the_crc() -> None:
    assert crc16(b"123456789") == 0x2189


@every_vector
def test_a_vector_is_encoded_to_the_recorded_frame(vector: Vector) -> None:
    assert encode(vector.payload) == vector.frame
    assert crc16(vector.frame) == 0


@every_vector
def test_a_vector_is_decoded_whole(vector: Vector) -> None:
    decoder = Decoder()
    decoder.receive_data(vector.frame)
    assert drain(decoder) == [vector.payload]


@every_vector
def test_a_vector_is_decoded_byte_by_byte(vector: Vector) -> None:
    decoder = Decoder()
    for byte in vector.frame[:-1]:
        decoder.receive_data(bytes((byte,)))
        assert decoder.next_item() is None
    decoder.receive_data(vector.frame[-1:])
    assert drain(decoder) == [vector.payload]


@every_vector
@pytest.mark.parametrize("trailing", [b"\x00", b"\x02", b"\x02\x03", b"\xff\xff\xff", b"\x02\x03\x06\x33"])
def test_a_vector_is_decoded_with_trailing_bytes(vector: Vector, trailing: bytes) -> None:
    decoder = Decoder()
    decoder.receive_data(vector.frame + trailing)
    assert drain(decoder) == [vector.payload]
    assert payloads_in(quiet(decoder)) == []


@every_vector
def test_every_flipped_bit_of_a_vector_is_noticed(vector: Vector) -> None:
    for bit in range(len(vector.frame) * 8):
        broken = bytearray(vector.frame)
        broken[bit // 8] ^= 1 << bit % 8
        decoder = Decoder()
        decoder.receive_data(bytes(broken))
        assert payloads_in(drain(decoder) + quiet(decoder)) == [], f"bit {bit}"


@given(payloads)
def test_an_independent_codec_makes_the_same_frames(payload: bytes) -> None:
    assert encode(payload) == framed(payload)


@given(st.lists(payloads, max_size=4), st.lists(st.integers(1, 40), min_size=1))
def test_frames_in_a_row_come_out_in_order_in_any_portions(sent: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(encode(payload) for payload in sent)
    decoder, received, turn = Decoder(), list[Item](), 0
    while stream:
        size = sizes[turn % len(sizes)]
        decoder.receive_data(stream[:size])
        stream, turn = stream[size:], turn + 1
        received += drain(decoder)
    assert received == sent


noise = st.lists(
    st.one_of(st.binary(max_size=12), st.sampled_from([b"\x02", b"\x02\x03", b"\x02\x03\xff", b"\x02\x03\x00\x50"])),
    max_size=6,
).map(b"".join)


@given(noise, payloads, noise, payloads, noise)
def test_noise_around_frames_loses_no_frame(
    before: bytes, first: bytes, between: bytes, second: bytes, after: bytes
) -> None:
    """Fault 35: byte noise; what looks like the beginning of a frame swallows nothing for good."""
    decoder = Decoder()
    decoder.receive_data(before + encode(first) + between + encode(second) + after)
    received = payloads_in(drain(decoder) + quiet(decoder))
    assert first in received
    assert second in received[received.index(first) :]


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_end_in_an_empty_buffer(data: bytes) -> None:
    decoder = Decoder()
    decoder.receive_data(data)
    for item in drain(decoder) + quiet(decoder):
        assert item is GARBLED or isinstance(item, bytes)
    assert decoder.line_is_quiet() is None
    decoder.receive_data(encode(protocol.POLL))
    assert drain(decoder) == [protocol.POLL]


def test_a_babbling_line_does_not_fill_the_memory() -> None:
    decoder = Decoder()
    decoder.receive_data(b"\x02\x03\xff" * 100_000 + encode(protocol.POLL))
    assert len(decoder._buffer) == BUFFER_AT_MOST
    assert payloads_in(drain(decoder) + quiet(decoder)) == [protocol.POLL]


@pytest.mark.parametrize("header", ["0203050000", "02030000000050", "0204061404c0", "030306143333"])
def test_what_is_no_frame_of_the_validator_is_noise(header: str) -> None:
    """Too short, the long form of a download, another device's address, no SYNC."""
    decoder = Decoder()
    decoder.receive_data(bytes.fromhex(header) + encode(protocol.POLL))
    assert payloads_in(drain(decoder) + quiet(decoder)) == [protocol.POLL]


def test_another_devices_good_frame_is_not_ours() -> None:
    body = bytes((2, 4, 6, 0x14))
    decoder = Decoder()
    decoder.receive_data(body + crc16(body).to_bytes(2, "little"))
    assert payloads_in(drain(decoder) + quiet(decoder)) == []


@pytest.mark.parametrize("payload", [b"", bytes(251)])
def test_a_payload_that_no_frame_can_carry_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 250"):
        encode(payload)


def test_the_longest_payload_fits() -> None:
    decoder = Decoder()
    decoder.receive_data(encode(bytes(250)))
    assert drain(decoder) == [bytes(250)]


def test_bitmaps_have_the_highest_types_first() -> None:
    assert protocol.bitmap({0}) == bytes((0, 0, 1))
    assert protocol.bitmap({8, 15}) == bytes((0, 0x81, 0))
    assert protocol.bitmap({23}) == bytes((0x80, 0, 0))
    assert protocol.enable_bill_types(range(4)) == bytes.fromhex("34 00000F 00000F")
    assert bytes.fromhex("34 000000 000000") == protocol.DISABLE
    assert protocol.set_security(()) == bytes.fromhex("32000000")


@pytest.mark.parametrize("bill_type", [-1, 24])
def test_a_type_beyond_the_bitmap_is_refused(bill_type: int) -> None:
    with pytest.raises(ValueError, match="0 to 23"):
        protocol.bitmap({bill_type})


@given(st.frozensets(st.integers(0, 23)))
def test_a_status_tells_the_bitmaps_that_were_set(types: frozenset[int]) -> None:
    assert protocol.parse_status(protocol.bitmap(types) + bytes(3)) == (types, frozenset())
    assert protocol.parse_status(bytes(3) + protocol.bitmap(types) + bytes(3)) == (frozenset(), types)


def test_a_report_tells_its_state_and_detail() -> None:
    assert protocol.parse_report(b"\x80\x03") == Report(State.ESCROW_POSITION, b"\x03")
    assert protocol.parse_report(b"\x80\x03").detail == 3
    assert protocol.parse_report(b"\x14").detail is None
    assert str(protocol.parse_report(b"\x47\x5f")) == "47 5F"
    assert protocol.parse_report(b"\x81\x03\x00").detail == 3  # bill-to-bill: the destination behind the type


@pytest.mark.parametrize("payload", ["00", "FF", "80", "81", "82", "00000F000000", "14000000", "53 4D 2D 31"])
def test_what_is_no_report_is_malformed(payload: str) -> None:
    with pytest.raises(Malformed):
        protocol.parse_report(bytes.fromhex(payload))


def test_an_identification_is_taken_apart() -> None:
    payload = b"SM-CN2015      " + b"21K030000123" + b"\x01\x02\x03\x04\x05\x06\x07"
    told = protocol.parse_identification(payload)
    assert told == Identification("SM-CN2015", "21K030000123", payload[27:])
    assert str(told) == "SM-CN2015 21K030000123"
    with pytest.raises(Malformed):
        protocol.parse_identification(payload[:-1])
    with pytest.raises(Malformed):
        protocol.parse_status(bytes(5))


def test_every_command_and_state_of_the_reference_has_its_code() -> None:
    """protocols.md 1.5 and 1.6."""
    extensions = {0x40, 0x41, 0x50, 0x51, 0x52, 0x54, 0x60, 0x66, 0x67, 0x68, 0x69, 0xF0}
    assert {*Command} == {0, 0xFF, *range(0x30, 0x3F), *extensions}
    assert {*State} == {
        *range(0x10, 0x16),
        *range(0x17, 0x22),
        *range(0x25, 0x2A),
        0x30,
        *range(0x41, 0x49),
        *range(0x80, 0x83),
    }
    assert {*RejectReason} == {*range(0x60, 0x6B), 0x6C, 0x6D, *range(0x92, 0x96)}
    assert {0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x5F} <= {*FailureCode}
    assert {0x41, 0x42, 0x43, 0x44, 0x47, 0x48} == FAULTS.keys()


def test_reasons_and_failures_have_names() -> None:
    assert reject_reason(0x68) == "inhibit"
    assert reject_reason(0x6B) == reject_reason(None) == "unknown"
    assert failure_name(0x50) == "stack_motor"
    assert failure_name(0x65) == failure_name(None) == "unknown"
