"""The step tariff (阶梯电价) in both directions: money to energy and energy to money (meter_card.md 4.1, 4.2).

Energy is cut down to whole units, its price is rounded up to a whole fen: whoever turns money into energy and
back never gains. The ladder is walked by what was bought since the year began.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext

CKWH_PER_KWH = 100
_EXACT = Context(prec=40)  # prices have 4 decimals, energy 2; only a division is ever rounded, far behind both


@dataclass(frozen=True, slots=True)
class Tier:
    """One step: its price in 0.0001 yuan per kWh, valid up to so many kWh a year; None on the last step."""

    up_to_kwh: int | None
    price_e4: int

    @property
    def price(self) -> Decimal:
        """Yuan per kWh."""
        return Decimal(self.price_e4).scaleb(-4)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Steps in rising order; the last one has no end."""

    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        limits = [tier.up_to_kwh for tier in self.tiers[:-1]]
        if not self.tiers or self.tiers[-1].up_to_kwh is not None or None in limits:
            raise ValueError("every tier but the last has a limit, the last has none")
        known = [limit for limit in limits if limit is not None]
        if known != sorted(set(known)) or any(limit <= 0 for limit in known):
            raise ValueError("tier limits must rise")
        if any(tier.price_e4 <= 0 for tier in self.tiers):
            raise ValueError("a price is more than nothing")


@dataclass(frozen=True, slots=True)
class Part:
    """So much energy (kWh, exact) at one step's price."""

    energy: Decimal
    tier: Tier

    @property
    def cost(self) -> Decimal:
        """Yuan, exact."""
        return self.energy * self.tier.price


@dataclass(frozen=True, slots=True)
class Priced:
    """Energy with its price. `money_fen` was offered or is needed; `cost_fen` is what the energy costs."""

    money_fen: int
    energy_ckwh: int
    cost_fen: int
    parts: tuple[Part, ...]

    @property
    def remainder_fen(self) -> int:
        """What the tariff cannot turn into energy."""
        return self.money_fen - self.cost_fen


def parts_for_energy(tariff: Tariff, used_kwh: Decimal, energy_kwh: Decimal) -> tuple[Part, ...]:
    """Walk the ladder from `used_kwh` and fill each step in order with `energy_kwh`."""
    parts, at, left = [], used_kwh, energy_kwh
    for tier in tariff.tiers:
        if left <= 0:
            break
        room = left if tier.up_to_kwh is None else Decimal(tier.up_to_kwh) - at
        if room <= 0:
            continue
        taken = min(room, left)
        parts.append(Part(taken, tier))
        at, left = at + taken, left - taken
    return tuple(parts)


def parts_for_money(tariff: Tariff, used_kwh: Decimal, yuan: Decimal) -> tuple[Part, ...]:
    """Walk the ladder from `used_kwh` and fill each step in order until `yuan` is spent; nothing is cut yet."""
    parts, at, left = [], used_kwh, yuan
    with localcontext(_EXACT):
        for tier in tariff.tiers:
            if left <= 0:
                break
            room = None if tier.up_to_kwh is None else Decimal(tier.up_to_kwh) - at
            if room is not None and room <= 0:
                continue
            affordable = left / tier.price
            if room is None or affordable < room:
                parts.append(Part(affordable, tier))
                break
            parts.append(Part(room, tier))
            at, left = at + room, left - room * tier.price
    return tuple(parts)


def exact_cost(parts: tuple[Part, ...]) -> Decimal:
    """Yuan, exact."""
    return sum((part.cost for part in parts), Decimal(0))


def energy_for_money(tariff: Tariff, used_ckwh: int, money_fen: int, unit_ckwh: int = 1) -> Priced:
    """Turn money into energy, cut down to whole units of `unit_ckwh` (1 is 0.01 kWh, 100 a whole kWh)."""
    _check(used_ckwh, money_fen, unit_ckwh)
    used = Decimal(used_ckwh) / CKWH_PER_KWH
    wanted = sum((part.energy for part in parts_for_money(tariff, used, Decimal(money_fen).scaleb(-2))), Decimal(0))
    units = (wanted * CKWH_PER_KWH / unit_ckwh).to_integral_value(ROUND_FLOOR)
    energy_ckwh = int(units) * unit_ckwh
    parts = parts_for_energy(tariff, used, Decimal(energy_ckwh) / CKWH_PER_KWH)
    return Priced(money_fen, energy_ckwh, _fen_up(exact_cost(parts)), parts)


def money_for_energy(tariff: Tariff, used_ckwh: int, energy_ckwh: int) -> Priced:
    """Say what energy costs, rounded up to a whole fen."""
    _check(used_ckwh, energy_ckwh, 1)
    used = Decimal(used_ckwh) / CKWH_PER_KWH
    parts = parts_for_energy(tariff, used, Decimal(energy_ckwh) / CKWH_PER_KWH)
    cost_fen = _fen_up(exact_cost(parts))
    return Priced(cost_fen, energy_ckwh, cost_fen, parts)


def step_in_force(tariff: Tariff, used_ckwh: int) -> tuple[int, Tier]:
    """Return the step (1 for the first) at whose price the next kWh is sold."""
    used = Decimal(used_ckwh) / CKWH_PER_KWH
    for number, tier in enumerate(tariff.tiers, 1):
        if tier.up_to_kwh is None or used < tier.up_to_kwh:
            return number, tier
    raise AssertionError("the last tier has no end")


def _fen_up(yuan: Decimal) -> int:
    return int(yuan.scaleb(2).to_integral_value(ROUND_CEILING))


def _check(used_ckwh: int, amount: int, unit_ckwh: int) -> None:
    if used_ckwh < 0 or amount < 0 or unit_ckwh < 1:
        raise ValueError("neither money nor energy can be negative")
