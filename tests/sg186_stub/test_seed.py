"""The synthetic customers: plausible, and the same every time."""

import pytest
from sqlalchemy import Connection, select

from sg186_stub.schema import bills, cards, customers
from sg186_stub.seed import NotEmpty, seed
from sg186_stub.seed_people import demo_people, generated_people
from sg186_stub.settings import Settings
from tests.sg186_stub.conftest import NOW


def test_everyone_is_there(connection: Connection) -> None:
    rows = connection.execute(select(customers)).mappings().all()
    assert len(rows) == len(demo_people()) + len(generated_people()) > 45
    assert {row["status"] for row in rows} == {"active", "closed", "in_workflow"}
    assert {row["meter_kind"] for row in rows} == {"post_paid", "fee_controlled", "energy_controlled"}
    assert {row["customer_class"] for row in rows} == {"household", "other"}
    assert sum(row["locked_until"] is not None for row in rows) >= 2
    assert sum(row["opening_balance_fen"] > 0 for row in rows) >= 2


def test_the_same_every_time() -> None:
    assert generated_people() == generated_people()
    assert generated_people()[0].customer_no == "3104600000"


def test_numbers_are_unique_and_well_formed() -> None:
    people = demo_people() + generated_people()
    numbers = [person.customer_no for person in people]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 10 and number.isdigit() for number in numbers)
    assert all(len(person.password) == 6 and person.password.isdigit() for person in people)
    assert {len(person.bills) for person in generated_people()} == set(range(7))


def test_who_owes_has_no_balance(connection: Connection) -> None:
    """The monthly bill run would have drawn on it."""
    owing = set(connection.execute(select(bills.c.customer_no)).scalars())
    rich = select(customers.c.customer_no).where(customers.c.opening_balance_fen > 0)
    assert owing.isdisjoint(connection.execute(rich).scalars())


def test_the_demonstration_cards(connection: Connection) -> None:
    rows = connection.execute(select(cards.c.card_serial, cards.c.opening_counter)).all()
    counters = {row.card_serial: row.opening_counter for row in rows}
    assert counters["1122334455667788"] == 7
    assert counters["1122334455667799"] == 3
    assert counters["11223344556677AA"] == 12
    assert counters["11223344556677BB"] == 0


def test_books_are_filled_once(connection: Connection) -> None:
    with pytest.raises(NotEmpty):
        seed(connection, NOW, Settings())
