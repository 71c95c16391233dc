"""Every kind of slip against a golden one, line by line (PAY-4, PAY-5, VEND-4, I16; look, section "Paper")."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.voucher import Letterhead, Voucher, VoucherKind
from kiosk_app.receipts.characters import width
from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.document import Qr, Title
from kiosk_app.receipts.text import render_text
from kiosk_app.receipts.wording import WORDINGS, Language
from tests.receipts.vouchers import LETTERHEAD, VOUCHERS, bill_voucher, card_voucher

GOLDEN = Path(__file__).with_name("golden")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
UNFINISHED = (VoucherKind.UNCONFIRMED, VoucherKind.UNWRITTEN, VoucherKind.REFUSED, VoucherKind.CLAIM)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VOUCHERS)
def test_golden_slip(name: str, language: Language) -> None:
    printed = render_text(compose(VOUCHERS[name], LETTERHEAD, language)).splitlines()
    expected = (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8").splitlines()
    for number, (line, wanted) in enumerate(zip(printed, expected, strict=False), start=1):
        assert line == wanted, f"line {number}"
    assert len(printed) == len(expected)


def test_every_kind_has_a_golden_slip() -> None:
    assert {voucher.kind for voucher in VOUCHERS.values()} == set(VoucherKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", VoucherKind)
@pytest.mark.parametrize("copy", [1, 2, 11])
def test_i16_serial_on_every_slip_and_reprints_are_marked(kind: VoucherKind, language: Language, copy: int) -> None:
    text = render_text(compose(bill_voucher(kind, copy=copy), LETTERHEAD, language))
    assert text.count("GD0117-002381") >= 2
    mark = {"zh": f"补打 第{copy}份", "en": f"REPRINT copy {copy}"}[language]
    assert (mark in text) == (copy > 1)
    assert "原件" not in text
    assert "ORIGINAL" not in text.upper()


@pytest.mark.parametrize("kind", [VoucherKind.UNCONFIRMED, VoucherKind.REFUSED, VoucherKind.CLAIM])
def test_i8_no_account_figures_before_the_platform_booked(kind: VoucherKind) -> None:
    """Even where the voucher carries figures, a slip that is not booked states none of them."""
    voucher = bill_voucher(
        kind, surplus=Fen(777), balance=Fen(888), credited=Fen(999), energy=CentiKwh(666), in_doubt=Fen(0)
    )
    text = render_text(compose(voucher, LETTERHEAD))
    assert not any(figure in text for figure in ("7.77", "8.88", "9.99", "6.66", "存入", "余额", "写卡"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", UNFINISHED)
def test_i16_success_words_only_on_success(kind: VoucherKind, language: Language) -> None:
    success = {WORDINGS[language].stories[done].result for done in (VoucherKind.PAYMENT, VoucherKind.PURCHASE)}
    titles = [
        element.text
        for element in compose(bill_voucher(kind), LETTERHEAD, language).elements
        if isinstance(element, Title)
    ]
    assert not success & set(titles)
    assert titles[-1] == "GD0117-002381"  # in double size


def test_vend_4_an_unwritten_card_is_never_called_written() -> None:
    text = render_text(compose(VOUCHERS["unwritten"], LETTERHEAD))
    assert "待写卡金额" in text
    assert "已写卡" not in text
    assert "卡表购电" in text


@pytest.mark.parametrize("kind", VoucherKind)
def test_the_qr_code_carries_the_transaction_number(kind: VoucherKind) -> None:
    assert Qr("GD0117-002381") in compose(bill_voucher(kind), LETTERHEAD).elements


def test_what_is_not_known_leaves_no_empty_label() -> None:
    voucher = Voucher(VoucherKind.CLAIM, VOUCHERS["claim"].sale, "12345", "王*", "", Fen(0), (), in_doubt=Fen(5_000))
    text = render_text(compose(voucher, replace(LETTERHEAD, site="")))
    for label in ("地址", "电表", "卡号", "月份", "应缴", "咨询", "平台"):
        assert label not in text
    assert "客户编号 12345\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_asked_for_later_names_nobody_and_is_marked(language: Language) -> None:
    """PAY-6: whose payment it is the platform does not tell at another terminal."""
    nobody = {"customer_no": "", "name_masked": "", "address_masked": "", "notes": (), "bills": (), "due": Fen(0)}
    voucher = bill_voucher(VoucherKind.PAYMENT, **nobody, copy=2, platform_serial="P0000000001")
    text = render_text(compose(voucher, LETTERHEAD, language))
    words = WORDINGS[language]
    for label in (words.name, words.customer_no, words.address):
        assert label not in text
    assert words.reprint.format(copy=2) in text
    assert f"\n{words.received} " in text
    assert "  ￥400.00" in text
    assert text.count("-" * 48) == 2, "no rule with nothing above it"


def test_the_purchase_counter_stands_by_the_card_where_no_meter_is_known() -> None:
    text = render_text(compose(card_voucher(VoucherKind.PURCHASE, meter_no=None), LETTERHEAD))
    (line,) = [line for line in text.splitlines() if "购电次数 8" in line]
    assert line.startswith("卡号 1122334455667788")


def test_t10_sentences_have_at_most_18_hanzi() -> None:
    for story in WORDINGS["zh"].stories.values():
        assert all(len(sentence) <= 20 for sentence in story.sentences)  # with their punctuation


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit_one_line_in_double_size(language: Language) -> None:
    words = WORDINGS[language]
    assert set(words.stories) == set(VoucherKind)
    for story in words.stories.values():
        assert max(width(story.title), width(story.result), width(words.reprint.format(copy=99))) <= 24


TEXTS = st.text(max_size=60)
AMOUNTS = st.integers(0, 10**12).map(Fen)


@given(
    st.sampled_from(list(VoucherKind)),
    st.sampled_from(LANGUAGES),
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    st.tuples(AMOUNTS, AMOUNTS, AMOUNTS),
    st.lists(st.tuples(AMOUNTS, st.integers(1, 10**6)), max_size=6),
)
def test_no_line_is_wider_than_48_columns(
    kind: VoucherKind,
    language: Language,
    texts: tuple[str, str, str, str, str, str],
    amounts: tuple[Fen, Fen, Fen],
    notes: list[tuple[Fen, int]],
) -> None:
    name, address, customer, utility, site, meter = texts
    bills = tuple(replace(bill, amount=amounts[0], late_fee=amounts[1]) for bill in VOUCHERS["payment"].bills)
    voucher = card_voucher(
        kind,
        name_masked=name,
        address_masked=address,
        customer_no=customer,
        meter_no=meter,
        due=amounts[0],
        surplus=amounts[1],
        balance=amounts[2],
        bills=bills,
        notes=tuple(NoteCount(value, count) for value, count in notes),
    )
    letterhead = Letterhead(utility, "GD-0117", site, "95598", "2026-11-23 10:29:04")
    text = render_text(compose(voucher, letterhead, language))
    assert all(width(line) <= 48 for line in text.split("\n"))
    assert all(line.isprintable() for line in text.split("\n"))
