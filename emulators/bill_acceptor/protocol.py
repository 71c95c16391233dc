"""Bytes and frames of CCNET, the peripheral's side (protocols.md 1.2, 1.3, 1.5, 1.6).

    02 | ADR | LNG | CMD DATA… | CRC low, high        LNG counts everything from 02 through the CRC
    02 | ADR | 00 | CMD | SUB | LNG high, low | DATA… | CRC        blocks of DOWNLOAD only

CRC-16/KERMIT over all bytes before it, in either form.
"""

from dataclasses import dataclass
from enum import IntEnum

SYNC, BILL_VALIDATOR = 0x02, 0x03
HEAD, TAIL = 3, 2  # SYNC, ADR, LNG; CRC
SHORTEST, LONGEST = 6, 255
LONG_HEAD = 7  # SYNC, ADR, 00, CMD, SUB, LNG high, LNG low
LONGEST_LONG = 4096  # an assumption: a block of DOWNLOAD is far shorter
ACK, NAK, ILLEGAL = b"\x00", b"\xff", b"\x30"


class Command(IntEnum):
    """What a host may send; the commands of bill-to-bill units and of other makers are not among them."""

    ACK = 0x00
    NAK = 0xFF
    RESET = 0x30
    GET_STATUS = 0x31
    SET_SECURITY = 0x32
    POLL = 0x33
    ENABLE_BILL_TYPES = 0x34
    STACK = 0x35
    RETURN = 0x36
    IDENTIFICATION = 0x37
    HOLD = 0x38
    SET_BARCODE = 0x39
    EXTRACT_BARCODE = 0x3A
    GET_BILL_TABLE = 0x41
    GET_CRC32 = 0x51
    REQUEST_STATISTICS = 0x60


class State(IntEnum):
    """The first byte of an answer to POLL."""

    POWER_UP = 0x10
    POWER_UP_BILL_IN_VALIDATOR = 0x11
    POWER_UP_BILL_IN_STACKER = 0x12
    INITIALIZE = 0x13
    IDLING = 0x14
    ACCEPTING = 0x15
    STACKING = 0x17
    RETURNING = 0x18
    UNIT_DISABLED = 0x19
    HOLDING = 0x1A
    DEVICE_BUSY = 0x1B
    REJECTING = 0x1C
    CASSETTE_FULL = 0x41
    CASSETTE_OUT = 0x42
    VALIDATOR_JAMMED = 0x43
    CASSETTE_JAMMED = 0x44
    CHEATED = 0x45
    PAUSE = 0x46
    FAILURE = 0x47
    ESCROW = 0x80
    STACKED = 0x81
    RETURNED = 0x82


class Reject(IntEnum):
    """The second byte of REJECTING: why a note goes back at once."""

    INSERTION = 0x60
    MAGNETIC = 0x61
    REMAINS_IN_HEAD = 0x62
    MULTIPLYING = 0x63
    CONVEYING = 0x64
    IDENTIFICATION = 0x65
    VERIFICATION = 0x66
    OPTIC = 0x67
    INHIBIT = 0x68
    CAPACITANCE = 0x69
    OPERATION = 0x6A
    LENGTH = 0x6C
    UV = 0x6D


class Failure(IntEnum):
    """The second byte of FAILURE."""

    STACK_MOTOR = 0x50
    TRANSPORT_MOTOR_SPEED = 0x51
    TRANSPORT_MOTOR = 0x52
    ALIGNING_MOTOR = 0x53
    INITIAL_CASSETTE_STATUS = 0x54
    OPTIC_CANAL = 0x55
    MAGNETIC_CANAL = 0x56
    CAPACITANCE_CANAL = 0x5F


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame to this unit whose CRC is right: CMD DATA…"""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """A whole frame to this unit with a wrong CRC."""


def kermit(data: bytes) -> int:
    """Return the CRC-16/KERMIT of `data`; over a frame with its own CRC it is 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return crc


def encode(payload: bytes, address: int = BILL_VALIDATOR) -> bytes:
    """Return the frame around `payload`, of 1 to 250 bytes."""
    assert SHORTEST <= len(payload) + HEAD + TAIL <= LONGEST, "a frame holds 1 to 250 bytes"
    body = bytes([SYNC, address, len(payload) + HEAD + TAIL]) + payload
    return body + kermit(body).to_bytes(2, "little")


class Decoder:
    """Takes bytes in any portions and gives back what was meant for this unit."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def within_frame(self) -> bool:
        """True while a frame has begun and not ended."""
        return bool(self._buffer)

    def drop(self) -> None:
        """Forget a frame that does not end."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Frame | Damaged]:
        """Return what `data` completes; noise between frames and frames to other addresses are skipped."""
        self._buffer += data
        items: list[Frame | Damaged] = []
        while (length := self._begin()) is not None and len(self._buffer) >= length:
            whole = bytes(self._buffer[:length])
            del self._buffer[:length]
            if whole[1] == BILL_VALIDATOR:
                items.append(Damaged() if kermit(whole) else Frame(whole[HEAD:-TAIL]))
        return items

    def _begin(self) -> int | None:
        """Cut off what cannot begin a frame; return the length of the one that has begun, once it is known."""
        buffer = self._buffer
        while buffer:
            if buffer[0] != SYNC:
                del buffer[0]
            elif len(buffer) < HEAD:
                return None
            elif (length := self._length()) is None or length:
                return length
            else:
                del buffer[0]
        return None

    def _length(self) -> int | None:
        """Return the length, 0 when it is impossible, None when it has not come yet."""
        buffer = self._buffer
        if buffer[2]:
            return buffer[2] if buffer[2] >= SHORTEST else 0
        if len(buffer) < LONG_HEAD:
            return None
        length = int.from_bytes(buffer[5:7], "big")
        return length if LONG_HEAD + TAIL <= length <= LONGEST_LONG else 0
