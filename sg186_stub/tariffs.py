"""A customer's tariff and where on its ladder the customer stands."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from sg186_stub.money.tariff import Tariff, Tier, step_in_force
from sg186_stub.schema import postings, purchases, tariff_tiers

_NUMERALS = "零一二三四五六七"


def tariff_of(connection: Connection, customer: RowMapping) -> Tariff:
    """Read the customer's tariff."""
    found = select(tariff_tiers).where(tariff_tiers.c.tariff == customer["tariff"]).order_by(tariff_tiers.c.ordinal)
    return Tariff(tuple(Tier(row["up_to_kwh"], row["price_e4"]) for row in connection.execute(found).mappings()))


def bought_this_year(connection: Connection, customer: RowMapping, now: datetime) -> int:
    """Return the energy bought since the year began, in 0.01 kWh: that is what walks up the ladder (4.1)."""
    bought = (
        select(func.coalesce(func.sum(purchases.c.energy_ckwh), 0))
        .join(postings, purchases.c.posting_no == postings.c.no)
        .where(
            postings.c.customer_no == customer["customer_no"],
            postings.c.reversed_at.is_(None),
            purchases.c.year == now.year,
        )
    )
    opening = int(customer["opening_ckwh"]) if customer["opening_year"] == now.year else 0
    return opening + int(connection.execute(bought).scalar_one())


def price_text(tariff: Tariff, used_ckwh: int) -> str:
    """Say the price of the next kWh the way the screen shows it: "第一档 0.5380 元/kWh"."""
    number, tier = step_in_force(tariff, used_ckwh)
    step = f"第{_NUMERALS[number]}档 " if len(tariff.tiers) > 1 else ""
    return f"{step}{tier.price:.4f} 元/kWh"
