"""A value with some fields changed is what `dataclasses.replace` makes of it."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.changed import changed
from kiosk_app.domain.facts import Ledger, OpenSale
from kiosk_app.domain.money import Fen
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

SALES = OpenSale(SALE, samples.BILL_TERMS, (Fen(1_000),)), OpenSale(SALE, samples.PURCHASE_TERMS, moving=(1, HUNDRED))


@given(
    st.sampled_from(SALES), st.sampled_from(SALES), st.sets(st.sampled_from([each.name for each in fields(OpenSale)]))
)
def test_the_same_as_replace(sale: OpenSale, other: OpenSale, names: set[str]) -> None:
    changes = {name: getattr(other, name) for name in names}
    before = repr(sale)
    assert changed(sale, **changes) == replace(sale, **changes)
    assert repr(sale) == before, "the old value is as it was"


def test_what_is_not_changed_is_the_very_same() -> None:
    ledger = Ledger()
    assert changed(ledger, sales=1).box is ledger.box


def test_a_name_that_is_no_field_is_a_bug() -> None:
    with pytest.raises(KeyError, match="salez"):
        changed(Ledger(), salez=1)
