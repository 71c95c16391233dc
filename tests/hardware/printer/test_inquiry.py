"""The round of four questions: replies that are late, lost or unasked never move to another question."""

from kiosk_app.hardware.printer.inquiry import REPLY_S, REST_S, Inquiry
from kiosk_app.hardware.printer.protocol import PrinterStatus
from tests.contract.escpos import vectors


def test_four_questions_one_at_a_time() -> None:
    inquiry, status = Inquiry(), None
    inquiry.start(5.0)
    for question, value in zip(vectors.QUESTIONS.values(), (0x1A, 0x32, 0x12, 0x72), strict=True):
        assert inquiry.active
        assert inquiry.outgoing() == question
        assert inquiry.outgoing() == b""
        status = inquiry.answer(value, 5.0)
    assert status == PrinterStatus(0x1A, 0x32, 0x12, 0x72)
    assert not inquiry.active
    assert inquiry.began == 5.0


def test_a_reply_nobody_waits_for_is_dropped() -> None:
    assert Inquiry().answer(0x72, 0.0) is None


def test_a_late_reply_is_dropped_and_the_round_starts_again() -> None:
    inquiry = Inquiry()
    inquiry.start(0.0)
    inquiry.outgoing()
    inquiry.answer(0x12, 0.0)
    assert inquiry.outgoing() == vectors.QUESTIONS[2]
    assert not inquiry.tick(REPLY_S - 0.1)
    assert not inquiry.tick(REPLY_S)
    assert inquiry.answer(0x32, REPLY_S + 0.1) is None
    assert inquiry.outgoing() == b""
    assert not inquiry.tick(REPLY_S + REST_S)
    assert inquiry.outgoing() == vectors.QUESTIONS[1]


def test_three_silences_end_the_round() -> None:
    inquiry = Inquiry()
    inquiry.start(0.0)
    assert not inquiry.tick(1.0)
    assert not inquiry.tick(1.3)
    assert not inquiry.tick(2.3)
    assert not inquiry.tick(2.6)
    assert inquiry.tick(3.6)
    assert not inquiry.active
    assert not inquiry.tick(10.0)


def test_a_new_round_forgets_earlier_silences() -> None:
    inquiry = Inquiry()
    inquiry.start(0.0)
    inquiry.tick(1.0)
    inquiry.tick(1.3)
    inquiry.tick(2.3)
    inquiry.start(3.0)
    assert not inquiry.tick(4.0)


def test_stopping_takes_the_question_back() -> None:
    inquiry = Inquiry()
    inquiry.start(0.0)
    inquiry.stop()
    assert inquiry.outgoing() == b""
    assert not inquiry.active
