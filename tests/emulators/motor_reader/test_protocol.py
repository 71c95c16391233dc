"""Frames of the CRT-310, four ways: built, read, read in portions, and damaged (protocols.md 3.1)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.motor_reader.protocol import Control, Damaged, Decoder, Frame, Item, Negative, encode, negative

CONTRACT = Path(__file__).parents[2] / "contract" / "card_reader"
VECTORS = [
    (vector["name"], bytes.fromhex(vector["payload"]), bytes.fromhex(vector["frame"]))
    for vector in json.loads((CONTRACT / "crt310.json").read_text(encoding="utf-8"))
]
every_frame = pytest.mark.parametrize(
    ("payload", "frame"), [pytest.param(payload, frame, id=name) for name, payload, frame in VECTORS]
)


def test_there_are_vectors() -> None:
    assert len(VECTORS) == 40


@every_frame
def test_a_frame_is_built(payload: bytes, frame: bytes) -> None:
    assert encode(payload) == frame


@every_frame
def test_a_frame_is_read(payload: bytes, frame: bytes) -> None:
    assert Decoder().feed(frame) == [Frame(payload)]


@every_frame
def test_a_frame_is_read_in_portions_between_noise(payload: bytes, frame: bytes) -> None:
    for size in (1, 2, 5):
        decoder = Decoder()
        stream = b"\xff\x00" + frame + b"\x05\x7f" + frame
        items: list[Item] = []
        for start in range(0, len(stream), size):
            items += decoder.feed(stream[start : start + size])
        assert items == [Frame(payload), Control.ENQ, Frame(payload)]


@every_frame
def test_a_damaged_frame_is_never_taken_for_another(payload: bytes, frame: bytes) -> None:
    for position in range(len(frame)):
        for flip in (0x01, 0x10, 0x80, 0xFF):
            damaged = bytearray(frame)
            damaged[position] ^= flip
            assert not any(isinstance(item, Frame) for item in Decoder().feed(bytes(damaged)))


@given(payload=st.binary(min_size=1, max_size=264))
def test_every_payload_survives(payload: bytes) -> None:
    assert Decoder().feed(encode(payload)) == [Frame(payload)]


def test_an_impossible_length_is_damage_at_once() -> None:
    assert Decoder().feed(bytes.fromhex("020109")) == [Damaged()]
    assert Decoder().feed(bytes.fromhex("020000")) == [Damaged()]


def test_a_refusal_names_the_command() -> None:
    assert encode(negative(0x32, Negative.BACKUP_POWER)).hex().upper() == "0200034E3207" + "0379"
