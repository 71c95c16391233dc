"""Frames and messages of the CRT-310: whole, byte by byte, among noise, every bit flipped (protocols.md 3.1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.hardware.card_reader.crt310 import protocol
from kiosk_app.hardware.card_reader.crt310.protocol import (
    LONGEST,
    Answer,
    Control,
    Damaged,
    Decoder,
    Entry,
    Frame,
    Item,
    Place,
    Refused,
    Status,
    encode,
    parse_chip_data,
    parse_status,
    reply_to,
)
from tests.contract.card_reader import Vector, crt310

FRAMES = {vector.name: vector for vector in crt310()}
every_frame = pytest.mark.parametrize("vector", crt310(), ids=lambda vector: str(vector.name))


def frames(items: list[Item]) -> list[bytes]:
    return [item.payload for item in items if isinstance(item, Frame)]


def decoded(stream: bytes, size: int = 1_000) -> list[Item]:
    """Everything a decoder finds, in portions, and when the line has gone quiet."""
    decoder, items = Decoder(), list[Item]()
    for start in range(0, len(stream), size):
        items += decoder.feed(stream[start : start + size])
    return items + decoder.line_is_quiet()


@every_frame
def test_whole(vector: Vector) -> None:
    assert encode(vector.payload) == vector.frame
    assert decoded(vector.frame) == [Frame(vector.payload)]


@every_frame
def test_byte_by_byte(vector: Vector) -> None:
    assert decoded(vector.frame, 1) == [Frame(vector.payload)]


@every_frame
def test_with_trailing_bytes(vector: Vector) -> None:
    for size in (1, 3, 1_000):
        stream = vector.frame + b"\xff\x06" + vector.frame + b"\x04\x7f"
        expected = [Frame(vector.payload), Control.ACK, Frame(vector.payload), Control.EOT]
        assert decoded(stream, size) == expected


@every_frame
def test_every_single_bit_flip(vector: Vector) -> None:
    """No flip makes another frame of it, and none keeps the next frame from being found."""
    for bit in range(8 * len(vector.frame)):
        flipped = bytearray(vector.frame)
        flipped[bit // 8] ^= 1 << bit % 8
        assert frames(decoded(bytes(flipped))) == []
        decoder = Decoder()
        items = decoder.feed(bytes(flipped)) + decoder.line_is_quiet() + decoder.feed(vector.frame)
        assert frames(items) == [vector.payload]


@every_frame
def test_the_bytes_of_a_broken_frame_are_no_control_bytes(vector: Vector) -> None:
    """An ACK or EOT inside a damaged answer must not be taken for one."""
    broken = vector.frame[:3] + b"\x06\x04\x15\x05" + vector.frame[3:-1] + bytes([vector.frame[-1] ^ 1])
    broken = broken[:1] + (len(vector.payload) + 4).to_bytes(2, "big") + broken[3:]
    assert not any(isinstance(item, Control) for item in decoded(broken))
    assert any(isinstance(item, Damaged) for item in decoded(broken))


@every_frame
def test_a_frame_cut_short(vector: Vector) -> None:
    for cut in range(1, len(vector.frame)):
        decoder = Decoder()
        assert decoder.feed(vector.frame[:cut]) == []
        assert Damaged() in decoder.line_is_quiet()
        assert decoder.feed(vector.frame) == [Frame(vector.payload)]


def test_a_good_frame_inside_a_broken_one_is_found() -> None:
    inner = FRAMES["status"].frame
    outer = bytes([2, 0, 20]) + b"\x31" + inner
    assert frames(decoded(outer)) == [FRAMES["status"].payload]


@settings(deadline=None)
@given(payload=st.binary(min_size=1, max_size=LONGEST))
def test_every_payload_survives(payload: bytes) -> None:
    assert decoded(encode(payload), 7) == [Frame(payload)]


@pytest.mark.parametrize("length", [0, LONGEST + 1])
def test_no_frame_of_that_length(length: int) -> None:
    with pytest.raises(ValueError, match="a frame holds"):
        encode(bytes(length))
    assert frames(decoded(bytes([2]) + length.to_bytes(2, "big") + bytes(40))) == []


@settings(deadline=None)
@given(stream=st.binary(max_size=600), size=st.integers(1, 50))
def test_any_bytes_leave_nothing_behind(stream: bytes, size: int) -> None:
    decoder = Decoder()
    for start in range(0, len(stream), size):
        decoder.feed(stream[start : start + size])
    decoder.line_is_quiet()
    assert not decoder.within_frame
    assert decoder.feed(FRAMES["status"].frame) == [Frame(FRAMES["status"].payload)]


# --- messages ---


def test_the_commands_are_those_recorded() -> None:
    recorded = {
        "reset": protocol.RESET,
        "status": protocol.TELL_STATUS,
        "entry any": protocol.OPEN_ENTRY,
        "entry off": protocol.CLOSE_ENTRY,
        "stop IC": protocol.STOP_AT_CONTACTS,
        "front hold": protocol.TO_FRONT_HELD,
        "to IC": protocol.TO_CONTACTS,
        "to RF": protocol.TO_INSIDE,
        "capture": protocol.CAPTURE,
        "abnormal out": protocol.ABNORMAL_OUT,
        "IC off": protocol.CHIP_OFF,
        "CPU reset": protocol.CHIP_RESET,
        "APDU SELECT A000": protocol.exchange(bytes.fromhex("00A4040002A000")),
    }
    assert {name: FRAMES[name].payload for name in recorded} == recorded


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("st none entry-switch rear-off", Status(Place.NONE, Entry.SWITCH, False)),
        ("st inside", Status(Place.INSIDE, Entry.SWITCH, False)),
        ("st IC", Status(Place.CONTACTS, Entry.SWITCH, False)),
        ("st mouth unheld", Status(Place.MOUTH, Entry.SWITCH, False)),
        ("st mouth held", Status(Place.FRONT, Entry.SWITCH, False)),
    ],
)
def test_the_recorded_statuses(name: str, status: Status) -> None:
    reply = reply_to(protocol.TELL_STATUS, FRAMES[name].payload)
    assert reply is not None
    assert parse_status(reply) == status


@pytest.mark.parametrize("payload", ["3130", "31304E4A", "31304E4A4E00", "3130454A4E", "31304E4F4E", "31304E4A4B"])
def test_what_is_no_status(payload: str) -> None:
    reply = reply_to(protocol.TELL_STATUS, bytes.fromhex(payload))
    assert reply is not None
    assert parse_status(reply) is None
    assert parse_status(Refused(1)) is None


@pytest.mark.parametrize(
    ("request_", "payload", "reply"),
    [
        (protocol.TO_FRONT_HELD, "323159", Answer(b"Y")),
        (protocol.TO_FRONT_HELD, "323045", None),  # the answer to another move
        (protocol.TO_FRONT_HELD, "4E3207", Refused(7)),
        (protocol.TO_FRONT_HELD, "4E3107", None),  # the refusal of another command
        (protocol.TO_FRONT_HELD, "4E32", None),
        (protocol.OPEN_ENTRY, "2F333159", Answer(b"Y")),
        (protocol.STOP_AT_CONTACTS, "2E3359", Answer(b"Y")),
        (protocol.RESET, "3030435254", Answer(b"CRT")),
        (protocol.TELL_STATUS, "31", None),
    ],
)
def test_replies(request_: bytes, payload: str, reply: Answer | Refused | None) -> None:
    assert reply_to(request_, bytes.fromhex(payload)) == reply


def test_the_operation_byte() -> None:
    assert Answer(b"Y").operation == 0x59
    assert Answer(b"").operation == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("5900029000", "9000"),
        ("5A000D3B781100001122334455667788", "3B781100001122334455667788"),
        ("590000", ""),
        ("5900039000", None),
        ("5900019000", None),
        ("59", None),
        ("4E", None),
        ("45", None),
        ("", None),
    ],
)
def test_what_a_chip_said(data: str, said: str | None) -> None:
    expected = None if said is None else bytes.fromhex(said)
    assert parse_chip_data(Answer(bytes.fromhex(data))) == expected
    assert parse_chip_data(Refused(2)) is None
