"""Writing and rewriting (VEND-3, VEND-4; I14): authorisations, orders, confirmations, reversals."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from sg186_stub.answers import Authorisation, Identified, Order, Purchase, Refused
from sg186_stub.card_images import Card, Parameters, build_parameters
from sg186_stub.card_writes import authorise, confirm, order_write, reverse
from sg186_stub.cards import identify
from sg186_stub.customers import query
from sg186_stub.hsm import Hsm
from sg186_stub.purchases import PurchaseRequest, buy, look_up
from sg186_stub.settings import Settings
from tests.sg186_stub.conftest import FEE_SERIAL, NOW, energy_card, make_card, written

SETTINGS, HSM, RANDOM = Settings(), Hsm(), bytes.fromhex("11223344")
BEFORE = make_card()
WRITTEN = written(BEFORE, 10_000, 8)
USED = make_card(counter=8, returned=8)
UNFINISHED = replace(WRITTEN, return_write=BEFORE.return_write)
OTHER = make_card("11223344556677AA")


@pytest.fixture
def sold(connection: Connection) -> Connection:
    purchase = buy(connection, PurchaseRequest("k1", "3104587926", 10_000, BEFORE), NOW, SETTINGS)
    assert isinstance(purchase, Purchase)
    return connection


def order(connection: Connection, card: Card = BEFORE, serial: str = "k1", random: bytes = RANDOM) -> Order | Refused:
    return order_write(connection, HSM, serial, card=card, random=random, now=NOW)


def ordered(connection: Connection, card: Card = BEFORE, random: bytes = RANDOM) -> Order:
    answer = order(connection, card, random=random)
    assert isinstance(answer, Order), answer
    return answer


def taken_back(connection: Connection, card: Card, days: int = 0) -> Order | Refused:
    return reverse(connection, HSM, "k1", card=card, random=RANDOM, now=NOW + timedelta(days=days))


def authorised(connection: Connection, step: int = 0, serial: str = "k1", card_serial: str = FEE_SERIAL) -> object:
    return authorise(connection, HSM, serial, card_serial=card_serial, challenge=bytes(8), step=step, now=NOW)


def carry_out(card: Card, done: Order) -> Card:
    files = {write.sfi: bytes.fromhex(write.data) for write in done.writes}
    return replace(card, parameters=files["01"], wallet=files["02"], return_write=files["05"])


def test_the_order_is_parameters_wallet_return_write_cleared(sold: Connection) -> None:
    done = ordered(sold)
    parameters = build_parameters(Parameters("000086315742", "3104587926", card_type=2, update_flags=0))
    assert [(w.sfi, w.offset, bytes.fromhex(w.data)) for w in done.writes] == [
        ("01", 0, parameters),
        ("02", 0, bytes.fromhex("0000271000000008")),
        ("05", 0, bytes(49)),
    ]
    assert done.expected == {w.sfi: w.data for w in done.writes}
    assert (done.counter, done.wallet_value, done.card_serial) == (8, 10_000, FEE_SERIAL)


def test_a_card_stays_of_its_kind(sold: Connection) -> None:
    """VEND-3: the user type byte tells kWh from yuan; a purchase must not turn one into the other."""
    buy(sold, PurchaseRequest("k2", "3104587934", 10_000, energy_card()), NOW, SETTINGS)
    energy = order(sold, energy_card(), "k2")
    assert isinstance(energy, Order)
    assert bytes.fromhex(energy.expected["01"])[4] == 0x10
    assert bytes.fromhex(ordered(sold).expected["01"])[4] == 0x01


def test_macs_cover_header_and_data_and_start_with_the_random(sold: Connection) -> None:
    for write, header in zip(ordered(sold).writes, ("04D6810031", "04D682000C", "04D6850035"), strict=True):
        command = bytes.fromhex(header + write.data)
        assert write.mac == HSM.mac(bytes.fromhex(FEE_SERIAL), RANDOM, command).hex().upper()


def test_a_rewrite_has_the_same_counter_and_amount_and_other_macs(sold: Connection) -> None:
    first, second = ordered(sold), ordered(sold, random=bytes(4))
    assert [w.data for w in first.writes] == [w.data for w in second.writes]
    assert not {w.mac for w in first.writes} & {w.mac for w in second.writes}


def test_a_torn_write_is_finished(sold: Connection) -> None:
    assert ordered(sold, UNFINISHED).counter == 8


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (WRITTEN, "ALREADY_WRITTEN"),
        (USED, "ALREADY_WRITTEN"),
        (OTHER, "OTHER_CARD"),
        (make_card(counter=9, returned=9), "COUNTER_MISMATCH"),
        (make_card(counter=6, returned=6), "COUNTER_MISMATCH"),
        (written(BEFORE, 10_001, 8), "COUNTER_MISMATCH"),
    ],
)
def test_no_order_for_a_card_that_shows_something_else(sold: Connection, card: Card, code: str) -> None:
    assert order(sold, card) == Refused(code)


def test_after_a_confirmation_nothing_is_written_any_more(sold: Connection) -> None:
    assert confirm(sold, "k1", WRITTEN, NOW) is None
    assert order(sold) == Refused("ALREADY_WRITTEN")
    assert authorised(sold) == Refused("ALREADY_WRITTEN")


def test_a_confirmation_is_idempotent(sold: Connection) -> None:
    assert confirm(sold, "k1", WRITTEN, NOW) is None
    assert confirm(sold, "k1", USED, NOW) is None
    assert confirm(sold, "k1", OTHER, NOW) == Refused("OTHER_CARD")


@pytest.mark.parametrize("card", [BEFORE, UNFINISHED, written(BEFORE, 10_001, 8), make_card(counter=9, returned=9)])
def test_a_card_that_does_not_show_the_purchase_is_not_confirmed(sold: Connection, card: Card) -> None:
    assert confirm(sold, "k1", card, NOW) == Refused("COUNTER_MISMATCH")
    assert isinstance(order(sold), Order)


def test_a_card_that_the_meter_has_taken_is_confirmed(sold: Connection) -> None:
    assert confirm(sold, "k1", USED, NOW) is None


def test_authorisation_in_two_steps(sold: Connection) -> None:
    cryptogram = HSM.cryptogram(bytes.fromhex(FEE_SERIAL), bytes(8)).hex().upper()
    assert authorised(sold, 0) == Authorisation(3, cryptogram, more=True)
    assert authorised(sold, 1) == Authorisation(4, cryptogram, more=False)


def test_unknown_purchases_and_other_cards(sold: Connection) -> None:
    assert authorised(sold, serial="k9") == Refused("NO_PURCHASE_RECORD")
    assert authorised(sold, card_serial=OTHER.serial) == Refused("OTHER_CARD")
    assert order(sold, serial="k9") == Refused("NO_PURCHASE_RECORD")
    assert confirm(sold, "k9", WRITTEN, NOW) == Refused("NO_PURCHASE_RECORD")


def test_an_order_that_was_overtaken_is_refused(sold: Connection) -> None:
    """A purchase behind a later one is history, whatever a card shows."""
    buy(sold, PurchaseRequest("k2", "3104587926", 5_000, USED), NOW, SETTINGS)
    assert order(sold, BEFORE) == Refused("ALREADY_WRITTEN")
    assert authorised(sold) == Refused("ALREADY_WRITTEN")
    assert taken_back(sold, USED) == Refused("ALREADY_WRITTEN")


@pytest.mark.parametrize("card", [BEFORE, UNFINISHED, WRITTEN])
def test_a_reversal_puts_the_card_back(sold: Connection, card: Card) -> None:
    done = taken_back(sold, card)
    assert isinstance(done, Order)
    restored = carry_out(card, done)
    assert (restored.wallet, restored.return_write) == (BEFORE.wallet, BEFORE.return_write)
    assert isinstance(identify(sold, restored, NOW, SETTINGS), Identified)
    again = buy(sold, PurchaseRequest("k2", "3104587926", 5_000, restored), NOW, SETTINGS)
    assert isinstance(again, Purchase)
    assert again.counter == 8


def test_a_reversal_is_idempotent_and_its_write_can_be_authorised(sold: Connection) -> None:
    confirm(sold, "k1", WRITTEN, NOW)
    first = taken_back(sold, WRITTEN)
    assert isinstance(first, Order)
    assert isinstance(authorised(sold), Authorisation)
    assert taken_back(sold, WRITTEN) == first
    assert taken_back(sold, carry_out(WRITTEN, first)) == first


def test_a_reversed_purchase_is_never_written(sold: Connection) -> None:
    taken_back(sold, BEFORE)
    assert order(sold, BEFORE) == Refused("NO_PURCHASE_RECORD")
    assert confirm(sold, "k1", WRITTEN, NOW) == Refused("NO_PURCHASE_RECORD")
    assert look_up(sold, "k1") == Refused("REVERSED")
    assert identify(sold, WRITTEN, NOW, SETTINGS) == Refused("COUNTER_MISMATCH")


@pytest.mark.parametrize("card", [USED, make_card(counter=9, returned=9), written(BEFORE, 1, 8)])
def test_a_used_card_is_not_reversed(sold: Connection, card: Card) -> None:
    assert taken_back(sold, card) == Refused("REVERSAL_REFUSED")
    assert isinstance(look_up(sold, "k1"), Purchase)


def test_a_reversal_on_another_day_is_refused(sold: Connection) -> None:
    assert taken_back(sold, BEFORE, days=1) == Refused("REVERSAL_REFUSED")


def test_a_reversal_behind_another_purchase_is_refused(sold: Connection) -> None:
    taken_back(sold, BEFORE)
    buy(sold, PurchaseRequest("k2", "3104587926", 5_000, BEFORE), NOW, SETTINGS)
    assert taken_back(sold, BEFORE) == Refused("REVERSAL_REFUSED")


def test_a_reversal_takes_the_remainder_and_the_energy_back(connection: Connection) -> None:
    whole = Settings(energy_unit_ckwh=100)
    buy(connection, PurchaseRequest("k1", "3104587934", 10_000, energy_card()), NOW, whole)
    done = taken_back(connection, energy_card())
    assert isinstance(done, Order)
    account = query(connection, "3104587934", None, NOW, SETTINGS)
    assert not isinstance(account, Refused)
    assert account.balance_fen == 0
    again = buy(connection, PurchaseRequest("k2", "3104587934", 10_000, energy_card()), NOW, SETTINGS)
    assert isinstance(again, Purchase)
    assert again.energy_ckwh == 17_517, "the ladder stands where it stood"


@given(st.lists(st.sampled_from(["order", "tear_wallet", "write", "meter", "confirm", "buy", "repeat"]), max_size=20))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_i14_no_order_of_events_credits_more_than_was_paid(connection: Connection, steps: list[str]) -> None:
    """Whatever happens in whatever order, the meter's credit is at most what was paid, one counter a purchase."""
    savepoint = connection.begin_nested()
    _live(connection, steps)
    savepoint.rollback()


