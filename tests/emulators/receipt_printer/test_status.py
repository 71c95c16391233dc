"""What the printer says about itself, against the recorded replies (protocols.md 2.2)."""

from collections.abc import Callable

import pytest

from tests.contract.escpos.vectors import AUTOMATIC_STATUS, PAPER_REPLIES, STATUS, RecordedStatus
from tests.emulators.receipt_printer.stage import BARRIER, CUT, Stage


def ok(_stage: Stage) -> bytes:
    return b""


def cover_open(stage: Stage) -> bytes:
    stage.device.open_cover(now=stage.now)
    return stage.device.outgoing()


def near_end(stage: Stage) -> bytes:
    stage.device.leave_paper(2000, now=stage.now)
    return stage.device.outgoing()


def paper_end(stage: Stage) -> bytes:
    stage.device.leave_paper(0, now=stage.now)
    return stage.device.outgoing()


def cutter_error(stage: Stage) -> bytes:
    stage.device.block_cutter(now=stage.now)
    return stage.print(CUT)


def unrecoverable(stage: Stage) -> bytes:
    stage.device.break_mechanism(now=stage.now)
    return stage.device.outgoing()


def paper_end_only(stage: Stage) -> bytes:
    stage.device.senses_near_end = False
    return paper_end(stage)


BRING: dict[str, Callable[[Stage], bytes]] = {
    "ok": ok,
    "cover open": cover_open,
    "near end": near_end,
    "paper end": paper_end_only,
    "paper end, near end too": paper_end,
    "cutter error": cutter_error,
    "unrecoverable": unrecoverable,
}
AUTOMATIC = {"normal": "ok", "cover open": "cover open", "paper out": "paper end", "cutter error": "cutter error"}


@pytest.mark.parametrize("recorded", STATUS, ids=lambda each: each.state)
def test_real_time_status(recorded: RecordedStatus) -> None:
    stage = Stage()
    BRING[recorded.state](stage)
    assert stage.status() == list(recorded.replies)


@pytest.mark.parametrize("state", [state for state in AUTOMATIC if state != "normal"])
def test_automatic_status_tells_changes(state: str) -> None:
    stage = Stage()
    assert stage.send(b"\x1da\xff") == AUTOMATIC_STATUS["normal"]
    assert stage.send(b"\x10\x04\x01") == b"\x12", "nothing has changed"
    said = BRING[AUTOMATIC[state]](stage)
    assert said.endswith(AUTOMATIC_STATUS[state])
    stage.wait(10.0)
    assert stage.device.outgoing() == b"", "once for each change"


def test_automatic_status_tells_only_what_was_asked_for_and_nothing_when_switched_off() -> None:
    stage = Stage()
    assert stage.send(b"\x1da\x08") == AUTOMATIC_STATUS["normal"]
    assert cover_open(stage) == b"", "only paper was asked for"
    stage.device.close_cover(now=stage.now)
    assert near_end(stage) == b"\x10\x00\x03\x00"
    assert stage.send(b"\x1da\x00") == b""
    stage.device.load_paper(now=stage.now)
    assert stage.device.outgoing() == b""


def test_paper_replies() -> None:
    fresh, nearly = Stage(), Stage()
    near_end(nearly)
    expected = {(near, end): byte for byte, near, end in PAPER_REPLIES}
    assert fresh.print(BARRIER) == bytes([expected[False, False]])
    assert nearly.print(BARRIER) == bytes([expected[True, False]])


def test_identity() -> None:
    assert Stage().print(b"\x1dI\x01\x1dI\x43") == b"\x20_GK-80\x00"


def test_a_printer_without_power_says_nothing() -> None:
    stage = Stage()
    stage.device.cut_power(now=stage.now)
    assert stage.send(b"\x10\x04\x01") == b""
    stage.device.restore_power(now=stage.now)
    assert stage.send(b"\x10\x04\x01") == b"", "it is starting"
    stage.settle()
    assert stage.status() == [0x12] * 4
