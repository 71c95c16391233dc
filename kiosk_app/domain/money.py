"""Money is an integer of fen; energy is an integer of hundredths of a kWh. Never a float."""

from typing import NewType

Fen = NewType("Fen", int)
"""One hundredth of a yuan."""

CentiKwh = NewType("CentiKwh", int)
"""One hundredth of a kWh: the unit of an energy-controlled meter's card (meter_card.md 1.5)."""

NOTHING = Fen(0)


def yuan(amount: Fen) -> str:
    """Write an amount the way the customer reads it: 123450 fen -> "1,234.50"."""
    sign = "-" if amount < 0 else ""
    whole, cents = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{cents:02}"


def kwh(energy: CentiKwh) -> str:
    """Write an amount of energy: 19230 -> "192.30"."""
    return f"{energy // 100:,}.{energy % 100:02}"


def total(amounts: "list[Fen] | tuple[Fen, ...]") -> Fen:
    """Add amounts up."""
    return Fen(sum(amounts))
