"""Reads of a scanner: whole, byte by byte, with more behind, with every bit flipped (H2, I27, fault 42)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.hardware.scanner.protocol import ALLOWED, CODE_AT_MOST, SILENCE_S, TRIGGERS, Lines, text_of
from tests.contract.scanner import READS
from tests.contract.scanner import TRIGGERS as RECORDED

NAMES = [row["name"] for row in READS]


@pytest.mark.parametrize("model", RECORDED)
def test_triggers_are_the_makers(model: str) -> None:
    ours = {name: each for name, each in TRIGGERS.items() if name == model}[model]  # type: ignore[index]
    assert {"start": ours.start, "stop": ours.stop, "answer": ours.answer} == RECORDED[model]


@pytest.mark.parametrize("answer", [b"", RECORDED["gm65"]["answer"]], ids=["no answer", "answer"])
@pytest.mark.parametrize("row", READS, ids=NAMES)
def test_a_read_whole_byte_by_byte_and_with_more_behind(row: dict[str, str], answer: bytes) -> None:
    data, texts = bytes.fromhex(row["bytes"]), list(row["texts"])
    assert Lines(answer).feed(data, 1.0) == texts
    lines = Lines(answer)
    assert [text for place in range(len(data)) for text in lines.feed(data[place : place + 1], 1.0)] == texts
    assert Lines(answer).feed(data + b"31", 1.0) == texts, "what is not whole is not told"
    assert Lines(answer).feed(answer + data + answer + data, 1.0) == texts + texts


@pytest.mark.parametrize("row", READS, ids=NAMES)
def test_every_single_bit_flipped_is_another_text_that_is_allowed_or_nothing(row: dict[str, str]) -> None:
    data = bytes.fromhex(row["bytes"])
    for bit in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        for text in Lines().feed(bytes(flipped), 1.0):
            assert text == "" or ALLOWED.fullmatch(text.encode()) is not None


def test_a_silence_ends_a_read_too() -> None:
    lines = Lines()
    assert lines.feed(b"GD0117-", 1.0) == []
    assert lines.feed(b"002381", 1.0 + SILENCE_S / 2) == []
    assert lines.wake_at() == 1.0 + 1.5 * SILENCE_S
    lines.tick(1.0 + 1.5 * SILENCE_S)
    assert lines.reads() == ["GD0117-002381"]
    assert lines.wake_at() is None
    assert lines.feed(b"1", 9.0) + lines.feed(b"2\r", 9.0 + SILENCE_S) == ["1", "2"], "what comes after it is another"


def test_no_more_is_kept_than_a_code_may_hold() -> None:
    lines = Lines()
    for _ in range(1_000):
        assert lines.feed(b"7" * 1_000, 1.0) == []
        assert len(lines._line) <= CODE_AT_MOST
    assert lines.feed(b"\r", 1.0) == [""], "of one that is too long nothing is told"
    assert lines.feed(b"7" * CODE_AT_MOST + b"\r", 1.0) == ["7" * CODE_AT_MOST]
    assert lines.feed(b"7" * (CODE_AT_MOST + 1) + b"\r", 1.0) == [""]


def test_what_is_forgotten_does_not_come_back() -> None:
    lines = Lines()
    lines.feed(b"123", 1.0)
    lines.forget()
    assert lines.feed(b"4\r", 1.0) == ["4"]


@given(st.lists(st.binary(max_size=40), max_size=12), st.sampled_from([b"", RECORDED["gm65"]["answer"]]))
def test_any_bytes_are_texts_that_are_allowed_or_nothing(portions: list[bytes], answer: bytes) -> None:
    lines, now = Lines(answer), 1.0
    for portion in portions:
        now += 0.01
        assert all(text == "" or text_of(text.encode()) == text for text in lines.feed(portion, now))
        assert len(lines._line) <= CODE_AT_MOST
