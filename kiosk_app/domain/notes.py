"""Banknotes as the bill acceptor reports them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk_app.domain.money import Fen

ACCEPTED_VALUES = (Fen(1_000), Fen(2_000), Fen(5_000), Fen(10_000))
"""Renminbi ¥10, ¥20, ¥50 and ¥100, old and new series (HW-3, UI-4)."""


@dataclass(frozen=True, slots=True)
class Note:
    """One banknote; several bill types may have the same value (old and new series)."""

    value: Fen
    bill_type: int  # index into the acceptor's bill table, 0-23 (protocols.md 1.7)


@dataclass(frozen=True, slots=True)
class NoteCount:
    """How many notes of one value."""

    value: Fen
    count: int


def by_value(values: Sequence[Fen]) -> tuple[NoteCount, ...]:
    """Count notes by value, largest first: "100元x3 50元x2" on the receipt."""
    return tuple(NoteCount(value, values.count(value)) for value in sorted(set(values), reverse=True))
