"""Which characters may stand on paper, how wide they are, and where a line may be broken.

A printer's Chinese font has a cell of 12 dots for ASCII and of 24 dots for everything else, so the width of a
character is one column or two and nothing between (protocols.md 2.1).
"""

import re
import unicodedata

GETA = "〓"
"""Printers' mark for a character that no font has (U+3013, in every Chinese printer's ROM): never a box, never "?"."""

_LOOKALIKES = str.maketrans({"¥": "￥", "×": "x"})  # the half-width yuan sign has no two-byte code (protocols.md 2.3)
_CLOSING = "，。、；：？！）】》”’"
_PIECE = re.compile(rf" *(?:[!-~]+|[^ -~])[{_CLOSING}]*| +")


def plain(text: str) -> str:
    """Return what of `text` can be printed: one line, no control or formatting characters, nothing invisible.

    A name or an address comes from elsewhere; an ESC in it must never reach the printer as a command.
    """
    return "".join(map(_printable, unicodedata.normalize("NFC", text).translate(_LOOKALIKES)))


def _printable(char: str) -> str:
    if " " <= char <= "~":
        return char
    match unicodedata.category(char):
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Cc":
            return " " if char in "\t\n\r\v\f\x85" else ""
        case "Cf" | "Mn" | "Mc" | "Me":
            return ""
        case "Cn" | "Co" | "Cs":  # unassigned, private use, half a pair: a character we do not know
            return GETA
        case _:
            return char


def width(text: str) -> int:
    """Return the width of plain text in half-width columns."""
    return sum(1 if char <= "~" else 2 for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break plain text into lines of at most `columns` (2 or more): at spaces and between hanzi.

    No line begins with a closing punctuation mark unless it is all that is left. Empty text gives no line.
    """
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if width(line) + width(piece) <= columns:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width(line) > columns:
            head = _head(line, columns)
            lines.append(head)
            line = line[len(head) :]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _head(text: str, columns: int) -> str:
    """Return the longest beginning of `text`, which is too wide, that fits."""
    count = 0
    while width(text[: count + 1]) <= columns:
        count += 1
    return text[:count]
