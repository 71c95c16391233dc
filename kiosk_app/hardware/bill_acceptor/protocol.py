"""CCNET frames: bytes to messages and back, without I/O (protocols.md 1.2, 1.5-1.7).

     0      1      2      3 … LNG-3       LNG-2   LNG-1
    +------+------+------+---------------+-------+-------+
    | 02   | ADR  | LNG  | payload 1-250 | CRC-16        |
    | SYNC | 03   | 6-255|               | low     high  |
    +------+------+------+---------------+-------+-------+
           03 = bill validator; LNG counts every byte, SYNC and CRC too
    payload: host to device  command, data
             device to host  ACK 00, NAK FF, ILLEGAL COMMAND 30; a state and its data; or the data asked for

CRC-16/KERMIT over SYNC to the last payload byte: polynomial 8408 reflected, start 0000. The long form (LNG = 00),
which only a firmware download uses, is not spoken: such bytes count as noise.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk_app.hardware.bill_acceptor.states import TYPED, Command, State

SYNC = 0x02
BILL_VALIDATOR = 0x03
OVERHEAD = 5  # SYNC, ADR, LNG and the CRC
PAYLOAD_AT_MOST = 250
SHORTEST, LONGEST = OVERHEAD + 1, OVERHEAD + PAYLOAD_AT_MOST
BUFFER_AT_MOST = 4 * LONGEST  # what one turn of reading may leave unread; older bytes are noise
BILL_TYPES = 24
REPORT_AT_MOST = 3  # a state, and on bill-to-bill units a destination behind its type


class Malformed(ValueError):
    """The payload of a good frame does not have the shape of what was asked for."""


def crc_of(byte: int) -> int:
    """Return what one byte leaves in an empty CRC register."""
    for _ in range(8):
        byte = (byte >> 1) ^ 0x8408 if byte & 1 else byte >> 1
    return byte


CRC_OF = tuple(crc_of(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """Return the CRC-16/KERMIT of `data`; over a whole frame with its CRC it is 0."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ CRC_OF[(crc ^ byte) & 0xFF]
    return crc


def encode(payload: bytes) -> bytes:
    """Return the frame around `payload` (1-250 bytes), addressed to or from the bill validator."""
    if not 1 <= len(payload) <= PAYLOAD_AT_MOST:
        raise ValueError(f"a CCNET payload has 1 to {PAYLOAD_AT_MOST} bytes, not {len(payload)}")
    body = bytes((SYNC, BILL_VALIDATOR, OVERHEAD + len(payload))) + payload
    return body + crc16(body).to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Garbled:
    """Bytes that began like a frame and were none: bad CRC, or cut off."""


GARBLED = Garbled()
Item = bytes | Garbled


class Decoder:
    """Draws payloads out of a stream of bytes in any portions, past noise and broken frames.

    A broken frame is given up one byte at a time, so a good frame that begins inside it is still found.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the line."""
        self._buffer += data
        del self._buffer[:-BUFFER_AT_MOST]

    def next_item(self) -> Item | None:
        """Return the next payload, or GARBLED, or None until more bytes come."""
        self._drop_noise()
        buffer = self._buffer
        if len(buffer) < SHORTEST or len(buffer) < buffer[2]:
            return None
        frame = bytes(buffer[: buffer[2]])
        if crc16(frame):
            del buffer[0]
            return GARBLED
        del buffer[: len(frame)]
        return frame[3:-2]

    def line_is_quiet(self) -> Item | None:
        """Give up the frame that nothing more came for; return what that uncovers, None when nothing is left."""
        item = self.next_item()
        if item is None and self._buffer:
            del self._buffer[0]
            return GARBLED
        return item

    def _drop_noise(self) -> None:
        """Cut the buffer down to where a frame may begin."""
        buffer = self._buffer
        start = 0
        while start < len(buffer) and not may_begin(buffer[start : start + 3]):
            start += 1
        del buffer[:start]


