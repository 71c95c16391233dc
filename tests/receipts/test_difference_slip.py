"""The slip of differences against golden ones, and within its paper whatever differs (PAY-9)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.money import Fen
from kiosk_app.domain.settlement_voucher import DifferenceSlip
from kiosk_app.domain.staff import PrecheckRow
from kiosk_app.receipts.characters import width
from kiosk_app.receipts.difference_slip import compose_differences
from kiosk_app.receipts.escpos import encode
from kiosk_app.receipts.text import render_text
from kiosk_app.receipts.wording import Language
from tests.receipts.test_settlement_slip import GOLDEN, LANGUAGES, PERIOD
from tests.receipts.vouchers import LETTERHEAD

ROWS = (
    PrecheckRow("GD0117-002344", Fen(10_000), "SUCCEEDED", "NONE", "unheard"),
    PrecheckRow("GD0117-002361", Fen(5_000), "SUCCEEDED", "UNKNOWN", "pending"),
    PrecheckRow("GD0117-002370", Fen(2_000), "NONE", "FAILED", "a_new_reason"),
)
SLIPS = {
    "differences": DifferenceSlip("E2101", "1001", "李建国", PERIOD, 126, Fen(1_730_000), ROWS),
    "differences_none": DifferenceSlip("E2103", "1001", "李建国", PERIOD, 128, PERIOD.total, ()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SLIPS)
def test_golden_slip(name: str, language: Language) -> None:
    printed = render_text(compose_differences(SLIPS[name], LETTERHEAD, language))
    golden: Path = GOLDEN / f"{name}.{language}.txt"
    assert printed == golden.read_text(encoding="utf-8")


states = st.sampled_from(("SUCCEEDED", "FAILED", "UNKNOWN", "NONE"))
rows = st.lists(
    st.builds(
        PrecheckRow,
        st.integers(0, 999_999_999).map(lambda number: f"GD0117-{number:06}"),
        st.integers(0, 10**8).map(Fen),
        states,
        states,
        st.sampled_from(("unheard", "pending", "refused", "amount", "foreign")),
    ),
    max_size=50,
).map(tuple)


@given(rows, st.sampled_from(LANGUAGES))
def test_whatever_differs_fits_the_paper_and_names_every_transaction(
    found: tuple[PrecheckRow, ...], language: Language
) -> None:
    slip = DifferenceSlip("E2101", "1001", "李建国", PERIOD, 1, Fen(100), found)
    document = compose_differences(slip, LETTERHEAD, language)
    text = render_text(document)
    assert all(row.sale in text for row in found)
    assert all(width(line) <= 48 for line in text.splitlines())
    assert encode(document)
