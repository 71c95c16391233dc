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
    on_amber: str = "#12263A"
    on_note: str = "#FFFFFF"
    step_edge: str = "#4A6074"  # of a step that is still to come
    art: str = "#12263A"  # devices in pictures
    art_line: str = "#12263A"


NORMAL = Palette()
HIGH_CONTRAST = Palette(
    bg="#000000",
    surface="#000000",
    sunken="#000000",
    line="#8A8A8A",
    border="#FFFFFF",
    ink="#FFFFFF",
    ink_2="#FFFFFF",
    on_dark_2="#FFFFFF",
    step_off="#000000",
    green="#FFEB3B",
    green_tint="#000000",
    mint="#FFEB3B",
    amber="#FFEB3B",
    amber_tint="#000000",
    red="#FFFFFF",
    red_tint="#000000",
    press="#00E5FF",
    head="#000000",
    rule_dark="#6B6B6B",
    on_action="#000000",
    on_amber="#000000",
    step_edge="#FFFFFF",
    art="#2A2A2A",
    art_line="#FFFFFF",
)
"""Black everywhere, white text and borders, yellow for actions, money and attention; the same geometry."""


class _InUse:
    """There is one glass, so there is one palette in use."""

    palette = NORMAL


def choose(palette: Palette) -> None:
    """Paint with this palette from now on; whoever shows something has to be painted anew."""
    _InUse.palette = palette


def palette() -> Palette:
    """Return the palette in use."""
    return _InUse.palette


TEXT_PAIRS = (
    ("ink", "bg"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("on_amber", "amber"),
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
    ("on_note", "note_10"),
    ("on_note", "note_20"),
    ("on_note", "note_50"),
    ("on_note", "note_100"),
)
"""(text, ground) wherever letters stand; each at least 7:1 (T9)."""


def colour(token: str) -> QColor:
    """Return a token's colour."""
    return QColor(hex_of(token))


def hex_of(token: str) -> str:
    """Return a token's colour as #RRGGBB."""
    return str(getattr(palette(), token))


def stylesheet() -> str:
    """Return the stylesheet with the tokens filled in; a token that does not exist is a KeyError."""
    values = {field.name: hex_of(field.name) for field in fields(Palette)}
    sheets = ("kiosk.qss", "high_contrast.qss") if palette() is HIGH_CONTRAST else ("kiosk.qss",)
    text = "\n".join(resources.path(sheet).read_text(encoding="utf-8") for sheet in sheets)
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
    return _icon(name, size, hex_of(token), stroke, ratio)


_TOKENS_IN_PICTURES = (
    ('fill="#12263A"', 'fill="{art}"'),
    ('stroke="#12263A"', 'stroke="{art_line}"'),
    ('"#005B4F"', '"{green}"'),
    ('"#6FE0C4"', '"{mint}"'),
    ('stroke="#fff" stroke-width="12"', 'stroke="{on_action}" stroke-width="12"'),
)
"""Which colours of a drawing are tokens, so that a device can be seen on black too; others are the thing's own."""


@cache
def _picture(name: str, in_use: Palette) -> QSvgRenderer:
    source = resources.path("pictures", f"{name}.svg").read_text(encoding="utf-8")
    if name not in SCENES:
        values = {field.name: str(getattr(in_use, field.name)) for field in fields(Palette)}
        for own, token in _TOKENS_IN_PICTURES:
            source = source.replace(own, token.format(**values))
    return QSvgRenderer(QByteArray(source.encode()))


SCENES = ("landscape",)
"""Pictures that are the same in every palette."""


def draw_picture(painter: QPainter, name: str, box: QRectF) -> None:
    """Paint one of our own drawings (landscape, note slot, card reader, bill) into `box`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _picture(name, palette()).render(painter, box)
