"""What a terminal prints is composed with its own letterhead, in the right language, with the right code."""

from kiosk_app.receipts.compose import compose
from kiosk_app.receipts.escpos import encode
from kiosk_app.receipts.paper import Paper
from tests.receipts.test_difference_slip import SLIPS
from tests.receipts.vouchers import LETTERHEAD, VOUCHERS


def paper(language: str) -> Paper:
    at = LETTERHEAD
    return Paper(at.utility, at.terminal, at.site, at.hotline, lambda: language, lambda _text: bytes(64))


def gbk(text: str) -> bytes:
    return text.encode("gb18030")


def test_a_slip_is_in_the_language_of_who_is_in_front() -> None:
    chinese, english = (paper(language).lay_out(VOUCHERS["payment"]) for language in ("zh", "en"))
    assert chinese != english
    assert gbk("账户余额") in chinese
    assert b"Account balance" in english
    assert all(LETTERHEAD.terminal.encode() in each for each in (chinese, english))
    assert len(chinese) == len(encode(compose(VOUCHERS["payment"], LETTERHEAD))), "all but the moment is the same"


def test_the_code_on_the_screen_is_the_slip_s() -> None:
    code = paper("zh").slip_code(VOUCHERS["unconfirmed"])
    assert code.startswith("GK1.")
    assert code.encode() in paper("en").lay_out(VOUCHERS["unconfirmed"])


def test_what_differs_is_printed_for_staff_in_chinese() -> None:
    printed = paper("en").lay_out_differences(SLIPS["differences"])
    assert b"E2101" in printed
    assert gbk(LETTERHEAD.utility) in printed
