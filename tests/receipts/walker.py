"""A tiny reader of ESC/POS, written from the command tables, not from the encoder; what it does not know it refuses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    text: str
    double: bool
    centred: bool


@dataclass(frozen=True)
class Picture:
    across: int  # bytes a row
    down: int
    dots: bytes
    centred: bool

    def rows(self) -> list[str]:
        """The picture as "#" and "."."""
        lines = [self.dots[at : at + self.across] for at in range(0, len(self.dots), self.across)]
        return ["".join(f"{byte:08b}" for byte in line).replace("0", ".").replace("1", "#") for line in lines]


@dataclass(frozen=True)
class Code:
    kind: str
    content: bytes
    centred: bool


@dataclass(frozen=True)
class Cutting:
    pass


Item = Text | Picture | Code | Cutting
_FIXED = {  # command -> length with its parameters
    b"\x1b@": 2,
    b"\x1c&": 2,
    b"\x1ba": 3,
    b"\x1b3": 3,
    b"\x1b2": 2,
    b"\x1d!": 3,
    b"\x1dh": 3,
    b"\x1dw": 3,
    b"\x1dH": 3,
    b"\x1df": 3,
    b"\x1dV": 4,
}


class Walker:
    """Walks over one slip."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self._line, self._stored = b"", b""
        self._double = self._centred = False
        self.items: list[Item] = []

    def walk(self) -> list[Item]:
        while self._at < len(self._data):
            head = self._data[self._at : self._at + 2]
            if head in _FIXED:
                self._fixed(head, self._take(_FIXED[head]))
            elif head == b"\x1dv":
                self._picture()
            elif head == b"\x1d(":
                self._graphic()
            elif head == b"\x1dk":
                self._barcode()
            else:
                self._character()
        assert self._line == b"", "a line without its end"
        return self.items

    def _take(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        assert len(data) == count, "the slip ends inside a command"
        self._at += count
        return data

    def _fixed(self, head: bytes, command: bytes) -> None:
        assert not self._line, "a command inside a line"
        if head == b"\x1ba":
            self._centred = {0: False, 1: True}[command[2]]
        elif head == b"\x1d!":
            self._double = {0x00: False, 0x11: True}[command[2]]
        elif head == b"\x1dV":
            assert command == b"\x1dVB\x00"
            self.items.append(Cutting())

    def _picture(self) -> None:
        assert self._take(4) == b"\x1dv0\x00"
        assert not self._line
        across, down = int.from_bytes(self._take(2), "little"), int.from_bytes(self._take(2), "little")
        assert 0 < across <= 72
        dots = self._take(across * down)
        assert not any(command in dots for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
        self.items.append(Picture(across, down, dots, self._centred))

    def _graphic(self) -> None:
        assert self._take(3) == b"\x1d(k"
        parameters = self._take(int.from_bytes(self._take(2), "little"))
        assert parameters[0] == 0x31
        if parameters[1] == 80:
            assert parameters[2] == 0x30
            self._stored = parameters[3:]
        elif parameters[1] == 81:
            self.items.append(Code("qr", self._stored, self._centred))
        else:
            assert parameters[1:] in (b"A2\x00", b"C\x06", b"E1")

    def _barcode(self) -> None:
        assert self._take(3) == b"\x1dkI"
        data = self._take(self._take(1)[0])
        assert data[:2] == b"{B"
        self.items.append(Code("code128", data[2:], self._centred))

    def _character(self) -> None:
        first = self._take(1)
        if first == b"\n":
            self.items.append(Text(self._line.decode("gb18030"), self._double, self._centred))
            self._line = b""
        elif 0x20 <= first[0] < 0x7F:
            self._line += first
        else:
            assert 0x81 <= first[0] <= 0xFE, f"control byte {first.hex()}"
            second = self._take(1)
            assert second[0] >= 0x40, "a character of four bytes"
            self._line += first + second
