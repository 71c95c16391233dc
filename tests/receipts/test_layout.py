"""Rows of 48 columns: wrapping, tables, what may stand on paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.receipts.characters import GETA, plain, width, wrap
from kiosk_app.receipts.document import Barcode, Blank, Centred, Cut, Document, Line, Qr, Rule, TableRow, Title
from kiosk_app.receipts.layout import Row, TextRow, rows
from kiosk_app.receipts.text import render_text


def laid_out(*elements: Line | Centred | Title | TableRow | Blank | Rule) -> list[str]:
    return [row.text for row in rows(Document(elements)) if isinstance(row, TextRow)]


def test_label_left_and_value_right() -> None:
    assert laid_out(Line("应缴合计", "￥394.82")) == ["应缴合计" + " " * 32 + "￥394.82"]


def test_a_line_exactly_full_and_one_too_long() -> None:
    assert laid_out(Line("a" * 40, "b" * 7)) == ["a" * 40 + " " + "b" * 7]
    assert laid_out(Line("a" * 41, "b" * 7)) == ["a" * 41, " " * 41 + "b" * 7]


def test_a_long_value_goes_on_below() -> None:
    assert laid_out(Line("地址", "二" * 30)) == ["地址", "二" * 24, " " * 36 + "二" * 6]


def test_a_value_without_a_label() -> None:
    assert laid_out(Line("", "右")) == [" " * 46 + "右"]


def test_an_empty_line_takes_no_paper_and_a_blank_one_does() -> None:
    assert laid_out(Line(""), Blank()) == [""]


def test_titles_have_24_columns() -> None:
    assert rows(Document((Title("一" * 13),))) == (TextRow("一" * 12, double=True), TextRow("一", double=True))


def test_a_title_too_wide_for_brackets_stands_without_on_the_screen() -> None:
    assert render_text(Document((Title("A" * 24),))) == " " * 9 + "【 " + "A" * 24 + " 】\n"


@pytest.mark.parametrize("mark", ["-", "="])
def test_rules_fill_the_line(mark: str) -> None:
    assert laid_out(Rule("-" if mark == "-" else "=")) == [mark * 48]


def test_table_columns_end_at_their_right_edge() -> None:
    (line,) = laid_out(TableRow(("月份", "电量kWh", "电费", "违约金"), (12, 12, 12, 12)))
    assert line == "月份             电量kWh        电费      违约金"


def test_a_table_cell_as_wide_as_its_column_keeps_a_space() -> None:
    (line,) = laid_out(TableRow(("2026-08", "1", "9,999,999.99", "0.00"), (12, 12, 12, 12)))
    assert line.split() == ["2026-08", "1", "9,999,999.99", "0.00"]
    assert width(line) == 48


def test_a_table_row_that_cannot_fit_is_split_by_cells() -> None:
    lines = laid_out(TableRow(("二" * 15, "三" * 15), (24, 24)))
    assert [line.strip() for line in lines] == ["二" * 15, "三" * 15]


def test_a_table_row_needs_a_width_for_each_cell() -> None:
    with pytest.raises(ValueError, match="width"):
        TableRow(("a", "b"), (48,))


def test_codes_are_named_in_text() -> None:
    text = render_text(Document((Qr("GD0117-002381"), Barcode("GD0117-002381"), Cut())))
    assert text == f"{' ' * 16}[ QR 160 x 160 ]\n{' ' * 11}[ CODE128 GD0117-002381 ]\n"


@pytest.mark.parametrize("content", ["", "九", "a\x1bb", "x" * 23])
def test_a_bar_code_holds_short_ascii_only(content: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        Barcode(content)


@pytest.mark.parametrize("content", ["", "九", "a\nb", "x" * 401])
def test_a_qr_code_holds_ascii_only(content: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        Qr(content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王\x1b@明", "王@明"),
        ("a\tb\nc\u2028d\u3000e", "a b c d e"),
        ("¥5.18 ×3", "￥5.18 x3"),
        ("e\u0301", "é"),
        ("a\u200bb\ufeffc\u202ed", "abcd"),
        ("x\u0336y", "xy"),
        ("\ue5e5\ud800\U000e0080\u0378", GETA * 4),
        ("㐂𠂇堃喆", "㐂𠂇堃喆"),
    ],
)
def test_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_plain_text_is_visible_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert all(unicodedata.category(char)[0] not in "CM" for char in once)
    once.encode("gb18030")


def test_lines_break_between_words_and_never_before_closing_punctuation() -> None:
    assert wrap("insert the card again", 12) == ["insert the", "card again"]
    assert wrap("请勿重复缴费。", 12) == ["请勿重复缴", "费。"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("  ", 4) == []


@given(st.text().map(plain), st.integers(2, 48))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(0 < width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(
    st.lists(
        st.one_of(
            st.builds(Line, st.text(), st.text()),
            st.builds(Centred, st.text()),
            st.builds(Title, st.text()),
            st.builds(lambda cells: TableRow(tuple(cells), (12,) * 4), st.lists(st.text(), min_size=4, max_size=4)),
        )
    )
)
def test_no_row_is_wider_than_the_paper(elements: list[Line | Centred | Title | TableRow]) -> None:
    laid: tuple[Row, ...] = rows(Document(tuple(elements)))
    for row in laid:
        assert isinstance(row, TextRow)
        assert width(row.text) <= (24 if row.double else 48)
        assert row.text == row.text.rstrip()
