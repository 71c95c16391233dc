"""Where no row says why it may not be settled: words beside each code and what to do, in both languages (PAY-9)."""

import pytest

from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.screens.screen import Text
from kiosk_app.screens.staff_samples import without_rows
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views.show_settlement import ADVISED
from tests.screens.conftest import visible
from tests.screens.test_pictures import STYLES


@pytest.mark.parametrize("code", [*sorted(ADVISED), "E2999"])
def test_every_code_has_words_and_advice_that_fit(window: KioskWindow, code: str) -> None:
    for language, large in STYLES:
        window.use(language, large=large)
        for compared in (True, False):
            window.show_view(without_rows(code, compared=compared))
            texts = [part for part in visible(window) if isinstance(part, Text)]
            assert [part.text() for part in texts if part.clipped()] == [], (language, large)
            shown = " ".join(part.text() for part in texts)
            assert code in shown
            assert ("128" in shown) == compared


def test_every_code_says_something_of_its_own() -> None:
    for part in ("error", "behind", "todo"):
        words = [CATALOGUE[f"{part}_{code}"] for code in sorted(ADVISED)]
        assert len(set(words)) == len(words), part
