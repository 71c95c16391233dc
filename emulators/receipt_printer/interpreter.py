"""From items to actions: text in its character set, commands by their tables.

No paper moves here. What cannot be done is written down in `unknown`; nothing is guessed.
"""

from emulators.receipt_printer.actions import Actions, Refused
from emulators.receipt_printer.commands import (
    CR,
    HT,
    LF,
    Control,
    Item,
    Order,
    RealTime,
    Text,
    Unknown,
    is_lead,
    is_trail,
)
from emulators.receipt_printer.modes import SETTINGS, Modes
from emulators.receipt_printer.orders import ORDERS, YUAN_FOR_DOLLAR

INITIALISE = b"\x1b@"
NO_CHARACTER = "□"
UNKNOWN_KEPT = 1000
BYTES_SHOWN = 10


class Interpreter:
    """The printer's understanding, and the modes it is in."""

    def __init__(self) -> None:
        self.modes = Modes()
        self.unknown: list[str] = []

    def initialise(self) -> None:
        """Begin as after power-on; what was not understood stays written down."""
        self.modes = Modes()

    def execute(self, item: Item) -> Actions:
        """Return what is to be done for one item."""
        match item:
            case Text(data):
                return self._text(data)
            case Control(code):
                return self._control(code)
            case RealTime():
                return []
            case Unknown(data):
                self.refuse(data, "no such command")
                return []
            case Order(name, parameters):
                return self._order(name, parameters)

    def refuse(self, data: bytes, why: str) -> None:
        """Write down what is not done."""
        if len(self.unknown) < UNKNOWN_KEPT:
            self.unknown.append(f"{data[:BYTES_SHOWN].hex(' ').upper()}: {why}")

    def _order(self, name: bytes, parameters: bytes) -> Actions:
        if name == INITIALISE:
            self.initialise()
            return []
        if name in SETTINGS:
            SETTINGS[name](self.modes, parameters)
            return []
        try:
            return ORDERS[name](self.modes, parameters)
        except Refused as why:
            self.refuse(name + parameters, str(why))
            return []

    def _control(self, code: int) -> Actions:
        assert code in (LF, CR, HT), "the tables know three controls; CR does nothing"
        if code == LF:
            return self.modes.print_line()
        if code == HT:
            self.modes.line.tab()
        return []

    def _text(self, data: bytes) -> Actions:
        actions: Actions = []
        modes = self.modes
        for char, square in self._characters(data):
            style = modes.hanzi if square else modes.latin
            before, behind = (modes.hanzi_before, modes.hanzi_behind) if square else (0, 0)
            if modes.pending and not modes.line.fits(style, modes.area, before + behind):
                actions += modes.print_line()
            modes.line.put(char, style, before, behind)
        return actions

    def _characters(self, data: bytes) -> list[tuple[str, bool]]:
        """Return each character and whether it stands in a square cell."""
        characters: list[tuple[str, bool]] = []
        at = 0
        while at < len(data):
            if not self.modes.chinese or data[at] < 0x80:
                characters.append((self._latin(data[at : at + 1]), False))
                at += 1
            elif is_lead(data[at]) and at + 1 < len(data) and is_trail(data[at + 1]):
                characters.append((self._hanzi(data[at : at + 2]), True))
                at += 2
            else:
                self.refuse(data[at : at + 2], "not a Chinese character of two bytes")
                characters.append(("?", False))
                at += 1
        return characters

    def _latin(self, byte: bytes) -> str:
        if byte == b"$" and self.modes.country == YUAN_FOR_DOLLAR:
            return "¥"
        return byte.decode("cp437")

    def _hanzi(self, pair: bytes) -> str:
        try:
            char = pair.decode("gb18030")
        except UnicodeDecodeError:
            char = ""
        if len(char) != 1 or not (char.isprintable() or char == "\u3000"):
            self.refuse(pair, "no such character")
            return NO_CHARACTER
        return char
