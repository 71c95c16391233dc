"""A document in rows of 48 columns: laid out once, so that the paper, the PDF and the screen say the same."""

from dataclasses import dataclass
from typing import assert_never

from kiosk_app.receipts.characters import plain, width, wrap
from kiosk_app.receipts.document import (
    Barcode,
    Blank,
    Centred,
    Cut,
    Document,
    Element,
    Line,
    Qr,
    Rule,
    TableRow,
    Title,
)

COLUMNS = 48
DOUBLE_COLUMNS = COLUMNS // 2


@dataclass(frozen=True, slots=True)
class TextRow:
    """One printed line of plain text; spaces on the left are part of it, on the right there are none."""

    text: str
    double: bool = False  # 4x: at most 24 columns, without padding, to be set in the middle by the painter


Row = TextRow | Qr | Barcode | Cut


def rows(document: Document) -> tuple[Row, ...]:
    """Lay the document out; no row is wider than the paper, whatever the texts are."""
    return tuple(row for element in document.elements for row in _rows(element))


def centred(text: str, columns: int = COLUMNS) -> str:
    """Pad text on the left so that it stands in the middle."""
    return " " * ((columns - width(text)) // 2) + text


def _rows(element: Element) -> list[Row]:
    match element:
        case Line(left, right):
            return _texts(_line(plain(left), plain(right)))
        case Centred(text):
            return _texts([centred(part) for part in wrap(plain(text), COLUMNS)])
        case Title(text):
            return [TextRow(part, double=True) for part in wrap(plain(text), DOUBLE_COLUMNS)]
        case Rule(mark):
            return [TextRow(mark * COLUMNS)]
        case TableRow(cells, widths):
            return _texts(_table_row([plain(cell) for cell in cells], widths))
        case Blank():
            return [TextRow("")]
        case Qr() | Barcode() | Cut():
            return [element]
        case _:
            assert_never(element)


def _texts(lines: list[str]) -> list[Row]:
    return [TextRow(line.rstrip()) for line in lines]


def _line(left: str, right: str) -> list[str]:
    """Set `right` against the edge behind the last line of `left`, or below it where it does not fit."""
    lines = wrap(left, COLUMNS)
    for part in wrap(right, COLUMNS):
        if lines and width(lines[-1]) + 1 + width(part) <= COLUMNS:
            lines[-1] += _to_the_right(part, COLUMNS - width(lines[-1]))
        else:
            lines.append(_to_the_right(part, COLUMNS))
    return lines


def _table_row(cells: list[str], widths: tuple[int, ...]) -> list[str]:
    fits = all(width(cell) < column for cell, column in zip(cells, widths, strict=True))
    if fits and sum(widths) <= COLUMNS:
        first, *others = zip(cells, widths, strict=True)
        return [first[0] + " " * (first[1] - width(first[0])) + "".join(_to_the_right(*cell) for cell in others)]
    together = " ".join(cells)
    if width(together) <= COLUMNS:
        return [_to_the_right(together, COLUMNS)]
    return [_to_the_right(part, COLUMNS) for cell in cells for part in wrap(cell, COLUMNS)]


def _to_the_right(text: str, columns: int) -> str:
    return " " * (columns - width(text)) + text
