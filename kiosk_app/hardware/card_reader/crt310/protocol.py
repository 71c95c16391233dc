"""Bytes and messages of the CRT-310, the host's side; no I/O (protocols.md 3.1).

    02 | LENH LENL | CM PM data… | 03 | BCC      LEN counts CM…data; BCC is the XOR of everything from 02 through 03

    host    frame            ENQ                     frame …
    reader         ACK              (executes) answer          EOT from the host ends anything; the reader says EOT

Single bytes between frames: EOT 04, ENQ 05, ACK 06, NAK 15. An answer repeats CM and PM, then an operation byte P or
data; a refusal is 4E CM E.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

START, END = 0x02, 0x03
HEAD, TAIL = 3, 2  # 02 and length; 03 and BCC
LONGEST = 266  # CM, PM and 264 bytes of data


class Control(IntEnum):
    """Single bytes of the handshake."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


CONTROLS = frozenset(Control)


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose check is right: CM PM data…"""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that began like a frame and are none."""


DAMAGED = Damaged()
Item = Frame | Damaged | Control


def encode(payload: bytes) -> bytes:
    """Return the frame around `payload` (CM PM data…, 1 to 266 bytes); ValueError for any other length."""
    if not 1 <= len(payload) <= LONGEST:
        raise ValueError(f"a frame holds 1 to {LONGEST} bytes, not {len(payload)}")
    body = bytes([START]) + len(payload).to_bytes(2, "big") + payload + bytes([END])
    return body + bytes([reduce(xor, body)])


