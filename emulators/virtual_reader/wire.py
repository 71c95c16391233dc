"""The card's side of the vpcd wire (protocols.md 7): every message is a 2-byte big-endian length and a payload.

From the daemon a payload of one byte is a control: 00 off, 01 on, 02 reset, 04 tell the ATR; only the last is
answered. Every other payload is a command APDU, and the answer APDU goes back. Connecting inserts the card.
"""

import socket
from typing import Protocol

LENGTH_BYTES = 2


class Hangup(Exception):
    """The daemon has closed the line, or the card was taken."""


class Chip(Protocol):
    """A card with contacts."""

    def power_on(self) -> bytes | None:
        """Reset; return the ATR, or None when the card is mute."""

    def power_off(self) -> None:
        """Take the power away."""

    def transmit(self, raw: bytes) -> bytes:
        """Answer a command, or raise an exception when the power is lost."""


class Slot:
    """One card under the daemon's contacts."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self._atr = b""

    def answer(self, message: bytes) -> bytes | None:
        """Return what goes back to the daemon; None when nothing does. The chip's loss of power passes through."""
        match message:
            case b"\x00":
                self._chip.power_off()
                self._atr = b""
            case b"\x01" | b"\x02":
                self._atr = self._chip.power_on() or b""
            case b"\x04":
                if not self._atr:  # asked before the power-on, as the daemon does to see whether a card is there
                    self._atr = self._chip.power_on() or b""
                return self._atr
            case _:
                return self._chip.transmit(message)
        return None


def framed(payload: bytes) -> bytes:
    """Return length and payload."""
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def receive(line: socket.socket) -> bytes:
    """Return the next message's payload, or raise Hangup."""
    return _exactly(line, int.from_bytes(_exactly(line, LENGTH_BYTES), "big"))


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        # The daemon writes length and payload apart, with Nagle's algorithm on: without this every command waits 40 ms.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        try:
            part = line.recv(size - len(data))
        except OSError as error:
            raise Hangup(str(error)) from error
        if not part:
            raise Hangup("closed")
        data += part
    return data
