"""Plain values: money, notes, secrets, health; and that nobody can change one."""

import dataclasses
import importlib
import pkgutil
from enum import Enum
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk_app.domain
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import AskAccount
from kiosk_app.domain.money import CentiKwh, Fen, kwh, rmb, total, yuan
from kiosk_app.domain.notes import ACCEPTED_VALUES, NoteCount, by_value
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import Purchase
from tests.support import samples

MODULES = [
    importlib.import_module(f"kiosk_app.domain.{each.name}") for each in pkgutil.iter_modules(kiosk_app.domain.__path__)
]


def dataclasses_in(module: ModuleType) -> list[type]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__module__ == module.__name__
    ]


EVERY_DATACLASS = [each for module in MODULES for each in dataclasses_in(module)]


@pytest.mark.parametrize("kind", EVERY_DATACLASS, ids=lambda kind: kind.__name__)
def test_a_value_cannot_be_changed_and_has_no_room_for_more(kind: type) -> None:
    parameters = vars(kind)["__dataclass_params__"]
    assert parameters.frozen and parameters.eq
    assert "__slots__" in vars(kind)


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (10, "0.10"),
        (100, "1.00"),
        (123_450, "1,234.50"),
        (-1, "-0.01"),
        (-123_450, "-1,234.50"),
        (10_000_000_000, "100,000,000.00"),
    ],
)
def test_money_is_written_as_the_customer_reads_it(amount: int, text: str) -> None:
    assert yuan(Fen(amount)) == text


@given(st.integers(-(10**12), 10**12))
def test_money_written_is_money_read(amount: int) -> None:
    text = yuan(Fen(amount))
    assert int(text.replace(",", "").replace(".", "")) == amount
    assert text[-3] == "."
    assert text.lstrip("-").replace(",", "").replace(".", "").isdecimal()


@given(st.integers(-(10**12), 10**12))
def test_energy_written_is_energy_read(energy: int) -> None:
    assert int(kwh(CentiKwh(energy)).replace(",", "").replace(".", "")) == energy
    assert kwh(CentiKwh(energy)) == yuan(Fen(energy)), "both are hundredths"


@given(st.lists(st.integers(0, 10**9).map(Fen), max_size=20))
def test_amounts_are_added_up_exactly(amounts: list[Fen]) -> None:
    assert total(amounts) == total(tuple(reversed(amounts))) == sum(amounts)


# --- notes ----------------------------------------------------------------------------------------


def test_ui_4_notes_of_ten_yuan_and_above() -> None:
    assert ACCEPTED_VALUES == (1_000, 2_000, 5_000, 10_000)


@given(st.lists(st.sampled_from(ACCEPTED_VALUES), max_size=100))
def test_counting_by_value_loses_nothing(notes: list[Fen]) -> None:
    counted = by_value(notes)
    assert sum(each.value * each.count for each in counted) == sum(notes)
    assert sum(each.count for each in counted) == len(notes)
    assert all(each.count > 0 for each in counted)
    assert [each.value for each in counted] == sorted({each.value for each in counted}, reverse=True)


@given(st.lists(st.sampled_from(ACCEPTED_VALUES), max_size=30), st.randoms())
def test_i4_the_order_of_the_notes_does_not_change_what_is_sent(notes: list[Fen], chance: object) -> None:
    assert by_value(notes) == by_value(sorted(notes))
    assert by_value([]) == ()
    assert by_value([Fen(1_000)] * 3) == (NoteCount(Fen(1_000), 3),)


# --- secrets ----------------------------------------------------------------------------------------


@given(st.text("0123456789", min_size=6, max_size=6))
def test_h22_a_secret_shows_itself_to_nobody_but_its_one_request(digits: str) -> None:
    secret = Secret(digits)
    question = AskAccount("account", "3104587000", secret)
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!s:>20}",
        repr(question),
        repr([secret]),
        repr({1: secret}),
    ):
        assert digits not in shown
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == digits
    assert digits not in repr(hash(secret)) or hash(secret) == hash(Secret("000000"))


def test_a_secret_equals_itself_alone() -> None:
    assert Secret("123456") == Secret("123456")
    assert Secret("123456") != Secret("123457")
    assert Secret("123456") != "123456"
    assert len({Secret("123456"), Secret("123457")}) == 2


# --- health -----------------------------------------------------------------------------------------

USABLE = {
    Condition.STARTING: False,
    Condition.READY: True,
    Condition.ATTENTION: True,
    Condition.FAULT: False,
    Condition.LOST: False,
}


@pytest.mark.parametrize("device", Device)
@pytest.mark.parametrize("condition", Condition)
def test_i18_only_what_is_ready_or_needs_attention_can_be_promised(device: Device, condition: Condition) -> None:
    assert Health(device, condition).usable is USABLE[condition]


def test_what_a_month_costs_is_charge_and_late_fee() -> None:
    assert [bill.due for bill in samples.BILLS] == [11_619, 12_939, 14_924]


def test_every_enumeration_has_values_of_its_own() -> None:
    for module in MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.__name__:
                assert len({member.value for member in kind}) == len(kind.__members__), kind


def test_a_terminal_knows_the_numbers_that_it_gave_out() -> None:
    rules = Rules(prefix="GD0117")
    assert rules.letters == "GD"
    assert rules.own("GD0117-000001")
    assert not rules.own("GD0118-000001")
    assert not rules.own("GD01170-00001"), "another terminal whose number begins alike"


def test_vend_1_what_is_bought_stands_in_the_cards_own_unit_and_in_no_other() -> None:
    """A fee-controlled meter's card carries yuan, an energy-controlled meter's card energy."""
    money = Purchase("V0001", 8, 10_000, Fen(10_000), CentiKwh(0), Fen(0))
    energy = Purchase("V0002", 8, 18_587, Fen(10_000), CentiKwh(18_587), Fen(0))
    assert (money.money_on_card, money.energy_on_card) == (10_000, None)
    assert (energy.money_on_card, energy.energy_on_card) == (None, 18_587)


@pytest.mark.parametrize(
    ("amount", "shown", "with_plus"),
    [
        (0, "￥0.00", "￥0.00"),
        (-5_000, "-￥50.00", "-￥50.00"),
        (123_450, "￥1,234.50", "+￥1,234.50"),
        (-1, "-￥0.01", "-￥0.01"),
    ],
)
def test_the_sign_stands_before_the_currency(amount: int, shown: str, with_plus: str) -> None:
    assert rmb(Fen(amount)) == shown
    assert rmb(Fen(amount), plus=True) == with_plus
