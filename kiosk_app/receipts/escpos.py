"""A document as bytes for an 80 mm ESC/POS printer of 576 dots (protocols.md 2.3, 2.4).

Text goes out as GB18030 in Chinese mode. A line with a character whose GB18030 form has four bytes, which
printers' ROMs do not hold, goes out as a picture of that line instead (ux.md T12).
"""

from typing import assert_never

from kiosk_app.receipts.characters import GETA
from kiosk_app.receipts.document import Barcode, Cut, Document, Qr
from kiosk_app.receipts.fonts import DEFAULT_FONTS, Fonts, choose
from kiosk_app.receipts.layout import Row, TextRow, rows
from kiosk_app.receipts.raster import PITCH_DOTS, draw, raster_command

INITIALISE = b"\x1b\x40"
CHINESE_MODE = b"\x1c\x26"
LINE_FEED = b"\n"
ALIGN_LEFT, ALIGN_CENTRE = b"\x1b\x61\x00", b"\x1b\x61\x01"
SIZE_NORMAL, SIZE_4X = b"\x1d\x21\x00", b"\x1d\x21\x11"
PITCH_DOUBLE, PITCH_DEFAULT = bytes((0x1B, 0x33, 2 * PITCH_DOTS)), b"\x1b\x32"
FEED_AND_CUT = b"\x1d\x56\x42\x00"

QR_MODEL_2 = b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00"
QR_MODULE_6_DOTS = b"\x1d\x28\x6b\x03\x00\x31\x43\x06"  # version 2 and 3: 150 and 174 dots
QR_LEVEL_M = b"\x1d\x28\x6b\x03\x00\x31\x45\x31"
QR_PRINT = b"\x1d\x28\x6b\x03\x00\x31\x51\x30"

BARCODE_HEIGHT_64 = b"\x1d\x68\x40"
BARCODE_MODULE_2 = b"\x1d\x77\x02"  # at three dots more than 13 characters are wider than the paper
BARCODE_TEXT_BELOW = b"\x1d\x66\x00\x1d\x48\x02"


def encode(document: Document, fonts: Fonts = DEFAULT_FONTS) -> bytes:
    """Return the whole slip as bytes; nothing in its texts can become a command."""
    return INITIALISE + CHINESE_MODE + b"".join(_row(row, fonts) for row in rows(document))


def in_rom(text: str) -> bool:
    """Tell whether every character has a GB18030 form of one or two bytes, as a Chinese printer's ROM holds."""
    return all(len(char.encode("gb18030")) <= 2 for char in text)


def _row(row: Row, fonts: Fonts) -> bytes:
    match row:
        case TextRow(text, double):
            return _text(text, double, fonts)
        case Qr(content):
            return ALIGN_CENTRE + _qr(content.encode("ascii")) + ALIGN_LEFT
        case Barcode(content):
            return ALIGN_CENTRE + _code128(content.encode("ascii")) + ALIGN_LEFT
        case Cut():
            return FEED_AND_CUT
        case _:
            assert_never(row)


def _text(text: str, double: bool, fonts: Fonts) -> bytes:
    known = "".join(char if in_rom(char) or choose(fonts, char, 24) else GETA for char in text)
    if not in_rom(known):
        picture = raster_command(draw(known, 2 if double else 1, fonts))
        return ALIGN_CENTRE + picture + ALIGN_LEFT if double else picture
    line = known.encode("gb18030") + LINE_FEED
    if not double:
        return line
    return PITCH_DOUBLE + ALIGN_CENTRE + SIZE_4X + line + SIZE_NORMAL + ALIGN_LEFT + PITCH_DEFAULT


def _qr(content: bytes) -> bytes:
    store = b"\x1d\x28\x6b" + (len(content) + 3).to_bytes(2, "little") + b"\x31\x50\x30" + content
    return QR_MODEL_2 + QR_MODULE_6_DOTS + QR_LEVEL_M + store + QR_PRINT


def _code128(content: bytes) -> bytes:
    data = b"{B" + content.replace(b"{", b"{{")  # set B; a brace of its own is written twice
    return BARCODE_HEIGHT_64 + BARCODE_MODULE_2 + BARCODE_TEXT_BELOW + b"\x1d\x6b\x49" + bytes((len(data),)) + data
