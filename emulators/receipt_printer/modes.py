"""How the next characters and codes are printed, and the commands that only change that (protocols.md 2.3)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from emulators.receipt_printer.actions import Actions
from emulators.receipt_printer.fonts import Style
from emulators.receipt_printer.line import DEFAULT_SPACING, Area, Line


@dataclass(slots=True)
class Modes:
    """What ESC @ and power-on reset."""

    chinese: bool = True
    latin: Style = Style()
    hanzi: Style = Style(square=True)
    hanzi_before: int = 0
    hanzi_behind: int = 0
    area: Area = Area()
    spacing: int = DEFAULT_SPACING
    country: int = 0
    bar_height: int = 162
    bar_module: int = 3
    bar_text: int = 0
    qr_module: int = 3
    qr_level: int = 0x30
    qr_content: bytes = b""
    graphics: tuple[int, bytes, int, int] | None = None  # bytes a row, dots, wide, high
    line: Line = field(default_factory=Line)

    @property
    def pending(self) -> bool:
        """Characters wait for their line feed."""
        return bool(self.line.characters)

    def clear_line(self) -> None:
        """Forget characters that were not printed yet."""
        self.line = Line()

    def print_line(self, feed: int | None = None, blank_lines: int = 0) -> Actions:
        """Print the line, feed `feed` dots or the line spacing, and begin a new one."""
        block = self.line.block(self.area, self.spacing if feed is None else feed)
        self.line = Line()
        return [replace(block, lines=block.lines + ("",) * blank_lines)] if block.height else []


def _size(modes: Modes, p: bytes) -> None:
    wide, high = (p[0] >> 4 & 7) + 1, (p[0] & 7) + 1
    modes.latin, modes.hanzi = replace(modes.latin, wide=wide, high=high), replace(modes.hanzi, wide=wide, high=high)


def _print_mode(modes: Modes, p: bytes) -> None:
    n = p[0]
    wide, high, underline = 2 if n & 0x20 else 1, 2 if n & 0x10 else 1, 1 if n & 0x80 else 0
    small, bold = bool(n & 1), bool(n & 8)
    modes.latin = replace(modes.latin, small=small, bold=bold, wide=wide, high=high, underline=underline)
    modes.hanzi = replace(modes.hanzi, bold=bold)


def _hanzi_mode(modes: Modes, p: bytes) -> None:
    wide, high, underline = 2 if p[0] & 4 else 1, 2 if p[0] & 8 else 1, 1 if p[0] & 0x80 else 0
    modes.hanzi = replace(modes.hanzi, wide=wide, high=high, underline=underline)


def _hanzi_double(modes: Modes, p: bytes) -> None:
    modes.hanzi = replace(modes.hanzi, wide=1 + (p[0] & 1), high=1 + (p[0] & 1))


def _hanzi_spacing(modes: Modes, p: bytes) -> None:
    modes.hanzi_before, modes.hanzi_behind = p[0], p[1]


def _bold(modes: Modes, p: bytes) -> None:
    modes.latin, modes.hanzi = replace(modes.latin, bold=bool(p[0] & 1)), replace(modes.hanzi, bold=bool(p[0] & 1))


def _reverse(modes: Modes, p: bytes) -> None:
    reverse = bool(p[0] & 1)
    modes.latin, modes.hanzi = replace(modes.latin, reverse=reverse), replace(modes.hanzi, reverse=reverse)


def _underline(modes: Modes, p: bytes) -> None:
    modes.latin = replace(modes.latin, underline=p[0] & 3)


def _hanzi_underline(modes: Modes, p: bytes) -> None:
    modes.hanzi = replace(modes.hanzi, underline=p[0] & 3)


def _set(name: str, value: Callable[[bytes], object]) -> Callable[[Modes, bytes], None]:
    return lambda modes, p: setattr(modes, name, value(p))


SETTINGS: dict[bytes, Callable[[Modes, bytes], None]] = {
    b"\x1b!": _print_mode,
    b"\x1b-": _underline,
    b"\x1b2": _set("spacing", lambda _: DEFAULT_SPACING),
    b"\x1b3": _set("spacing", lambda p: p[0]),
    b"\x1bE": _bold,
    b"\x1c!": _hanzi_mode,
    b"\x1c&": _set("chinese", lambda _: True),
    b"\x1c-": _hanzi_underline,
    b"\x1c.": _set("chinese", lambda _: False),
    b"\x1cS": _hanzi_spacing,
    b"\x1cW": _hanzi_double,
    b"\x1d!": _size,
    b"\x1dB": _reverse,
    b"\x1dH": _set("bar_text", lambda p: p[0] & 3),
    b"\x1df": lambda _modes, _p: None,  # the text under bars is font A
    b"\x1dh": _set("bar_height", lambda p: max(1, p[0])),
    b"\x1dw": _set("bar_module", lambda p: min(6, max(2, p[0]))),
}
