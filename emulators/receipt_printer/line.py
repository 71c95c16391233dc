"""A line of characters before it is printed: what stands in it, where it wraps, and its rows of dots."""

from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

from emulators.receipt_printer.fonts import FONT_A, Style, cell, glyph
from emulators.receipt_printer.paper import WHITE, WIDTH, Block

Align = Literal[0, 1, 2]
DEFAULT_SPACING = 30
TAB = 8 * FONT_A[0]


@dataclass(frozen=True, slots=True)
class Area:
    """Where on the paper lines stand, in dots."""

    left: int = 0
    across: int = WIDTH
    align: Align = 0

    def offset(self, used: int) -> int:
        """Return where something `used` dots wide begins."""
        free = max(0, self.across - used)
        return self.left + (0, free // 2, free)[self.align]


@dataclass(frozen=True, slots=True)
class Character:
    """A character, or blank space, at its place in the line."""

    char: str
    style: Style
    at: int


@dataclass(slots=True)
class Line:
    """Characters that wait for their line feed."""

    characters: list[Character] = field(default_factory=list)
    used: int = 0

    def fits(self, style: Style, area: Area, spacing: int = 0) -> bool:
        """Tell whether one more character goes in."""
        return self.used + cell(style)[0] + spacing <= area.across

    def put(self, char: str, style: Style, before: int = 0, behind: int = 0) -> None:
        """Add a character, with blank dots around it."""
        self.characters.append(Character(char, style, self.used + before))
        self.used += before + cell(style)[0] + behind

    def tab(self) -> None:
        """Go on at the next stop, every eight Latin characters."""
        self.used = (self.used // TAB + 1) * TAB

    def block(self, area: Area, feed: int) -> Block:
        """Return the rows: the characters at their base line, and blank ones up to `feed`."""
        if not self.characters:
            return Block(feed, None, ("",))
        tallest = max(cell(each.style)[1] for each in self.characters)
        picture = Image.new("L", (WIDTH, max(tallest, feed)), WHITE)
        offset = area.offset(self.used)
        for each in self.characters:
            picture.paste(glyph(each.char, each.style), (offset + each.at, tallest - cell(each.style)[1]))
        return Block(picture.height, picture, (self._text(offset),))

    def _text(self, offset: int) -> str:
        """Return the line as a person would type it; blank dots become spaces."""
        text, at = "", -offset
        for each in self.characters:
            text += " " * ((each.at - at) // FONT_A[0])
            text += each.char
            at = each.at + cell(each.style)[0]
        return text.rstrip()
