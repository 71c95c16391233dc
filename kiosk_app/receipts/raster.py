"""A line of text as dots, for the characters that the printer's own font lacks (ux.md T12)."""

from PIL import Image, ImageDraw

from kiosk_app.receipts.characters import GETA, width
from kiosk_app.receipts.fonts import Fonts, choose

COLUMN_DOTS = 12  # a half-width column; a hanzi is 24 x 24
PITCH_DOTS = 30  # from line to line (protocols.md 2.1)
_EM_DOTS = 24
_BASELINE_DOTS = 21  # below the top of the line, where the em box of the usual Chinese fonts has it

_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


def draw(text: str, scale: int, fonts: Fonts) -> Image.Image:
    """Draw plain text into cells of 12 x 30 dots times `scale`, black as 1; a glyph no face has becomes a geta mark."""
    image = Image.new("1", (max(1, width(text)) * COLUMN_DOTS * scale, PITCH_DOTS * scale))
    pen = ImageDraw.Draw(image)
    left = 0
    for char in text:
        cell = width(char) * COLUMN_DOTS * scale
        shown = char
        font = choose(fonts, char, _EM_DOTS * scale)
        if font is None:
            shown = GETA
            font = choose(fonts, GETA, _EM_DOTS * scale)
        if font is not None:
            middle = left + cell / 2
            pen.text((middle, _BASELINE_DOTS * scale), shown, fill=1, font=font, anchor="ms")
        left += cell
    return image


def raster_command(image: Image.Image) -> bytes:
    """Return the image as GS v 0: `1D 76 30 00 xL xH yL yH` and the rows, eight dots a byte, black as 1."""
    across = (image.width + 7) // 8
    size = across.to_bytes(2, "little") + image.height.to_bytes(2, "little")
    return b"\x1d\x76\x30\x00" + size + _without_real_time_commands(image.tobytes())


def _without_real_time_commands(dots: bytes) -> bytes:
    """Blacken one dot where the picture happens to spell DLE EOT, DLE ENQ or DLE DC4.

    A printer obeys those even inside a picture: DLE ENQ 2 would clear the slip being printed.
    """
    for command in _REAL_TIME:
        dots = dots.replace(command, b"\x11" + command[1:])
    return dots
