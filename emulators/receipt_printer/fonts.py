"""The printer's character generator: 12x24 Latin and 24x24 Chinese characters out of an outline font, dot by dot."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT_A, FONT_B, HANZI = (12, 24), (9, 17), (24, 24)
OUTLINES = {HANZI: (24, 21), FONT_A: (22, 19), FONT_B: (16, 14)}  # cell: size and base line, so that all of it fits
INK_AT = 110  # of 255: how much of a dot an outline must cover; thermal dots are rather fat
_CANDIDATES = (
    (Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 7),  # Noto Sans Mono CJK SC: Latin half as wide
    (Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), 1),
)


class NoFont(Exception):
    """No font for Chinese is installed."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a character is printed."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    underline: int = 0  # dots
    reverse: bool = False
    square: bool = False  # Chinese
    small: bool = False  # Latin in font B


def cell(style: Style) -> tuple[int, int]:
    """Return how many dots a character takes across and down."""
    across, down = HANZI if style.square else FONT_B if style.small else FONT_A
    return across * style.wide, down * style.high


@lru_cache(maxsize=4096)
def glyph(char: str, style: Style) -> Image.Image:
    """Return a character's dots, black 0 on white 255."""
    base = cell(replace(style, wide=1, high=1))
    dots = _drawn(char, base)
    if style.bold:
        dots = _smeared(dots)
    dots = dots.resize(cell(style), Image.Resampling.NEAREST)
    if style.underline:
        ImageDraw.Draw(dots).rectangle((0, dots.height - style.underline, dots.width, dots.height), fill=0)
    return dots.point(lambda value: 255 - value) if style.reverse else dots


def _drawn(char: str, cell: tuple[int, int]) -> Image.Image:
    picture = Image.new("L", cell, 255)
    size, base_line = OUTLINES[cell]
    font = _font(size)
    draw = ImageDraw.Draw(picture)
    ideal = draw.textlength(char, font=font)
    left = max(0.0, (cell[0] - ideal) / 2)
    draw.text((left, base_line), char, font=font, fill=0, anchor="ls")
    return picture.point(lambda value: 0 if value < 255 - INK_AT else 255)


def _smeared(dots: Image.Image) -> Image.Image:
    """Print every dot a second time, one to the right: that is what bold is."""
    shifted = Image.new("L", dots.size, 255)
    shifted.paste(dots, (1, 0))
    return Image.composite(dots, shifted, shifted)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    for path, index in _CANDIDATES:
        if path.exists():
            return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)
    raise NoFont(f"none of {', '.join(str(path) for path, _ in _CANDIDATES)}")
