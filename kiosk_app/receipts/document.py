"""What a slip consists of, before anybody knows on which paper: frozen values, no layout, no bytes.

Source: the look's section "Paper": 576 dots, 48 half-width columns, labels left, amounts right.
"""

from dataclasses import dataclass
from typing import Literal

QR_AT_MOST = 400  # version 15 at level M: 77 modules of six dots are 462 of 576
BARCODE_AT_MOST = 22  # CODE128 B at two dots a module: 11 x (22 + 2) + 13 modules are 554 of 576 dots


@dataclass(frozen=True, slots=True)
class Line:
    """A label on the left, a value on the right; what does not fit into one line goes on in the next."""

    left: str
    right: str = ""


@dataclass(frozen=True, slots=True)
class Centred:
    """A line in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """A line in the middle, double width and double height (4x)."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of hyphens between parts, or of equals signs around the result."""

    mark: Literal["-", "="] = "-"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the first cell starts at the left, the others end at their column's right edge."""

    cells: tuple[str, ...]
    widths: tuple[int, ...]  # half-width columns, one for each cell, 48 together

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.widths):
            raise ValueError("one width for each cell")


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, in the middle, at six dots a module: 150 dots for a number, 270 signed; printable ASCII."""

    content: str

    def __post_init__(self) -> None:
        _refuse_other_than_ascii(self.content, QR_AT_MOST)


@dataclass(frozen=True, slots=True)
class Barcode:
    """A CODE128 bar code with its text below, in the middle; at most 22 printable ASCII characters."""

    content: str

    def __post_init__(self) -> None:
        _refuse_other_than_ascii(self.content, BARCODE_AT_MOST)


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the slip."""


Element = Line | Centred | Title | Rule | TableRow | Blank | Qr | Barcode | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """A whole slip, from top to bottom."""

    elements: tuple[Element, ...]


def _refuse_other_than_ascii(content: str, at_most: int) -> None:
    if not (content.isascii() and content.isprintable() and 1 <= len(content) <= at_most):
        raise ValueError(f"a code holds 1 to {at_most} printable ASCII characters")
