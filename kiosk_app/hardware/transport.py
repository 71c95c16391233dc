"""Bytes to and from a device, behind one small contract, so that a session never sees a port."""

import os
import select
import termios
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

import serial

READ_AT_MOST = 4096
DRAIN_AT_MOST_S = 5.0  # the longest job in one write: a receipt's raster band at 9600 baud
DRAIN_LOOK_S = 0.002

PortError = (serial.SerialException, termios.error, OSError, ValueError, TypeError)
"""All that a port that is going away raises; termios.error is not an OSError."""


class TransportLost(Exception):
    """The line is gone: unplugged, hung up, or never there. The worker waits and opens it again."""


class Transport(Protocol):
    """An open line. `read` waits at most `timeout_s` and may return nothing."""

    def read(self, timeout_s: float | None) -> bytes:
        """Return what has arrived, or nothing once `timeout_s` is over or `wake` was called."""

    def write(self, data: bytes) -> None:
        """Write all of `data` and wait until the last bit has left the port."""

    def wake(self) -> None:
        """End a `read` in another thread early."""

    def close(self) -> None:
        """Close the line; a second call does nothing."""


OpenTransport = Callable[[], Transport]


@dataclass(frozen=True, slots=True)
class SerialLine:
    """How to open a serial port."""

    port: str
    baud: int = 9600
    parity: Literal["N", "E", "O"] = "N"
    rtscts: bool = False

    def open(self) -> "SerialTransport":
        """Open the port, or raise TransportLost."""
        return SerialTransport(self)


class SerialTransport:
    """A serial port through pyserial; POSIX only, for it waits with select on the port and a wake-up pipe."""

    def __init__(self, line: SerialLine) -> None:
        try:
            self._port = serial.Serial(
                line.port, line.baud, parity=line.parity, rtscts=line.rtscts, timeout=0, write_timeout=2, exclusive=True
            )
        except PortError as error:
            raise TransportLost(str(error)) from error
        self._waking = threading.Lock()  # a wake-up must not meet a descriptor that close() has given away
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)

    def read(self, timeout_s: float | None) -> bytes:
        """Return what has arrived, or nothing once `timeout_s` is over or `wake` was called."""
        try:
            ready, _, _ = select.select([self._port.fileno(), self._wake_reader], [], [], timeout_s)
            if self._wake_reader in ready:
                os.read(self._wake_reader, READ_AT_MOST)
            if self._port.fileno() not in ready:
                return b""
            data = os.read(self._port.fileno(), READ_AT_MOST)
        except PortError as error:
            raise TransportLost(str(error)) from error
        if not data:  # readable and empty: the other side hung up; reading on would spin
            raise TransportLost("hung up")
        return data

    def write(self, data: bytes) -> None:
        """Write all of `data` and wait until the last bit has left the port."""
        try:
            self._port.write(data)
            self._drain()
            self._port.flush()
        except PortError as error:
            raise TransportLost(str(error)) from error

    def _drain(self) -> None:
        """Wait for the driver's buffer with a deadline; `flush` alone waits for ever on a device that holds CTS."""
        deadline = time.monotonic() + DRAIN_AT_MOST_S
        while self._port.out_waiting:
            if time.monotonic() > deadline:
                raise TransportLost("does not take what is written")
            time.sleep(DRAIN_LOOK_S)

    def wake(self) -> None:
        """End a `read` in another thread early; on a closed line it does nothing."""
        with self._waking:
            if self._port.is_open:
                try:
                    os.write(self._wake_writer, b"!")
                except BlockingIOError:  # the pipe is full of wake-ups already
                    return

    def close(self) -> None:
        """Close the line; a second call does nothing."""
        with self._waking:
            if self._port.is_open:
                self._port.close()
                os.close(self._wake_reader)
                os.close(self._wake_writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
