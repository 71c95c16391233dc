"""The step tariff (VEND-3); worked examples: thresholds 2760 and 4800 kWh, prices 0.5380, 0.5880, 0.8380."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sg186_stub.money.tariff import (
    Tariff,
    Tier,
    energy_for_money,
    exact_cost,
    money_for_energy,
    parts_for_money,
    step_in_force,
)

STEP = Tariff((Tier(2760, 5380), Tier(4800, 5880), Tier(None, 8380)))
FLAT = Tariff((Tier(None, 5200),))

EXAMPLES = [
    # yuan, kWh bought this year, 0.01 kWh, parts before cutting, exact cost, whole kWh, exact rest of whole kWh
    (100, 0, 18587, [("185.8736", 5380)], "99.9981", 185, "0.4700"),
    (100, 2700, 17517, [("60.0000", 5380), ("115.1701", 5880)], "100.0000", 175, "0.1000"),
    (100, 2760, 17006, [("170.0680", 5880)], "99.9953", 170, "0.0400"),
    (100, 4750, 13424, [("50.0000", 5880), ("84.2482", 8380)], "99.9931", 134, "0.2080"),
    (3000, 2700, 421002, [("60.0000", 5380), ("2040.0000", 5880), ("2110.0239", 8380)], "2999.9968", 4210, "0.0200"),
    (50, 4800, 5966, [("59.6659", 8380)], "49.9951", 59, "0.5580"),
]


@pytest.mark.parametrize(("yuan", "used", "energy", "parts", "cost", "whole", "rest"), EXAMPLES)
def test_worked_examples(
    yuan: int, used: int, energy: int, parts: list[tuple[str, int]], cost: str, whole: int, rest: str
) -> None:
    uncut = parts_for_money(STEP, Decimal(used), Decimal(yuan))
    assert [(str(part.energy.quantize(Decimal("0.0001"))), part.tier.price_e4) for part in uncut] == parts
    priced = energy_for_money(STEP, used * 100, yuan * 100)
    assert priced.energy_ckwh == energy
    assert exact_cost(priced.parts).quantize(Decimal("0.0001")) == Decimal(cost)
    in_whole = energy_for_money(STEP, used * 100, yuan * 100, unit_ckwh=100)
    assert in_whole.energy_ckwh == whole * 100
    exact_rest = Decimal(yuan) - exact_cost(in_whole.parts)
    assert exact_rest.quantize(Decimal("0.0001")) == Decimal(rest)
    assert in_whole.remainder_fen == int(exact_rest * 100), "the rest is cut to a whole fen, the price rounded up"


def test_a_price_is_rounded_up_to_a_whole_fen() -> None:
    assert money_for_energy(FLAT, 0, 1).cost_fen == 1  # 0.0052 yuan
    assert money_for_energy(STEP, 0, 18587).cost_fen == 10_000  # 99.99806 yuan
    assert money_for_energy(STEP, 270_000, 6_001).cost_fen == 3_229  # 60 at 0.5380 and 0.01 at 0.5880: 32.28588 yuan


def test_nothing_costs_nothing() -> None:
    assert money_for_energy(STEP, 0, 0).cost_fen == 0
    assert energy_for_money(STEP, 0, 0).energy_ckwh == 0


@pytest.mark.parametrize(("used_ckwh", "step"), [(0, 1), (275_999, 1), (276_000, 2), (479_999, 2), (480_000, 3)])
def test_the_step_in_force_changes_at_the_threshold(used_ckwh: int, step: int) -> None:
    assert step_in_force(STEP, used_ckwh)[0] == step


@pytest.mark.parametrize(
    "tiers",
    [
        (),
        (Tier(100, 5000),),
        (Tier(None, 5000), Tier(None, 6000)),
        (Tier(200, 5000), Tier(100, 6000), Tier(None, 7000)),
        (Tier(0, 5000), Tier(None, 6000)),
        (Tier(None, 0),),
    ],
)
def test_a_ladder_that_does_not_rise_is_no_tariff(tiers: tuple[Tier, ...]) -> None:
    with pytest.raises(ValueError, match=r"tier|price"):
        Tariff(tiers)


def test_negative_amounts_are_mistakes() -> None:
    with pytest.raises(ValueError, match="negative"):
        energy_for_money(STEP, 0, -1)
    with pytest.raises(ValueError, match="negative"):
        money_for_energy(STEP, -1, 100)


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    limits = sorted(draw(st.sets(st.integers(1, 10_000), max_size=5)))
    prices = draw(st.lists(st.integers(1, 30_000), min_size=len(limits) + 1, max_size=len(limits) + 1))
    return Tariff(tuple(Tier(limit, price) for limit, price in zip([*limits, None], prices, strict=True)))


used = st.integers(0, 2_000_000)


@given(tariffs(), used, st.integers(0, 10_000_000), st.sampled_from([1, 100, 1000]))
def test_money_to_energy_and_back_never_gains(tariff: Tariff, used: int, money: int, unit: int) -> None:
    """I14: the value on the card is never more than what was paid."""
    bought = energy_for_money(tariff, used, money, unit)
    assert money_for_energy(tariff, used, bought.energy_ckwh).cost_fen == bought.cost_fen <= money
    assert bought.cost_fen + bought.remainder_fen == money
    assert bought.energy_ckwh % unit == 0
    assert sum(part.energy for part in bought.parts) * 100 == bought.energy_ckwh


@given(tariffs(), used, st.integers(0, 10_000_000))
def test_no_energy_is_withheld(tariff: Tariff, used: int, money: int) -> None:
    bought = energy_for_money(tariff, used, money)
    assert exact_cost(money_for_energy(tariff, used, bought.energy_ckwh + 1).parts) * 100 > money


@given(tariffs(), used, st.integers(0, 5_000_000), st.integers(0, 5_000_000))
def test_buying_in_two_goes_never_costs_less(tariff: Tariff, used: int, first: int, second: int) -> None:
    at_once = money_for_energy(tariff, used, first + second).cost_fen
    in_two = money_for_energy(tariff, used, first).cost_fen + money_for_energy(tariff, used + first, second).cost_fen
    assert at_once <= in_two <= at_once + 1


@given(tariffs(), used, st.integers(0, 5_000_000))
def test_energy_for_its_own_price_is_that_energy_or_what_one_fen_more_buys(
    tariff: Tariff, used: int, energy: int
) -> None:
    price = money_for_energy(tariff, used, energy)
    assert energy_for_money(tariff, used, price.cost_fen).energy_ckwh >= energy
    if price.cost_fen:
        assert energy_for_money(tariff, used, price.cost_fen - 1).energy_ckwh < max(energy, 1)
