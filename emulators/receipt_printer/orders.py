"""The commands that feed, print, cut or ask: from modes and parameters to actions (protocols.md 2.3)."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from emulators.receipt_printer import pictures
from emulators.receipt_printer.actions import Actions, Automatic, Cut, OpenDrawer, Refused, Tell, TellPaper
from emulators.receipt_printer.line import Align
from emulators.receipt_printer.modes import Modes
from emulators.receipt_printer.paper import TO_CUTTER, WIDTH, Block

YUAN_FOR_DOLLAR = 15  # ESC R: the character set of China
DIGIT = 0x30  # many parameters may be a number or its digit
IDENTITY = {1: b"\x20", 2: b"\x02", 3: b"\x01", 65: b"_GK 1.0\x00", 66: b"_GRIDKIOSK\x00", 67: b"_GK-80\x00"}
Order = Callable[[Modes, bytes], Actions]


def _number(value: int) -> int:
    return value - DIGIT if value >= DIGIT else value


def _feed_lines(modes: Modes, p: bytes) -> Actions:
    return modes.print_line(p[0] * modes.spacing, max(0, p[0] - 1)) if p[0] or modes.pending else []


def _feed_dots(modes: Modes, p: bytes) -> Actions:
    if modes.pending:
        return modes.print_line(p[0])
    return [Block(p[0])] if p[0] else []


def _align(modes: Modes, p: bytes) -> Actions:
    if _number(p[0]) not in (0, 1, 2):
        raise Refused("no such alignment")
    modes.area = replace(modes.area, align=cast(Align, _number(p[0])))
    return []


def _code_page(_modes: Modes, p: bytes) -> Actions:
    if p[0]:
        raise Refused("no such code page")
    return []


def _country(modes: Modes, p: bytes) -> Actions:
    if p[0] not in (0, YUAN_FOR_DOLLAR):
        raise Refused("no such character set")
    modes.country = p[0]
    return []


def _margin(modes: Modes, p: bytes) -> Actions:
    left = int.from_bytes(p, "little")
    if left >= WIDTH:
        raise Refused("the margin is wider than the paper")
    modes.area = replace(modes.area, left=left, across=min(modes.area.across, WIDTH - left))
    return []


def _print_width(modes: Modes, p: bytes) -> Actions:
    across = int.from_bytes(p, "little")
    if not across:
        raise Refused("no width")
    modes.area = replace(modes.area, across=min(across, WIDTH - modes.area.left))
    return []


def _cut(_modes: Modes, p: bytes) -> Actions:
    match p[0]:
        case 0 | 1 | 0x30 | 0x31:
            return [Cut()]
        case 65 | 66:
            return [Block(TO_CUTTER + p[1]), Cut()]
        case _:
            raise Refused("no such cut")


def _old_cut(_modes: Modes, _p: bytes) -> Actions:
    return [Cut()]


def _barcode(modes: Modes, p: bytes) -> Actions:
    kind = p[0]
    data = p[2:] if kind >= 65 else p[1:-1]
    form = pictures.BarcodeForm(modes.bar_height, modes.bar_module, modes.bar_text)
    return [pictures.barcode(kind, data, form, modes.area)]


def _raster(modes: Modes, p: bytes) -> Actions:
    mode = _number(p[1])
    if mode > 3:
        raise Refused("no such raster mode")
    across = int.from_bytes(p[2:4], "little")
    wide, high = 2 if mode & 1 else 1, 2 if mode & 2 else 1
    return [pictures.raster(across, p[6:], wide=wide, high=high, area=modes.area)]


def _extended(modes: Modes, p: bytes) -> Actions:
    """GS ( x pL pH: QR codes and graphics."""
    kind, rest = p[:1], p[3:]
    if kind == b"k" and rest[:1] == b"\x31" and len(rest) >= 3:
        return _qr(modes, rest[1], rest[2:])
    if kind == b"L" and rest[:1] == b"\x30" and len(rest) >= 2:
        return _graphics(modes, rest[1], rest[2:])
    raise Refused("no such command")


def _qr(modes: Modes, function: int, p: bytes) -> Actions:
    match function:
        case 65 if p == b"\x32\x00":
            pass
        case 67 if 1 <= p[0] <= 16:
            modes.qr_module = p[0]
        case 69 if p[0] in pictures.QR_LEVELS:
            modes.qr_level = p[0]
        case 80 if p[:1] == b"\x30":
            modes.qr_content = p[1:]
        case 81 if p == b"\x30":
            _at_line_start(modes)
            return [pictures.qr(modes.qr_content, modes.qr_module, modes.qr_level, modes.area)]
        case _:
            raise Refused(f"no such QR function or value: {function}")
    return []


def _graphics(modes: Modes, function: int, p: bytes) -> Actions:
    if function == 112 and len(p) > 8 and p[0] == 0x30 and p[1] in (1, 2) and p[2] in (1, 2) and p[3] == 0x31:
        across, down = (int.from_bytes(p[4:6], "little") + 7) // 8, int.from_bytes(p[6:8], "little")
        if len(p) - 8 != across * down:
            raise Refused("the picture's size is not the number of its bytes")
        modes.graphics = across, p[8:], p[1], p[2]
        return []
    if function in (2, 50) and modes.graphics is not None:
        _at_line_start(modes)
        (across, dots, wide, high), modes.graphics = modes.graphics, None
        return [pictures.raster(across, dots, wide=wide, high=high, area=modes.area)]
    raise Refused(f"no such graphics function or value: {function}")


def _identity(_modes: Modes, p: bytes) -> Actions:
    if p[0] not in IDENTITY:
        raise Refused("no such identity")
    return [Tell(IDENTITY[p[0]])]


def _status(_modes: Modes, p: bytes) -> Actions:
    match _number(p[0]):
        case 1:
            return [TellPaper()]
        case 2:
            return [Tell(b"\x00")]  # the drawer: none is fitted
        case _:
            raise Refused("no such status")


def _automatic(_modes: Modes, p: bytes) -> Actions:
    return [Automatic(p[0])]


def _drawer(_modes: Modes, _p: bytes) -> Actions:
    return [OpenDrawer()]


def _at_line_start(modes: Modes) -> None:
    if modes.pending:
        raise Refused("not at the start of a line")


def _only_at_line_start(order: Order) -> Order:
    def checked(modes: Modes, p: bytes) -> Actions:
        _at_line_start(modes)
        return order(modes, p)

    return checked


ORDERS: dict[bytes, Order] = {
    b"\x1bJ": _feed_dots,
    b"\x1bR": _country,
    b"\x1ba": _only_at_line_start(_align),
    b"\x1bd": _feed_lines,
    b"\x1bi": _old_cut,
    b"\x1bm": _old_cut,
    b"\x1bp": _drawer,
    b"\x1bt": _code_page,
    b"\x1d(": _extended,
    b"\x1dI": _identity,
    b"\x1dL": _only_at_line_start(_margin),
    b"\x1dV": _cut,
    b"\x1dW": _only_at_line_start(_print_width),
    b"\x1da": _automatic,
    b"\x1dk": _only_at_line_start(_barcode),
    b"\x1dr": _status,
    b"\x1dv": _only_at_line_start(_raster),
}
