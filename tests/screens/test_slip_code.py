"""A slip that nobody can print: its code on the screen is the printed one, signed where the slip's is (PAY-6, T11)."""

import pytest
from PySide6.QtWidgets import QApplication

from kiosk_app.domain.voucher import Voucher
from kiosk_app.receipts.slip_code import code_of
from kiosk_app.screens import gallery
from kiosk_app.screens.qr import QUIET, QrCode
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import ReceiptOnScreenView
from tests.screens.conftest import put

UNFINISHED = "receipt_on_screen_unconfirmed"


def signed(voucher: Voucher) -> str:
    """Return the code as a terminal with a key has it; the longest that there is."""
    return code_of(voucher, lambda _text: bytes(range(64)))


def shown(window: KioskWindow, name: str, content: str = "") -> tuple[QrCode, ReceiptOnScreenView]:
    """Show a sample on a window of a terminal with a key; `content` stands in for the code."""
    window._look.slip_code = (lambda _voucher: content) if content else signed
    view = put(window, name)
    assert isinstance(view, ReceiptOnScreenView)
    (code,) = [part for part in window.findChildren(QrCode) if part.isVisible()]
    return code, view


def test_pay_6_the_code_of_an_unfinished_slip_is_the_signed_one(own_window: KioskWindow) -> None:
    code, view = shown(own_window, UNFINISHED)
    assert code.accessibleName() == signed(view.voucher)
    assert code.accessibleName().startswith(f"GK1.{view.sale}.")


def test_a_finished_slip_s_code_is_its_number(own_window: KioskWindow) -> None:
    code, view = shown(own_window, "receipt_on_screen")
    assert code.accessibleName() == view.sale


@pytest.mark.parametrize("content", ["GD0117-002381", "GK1." + "G" * 124])
def test_a_camera_can_read_either(own_window: KioskWindow, content: str) -> None:
    """Three pixels a module are 0.9 mm on a 15 inch screen; the white around it is as wide as the norm wants."""
    code, _ = shown(own_window, UNFINISHED, content)
    count = len(code._modules)
    dot = code.width() // (count + 2 * QUIET)
    assert dot >= 3
    assert code.width() - dot * count >= 2 * QUIET * dot


def test_a_window_without_a_key_shows_the_number(qapp: QApplication) -> None:
    window = KioskWindow(gallery.IDENTITY)
    view = gallery.views()[UNFINISHED]
    assert isinstance(view, ReceiptOnScreenView)
    assert window._look.slip_code(view.voucher) == view.voucher.sale
    window.allow_close()
    window.close()
