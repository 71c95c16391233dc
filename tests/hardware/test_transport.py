"""A serial line over a pseudo-terminal: reading, waking, losing it (fault 35: USB-serial vanishes)."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk_app.hardware import transport
from kiosk_app.hardware.transport import SerialLine, SerialTransport, TransportLost


class Pty:
    """The device's end of a line."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        self.name = os.ttyname(slave)
        os.close(slave)
        self._open = True

    def hang_up(self) -> None:
        if self._open:
            self._open = False
            os.close(self.master)


@pytest.fixture
def pty() -> Iterator[Pty]:
    line = Pty()
    yield line
    line.hang_up()


@pytest.fixture
def port(pty: Pty) -> Iterator[SerialTransport]:
    with SerialLine(pty.name).open() as opened:
        yield opened


def test_bytes_pass_both_ways_unchanged(pty: Pty, port: SerialTransport) -> None:
    every_byte = bytes(range(256))
    port.write(every_byte)
    assert os.read(pty.master, 4096) == every_byte
    os.write(pty.master, every_byte)
    received = b""
    while len(received) < len(every_byte):
        received += port.read(5)
    assert received == every_byte


def test_reading_returns_nothing_when_nothing_comes(port: SerialTransport) -> None:
    assert port.read(0) == b""


def test_waking_ends_a_read_without_a_time_limit(port: SerialTransport) -> None:
    results: list[bytes] = []
    reader = threading.Thread(target=lambda: results.append(port.read(None)))
    reader.start()
    port.wake()
    reader.join(10)
    assert results == [b""]


def test_many_wake_ups_never_block(port: SerialTransport) -> None:
    for _ in range(100_000):  # more than the pipe holds
        port.wake()
    assert port.read(None) == b""


def test_a_hung_up_line_is_lost_in_both_directions(pty: Pty, port: SerialTransport) -> None:
    pty.hang_up()
    with pytest.raises(TransportLost):
        port.read(1)
    with pytest.raises(TransportLost):
        port.write(b"x")


def test_a_port_that_is_not_there_is_lost(tmp_path: Path) -> None:
    with pytest.raises(TransportLost):
        SerialLine(str(tmp_path / "ttyUSB0")).open()


def test_a_file_is_not_a_port(tmp_path: Path) -> None:
    path = tmp_path / "ttyUSB0"
    path.write_bytes(b"")
    with pytest.raises(TransportLost):
        SerialLine(str(path)).open()


def test_a_port_in_use_is_not_opened_twice(pty: Pty, port: SerialTransport) -> None:
    with pytest.raises(TransportLost):
        SerialLine(pty.name).open()


def test_a_closed_line_is_lost_closes_again_and_is_not_woken(port: SerialTransport) -> None:
    port.close()
    port.close()
    with pytest.raises(TransportLost):
        port.read(0)
    with pytest.raises(TransportLost):
        port.write(b"x")


def test_waking_a_closed_line_never_writes_into_somebody_elses_file(port: SerialTransport, tmp_path: Path) -> None:
    """I9: the number of a closed descriptor is soon the journal's."""
    port.close()
    files = [(tmp_path / str(number)).open("wb") for number in range(16)]  # take every number that was given away
    port.wake()
    for file in files:
        file.close()
    assert {(tmp_path / str(number)).read_bytes() for number in range(16)} == {b""}


def test_a_device_that_takes_nothing_is_lost_instead_of_waited_for(
    pty: Pty, port: SerialTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "DRAIN_AT_MOST_S", 0.0)
    monkeypatch.setattr(type(port._port), "out_waiting", property(lambda _: 1))
    with pytest.raises(TransportLost, match="take"):
        port.write(b"x")


def test_writing_waits_until_the_driver_has_sent_everything(
    pty: Pty, port: SerialTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [3, 2, 1]
    monkeypatch.setattr(type(port._port), "out_waiting", property(lambda _: waiting.pop() if waiting else 0))
    port.write(b"x")
    assert not waiting
