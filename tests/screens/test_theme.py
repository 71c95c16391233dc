"""T9: contrast, and tokens in one place."""

import re

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


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(theme.colour(one)), luminance(theme.colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_text_is_seven_to_one(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= TEXT - 0.05, f"{contrast(ink, ground):.2f}"


@pytest.mark.parametrize("ground", ["bg", "surface", "sunken"])
def test_edges_of_controls_are_three_to_one(ground: str) -> None:
    assert contrast("border", ground) >= EDGE


def test_stylesheet_has_every_token_filled_in() -> None:
    filled = theme.stylesheet()
    assert not re.search(r"@\w", filled.split("*/", 1)[1])
    assert theme.NORMAL.press in filled


def test_stylesheet_itself_has_no_colours() -> None:
    """Tokens stand in one place."""
    source = resources.path("kiosk.qss").read_text(encoding="utf-8")
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
