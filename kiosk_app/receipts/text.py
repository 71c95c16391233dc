"""A slip as text of 48 half-width columns: for the screen when there is no paper, and for tests."""

from typing import assert_never

from kiosk_app.receipts.characters import width
from kiosk_app.receipts.document import Barcode, Cut, Document, Qr
from kiosk_app.receipts.layout import COLUMNS, Row, TextRow, centred, rows


def render_text(document: Document) -> str:
    """Return the lines of the slip, each ended by a line feed; a hanzi counts as two columns.

    What is 4x on paper stands in 【 】, as text knows one size only; a code is named instead of drawn.
    """
    return "".join(f"{line}\n" for row in rows(document) for line in _lines(row))


def _lines(row: Row) -> list[str]:
    match row:
        case TextRow(text, double):
            if not double:
                return [text]
            framed = f"【 {text} 】"
            return [centred(framed if width(framed) <= COLUMNS else text)]
        case Qr():
            return [centred("[ QR 160 x 160 ]")]
        case Barcode(content):
            return [centred(f"[ CODE128 {content} ]")]
        case Cut():
            return []
        case _:
            assert_never(row)
