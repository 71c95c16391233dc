"""A host and a technician at the emulated printer, in virtual time, with the tray in memory."""

import json
from typing import Any

import numpy
import zxingcpp

from emulators.receipt_printer.device import ReceiptPrinterDevice
from emulators.receipt_printer.paper import Slip
from emulators.receipt_printer.tray import ListTray

INIT, CHINESE, LF, CUT = b"\x1b@", b"\x1c&", b"\n", b"\x1dV\x42\x00"
BARRIER, ENQ_RETRY, ENQ_CLEAR = b"\x1dr\x01", b"\x10\x05\x01", b"\x10\x05\x02"


def gb(text: str) -> bytes:
    return text.encode("gb18030")


def slip(*lines: str) -> bytes:
    """A slip of lines, cut, with a barrier behind."""
    return INIT + CHINESE + b"".join(gb(line) + LF for line in lines) + CUT + BARRIER


def lines(slip: Slip) -> list[str]:
    """What a person reads, without the blank ends."""
    return [line.strip() for line in slip.lines]


def codes(slip: Slip) -> list[tuple[str, str]]:
    """What a scanner reads."""
    found = zxingcpp.read_barcodes(numpy.asarray(slip.picture))
    return sorted((code.format.name, code.text) for code in found)


class Stage:
    """Time passes only here."""

    def __init__(self, **words: Any) -> None:
        self.tray = ListTray()
        self.device, self.now = ReceiptPrinterDevice(self.tray, **words), 50.0

    def send(self, data: bytes) -> bytes:
        """Send bytes; return what comes back at once."""
        self.device.receive(data, self.now)
        return self.device.outgoing()

    def settle(self) -> bytes:
        """Let time pass until nothing is under way; return what came back."""
        while (due := self.device.wake_at()) is not None:
            assert due >= self.now
            self.now = due
            self.device.tick(due)
        return self.device.outgoing()

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.device.wake_at()) is not None and due <= end:
            self.now = due
            self.device.tick(due)
        self.now = end
        self.device.tick(end)

    def print(self, data: bytes) -> bytes:
        """Send bytes in portions as the line is slow, wait for the end; return all that came back."""
        said = b""
        for at in range(0, len(data), 64):
            said += self.send(data[at : at + 64])
            self.wait(0.07)
        return said + self.device.outgoing() + self.settle()

    def status(self) -> list[int]:
        """The replies to DLE EOT 1 to 4."""
        replies = [self.send(bytes([0x10, 4, question])) for question in (1, 2, 3, 4)]
        assert all(len(reply) == 1 for reply in replies), replies
        return [reply[0] for reply in replies]

    @property
    def slips(self) -> list[Slip]:
        return self.tray.slips

    @property
    def truth(self) -> dict[str, Any]:
        state = self.device.state()
        json.dumps(state)
        return state

    @property
    def unknown(self) -> list[str]:
        return list(self.truth["unknown"])
