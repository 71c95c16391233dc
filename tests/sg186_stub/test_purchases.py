"""Selling (VEND-1 to VEND-3; I3, I4, I14)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from sg186_stub.answers import Purchase, Quote, Refused
from sg186_stub.card_images import Card
from sg186_stub.cards import identify
from sg186_stub.customers import query
from sg186_stub.purchases import PurchaseRequest, buy, look_up
from sg186_stub.quotes import quote
from sg186_stub.settings import Settings
from sg186_stub.sold import last_sold
from tests.sg186_stub.conftest import FEE_SERIAL, NOW, energy_card, make_card, meter_wrote, written

SETTINGS = Settings()
WANG, LI = "3104587926", "3104587934"


def request(serial: str = "k1", paid: int = 10_000, card: Card | None = None, customer: str = WANG) -> PurchaseRequest:
    return PurchaseRequest(serial, customer, paid, card or make_card())


def bought(connection: Connection, wanted: PurchaseRequest) -> Purchase:
    purchase = buy(connection, wanted, NOW, SETTINGS)
    assert isinstance(purchase, Purchase), purchase
    return purchase


def quoted(
    connection: Connection, customer: str, money: int | None = None, energy: int | None = None
) -> Quote | Refused:
    return quote(connection, customer, money_fen=money, energy_ckwh=energy, now=NOW, settings=SETTINGS)


def test_a_fee_controlled_meter_gets_all_the_money(connection: Connection) -> None:
    purchase = bought(connection, request())
    assert (purchase.counter, purchase.wallet_value, purchase.money_fen) == (8, 10_000, 10_000)
    assert (purchase.energy_ckwh, purchase.remainder_fen, purchase.balance_fen) == (0, 0, 0)


def test_an_energy_controlled_meter_gets_energy_and_the_rest_becomes_balance(connection: Connection) -> None:
    """2700 kWh were bought this year: 60 kWh at 0.5380, the rest at 0.5880."""
    purchase = bought(connection, request(paid=5_001, card=energy_card(), customer=LI))
    assert (purchase.counter, purchase.energy_ckwh, purchase.wallet_value) == (4, 9_015, 9_015)
    assert (purchase.money_fen, purchase.remainder_fen, purchase.balance_fen) == (5_001, 0, 0)
    whole = Settings(energy_unit_ckwh=100)
    card = replace(energy_card(), wallet=written(energy_card(), 9_015, 4).wallet)
    card = replace(card, return_write=meter_wrote(4, LI, "000086315759"))
    second = buy(connection, request("k2", 10_000, card, LI), NOW, whole)
    assert isinstance(second, Purchase)
    assert (second.energy_ckwh, second.money_fen, second.remainder_fen, second.balance_fen) == (17_000, 9_996, 4, 4)


def test_i3_a_repetition_gets_the_stored_answer(connection: Connection) -> None:
    first = bought(connection, request())
    assert buy(connection, request(), NOW + timedelta(days=30), SETTINGS) == first
    assert look_up(connection, "k1") == first
    sold = last_sold(connection, FEE_SERIAL)
    assert sold is not None
    assert sold.counter == 8, "I14: the counter rose once"


def test_i4_other_content_under_the_same_serial_is_refused(connection: Connection) -> None:
    bought(connection, request())
    assert buy(connection, request(paid=10_001), NOW, SETTINGS) == Refused("DUPLICATE_SERIAL")
    other_card = make_card(counter=8, returned=8)
    assert buy(connection, request(card=other_card), NOW, SETTINGS) == Refused("DUPLICATE_SERIAL")


def test_a_waiting_purchase_is_finished_before_the_next(connection: Connection) -> None:
    bought(connection, request())
    assert identify(connection, make_card(), NOW, SETTINGS) == Refused("REWRITE_FIRST", {"sale": "k1"})
    assert buy(connection, request("k2"), NOW, SETTINGS) == Refused("REWRITE_FIRST", {"sale": "k1"})


def test_a_card_torn_by_the_write_is_still_told_to_be_rewritten(connection: Connection) -> None:
    bought(connection, request())
    torn = replace(make_card(), parameters=make_card().parameters[:30] + bytes(15))
    assert identify(connection, torn, NOW, SETTINGS) == Refused("REWRITE_FIRST", {"sale": "k1"})


def test_a_written_but_unconfirmed_purchase_must_be_used_first(connection: Connection) -> None:
    bought(connection, request())
    assert identify(connection, written(make_card(), 10_000, 8), NOW, SETTINGS) == Refused("LAST_PURCHASE_NOT_USED")
    wrong = written(make_card(), 10_001, 8)
    assert identify(connection, wrong, NOW, SETTINGS) == Refused("COUNTER_MISMATCH")


def test_a_card_that_the_meter_has_taken_settles_an_unconfirmed_purchase(connection: Connection) -> None:
    bought(connection, request())
    used = make_card(counter=8, returned=8)
    assert bought(connection, request("k2", card=used)).counter == 9
    sold = last_sold(connection, FEE_SERIAL)
    assert sold is not None
    assert (sold.serial, sold.confirmed) == ("k2", False)


@pytest.mark.parametrize("paid", [99, 500_001])
def test_limits(connection: Connection, paid: int) -> None:
    facts = {"minimum_fen": "100", "maximum_fen": "500000"}
    assert buy(connection, request(paid=paid), NOW, SETTINGS) == Refused("LIMIT_EXCEEDED", facts)
    assert look_up(connection, "k1") is None
    assert quoted(connection, WANG, money=paid) == Refused("LIMIT_EXCEEDED", facts)


def test_more_energy_than_may_be_bought_is_not_quoted(connection: Connection) -> None:
    for energy in (1, 10_000_000):
        refused = quoted(connection, LI, energy=energy)
        assert isinstance(refused, Refused)
        assert refused.code == "LIMIT_EXCEEDED"


def test_money_that_buys_no_unit_is_refused(connection: Connection) -> None:
    coarse = Settings(energy_unit_ckwh=10_000)
    refused = buy(connection, request(paid=5_000, card=energy_card(), customer=LI), NOW, coarse)
    assert isinstance(refused, Refused)
    assert refused.code == "LIMIT_EXCEEDED"
    assert look_up(connection, "k1") is None


def test_another_customers_card(connection: Connection) -> None:
    assert buy(connection, request(customer=LI), NOW, SETTINGS) == Refused("CUSTOMER_MISMATCH")


def test_a_payment_and_a_purchase_never_share_a_serial(connection: Connection) -> None:
    from sg186_stub.payments import PaymentRequest, pay
    from sg186_stub.payments import look_up as look_up_payment

    bought(connection, request())
    assert pay(connection, PaymentRequest("k1", WANG, 100, ()), NOW, SETTINGS) == Refused("DUPLICATE_SERIAL")
    assert look_up_payment(connection, "k1") is None


def test_what_was_bought_walks_up_the_ladder(connection: Connection) -> None:
    before = quoted(connection, LI, money=10_000)
    bought(connection, request(paid=100_000, card=energy_card(), customer=LI))
    after = quoted(connection, LI, money=10_000)
    assert isinstance(before, Quote)
    assert isinstance(after, Quote)
    assert before.energy_ckwh == 17_517
    assert [(tier.energy_ckwh, tier.price_e4) for tier in before.tiers] == [(6_000, 5380), (11_517, 5880)]
    assert after.energy_ckwh == 17_006
    new_year = NOW.replace(year=2027, month=1, day=2)
    fresh = quote(connection, LI, money_fen=10_000, energy_ckwh=None, now=new_year, settings=SETTINGS)
    assert isinstance(fresh, Quote)
    assert fresh.energy_ckwh == 18_587, "the ladder begins anew each year"


def test_energy_to_money_is_rounded_up(connection: Connection) -> None:
    answer = quoted(connection, LI, energy=6_001)
    assert isinstance(answer, Quote)
    assert (answer.money_fen, answer.cost_fen, answer.remainder_fen) == (3_229, 3_229, 0)


def test_a_fee_controlled_quote_is_an_estimate_and_keeps_nothing_back(connection: Connection) -> None:
    answer = quoted(connection, WANG, money=10_000)
    assert isinstance(answer, Quote)
    assert (answer.energy_ckwh, answer.cost_fen, answer.remainder_fen) == (19_230, 10_000, 0)


def test_the_vending_system_knows_card_meters_only(connection: Connection) -> None:
    for customer in ("3104587000", "0000000000"):
        assert quoted(connection, customer, money=1_000) == Refused("CUSTOMER_UNKNOWN")


def test_parts_of_a_unit_are_not_sold(connection: Connection) -> None:
    whole = Settings(energy_unit_ckwh=100)
    refused = quote(connection, LI, money_fen=None, energy_ckwh=1_050, now=NOW, settings=whole)
    assert isinstance(refused, Refused)
    assert refused.code == "LIMIT_EXCEEDED"


def test_the_surplus_shows_in_the_account(connection: Connection) -> None:
    card = energy_card()
    buy(connection, request("k1", 10_000, card, LI), NOW, Settings(energy_unit_ckwh=100))
    account = query(connection, LI, None, NOW, SETTINGS)
    assert not isinstance(account, Refused)
    assert account.balance_fen == 10
