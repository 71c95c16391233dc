"""The relay board at wire level, and the doors behind it as they really are (protocols.md 9.1).

`Cabinet` is the physical truth: doors, the lock, wires that can be cut. `Board` answers frames from it.
"""

from dataclasses import dataclass, field

DOORS = ("service", "cash_box")  # inputs 0 and 1; contacts are closed while the door is
LOCK = 0  # relay 0 releases the lock of the cash box
COILS = INPUTS = 8
READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS = 0x01, 0x02, 0x05, 0x0F
BAD_FUNCTION, BAD_ADDRESS, BAD_VALUE = 1, 2, 3
LENGTHS = {READ_COILS: 8, READ_INPUTS: 8, WRITE_COIL: 8}


@dataclass
class Cabinet:
    """Doors and lock as they really are."""

    open: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)  # wires that somebody cut: their circuit is open
    relays: list[bool] = field(default_factory=lambda: [False] * COILS)
    opened: list[str] = field(default_factory=list)  # every opening, in order

    def pull(self, door: str, *, key: bool = False) -> bool:
        """Try to open a door; the cash box yields only to its released lock, or to a key."""
        if door == "cash_box" and not (self.relays[LOCK] or key):
            return False
        self.open.add(door)
        self.opened.append(door)
        return True

    def shut(self, door: str) -> None:
        """Shut a door."""
        self.open.discard(door)

    def circuits(self) -> int:
        """Return the inputs as bits, input 0 the lowest: 1 where the circuit is closed."""
        return sum(1 << place for place, door in enumerate(DOORS) if door not in self.open and door not in self.cut)


class Board:
    """Answers frames; silent to other addresses and to damaged frames, as a slave must be."""

    def __init__(self, cabinet: Cabinet, address: int = 1) -> None:
        self.cabinet, self._address = cabinet, address
        self._received = b""
        self.powered = True

    def receive(self, data: bytes) -> bytes:
        """Take bytes in any portions; return what the board answers."""
        if not self.powered:
            self._received = b""
            return b""
        self._received += data
        answer = b""
        while len(self._received) >= 2 and (length := self._length()) <= len(self._received):
            frame, self._received = self._received[:length], self._received[length:]
            answer += self._answer(frame)
        return answer

    @property
    def waiting(self) -> bool:
        """True while a frame has begun and is not whole."""
        return bool(self._received)

    def silence(self) -> None:
        """Silence of 3.5 characters ends a frame, also one that is not whole."""
        self._received = b""

    def _length(self) -> int:
        function = self._received[1]
        if function == WRITE_COILS:
            return 9 + self._received[6] if len(self._received) > 6 else 9
        return LENGTHS.get(function, 8)

    def _answer(self, frame: bytes) -> bytes:
        if frame[-2:] != check(frame[:-2]) or frame[0] not in (0, self._address):
            return b""
        body = self._perform(frame[1], frame[2:-2])
        return sealed(bytes((self._address,)) + body) if frame[0] else b""  # a broadcast has no answer

    def _perform(self, function: int, data: bytes) -> bytes:
        if function not in (READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS):
            return bytes((function | 0x80, BAD_FUNCTION))
        first, second = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        if function == WRITE_COIL:
            return self._write(first, second, data)
        if not 1 <= second <= COILS:
            return bytes((function | 0x80, BAD_VALUE))
        if first + second > COILS:
            return bytes((function | 0x80, BAD_ADDRESS))
        if function == WRITE_COILS:
            for place in range(second):
                self.cabinet.relays[first + place] = bool(data[5] >> place & 1)
            return bytes((function,)) + data[:4]
        relays = sum(1 << place for place, on in enumerate(self.cabinet.relays) if on)
        bits = (relays if function == READ_COILS else self.cabinet.circuits()) >> first & ((1 << second) - 1)
        return bytes((function, 1, bits))

    def _write(self, coil: int, value: int, data: bytes) -> bytes:
        if value not in (0x0000, 0xFF00):
            return bytes((WRITE_COIL | 0x80, BAD_VALUE))
        if coil == 0xFF:
            self.cabinet.relays[:] = [bool(value)] * COILS
        elif coil < COILS:
            self.cabinet.relays[coil] = bool(value)
        else:
            return bytes((WRITE_COIL | 0x80, BAD_ADDRESS))
        return bytes((WRITE_COIL,)) + data


def sealed(body: bytes) -> bytes:
    """Return a frame with its check bytes."""
    return body + check(body)


_TABLE = []
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = (_value >> 1) ^ 0xA001 if _value & 1 else _value >> 1
    _TABLE.append(_value)


def check(data: bytes) -> bytes:
    """Return the check bytes by table, low byte first."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value.to_bytes(2, "little")
