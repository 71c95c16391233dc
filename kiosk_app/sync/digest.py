"""Where terminal and platform differ, found in bytes proportional to the difference (PAY-8; docs/interfaces.md 6.3).

Pure: rows become digests, ranges of the sales' sequence become digests of digests, and a search narrows down what
differs. It asks about a range, then about its sixteen parts, down to single numbers. No I/O here; `digest_exchange`
carries the questions.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

LENGTH = 8  # bytes of a digest
PARTS = 16
RANGES_AT_MOST = 256  # in one question
ROWS_AT_MOST = 1_000  # differing rows in one search: beyond that the file is shorter
COMPARED = (2, 4, 5, 6, 7, 10, 13, 14, 15)
"""Fields of a file's line (6) that both sides know for themselves: sale, service, customer, amount, method, card
serial, notes, bills, card. Its place, times, the platform's own serial and the card's later fate are not compared."""
STATUS = 9


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Numbers of the sales' sequence, both ends included."""

    first: int
    last: int


def canonical(fields: Sequence[object]) -> str:
    """Return the row that is digested, from the fields of a sale's line; only what SUCCEEDED can be the same on both
    sides, so anything else says whose word it is."""
    status = str(fields[STATUS])
    word = status if status == "SUCCEEDED" else f"terminal {status}"
    return "|".join((word, *(str(fields[place]) for place in COMPARED)))


def row_digest(text: str) -> bytes:
    """Return the digest of a canonical row."""
    return hashlib.sha256(text.encode()).digest()[:LENGTH]


class Book:
    """Digests of rows by their number, as they are at one moment."""

    def __init__(self, rows: Mapping[int, bytes]) -> None:
        self._numbers = sorted(rows)
        self._rows = [rows[number] for number in self._numbers]

    def digest(self, span: Span) -> bytes:
        """Return the digest of a range: of number (8 bytes, big-endian) and digest of each row in it, in order."""
        begin, end = bisect_left(self._numbers, span.first), bisect_right(self._numbers, span.last)
        rows = zip(self._numbers[begin:end], self._rows[begin:end], strict=True)
        whole = b"".join(number.to_bytes(8, "big") + digest for number, digest in rows)
        return hashlib.sha256(whole).digest()[:LENGTH]


@dataclass(frozen=True, slots=True)
class Search:
    """What is still to be asked, and the numbers that differ as far as is known."""

    waiting: tuple[Span, ...]
    found: tuple[int, ...] = ()
    complete: bool = True  # False where there are too many to go on

    @property
    def done(self) -> bool:
        """True when there is nothing more to ask."""
        return not self.waiting


def begin(span: Span) -> Search:
    """Begin with one range; an empty one has nothing to ask."""
    return Search((span,) if span.first <= span.last else ())


def question(search: Search) -> tuple[Span, ...]:
    """Return the ranges to ask about next, in order."""
    return search.waiting[:RANGES_AT_MOST]


def heard(search: Search, asked: tuple[Span, ...], differing: Iterable[Span]) -> Search:
    """Return the search after the answer to `asked`: of it only these differ, and they are looked into."""
    found, deeper = list(search.found), list[Span]()
    for span in differing:
        assert span in asked, "an answer speaks of what was asked"
        if span.first == span.last:
            found.append(span.first)
        else:
            deeper += parts(span)
    waiting = tuple(sorted((*search.waiting[len(asked) :], *deeper)))
    if len(found) > ROWS_AT_MOST or len(waiting) > PARTS * ROWS_AT_MOST:
        return replace(search, waiting=(), found=tuple(sorted(found)), complete=False)
    return replace(search, waiting=waiting, found=tuple(sorted(found)))


def parts(span: Span) -> tuple[Span, ...]:
    """Cut a range into at most sixteen; each as long as a power of sixteen, but the last."""
    length, step = span.last - span.first + 1, 1
    while step * PARTS < length:
        step *= PARTS
    starts = range(span.first, span.last + 1, step)
    return tuple(Span(start, min(start + step - 1, span.last)) for start in starts)
