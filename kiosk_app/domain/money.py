"""Money is an integer of fen; energy is an integer of hundredths of a kWh. Never a float."""

from typing import NewType

Fen = NewType("Fen", int)
"""One hundredth of a yuan."""

CentiKwh = NewType("CentiKwh", int)
"""One hundredth of a kWh: the unit of an energy-controlled meter's card (meter_card.md 1.5)."""

NOTHING = Fen(0)


def yuan(amount: Fen) -> str:
    """Write an amount the way the customer reads it: 123450 fen -> "1,234.50"."""
    return _hundredths(amount)


def rmb(amount: Fen, *, plus: bool = False) -> str:
    """Write an amount with its currency, the sign before it: "￥1,234.50", "-￥50.00"; with `plus` also "+￥50.00"."""
    sign = "-" if amount < 0 else "+" if plus and amount > 0 else ""
    return f"{sign}￥{yuan(Fen(abs(amount)))}"


def kwh(energy: CentiKwh) -> str:
    """Write an amount of energy: 19230 -> "192.30"."""
    return _hundredths(energy)


def _hundredths(number: int) -> str:
    whole, rest = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{whole:,}.{rest:02}"


def total(amounts: "list[Fen] | tuple[Fen, ...]") -> Fen:
    """Add amounts up."""
    return Fen(sum(amounts))
