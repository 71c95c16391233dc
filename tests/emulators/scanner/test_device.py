"""The emulated scanner: its makers' triggers, its lamp, its answers (protocols.md 5)."""

import pytest

from emulators.scanner.device import ENDS, Maker, ScannerDevice, answered, crc_xmodem
from emulators.scanner.window import LIT_S
from tests.contract.scanner import CHECKS, TRIGGERS

MAKERS: tuple[Maker, ...] = ("newland", "honeywell", "gm65")
SLIP = b"GD0117-002381"


@pytest.mark.parametrize("row", CHECKS, ids=[row["name"] for row in CHECKS])
def test_check_bytes_are_the_published_ones(row: dict[str, str]) -> None:
    assert crc_xmodem(bytes.fromhex(row["over"])) == bytes.fromhex(row["crc"])


def test_the_answer_is_the_published_one() -> None:
    assert answered(b"\x00") == TRIGGERS["gm65"]["answer"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("maker", MAKERS)
def test_a_trigger_byte_by_byte_lights_the_lamp_and_reads(maker: Maker, end: str) -> None:
    device, trigger = ScannerDevice(maker, end), TRIGGERS[maker]
    assert not device.show(SLIP, 1.0), "the lamp is dark"
    for byte in trigger["start"]:
        assert device.outgoing() == b""
        device.receive(bytes((byte,)), 2.0)
    assert device.outgoing() == trigger["answer"] + SLIP + ENDS[end]
    assert device.wake_at() is None, "a read ends the trigger"


@pytest.mark.parametrize("maker", MAKERS)
def test_the_lamp_goes_out_by_itself_and_when_told(maker: Maker) -> None:
    device, trigger = ScannerDevice(maker), TRIGGERS[maker]
    device.receive(b"\xff\x00" * 50 + trigger["start"], 1.0)
    assert device.wake_at() == 1.0 + LIT_S
    device.tick(1.0 + LIT_S)
    assert not device.show(SLIP, 1.0 + LIT_S)
    device.window.take_away()
    device.receive(trigger["start"] + trigger["stop"], 8.0)
    assert device.wake_at() is None
    device.receive(trigger["start"], 9.0)
    assert device.outgoing() == trigger["answer"] * 4


@pytest.mark.parametrize("maker", MAKERS)
def test_every_single_bit_flipped_is_no_trigger(maker: Maker) -> None:
    start = TRIGGERS[maker]["start"]
    for bit in range(8 * len(start)):
        flipped = bytearray(start)
        flipped[bit // 8] ^= 1 << bit % 8
        device = ScannerDevice(maker)
        device.receive(bytes(flipped), 1.0)
        assert device.wake_at() is None, bytes(flipped).hex()


def test_check_bytes_that_are_right_do_as_well_as_none() -> None:
    device = ScannerDevice("gm65")
    zone = bytes.fromhex("08 01 00 02 01")
    device.receive(b"\x7e\x00" + zone + crc_xmodem(zone), 1.0)
    assert device.wake_at() == 1.0 + LIT_S
    device.receive(b"\x7e\x00" + zone + b"\x00\x00", 9.0)
    assert device.wake_at() == 1.0 + LIT_S


def test_without_power_it_is_dark_and_dumb() -> None:
    device = ScannerDevice()
    device.receive(TRIGGERS["newland"]["start"], 1.0)
    device.cut_power(1.1)
    assert device.wake_at() is None
    device.receive(TRIGGERS["newland"]["start"], 1.2)
    assert not device.show(SLIP, 1.3)
    device.restore_power(1.4)
    assert device.outgoing() == b""
    device.receive(TRIGGERS["newland"]["start"], 1.5)
    assert device.outgoing() == SLIP + b"\r"
