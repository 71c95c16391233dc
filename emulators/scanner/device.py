"""The scanner on its line: triggers that it hears, codes that it sends, ended as its maker set it (protocols.md 5).

Three makers: "newland" SOH T/P EOT; "honeywell" SYN T/U CR; "gm65" zone writes 7E 00 … with an answer.
"""

from typing import Literal

from emulators.scanner.window import Window

Maker = Literal["newland", "honeywell", "gm65"]
ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}
PULL: dict[Maker, bytes] = {"newland": b"\x01T\x04", "honeywell": b"\x16T\r", "gm65": b"\x7e\x00\x08\x01\x00\x02\x01"}
LET_GO: dict[Maker, bytes] = {"newland": b"\x01P\x04", "honeywell": b"\x16U\r", "gm65": b"\x7e\x00\x08\x01\x00\x02\x00"}
UNCHECKED = b"\xab\xcd"
HEARD_AT_MOST = 64


def crc_xmodem(data: bytes) -> bytes:
    """Return CRC-16/XMODEM, high byte first: polynomial 1021, from zero."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value.to_bytes(2, "big")


def answered(body: bytes) -> bytes:
    """Return a GM65 answer: head, type 00, length, data, check bytes."""
    content = bytes((0, len(body))) + body
    return b"\x02\x00" + content + crc_xmodem(content)


class ScannerDevice:
    """Implements `bench.part.Device`."""

    def __init__(self, maker: Maker = "newland", end: str = "cr") -> None:
        self.window, self.maker, self.end = Window(), maker, end
        self.power_on = True
        self._heard = bytearray()
        self._out = b""

    def show(self, printed: bytes, now: float) -> bool:
        """Hold something in front of the window; True when it was read."""
        read = self.window.show(printed, now)  # without power the lamp is dark
        self._send(read)
        return read is not None

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes in any portions; what is no command is passed over."""
        if not self.power_on:
            return
        for byte in data:
            self._heard.append(byte)
            self._obey(now)
        del self._heard[:-HEARD_AT_MOST]

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        out, self._out = self._out, b""
        return out

    def tick(self, now: float) -> None:
        """The lamp goes out by itself."""
        if self.window.lit_until is not None and now >= self.window.lit_until:
            self.window.dark()

    def wake_at(self) -> float | None:
        """Return when the lamp goes out."""
        return self.window.lit_until

    def cut_power(self, _now: float) -> None:
        """The mains fail."""
        self.power_on, self._out = False, b""
        self.window.dark()
        self._heard.clear()

    def restore_power(self, _now: float) -> None:
        """The mains are back; the lamp is dark."""
        self.power_on = True

    def _obey(self, now: float) -> None:
        """Do what the bytes heard last say, if they are a command."""
        for command, pull in ((PULL[self.maker], True), (LET_GO[self.maker], False)):
            whole = self._whole(command)
            if whole is None or not self._heard.endswith(whole):
                continue
            self._heard.clear()
            if self.maker == "gm65":
                self._out += answered(b"\x00")
            if pull:
                self._send(self.window.light(now))
            else:
                self.window.dark()

    def _whole(self, command: bytes) -> bytes | None:
        """Return the command with its check bytes: those that were sent, where they are right or said not to count."""
        if self.maker != "gm65":
            return command
        given = bytes(self._heard[-2:])
        return command + given if given in (UNCHECKED, crc_xmodem(command[2:])) else None

    def _send(self, read: bytes | None) -> None:
        if read is not None:
            self._out += read + ENDS[self.end]
