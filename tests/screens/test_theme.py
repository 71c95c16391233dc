"""T9: contrast, and tokens in one place."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPixmap

import resources
from kiosk_app.screens import theme

TEXT, EDGE = 7.0, 3.0


def luminance(colour: QColor) -> float:
    """WCAG 2 relative luminance."""
    parts = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def contrast_of(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=[theme.NORMAL, theme.HIGH_CONTRAST], ids=["normal", "high contrast"])
def palette(request: pytest.FixtureRequest) -> Iterator[theme.Palette]:
    theme.choose(request.param)
    yield request.param
    theme.choose(theme.NORMAL)


@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_text_is_seven_to_one(palette: theme.Palette, ink: str, ground: str) -> None:
    ratio = contrast_of(theme.colour(ink), theme.colour(ground))
    assert ratio >= TEXT - 0.05, f"{ratio:.2f}"


@pytest.mark.parametrize("ground", ["bg", "surface", "sunken"])
def test_edges_of_controls_are_three_to_one(palette: theme.Palette, ground: str) -> None:
    assert contrast_of(theme.colour("border"), theme.colour(ground)) >= EDGE


def test_high_contrast_is_that_of_the_look(palette: theme.Palette) -> None:
    """White and yellow on black, 21 and 17; a press 13 (T9)."""
    if palette is theme.HIGH_CONTRAST:
        ratios = [contrast_of(theme.colour(token), theme.colour("bg")) for token in ("ink", "green", "press")]
        assert [int(ratio) for ratio in ratios] == [21, 17, 13]


def test_stylesheet_has_every_token_filled_in(palette: theme.Palette) -> None:
    filled = re.sub(r"/\*.*?\*/", "", theme.stylesheet(), flags=re.DOTALL)
    assert not re.search(r"@\w", filled)
    assert palette.press in filled


def test_stylesheet_itself_has_no_colours() -> None:
    """Tokens stand in one place."""
    for sheet in ("kiosk.qss", "high_contrast.qss"):
        source = resources.path(sheet).read_text(encoding="utf-8")
        assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", source)


def test_icons_are_tinted(qapp: object) -> None:
    for file in resources.path("icons").glob("*.svg"):
        icon: QPixmap = theme.icon(file.stem, 36, "amber")
        image = icon.toImage()
        seen = {
            image.pixelColor(x, y).name() for x in range(36) for y in range(36) if image.pixelColor(x, y).alpha() == 255
        }
        assert seen == {theme.colour("amber").name()}, file.stem


def test_icons_carry_their_licence() -> None:
    assert "ISC License" in resources.path("icons", "LICENSE").read_text(encoding="utf-8")
