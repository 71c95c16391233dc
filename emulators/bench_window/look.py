"""The look: the kiosk's colours by meaning, the window's own sizes, and the stylesheet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

import resources

FAMILIES = ["Noto Sans CJK SC", "WenQuanYi Micro Hei"]
WIDTH, HEIGHT = 560, 768  # beside a kiosk of 1024 x 768
GAP, MARGIN, RADIUS = 8, 12, 8

BG, SURFACE, SUNKEN, LINE, BORDER = "#F4F7FA", "#FFFFFF", "#E4EBF1", "#C5D0D9", "#607D8B"
INK, INK_2, ON_DARK, ON_DARK_2, RULE_DARK = "#12263A", "#3A4F63", "#FFFFFF", "#C3D1DD", "#3A4F63"
GREEN, GREEN_TINT, MINT = "#005B4F", "#DCEEEA", "#6FE0C4"
AMBER, AMBER_TINT, RED, RED_TINT, PRESS = "#FFB300", "#FFF0C7", "#9C1B14", "#FBE5E2", "#8A3A00"
NOTES = {10: "#29547D", 20: "#704828", 50: "#255C49", 100: "#982A34"}
FOREIGN_NOTE = "#5B3A7D"
PAPER, LCD, LCD_INK = "#FFFDF6", "#C9D6BE", "#1E2B1A"

CHEVRON = resources.path("icons", "chevron-down.svg").as_posix()
EDGE = f"border: 1px solid {BORDER}; border-radius: {RADIUS}px"
CARD = f"background: {SURFACE}; border: 1px solid {LINE}; border-radius: {RADIUS}px"
STYLE = f"""
* {{ font-family: "{FAMILIES[0]}", "{FAMILIES[1]}"; font-size: 13px; color: {INK}; }}
QWidget#bench {{ background: {BG}; }}
QWidget#head {{ background: {INK}; }}
QWidget#head QLabel {{ color: {ON_DARK}; }}
QLabel#title {{ font-size: 16px; font-weight: bold; }}
QLabel[kind="section"] {{ font-weight: bold; color: {INK_2}; }}
QLabel[kind="quiet"] {{ color: {INK_2}; }}
QLabel[kind="banner"] {{ {EDGE}; background: {AMBER_TINT}; border-color: {AMBER}; padding: 0 10px; }}
QFrame[kind="card"] {{ {CARD}; }}
QPushButton {{ {EDGE}; background: {SURFACE}; min-height: 30px; padding: 0 8px; }}
QPushButton:hover {{ background: {SUNKEN}; }}
QPushButton:checked {{ background: {AMBER_TINT}; border: 2px solid {AMBER}; font-weight: bold; }}
QPushButton:pressed {{ background: {PRESS}; border-color: {PRESS}; color: {ON_DARK}; }}
QPushButton:focus {{ border: 2px solid {INK}; }}
QPushButton:disabled {{ background: {SUNKEN}; border: 1px solid {LINE}; color: {INK_2}; }}
QPushButton[kind="primary"] {{ background: {GREEN}; border-color: {GREEN}; color: {ON_DARK}; font-weight: bold; }}
QPushButton[kind="primary"]:pressed {{ background: {PRESS}; border-color: {PRESS}; }}
QPushButton[kind="primary"]:disabled {{ background: {SUNKEN}; border-color: {LINE}; color: {INK_2}; }}
QPushButton[kind="danger"] {{ border-color: {RED}; color: {RED}; }}
QPushButton[kind="danger"]:pressed {{ color: {ON_DARK}; }}
QPushButton[kind="danger"]:disabled {{ border-color: {LINE}; color: {INK_2}; }}
QPushButton[kind="tab"] {{ background: transparent; border: none; border-radius: 0; }}
QPushButton[kind="tab"] {{ border-bottom: 3px solid transparent; }}
QPushButton[kind="tab"]:hover {{ background: {SUNKEN}; }}
QPushButton[kind="tab"]:checked {{ border-bottom: 3px solid {GREEN}; color: {GREEN}; font-weight: normal; }}
QPushButton[kind="tab"]:pressed {{ color: {PRESS}; background: {SUNKEN}; }}
QPushButton[kind="head"] {{ background: transparent; border: 1px solid {BORDER}; color: {ON_DARK}; }}
QPushButton[kind="head"]:hover {{ background: {RULE_DARK}; }}
QPushButton[kind="head"]:checked {{ background: {AMBER}; border: 1px solid {AMBER}; color: {INK}; }}
QPushButton[kind="head"]:checked {{ font-weight: normal; }}
QPushButton[kind="head"]:pressed {{ background: {PRESS}; border-color: {PRESS}; color: {ON_DARK}; }}
QPushButton[kind="head"]:disabled {{ background: transparent; border-color: {RULE_DARK}; color: {ON_DARK_2}; }}
QPushButton[kind="row"] {{ text-align: left; border: 1px solid {LINE}; }}
QPushButton[kind="row"]:checked {{ background: {GREEN_TINT}; border: 2px solid {GREEN}; font-weight: normal; }}
QComboBox {{ {EDGE}; background: {SURFACE}; min-height: 30px; padding: 0 8px; }}
QComboBox QAbstractItemView {{ background: {SURFACE}; selection-background-color: {GREEN_TINT}; }}
QComboBox QAbstractItemView {{ selection-color: {INK}; }}
QPlainTextEdit {{ {CARD}; font-size: 12px; padding: 2px; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: url("{CHEVRON}"); width: 18px; height: 18px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {BORDER}; border-radius: 3px; min-height: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollArea {{ background: {SUNKEN}; border: 1px solid {LINE}; border-radius: {RADIUS}px; }}
QScrollArea > QWidget > QWidget {{ background: {SUNKEN}; }}
"""


def font(pixels: int, *, bold: bool = False) -> QFont:
    """Return the window's font at this size."""
    made = QFont(FAMILIES)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


def faded(colour: str) -> QColor:
    """Return a colour as it looks on something that cannot be used now."""
    made = QColor(colour)
    grey = QColor(SUNKEN)
    return QColor(
        (made.red() + 3 * grey.red()) // 4, (made.green() + 3 * grey.green()) // 4, (made.blue() + 3 * grey.blue()) // 4
    )


CENTRE = Qt.AlignmentFlag.AlignCenter
