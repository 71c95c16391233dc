"""The look: every token in one place, the stylesheet filled with them, fonts and icons.

Contrast ratios are checked by tests (T9); geometry is that of a 1024 x 768 panel.
"""

import re
from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

FAMILY = "Noto Sans CJK SC"
PROBE_CHARACTERS = "堃喆㐂𠂇￥①"
"""Rare characters that must never show as a box (T12)."""

WIDTH, HEIGHT = 1024, 768
HEADER_HEIGHT, FOOTER_TOP, FOOTER_HEIGHT = 72, 672, 96
LARGE_TEXT = 1.25
"""What "large text" multiplies sizes with; the frame stays."""

WARNING_S = 20.0
"""From here on the countdown is amber and the customer is asked whether they are still there (T13)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by meaning, as #RRGGBB."""

    bg: str = "#F4F7FA"
    surface: str = "#FFFFFF"
    sunken: str = "#E4EBF1"  # back cell, disabled fill, table head
    line: str = "#C5D0D9"  # hairline inside a card: decoration only
    border: str = "#607D8B"  # edge of anything that can be touched
    ink: str = "#12263A"
    ink_2: str = "#3A4F63"
    on_dark: str = "#FFFFFF"
    on_dark_2: str = "#C3D1DD"
    on_dark_off: str = "#7F93A5"  # a header tool that cannot be used now
    step_off: str = "#4A6074"
    green: str = "#005B4F"  # go on
    green_tint: str = "#DCEEEA"
    mint: str = "#6FE0C4"
    amber: str = "#FFB300"  # attention
    amber_tint: str = "#FFF0C7"
    red: str = "#9C1B14"  # fault
    red_tint: str = "#FBE5E2"
    press: str = "#8A3A00"  # any touched control
    head: str = "#12263A"
    rule_dark: str = "#3A4F63"
    on_action: str = "#FFFFFF"
    note_10: str = "#29547D"
    note_20: str = "#704828"
    note_50: str = "#255C49"
    note_100: str = "#982A34"


PALETTE = Palette()

TEXT_PAIRS = (
    ("ink", "bg"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "amber"),
    ("ink", "amber_tint"),
    ("ink", "green_tint"),
    ("ink", "red_tint"),
    ("ink_2", "bg"),
    ("ink_2", "surface"),
    ("ink_2", "sunken"),
    ("on_dark", "head"),
    ("on_dark_2", "head"),
    ("mint", "head"),
    ("on_action", "green"),
    ("on_action", "red"),
    ("on_action", "press"),
    ("on_action", "note_10"),
    ("on_action", "note_20"),
    ("on_action", "note_50"),
    ("on_action", "note_100"),
)
"""(text, ground) wherever letters stand; each at least 7:1 (T9)."""


def colour(token: str) -> QColor:
    """Return a token's colour."""
    return QColor(str(getattr(PALETTE, token)))


def stylesheet() -> str:
    """Return the stylesheet with the tokens filled in; a token that does not exist is a KeyError."""
    values = {field.name: str(getattr(PALETTE, field.name)) for field in fields(PALETTE)}
    text = resources.path("kiosk.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)(?=[;\s])", lambda found: values[found[1]] if found[1] != "names" else found[0], text)


def font(size: float, *, bold: bool = False, spacing: float = 0.0) -> QFont:
    """Return the face at `size` pixels; `spacing` is added between letters, in pixels."""
    face = QFont(FAMILY)
    face.setPixelSize(round(size))
    face.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return face


def family_installed() -> bool:
    """True when the family is on this machine; without it names would show as boxes."""
    return FAMILY in QFontDatabase.families()


@cache
def _icon_source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _icon(name: str, size: int, hex_colour: str, stroke: float, ratio: float) -> QPixmap:
    source = _icon_source(name).replace("currentColor", hex_colour)
    source = re.sub(r'stroke-width="[\d.]+"', f'stroke-width="{stroke}"', source, count=1)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, size: int, token: str, stroke: float = 2.0, ratio: float = 1.0) -> QPixmap:
    """Return a Lucide icon, tinted: `size` in pixels, `stroke` on the icon's grid of 24."""
    return _icon(name, size, str(getattr(PALETTE, token)), stroke, ratio)


@cache
def _picture(name: str) -> QSvgRenderer:
    return QSvgRenderer(str(resources.path("pictures", f"{name}.svg")))


def draw_picture(painter: QPainter, name: str, box: QRectF) -> None:
    """Paint one of our own drawings (landscape, note slot, card reader, bill) into `box`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _picture(name).render(painter, box)
