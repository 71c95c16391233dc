"""Bytes to commands: cuts a stream of ESC/POS into text and commands, without their meaning (protocols.md 2.3).

What is not in the tables is not guessed: its first bytes come out as `Unknown`, and reading goes on behind them.
"""

from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
LF, CR, HT = 0x0A, 0x0D, 0x09

PARAMETERS: dict[bytes, int] = {  # command -> parameter bytes behind it
    b"\x1b@": 0,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1bE": 1,
    b"\x1bJ": 1,
    b"\x1bR": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bi": 0,
    b"\x1bm": 0,
    b"\x1bp": 3,
    b"\x1bt": 1,
    b"\x1c!": 1,
    b"\x1c&": 0,
    b"\x1c-": 1,
    b"\x1c.": 0,
    b"\x1cS": 2,
    b"\x1cW": 1,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dH": 1,
    b"\x1dI": 1,
    b"\x1dL": 2,
    b"\x1dW": 2,
    b"\x1da": 1,
    b"\x1df": 1,
    b"\x1dh": 1,
    b"\x1dr": 1,
    b"\x1dw": 1,
}
BARCODE_WITH_LENGTH = 65  # GS k m: below it the data end with 00
RASTER_ACROSS, RASTER_DOWN = 128, 4095  # bytes a row, rows: the most that printers of this kind take
FEEDING_CUTS = (65, 66)  # GS V m: these have a second parameter
REAL_TIME = (  # carried out when they arrive
    *(bytes([DLE, 0x04, question]) for question in (1, 2, 3, 4)),
    *(bytes([DLE, 0x05, how]) for how in (1, 2)),
    b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
)


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes to print."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Control:
    """LF, CR or HT."""

    code: int


@dataclass(frozen=True, slots=True)
class Order:
    """A command with everything behind its first two bytes."""

    name: bytes
    parameters: bytes


@dataclass(frozen=True, slots=True)
class RealTime:
    """A real-time command that went past on its arrival already."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that no table knows."""

    data: bytes


Item = Text | Control | Order | RealTime | Unknown


def take(buffer: bytes | bytearray, *, chinese: bool) -> tuple[Item, int] | None:
    """Return the first item of `buffer` and its length; None when it is not complete."""
    if not buffer:
        return None
    first = buffer[0]
    if first in (LF, CR, HT):
        return Control(first), 1
    if first in (ESC, FS, GS):
        return _order(buffer)
    if first == DLE:
        return _past(buffer)
    if first < 0x20 or first == 0x7F:
        return Unknown(bytes(buffer[:1])), 1
    return _text(buffer, chinese)


def _text(buffer: bytes | bytearray, chinese: bool) -> tuple[Item, int] | None:
    """Take printable bytes up to the next command; a lead byte waits for its second one."""
    at = 0
    while at < len(buffer) and buffer[at] >= 0x20 and buffer[at] != 0x7F:
        if chinese and is_lead(buffer[at]):
            if at + 1 == len(buffer):
                break
            at += 2 if is_trail(buffer[at + 1]) else 1
        else:
            at += 1
    return (Text(bytes(buffer[:at])), at) if at else None


def is_lead(byte: int) -> bool:
    """Tell whether a byte begins a Chinese character of two bytes."""
    return 0x81 <= byte <= 0xFE


def is_trail(byte: int) -> bool:
    """Tell whether a byte can be the second of a Chinese character."""
    return 0x40 <= byte <= 0xFE and byte != 0x7F


def _past(buffer: bytes | bytearray) -> tuple[Item, int] | None:
    for command in REAL_TIME:
        begun = bytes(buffer[: len(command)])
        if begun == command:
            return RealTime(), len(command)
        if command.startswith(begun):
            return None
    return Unknown(bytes(buffer[:2])), 2


def _order(buffer: bytes | bytearray) -> tuple[Item, int] | None:
    if len(buffer) < 2:
        return None
    name = bytes(buffer[:2])
    length = _length(name, buffer)
    if length is None or len(buffer) < abs(length):
        return None
    if length < 0:
        return Unknown(bytes(buffer[:-length])), -length
    return Order(name, bytes(buffer[2:length])), length


def _length(name: bytes, buffer: bytes | bytearray) -> int | None:
    """Return the command's whole length, minus that when it is unknown; None when it has not come yet."""
    if name in PARAMETERS:
        return 2 + PARAMETERS[name]
    match name:
        case b"\x1dV":
            return None if len(buffer) < 3 else 4 if buffer[2] in FEEDING_CUTS else 3
        case b"\x1d(":
            return None if len(buffer) < 5 else 5 + int.from_bytes(buffer[3:5], "little")
        case b"\x1dv":
            return _raster(buffer)
        case b"\x1dk":
            return _barcode(buffer)
        case _:
            return -2


def _raster(buffer: bytes | bytearray) -> int | None:
    if len(buffer) >= 3 and buffer[2] != 0x30:
        return -3
    if len(buffer) < 8:
        return None
    across, down = int.from_bytes(buffer[4:6], "little"), int.from_bytes(buffer[6:8], "little")
    return 8 + across * down if across <= RASTER_ACROSS and down <= RASTER_DOWN else -8


def _barcode(buffer: bytes | bytearray) -> int | None:
    if len(buffer) < 4:
        return None
    if buffer[2] >= BARCODE_WITH_LENGTH:
        return 4 + buffer[3]
    end = buffer.find(0, 3)
    return None if end < 0 else end + 1
