"""Putting the synthetic customers into empty books."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from sg186_stub.passwords import hash_password
from sg186_stub.schema import bills, cards, customers, tariff_tiers
from sg186_stub.seed_people import FLAT_PRICE_E4, Person, demo_people, generated_people
from sg186_stub.settings import Settings

TARIFFS: dict[str, list[tuple[int | None, int]]] = {
    "flat": [(None, FLAT_PRICE_E4)],
    "step": [(2760, 5380), (4800, 5880), (None, 8380)],  # meter_card.md 4.1, Hangzhou
}


class NotEmpty(Exception):
    """The books hold customers already."""

    def __str__(self) -> str:
        return "the books hold customers already"


def seed(connection: Connection, now: datetime, settings: Settings) -> int:
    """Fill empty books and return how many customers they hold; locks run from `now`. Raises NotEmpty."""
    if connection.execute(select(customers.c.customer_no).limit(1)).first() is not None:
        raise NotEmpty
    for name, tiers in TARIFFS.items():
        for ordinal, (up_to_kwh, price_e4) in enumerate(tiers, 1):
            row = {"tariff": name, "ordinal": ordinal, "up_to_kwh": up_to_kwh, "price_e4": price_e4}
            connection.execute(insert(tariff_tiers).values(row))
    people = demo_people() + generated_people()
    for person in people:
        _add(connection, person, now, settings)
    return len(people)


def _add(connection: Connection, person: Person, now: datetime, settings: Settings) -> None:
    locked_until = int((now + settings.lock).timestamp()) if person.locked else None
    connection.execute(
        insert(customers).values(
            customer_no=person.customer_no,
            name=person.name,
            address=person.address,
            customer_class=person.customer_class,
            meter_kind=person.meter_kind,
            meter_no=person.meter_no,
            status=person.status,
            tariff=person.tariff,
            password_hash=hash_password(person.password),
            wrong_passwords=settings.wrong_passwords if person.locked else person.wrong_passwords,
            locked_until=locked_until,
            opening_balance_fen=person.balance_fen,
            opening_ckwh=person.bought_ckwh,
            opening_year=now.year,
        )
    )
    for item in person.bills:
        bill_id = f"{person.customer_no}-{item.month}"
        connection.execute(
            insert(bills).values(
                bill_id=bill_id,
                customer_no=person.customer_no,
                month=item.month,
                energy_kwh=item.energy_kwh,
                amount_fen=item.amount_fen,
                due_on=item.due_on,
            )
        )
    for card in person.cards:
        connection.execute(
            insert(cards).values(
                card_serial=card.serial,
                customer_no=person.customer_no,
                profile=card.profile,
                status=card.status,
                opening_counter=card.counter,
            )
        )