def test_i14_torn_writes_end_with_all_that_was_paid(connection: Connection) -> None:
    first = ["buy", "order", "tear_wallet", "write", "write", "repeat", "meter"]
    second = ["buy", "tear_wallet", "meter", "confirm"]
    assert _live(connection, [*first, *second, "buy", "write", "confirm", "meter", "meter"]) == (30_000, 30_000)


def _live(connection: Connection, steps: list[str]) -> tuple[int, int]:
    """Take the card through `steps` and return what the meter credited and what was paid."""
    card, meter, credit, paid, sales = BEFORE, 7, 0, 0, 0
    for step in steps:
        if step == "buy":
            answer = buy(connection, PurchaseRequest(f"s{sales + 1}", "3104587926", 10_000, card), NOW, SETTINGS)
            if isinstance(answer, Purchase):
                sales, paid = sales + 1, paid + 10_000
                assert answer.counter == 7 + sales
        elif step == "meter":
            card, meter, credit = _insert_in_meter(card, meter, credit)
        elif step == "repeat" and sales:
            assert isinstance(look_up(connection, f"s{sales}"), Purchase)
        elif step == "confirm" and sales:
            confirm(connection, f"s{sales}", card, NOW)
        elif sales:
            card = _write(connection, card, f"s{sales}", step)
        assert credit <= paid
        assert meter <= 7 + sales
    return credit, paid


def _write(connection: Connection, card: Card, serial: str, step: str) -> Card:
    done = order(connection, card, serial)
    if isinstance(done, Refused) or step == "order":
        return card
    whole = carry_out(card, done)
    return replace(whole, return_write=card.return_write) if step == "tear_wallet" else whole


def _insert_in_meter(card: Card, meter: int, credit: int) -> tuple[Card, int, int]:
    """A meter of the kind that credits once whatever the return-write file holds: the riskier one (1.11)."""
    value, counter = int.from_bytes(card.wallet[:4], "big"), int.from_bytes(card.wallet[4:], "big")
    if counter == meter + 1:
        meter, credit = counter, credit + value
    returned = make_card(counter=meter, returned=meter).return_write
    return replace(card, return_write=returned), meter, credit
