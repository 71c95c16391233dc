"""The board on its line: frames that were cut off, and what a power failure does to the lock."""

from emulators.cabinet.board import LOCK
from emulators.cabinet.device import FRAME_SILENCE_S, CabinetDevice
from tests.contract import modbus

SHUT = bytes.fromhex("01 02 01 03 E1 89")


def test_byte_by_byte_is_the_same_as_whole() -> None:
    device = CabinetDevice()
    device.receive(modbus.READ_INPUTS, 10.0)
    whole = device.outgoing()
    assert whole == SHUT
    for place, byte in enumerate(modbus.READ_INPUTS):
        assert device.outgoing() == b""
        device.receive(bytes((byte,)), 11.0 + place * FRAME_SILENCE_S * 0.9)
    assert (device.outgoing(), device.outgoing()) == (whole, b"")
    assert device.wake_at() is None


def test_a_frame_that_was_cut_off_does_not_spoil_the_next() -> None:
    device = CabinetDevice()
    device.receive(modbus.RELAY_0_ON[:5], 10.0)
    assert device.wake_at() == 10.0 + FRAME_SILENCE_S
    device.tick(10.0 + FRAME_SILENCE_S)
    device.receive(modbus.READ_INPUTS, 10.0 + FRAME_SILENCE_S)
    assert device.outgoing() == SHUT
    assert not any(device.cabinet.relays)


def test_without_power_the_lock_locks_and_nothing_is_said() -> None:
    device = CabinetDevice()
    device.receive(modbus.RELAY_0_ON, 10.0)
    assert device.cabinet.relays[LOCK]
    device.cut_power(10.1)
    assert not any(device.cabinet.relays)
    assert not device.cabinet.pull("cash_box")
    device.receive(modbus.READ_INPUTS, 10.2)
    assert device.outgoing() == b""
    device.restore_power(10.3)
    device.receive(modbus.READ_INPUTS, 10.4)
    assert device.outgoing() == SHUT
