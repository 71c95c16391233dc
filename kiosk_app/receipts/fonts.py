"""Which font files draw what the printer's own font lacks (ux.md T12, 2.5), and how to know that a glyph is there."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_NO_CHARACTER = "\uffff"


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a TrueType or OpenType collection."""

    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces by use. Neither family covers the other: Noto has no TrueType outlines, Micro Hei no rare hanzi.

    `page` must be a TrueType face with Latin letters of one width (PDF); `raster` is asked in order.
    """

    page: Face = Face(Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), 1)
    raster: tuple[Face, ...] = (
        Face(Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 7),  # Noto Sans Mono CJK SC
        Face(Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), 1),
    )


DEFAULT_FONTS = Fonts()


@cache
def load(face: Face, size: int) -> ImageFont.FreeTypeFont | None:
    """Return the face at a size in dots, or None where it is not installed."""
    try:
        return ImageFont.truetype(face.path, size, index=face.index, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        return None


def choose(fonts: Fonts, char: str, size: int) -> ImageFont.FreeTypeFont | None:
    """Return the first raster face that has a glyph for `char`, or None."""
    for face in fonts.raster:
        font = load(face, size)
        if font is not None and has_glyph(font, char):
            return font
    return None


def has_glyph(font: ImageFont.FreeTypeFont, char: str) -> bool:
    """Tell whether the face draws `char` as more than its box for unknown characters."""
    return bytes(font.getmask(char, "1")) != bytes(font.getmask(_NO_CHARACTER, "1"))
