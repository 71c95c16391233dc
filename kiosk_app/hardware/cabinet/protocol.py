"""Bytes and frames of a Modbus RTU relay board, the master's side (protocols.md 9.1; model: Waveshare 8ch).

address | function | data… | CRC low | CRC high      CRC-16/MODBUS: poly A001 reflected, init FFFF
02 read discrete inputs   address(2) count(2)  ->  bytes(1) data…
05 write one coil         address(2) FF00/0000 ->  the same
function | 80             code(1): 01 function, 02 address, 03 value, 04 device failure
"""

from dataclasses import dataclass

READ_INPUTS, WRITE_COIL, EXCEPTION = 0x02, 0x05, 0x80
ON, OFF = 0xFF00, 0x0000
INPUTS = 8
EXCEPTION_LENGTH = 5


@dataclass(frozen=True, slots=True)
class ReadInputs:
    """Ask for all eight inputs."""

    address: int


@dataclass(frozen=True, slots=True)
class WriteCoil:
    """Switch one relay."""

    address: int
    coil: int
    on: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """The eight inputs, input 0 first; True where the circuit is closed."""

    closed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class CoilWritten:
    """The board's echo."""

    coil: int
    on: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The board does not do what was asked."""

    code: int


Request = ReadInputs | WriteCoil
Reply = Inputs | CoilWritten | Refused


def crc(data: bytes) -> bytes:
    """Return the two check bytes, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def encode(request: Request) -> bytes:
    """Return a request's frame."""
    match request:
        case ReadInputs(address):
            body = bytes((address, READ_INPUTS)) + bytes(2) + INPUTS.to_bytes(2, "big")
            return body + crc(body)
        case WriteCoil(address, coil, on):
            body = bytes((address, WRITE_COIL)) + coil.to_bytes(2, "big") + (ON if on else OFF).to_bytes(2, "big")
            return body + crc(body)


def reply_length(request: Request, received: bytes) -> int:
    """Return how long the reply to this request is, as far as its first two bytes tell."""
    if len(received) > 1 and received[1] & EXCEPTION:
        return EXCEPTION_LENGTH
    return 6 if isinstance(request, ReadInputs) else 8


def decode(request: Request, frame: bytes) -> Reply | None:
    """Return the reply in a whole frame; None where it is damaged or no reply to this request."""
    if len(frame) < EXCEPTION_LENGTH or frame[-2:] != crc(frame[:-2]) or frame[0] != request.address:
        return None
    body = frame[1:-2]
    match request:
        case ReadInputs() if body[:2] == bytes((READ_INPUTS, 1)) and len(body) == 3:
            return Inputs(tuple(bool(body[2] >> place & 1) for place in range(INPUTS)))
        case WriteCoil(_, coil, on) if frame == encode(request):
            return CoilWritten(coil, on)
        case _:
            function = READ_INPUTS if isinstance(request, ReadInputs) else WRITE_COIL
            refused = len(body) == 2 and body[0] == function | EXCEPTION
            return Refused(body[1]) if refused else None
