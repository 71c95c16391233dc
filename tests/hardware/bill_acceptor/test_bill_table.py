"""What a bill type is worth comes from the unit's own table, never from its number (I6, fault 34, HW-3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, Note
from kiosk_app.hardware.bill_acceptor.bill_table import parse_bill_table, value_in
from kiosk_app.hardware.bill_acceptor.protocol import Malformed
from tests.contract.ccnet import vectors

RECORDED = {vector.name: vector.payload for vector in vectors() if vector.name.startswith("bill table")}


def test_the_recorded_renminbi_table_has_the_four_values() -> None:
    table = parse_bill_table(RECORDED["bill table RMB"])
    assert table.values == dict(enumerate(ACCEPTED_VALUES))
    assert table.accepted == {0, 1, 2, 3}
    assert table.note(3) == Note(Fen(10_000), 3)


def test_the_recorded_euro_table_holds_nothing_for_this_kiosk() -> None:
    table = parse_bill_table(RECORDED["bill table EUR (published)"])
    assert table.accepted == frozenset()
    assert table.note(1) == Note(Fen(0), 1)


def test_old_and_new_series_are_types_of_their_own_with_one_value() -> None:
    """HW-3: new and old RMB."""
    record = bytes.fromhex("0143484E02")
    table = parse_bill_table(bytes(10) + record + bytes(30) + record + bytes(70))
    assert table.accepted == {2, 9}
    assert table.note(2).value == table.note(9).value == Fen(10_000)


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ("0143484E00", 100),
        ("0543484E00", 500),
        ("0143484E02", 10_000),
        ("0143484E81", 10),  # divided: one jiao
        ("0143484E82", 1),
        ("0143484E83", None),  # less than a fen
        ("0043484E01", None),
        ("0100000001", None),
        ("0155534401", None),
        ("0143484E7F", None),
    ],
)
def test_a_record_is_worth_what_its_digit_and_exponent_say(record: str, value: int | None) -> None:
    assert value_in(bytes.fromhex(record)) == value


@given(st.binary(max_size=200).filter(lambda payload: len(payload) != 120))
def test_a_table_of_another_length_is_malformed(payload: bytes) -> None:
    with pytest.raises(Malformed):
        parse_bill_table(payload)


@given(st.binary(min_size=120, max_size=120))
def test_only_the_four_values_are_ever_accepted(payload: bytes) -> None:
    table = parse_bill_table(payload)
    assert {table.note(bill_type).value for bill_type in table.accepted} <= set(ACCEPTED_VALUES)
    assert all(0 <= bill_type < 24 for bill_type in table.accepted)