def may_begin(head: bytes | bytearray) -> bool:
    """Say whether these first bytes of a frame, three at most, can be one."""
    return (
        head[0] == SYNC
        and (len(head) < 2 or head[1] == BILL_VALIDATOR)
        and (len(head) < 3 or SHORTEST <= head[2] <= LONGEST)
    )


# --- host to device ---

ACK, NAK = bytes((Command.ACK,)), bytes((Command.NAK,))
ILLEGAL = bytes((State.ILLEGAL_COMMAND,))
POLL, RESET = bytes((Command.POLL,)), bytes((Command.RESET,))
STACK, RETURN, HOLD = bytes((Command.STACK,)), bytes((Command.RETURN,)), bytes((Command.HOLD,))
GET_STATUS, IDENTIFICATION = bytes((Command.GET_STATUS,)), bytes((Command.IDENTIFICATION,))
GET_BILL_TABLE, GET_CRC32 = bytes((Command.GET_BILL_TABLE,)), bytes((Command.GET_CRC32,))


def bitmap(types: Iterable[int]) -> bytes:
    """Return the three bytes that name bill types: types 23-16, 15-8, 7-0, the lowest type in bit 0 of the last."""
    bits = 0
    for bill_type in types:
        if not 0 <= bill_type < BILL_TYPES:
            raise ValueError(f"bill types are 0 to {BILL_TYPES - 1}, not {bill_type}")
        bits |= 1 << bill_type
    return bits.to_bytes(3, "big")


def enable_bill_types(types: Iterable[int]) -> bytes:
    """Accept exactly these types, each by way of escrow: without its escrow bit a note is stacked unasked."""
    enabled = bitmap(types)
    return bytes((Command.ENABLE_BILL_TYPES,)) + enabled + enabled


DISABLE = enable_bill_types(())


def set_security(types: Iterable[int]) -> bytes:
    """Check these types more strictly than the others."""
    return bytes((Command.SET_SECURITY,)) + bitmap(types)


# --- device to host ---


@dataclass(frozen=True, slots=True)
class Report:
    """An answer to POLL: a state, perhaps one this kiosk does not know, and its data."""

    code: int
    data: bytes = b""

    @property
    def detail(self) -> int | None:
        """Bill type, reason or failure code: the first byte of the data."""
        return self.data[0] if self.data else None

    def __str__(self) -> str:
        return bytes((self.code, *self.data)).hex(" ").upper()


def parse_report(payload: bytes) -> Report:
    """Return the state in an answer to POLL, or raise Malformed."""
    report = Report(payload[0], payload[1:])
    if report.code < State.POWER_UP or payload == NAK or len(payload) > REPORT_AT_MOST:
        raise Malformed(f"no state: {report}")
    if report.code in TYPED and report.detail is None:
        raise Malformed(f"a state without its bill type: {report}")
    return report


@dataclass(frozen=True, slots=True)
class Identification:
    """Which unit it is."""

    part: str
    serial: str
    asset: bytes

    def __str__(self) -> str:
        return f"{self.part} {self.serial}"


def parse_identification(payload: bytes) -> Identification:
    """Return the answer to IDENTIFICATION (15 + 12 ASCII, 7 binary), or raise Malformed."""
    if len(payload) != 34:
        raise Malformed(f"an identification has 34 bytes, not {len(payload)}")
    part, serial = (field.decode("ascii", "replace").strip(" \0") for field in (payload[:15], payload[15:27]))
    return Identification(part, serial, payload[27:])


def parse_status(payload: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Return the enabled and the high-security types of GET STATUS, or raise Malformed."""
    if len(payload) not in (6, 9):  # a bill-to-bill unit adds three bytes of routing
        raise Malformed(f"a status has 6 bytes, not {len(payload)}")
    return types_in(payload[:3]), types_in(payload[3:6])


def types_in(three: bytes) -> frozenset[int]:
    """Return the bill types that a bitmap names."""
    bits = int.from_bytes(three, "big")
    return frozenset(bill_type for bill_type in range(BILL_TYPES) if bits >> bill_type & 1)
