"""Money against energy at the customer's present tariff (VEND-3)."""

from datetime import datetime

from sqlalchemy import Connection

from sg186_stub import customers
from sg186_stub.answers import Quote, QuoteTier, Refused
from sg186_stub.money.tariff import CKWH_PER_KWH, Priced, energy_for_money, money_for_energy
from sg186_stub.settings import Settings
from sg186_stub.tariffs import bought_this_year, tariff_of


def quote(
    connection: Connection,
    customer_no: str,
    *,
    money_fen: int | None,
    energy_ckwh: int | None,
    now: datetime,
    settings: Settings,
) -> Quote | Refused:
    """Quote energy for money, or money for energy: exactly one of the two is given.

    The vending system knows customers with a card meter only.
    """
    customer = customers.load(connection, customer_no)
    if customer is None or customer["meter_kind"] == customers.POST_PAID or customer["status"] == "closed":
        return Refused("CUSTOMER_UNKNOWN")
    tariff, used = tariff_of(connection, customer), bought_this_year(connection, customer, now)
    if money_fen is not None:
        assert energy_ckwh is None
        if not settings.purchase_minimum_fen <= money_fen <= settings.purchase_maximum_fen:
            return limit_exceeded(settings)
        estimate = customer["meter_kind"] == customers.FEE_CONTROLLED
        priced = energy_for_money(tariff, used, money_fen, 1 if estimate else settings.energy_unit_ckwh)
        return _estimate(priced) if estimate else _quote(priced)
    assert energy_ckwh is not None
    priced = money_for_energy(tariff, used, energy_ckwh)
    if not settings.purchase_minimum_fen <= priced.cost_fen <= settings.purchase_maximum_fen:
        return limit_exceeded(settings)
    if energy_ckwh % settings.energy_unit_ckwh:
        return limit_exceeded(settings)
    return _quote(priced)


def limit_exceeded(settings: Settings) -> Refused:
    """Refuse an amount and say what is allowed, in fen."""
    facts = {"minimum_fen": str(settings.purchase_minimum_fen), "maximum_fen": str(settings.purchase_maximum_fen)}
    return Refused("LIMIT_EXCEEDED", facts)


def _quote(priced: Priced) -> Quote:
    tiers = tuple(QuoteTier(int(part.energy * CKWH_PER_KWH), part.tier.price_e4) for part in priced.parts)
    return Quote(priced.money_fen, priced.energy_ckwh, priced.cost_fen, priced.remainder_fen, tiers)


def _estimate(priced: Priced) -> Quote:
    """All the money goes onto the card; what the meter will make of it is only told."""
    told = _quote(priced)
    return Quote(priced.money_fen, priced.energy_ckwh, priced.money_fen, 0, told.tiers)
