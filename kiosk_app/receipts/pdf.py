"""A document as a PDF page of 80 mm, as long as the slip: what could not be printed, or is to be kept as a file.

The page is drawn in the printer's dots (203 dpi: 8 dots are 1 mm), so that it looks like the paper. The TrueType
face is embedded; its Latin letters are narrowed to half the width of a hanzi, as in the printer's font.
"""

import io
import re
from functools import cache
from typing import assert_never

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk_app.receipts.characters import width
from kiosk_app.receipts.document import Barcode, Cut, Document, Qr
from kiosk_app.receipts.fonts import DEFAULT_FONTS, Face, Fonts
from kiosk_app.receipts.layout import COLUMNS, Row, TextRow, rows
from kiosk_app.receipts.raster import COLUMN_DOTS, PITCH_DOTS, draw

DOT = mm / 8
PAGE_DOTS, MARGIN_DOTS = 640, 32  # 80 mm, of which 72 mm (576 dots) are printed
TEXT_DOTS = COLUMNS * COLUMN_DOTS
EM_DOTS = 24
QR_DOTS, BARCODE_DOTS = 160, 64
FINE = 4  # a raster character is drawn four times as fine as on the printer
BASELINE_DOTS = 21  # below the top of the line, as in the raster lines

_RUN = re.compile(r"[!-~]+|[^ -~]+")


class FontUnusable(Exception):
    """The page's font file is missing or has no TrueType outlines."""


def render_pdf(document: Document, fonts: Fonts = DEFAULT_FONTS) -> bytes:
    """Return the slip as one PDF page, or raise FontUnusable."""
    font = _register(fonts.page)
    laid_out = rows(document)
    height = sum(map(_height, laid_out)) + 2 * MARGIN_DOTS
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(PAGE_DOTS * DOT, height * DOT), invariant=True)
    canvas.scale(DOT, DOT)
    page = _Page(canvas, font, fonts)
    top = height - MARGIN_DOTS
    for row in laid_out:
        page.paint(row, top)
        top -= _height(row)
    canvas.save()
    return file.getvalue()


@cache
def _register(face: Face) -> TTFont:
    """Make the face known to reportlab."""
    try:
        font = TTFont(f"{face.path}#{face.index}", str(face.path), subfontIndex=face.index)
    except (TTFError, OSError) as error:
        raise FontUnusable(f"{face.path}, face {face.index}: {error}") from error
    pdfmetrics.registerFont(font)
    return font


def _height(row: Row) -> int:
    match row:
        case TextRow(_, double):
            return 2 * PITCH_DOTS if double else PITCH_DOTS
        case Qr():
            return QR_DOTS + PITCH_DOTS // 2
        case Barcode():
            return BARCODE_DOTS + PITCH_DOTS
        case Cut():
            return 0
        case _:
            assert_never(row)


class _Page:
    """Paints rows onto one canvas whose unit is the dot; y grows upwards."""

    def __init__(self, canvas: Canvas, font: TTFont, fonts: Fonts) -> None:
        self._canvas, self._font, self._fonts = canvas, font.fontName, fonts
        self._known = font.face.charToGlyph

    def paint(self, row: Row, top: float) -> None:
        """Paint one row whose upper edge is at `top`."""
        match row:
            case TextRow(text, double):
                self._text(text, top, 2 if double else 1)
            case Qr(content):
                self._qr(content, top)
            case Barcode(content):
                self._barcode(content, top)
            case Cut():
                pass
            case _:
                assert_never(row)

    def _text(self, text: str, top: float, scale: int) -> None:
        cell = COLUMN_DOTS * scale
        left = MARGIN_DOTS + ((TEXT_DOTS - width(text) * cell) / 2 if scale > 1 else 0)
        for run in _RUN.finditer(text):
            x = left + width(text[: run.start()]) * cell
            if run[0].isascii():
                self._run(run[0], x, top, scale)
                continue
            for char in run[0]:
                if ord(char) in self._known:
                    self._run(char, x, top, scale)
                else:
                    self._picture(char, x, top, scale)
                x += 2 * cell

    def _run(self, text: str, x: float, top: float, scale: int) -> None:
        """Set a run of one width, stretched or narrowed to its cells."""
        size = EM_DOTS * scale
        natural = pdfmetrics.stringWidth(text, self._font, size)
        line = self._canvas.beginText(x, top - BASELINE_DOTS * scale)
        line.setFont(self._font, size)
        line.setHorizScale(100 * width(text) * COLUMN_DOTS * scale / natural)
        line.textOut(text)
        self._canvas.drawText(line)

    def _picture(self, char: str, x: float, top: float, scale: int) -> None:
        """Draw a character that the page's font lacks, as the printer gets it: in dots (T12)."""
        image = draw(char, FINE * scale, self._fonts).convert("L").point(lambda dot: 255 - dot)
        across, down = width(char) * COLUMN_DOTS * scale, PITCH_DOTS * scale
        self._canvas.drawImage(ImageReader(image), x, top - down, across, down)

    def _qr(self, content: str, top: float) -> None:
        modules = segno.make_qr(content, error="M").matrix
        dots = QR_DOTS / len(modules)
        path = self._canvas.beginPath()
        for down, line in enumerate(modules):
            for across, dark in enumerate(line):
                if dark:
                    path.rect((PAGE_DOTS - QR_DOTS) / 2 + across * dots, top - (down + 1) * dots, dots, dots)
        self._canvas.drawPath(path, stroke=0, fill=1)  # one path: no hairlines between modules

    def _barcode(self, content: str, top: float) -> None:
        code = Code128(content, barWidth=2, barHeight=BARCODE_DOTS, quiet=False)
        code.drawOn(self._canvas, (PAGE_DOTS - code.width) / 2, top - BARCODE_DOTS)
        self._text(" " * ((COLUMNS - len(content)) // 2) + content, top - BARCODE_DOTS, 1)
