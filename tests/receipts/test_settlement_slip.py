"""The settlement voucher against a golden one, line by line, and its sums (PAY-10)."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.money import Fen, yuan
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.settlement_voucher import SettlementVoucher
from kiosk_app.domain.staff import BoxCount, Period, SettlementNumber, Share
from kiosk_app.receipts.characters import width
from kiosk_app.receipts.escpos import encode
from kiosk_app.receipts.settlement_slip import compose_settlement
from kiosk_app.receipts.text import render_text
from kiosk_app.receipts.wording import Language
from tests.domain.staff_values import periods
from tests.receipts.vouchers import LETTERHEAD

GOLDEN = Path(__file__).with_name("golden")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PERIOD = Period(
    2_254,
    2_381,
    128,
    Fen(1_745_000),
    (NoteCount(Fen(10_000), 150), NoteCount(Fen(5_000), 40), NoteCount(Fen(2_000), 15), NoteCount(Fen(1_000), 16)),
    (Share("bill_payment", 101, Fen(1_445_000)), Share("purchase", 27, Fen(300_000))),
    (Share("cash", 128, Fen(1_745_000)),),
    (NoteCount(Fen(10_000), 1),),
)
SETTLEMENT = Settlement(SettlementNumber("GD0117-S00012"), "1001", PERIOD, copies=1)
VOUCHERS = {
    "settlement": SettlementVoucher(
        replace(SETTLEMENT, acceptor=(NoteCount(Fen(10_000), 151), *PERIOD.notes[1:])), "李建国"
    ),
    "settlement_counted": SettlementVoucher(
        replace(
            SETTLEMENT,
            acceptor=PERIOD.notes,
            count=BoxCount((NoteCount(Fen(10_000), 149), *PERIOD.notes[1:]), "17", "880123", "1001"),
            reason="note_in_doubt",
        ),
        "李建国",
        copy=2,
    ),
    "settlement_copy": SettlementVoucher(SETTLEMENT, "李建国", copy=2),
    "settlement_empty": SettlementVoucher(
        replace(SETTLEMENT, period=Period(2_382, 2_381, 0, Fen(0), (), (), (Share("cash", 0, Fen(0)),))), "李建国"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VOUCHERS)
def test_golden_voucher(name: str, language: Language) -> None:
    printed = render_text(compose_settlement(VOUCHERS[name], LETTERHEAD, language))
    assert printed == (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")


@given(periods, st.sampled_from(LANGUAGES))
def test_whatever_the_period_the_voucher_fits_its_paper_and_says_what_is_in_the_box(
    period: Period, language: Language
) -> None:
    voucher = SettlementVoucher(replace(SETTLEMENT, period=period), "李建国")
    document = compose_settlement(voucher, LETTERHEAD, language)
    text = render_text(document)
    assert f"￥{yuan(period.in_box)}" in text
    assert all(width(line) <= 48 for line in text.splitlines())
    assert encode(document)
