"""Codes and bit images as rows of paper."""

from collections.abc import Callable
from dataclasses import dataclass

import segno
from PIL import Image
from segno.encoder import DataOverflowError

from emulators.receipt_printer import barcodes
from emulators.receipt_printer.actions import Refused
from emulators.receipt_printer.barcodes import NotThisCode
from emulators.receipt_printer.fonts import FONT_A, Style, glyph
from emulators.receipt_printer.line import Area
from emulators.receipt_printer.paper import WHITE, WIDTH, Block

HRI_GAP = 4
ABOVE, BELOW = 1, 2
QR_LEVELS = {0x30: "L", 0x31: "M", 0x32: "Q", 0x33: "H"}
BARCODES: dict[int, tuple[str, Callable[[bytes], tuple[str, str]]]] = {
    2: ("EAN13", barcodes.ean13),
    3: ("EAN8", barcodes.ean8),
    4: ("CODE39", barcodes.code39),
    5: ("ITF", barcodes.itf),
    67: ("EAN13", barcodes.ean13),
    68: ("EAN8", barcodes.ean8),
    69: ("CODE39", barcodes.code39),
    70: ("ITF", barcodes.itf),
    73: ("CODE128", barcodes.code128),
}


@dataclass(frozen=True, slots=True)
class BarcodeForm:
    """Height and module width of the bars in dots; `text` is printed above (1), below (2) or both (3)."""

    height: int
    module: int
    text: int


def raster(across: int, dots: bytes, *, wide: int, high: int, area: Area) -> Block:
    """Return a bit image of `across` bytes a row; a 1 is black. What is too wide is cut off."""
    if not across or not dots:
        raise Refused("an empty picture")
    picture = Image.frombytes("1", (across * 8, len(dots) // across), bytes(255 - byte for byte in dots)).convert("L")
    picture = picture.resize((picture.width * wide, picture.height * high), Image.Resampling.NEAREST)
    text = f"[picture {picture.width}x{picture.height}]"
    return _placed(picture, area, text)


def qr(content: bytes, module: int, level: int, area: Area) -> Block:
    """Return a QR code of model 2 without a quiet zone: the paper around it is one."""
    if not content:
        raise Refused("no QR data are stored")
    try:
        code = segno.make_qr(content, error=QR_LEVELS[level], boost_error=False)
    except DataOverflowError as error:
        raise Refused("the QR data are too long") from error
    rows = [bytes(0 if dark else WHITE for dark in row) for row in code.matrix]
    picture = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    picture = picture.resize((len(rows) * module,) * 2, Image.Resampling.NEAREST)
    if picture.width > area.across:
        raise Refused("the QR code is wider than the paper")
    return _placed(picture, area, f"[QR {content.decode('utf-8', 'backslashreplace')}]")


def barcode(kind: int, data: bytes, form: BarcodeForm, area: Area) -> Block:
    """Return a linear code."""
    if kind not in BARCODES:
        raise Refused(f"barcode {kind} is not known here")
    name, encode = BARCODES[kind]
    try:
        modules, text = encode(data)
    except NotThisCode as error:
        raise Refused(str(error)) from error
    row = bytes(0 if dark == "1" else WHITE for dark in modules)
    bars = Image.frombytes("L", (len(row), 1), row).resize(
        (len(row) * form.module, form.height), Image.Resampling.NEAREST
    )
    if bars.width > area.across:
        raise Refused("the barcode is wider than the paper")
    picture = _with_text(bars, text, form.text)
    return _placed(picture, area, f"[{name} {text}]")


def _with_text(bars: Image.Image, text: str, hri: int) -> Image.Image:
    """Put the text over and under the middle of the bars."""
    across, down = FONT_A[0] * len(text), FONT_A[1] + HRI_GAP
    above, below = down if hri & ABOVE else 0, down if hri & BELOW else 0
    picture = Image.new("L", (max(bars.width, across if hri else 0), above + bars.height + below), WHITE)
    picture.paste(bars, ((picture.width - bars.width) // 2, above))
    left = (picture.width - across) // 2
    for top in ([0] if above else []) + ([above + bars.height + HRI_GAP] if below else []):
        for place, char in enumerate(text):
            picture.paste(glyph(char, Style()), (left + place * FONT_A[0], top))
    return picture


def _placed(picture: Image.Image, area: Area, text: str) -> Block:
    rows = Image.new("L", (WIDTH, picture.height), WHITE)
    shown = picture.crop((0, 0, min(picture.width, area.across), picture.height))
    offset = area.offset(shown.width)
    rows.paste(shown, (offset, 0))
    return Block(rows.height, rows, (" " * (offset // FONT_A[0]) + text,))