class Decoder:
    """Draws frames and single control bytes out of a stream in any portions.

    A broken frame is given up one byte at a time, so a good frame that begins inside it is still found; but its bytes
    are never taken for control bytes.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._inside_broken = 0  # so many of the buffered bytes belong to a broken frame

    @property
    def within_frame(self) -> bool:
        """True while a frame has begun and not ended."""
        return bool(self._buffer)

    def drop(self) -> None:
        """Forget what was begun."""
        self._buffer.clear()
        self._inside_broken = 0

    def feed(self, data: bytes) -> list[Item]:
        """Return what `data` completes; noise between frames is skipped."""
        self._buffer += data
        items: list[Item] = []
        while (item := self._next()) is not None:
            items.append(item)
        return items

    def line_is_quiet(self) -> list[Item]:
        """Give up a frame that nothing more came for; return what that uncovers."""
        items: list[Item] = []
        while self._buffer:
            items += [self._break(), *self.feed(b"")]
        return items

    def _next(self) -> Item | None:
        buffer = self._buffer
        while buffer and buffer[0] != START:
            byte, broken = buffer[0], self._inside_broken > 0
            self._skip(1)
            if byte in CONTROLS and not broken:
                return Control(byte)
        if len(buffer) < HEAD:
            return None
        length = int.from_bytes(buffer[1:HEAD], "big")
        if not 1 <= length <= LONGEST:
            return self._break()
        size = HEAD + length + TAIL
        if len(buffer) < size:
            return None
        frame = bytes(buffer[:size])
        if frame[-TAIL] != END or reduce(xor, frame):
            return self._break()
        self._skip(size)
        return Frame(frame[HEAD:-TAIL])

    def _break(self) -> Damaged:
        length = int.from_bytes(self._buffer[1:HEAD], "big") if len(self._buffer) >= HEAD else 0
        claimed = HEAD + length + TAIL if length <= LONGEST else len(self._buffer)
        self._inside_broken = max(self._inside_broken, min(claimed, len(self._buffer)))
        self._skip(1)
        return DAMAGED

    def _skip(self, count: int) -> None:
        del self._buffer[:count]
        self._inside_broken = max(0, self._inside_broken - count)


# --- host to reader ---


class Command(IntEnum):
    """CM."""

    STOP_POSITION = 0x2E
    ENTRY = 0x2F
    RESET = 0x30
    STATUS = 0x31
    MOVE = 0x32
    CHIP_POWER = 0x33
    CPU_CARD = 0x37


RESET = bytes((Command.RESET, 0x30))
TELL_STATUS = bytes((Command.STATUS, 0x30))
STOP_AT_CONTACTS = bytes((Command.STOP_POSITION, 0x33))
OPEN_ENTRY = bytes((Command.ENTRY, 0x33, 0x31))  # any card at the front, none at the rear
CLOSE_ENTRY = bytes((Command.ENTRY, 0x31, 0x31))
TO_INSIDE = bytes((Command.MOVE, 0x2E))
TO_CONTACTS = bytes((Command.MOVE, 0x2F))
TO_FRONT_HELD = bytes((Command.MOVE, 0x31))  # 32 30 lets go: such a card cannot be swallowed any more
CAPTURE = bytes((Command.MOVE, 0x33))
ABNORMAL_OUT = bytes((Command.MOVE, 0x34))
CHIP_OFF = bytes((Command.CHIP_POWER, 0x31))
CHIP_RESET = bytes((Command.CPU_CARD, 0x30))
T0, T1 = 0x31, 0x32
T_OF_RESET = {0x59: T0, 0x5A: T1}  # the operation byte of a reset says which protocol the chip speaks


def exchange(command: bytes, protocol: int = T0) -> bytes:
    """Return the payload that hands an APDU to the chip."""
    return bytes((Command.CPU_CARD, protocol)) + len(command).to_bytes(2, "big") + command


# --- reader to host ---


class Operation(IntEnum):
    """The operation byte P."""

    DONE = 0x59  # Y
    DONE_T1 = 0x5A  # Z, of a chip's reset
    FAILED = 0x4E  # N
    NO_CARD = 0x45  # E
    WRONG_POSITION = 0x57  # W


class Refusal(IntEnum):
    """E of 4E CM E."""

    UNKNOWN_COMMAND = 0x00
    BAD_PARAMETER = 0x01
    CANNOT_EXECUTE = 0x02
    BAD_DATA = 0x04
    SUPPLY_VOLTAGE = 0x05
    ABNORMAL_CARD = 0x06
    BACKUP_POWER = 0x07


class Place(IntEnum):
    """S1 of the status."""

    LONG_CARD = 0x46
    SHORT_CARD = 0x47
    MOUTH = 0x48  # put out, not held
    FRONT = 0x49  # held at the front
    INSIDE = 0x4A
    CONTACTS = 0x4B
    REAR = 0x4C
    CAPTURED = 0x4D
    NONE = 0x4E


class Entry(IntEnum):
    """S2 of the status."""

    MAGNETIC = 0x49
    SWITCH = 0x4A
    SIGNAL = 0x4B
    PROHIBITED = 0x4E


@dataclass(frozen=True, slots=True)
class Status:
    """Where the card is and who may put one in."""

    place: Place
    entry: Entry
    rear_open: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The reader did what it was asked, or says with P why not; `data` is what follows CM and PM."""

    data: bytes

    @property
    def operation(self) -> int:
        """P; 0 where there is none."""
        return self.data[0] if self.data else 0


@dataclass(frozen=True, slots=True)
class Refused:
    """4E CM E."""

    reason: int


Reply = Answer | Refused


def reply_to(request: bytes, payload: bytes) -> Reply | None:
    """Return what `payload` says to `request`; None when it cannot be its answer."""
    if len(payload) == 3 and payload[0] == Operation.FAILED and payload[1] == request[0]:
        return Refused(payload[2])
    if payload[:2] != request[:2]:
        return None
    repeated = len(request) if request[0] in (Command.ENTRY, Command.STOP_POSITION) else 2
    return Answer(payload[repeated:])


def parse_status(reply: Reply) -> Status | None:
    """Return the status; None when the reply holds none."""
    if not isinstance(reply, Answer) or len(reply.data) != 3:
        return None
    place, entry, rear = reply.data
    if place not in frozenset(Place) or entry not in frozenset(Entry) or rear not in (0x4A, 0x4E):
        return None
    return Status(Place(place), Entry(entry), rear == 0x4A)


def parse_chip_data(reply: Reply) -> bytes | None:
    """Return what a chip said: its ATR or its answer; None when the reader got nothing from it."""
    if not isinstance(reply, Answer) or reply.operation not in T_OF_RESET:
        return None
    data = reply.data[3:]
    return data if len(reply.data) >= 3 and int.from_bytes(reply.data[1:3], "big") == len(data) else None
