"""Interpreting cards (VEND-1): every refusal of meter_card.md 3.3."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update

from sg186_stub.answers import Identified, Refused
from sg186_stub.card_images import Card, Parameters, Wallet, build_parameters, build_wallet
from sg186_stub.cards import identify
from sg186_stub.schema import customers
from sg186_stub.settings import Settings
from sg186_stub.sold import Standing, standing
from tests.sg186_stub.conftest import NOW, energy_card, make_card, meter_wrote

SETTINGS = Settings()
UNKNOWN = "9999999999999999"


def ask(connection: Connection, card: Card) -> Identified | Refused:
    return identify(connection, card, NOW, SETTINGS)


def test_a_fee_controlled_card(connection: Connection) -> None:
    found = ask(connection, make_card())
    assert isinstance(found, Identified)
    assert (found.account.customer_no, found.account.name_masked) == ("3104587926", "王*明")
    terms = found.terms
    assert (terms.meter_kind, terms.meter_no, terms.counter) == ("fee_controlled", "000086315742", 7)
    assert (terms.minimum_fen, terms.maximum_fen, terms.price_text) == (100, 500_000, "0.5200 元/kWh")


def test_an_energy_controlled_card(connection: Connection) -> None:
    found = ask(connection, energy_card())
    assert isinstance(found, Identified)
    assert (found.terms.counter, found.terms.price_text) == (3, "第一档 0.5380 元/kWh")


def parameters(card: Card, **changed: object) -> Card:
    file = Parameters("000086315742", "3104587926", card_type=2)
    return replace(card, parameters=build_parameters(replace(file, **changed)))  # type: ignore[arg-type]  # by name


CARD = make_card()
TORN = CARD.parameters[:20] + bytes(25)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (replace(CARD, serial=UNKNOWN, parameters=bytes(45)), "CARD_BLANK"),
        (replace(CARD, serial=UNKNOWN, parameters=b"\xff" * 45), "CARD_BLANK"),
        (replace(CARD, parameters=bytes(45)), "CARD_BLANK"),
        (replace(CARD, serial=UNKNOWN, parameters=TORN), "CARD_UNREADABLE"),
        (replace(CARD, parameters=TORN), "CARD_UNREADABLE"),
        (replace(CARD, return_write=CARD.return_write[:30] + bytes(19)), "CARD_UNREADABLE"),
        (parameters(CARD, card_type=9), "CARD_UNREADABLE"),
        (replace(CARD, serial=UNKNOWN), "CARD_REPLACED"),
        (replace(CARD, serial="1122334455667700"), "CARD_REPLACED"),
        (replace(parameters(CARD, customer_no="0000000000"), serial=UNKNOWN), "CUSTOMER_UNKNOWN"),
        (parameters(CARD, customer_no="3104587942"), "CUSTOMER_MISMATCH"),
        (replace(CARD, return_write=meter_wrote(7, "3104587942")), "CUSTOMER_MISMATCH"),
        (parameters(CARD, meter_no="000000000001"), "METER_MISMATCH"),
        (replace(CARD, return_write=meter_wrote(7, meter_no="000000000001")), "METER_MISMATCH"),
        (replace(CARD, profile="quantity-cpu"), "METER_MISMATCH"),
        (make_card(counter=6, returned=6), "COUNTER_MISMATCH"),
        (make_card(counter=8, returned=8), "COUNTER_MISMATCH"),
        (make_card(counter=8, returned=None), "COUNTER_MISMATCH"),
        (make_card(counter=7, returned=6), "COUNTER_MISMATCH"),
        (make_card(counter=7, returned=None), "LAST_PURCHASE_NOT_USED"),
    ],
)
def test_refusals(connection: Connection, card: Card, code: str) -> None:
    refused = ask(connection, card)
    assert isinstance(refused, Refused)
    assert refused.code == code


def of_customer(serial: str, customer_no: str, meter_no: str, counter: int, returned: int | None) -> Card:
    return make_card(serial, customer_no=customer_no, meter_no=meter_no, counter=counter, returned=returned)


def test_the_demonstration_card_whose_purchase_was_not_used(connection: Connection) -> None:
    card = of_customer("11223344556677AA", "3104587942", "000086315766", 12, None)
    assert ask(connection, card) == Refused("LAST_PURCHASE_NOT_USED")


def test_the_demonstration_card_that_never_bought(connection: Connection) -> None:
    card = of_customer("11223344556677BB", "3104587950", "000086315773", 0, 0)
    assert isinstance(ask(connection, card), Identified)


def test_arrears_come_first(connection: Connection) -> None:
    card = of_customer("11223344556677CC", "3104587968", "000086315780", 5, 5)
    assert ask(connection, card) == Refused("ARREARS_FIRST", {"arrears_fen": str(60 * 52 + 122)})


def test_in_workflow(connection: Connection) -> None:
    card = of_customer("11223344556677DD", "3104587984", "000086315797", 2, 2)
    assert ask(connection, card) == Refused("IN_WORKFLOW")


def test_a_closed_account(connection: Connection) -> None:
    connection.execute(update(customers).where(customers.c.customer_no == "3104587926").values(status="closed"))
    assert ask(connection, make_card()) == Refused("ACCOUNT_CLOSED")


@pytest.mark.parametrize(
    ("counter", "value", "returned", "expected"),
    [
        (7, 5_000, 7, Standing.BEFORE),
        (7, 5_000, None, Standing.BEFORE),
        (8, 10_000, 7, Standing.UNFINISHED),
        (8, 10_000, None, Standing.WRITTEN),
        (8, 10_000, 8, Standing.USED),
        (8, 10_001, None, Standing.ASTRAY),
        (8, 10_000, 6, Standing.ASTRAY),
        (6, 10_000, 6, Standing.ASTRAY),
        (9, 10_000, 9, Standing.ASTRAY),
    ],
)
def test_where_a_card_stands(counter: int, value: int, returned: int | None, expected: Standing) -> None:
    """The table of meter_card.md 3.4, for purchase 8 worth 100.00."""
    assert standing(make_card(counter=counter, value=value, returned=returned), 8, 10_000) is expected


def test_a_torn_return_write_file_is_an_unfinished_write() -> None:
    card = replace(make_card(), wallet=build_wallet(Wallet(10_000, 8)), return_write=CARD.return_write[:40] + bytes(9))
    assert standing(card, 8, 10_000) is Standing.UNFINISHED
