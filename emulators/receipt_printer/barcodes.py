"""Bars of the linear codes, from their specifications: a text of "1" for a black and "0" for a white module.

CODE128 is ISO/IEC 15417, CODE39 ISO/IEC 16388, ITF ISO/IEC 16390, EAN ISO/IEC 15420.
"""

from itertools import pairwise

_CODE128_WIDTHS = (  # six digits a character, 0 to 105
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221"
    "223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321"
    "112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131"
    "311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114"
    "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141"
    "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"
)
_CODE128 = [*(_CODE128_WIDTHS[at : at + 6] for at in range(0, len(_CODE128_WIDTHS), 6)), "2331112"]
_START = {"A": 103, "B": 104, "C": 105}
_CHANGE = {"A": 101, "B": 100, "C": 99}
_SHIFT, _FUNCTION, _STOP = 98, {"1": 102, "2": 97, "3": 96}, 106
_FUNCTION_4 = {"A": 101, "B": 100}

_CODE39_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"
_CODE39_WIDE = (  # nine digits a character
    "000110100100100001001100001101100000000110001100110000001110000000100101100100100001100100100001001"
    "001001001101001000000011001100011000001011000000001101100001100001001100000011100100000011001000011"
    "101000010000010011100010010001010010000000111100000110001000110000010110110000001011000001111000000"
    "010010001110010000011010000010000101110000100011000100010101000010100010010001010000101010010010100"
)
_CODE39 = {char: _CODE39_WIDE[9 * at : 9 * at + 9] for at, char in enumerate(_CODE39_CHARACTERS)}
_ITF = ["00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010"]
_EAN_L = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
_EAN_FIRST = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]
_GUARD, _MIDDLE = "101", "01010"


class NotThisCode(ValueError):
    """The data cannot be written in this code: a printer prints nothing then."""


def code128(data: bytes) -> tuple[str, str]:
    """Return the modules and the text of "{A", "{B" or "{C" and what follows, as GS k 73 takes it."""
    values, text = _code128_values(data)
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    patterns = "".join(_CODE128[value] for value in [*values, check, _STOP])
    return _widths(patterns), text


def _code128_values(data: bytes) -> tuple[list[int], str]:
    if len(data) < 3 or data[0] != 0x7B or chr(data[1]) not in _START:
        raise NotThisCode("CODE128 begins with {A, {B or {C")
    current, at, text = chr(data[1]), 2, ""
    values = [_START[current]]
    while at < len(data):
        if data[at] == 0x7B:
            value, current, printed = _code128_special(data[at + 1 : at + 2], current)
            step = 2
        else:
            value, printed, step = _code128_plain(data, at, current)
        values.append(value)
        text, at = text + printed, at + step
    return values, text


def _code128_special(code: bytes, current: str) -> tuple[int, str, str]:
    char = code.decode("latin-1")
    if char == "{" and current == "B":
        return ord("{") - 0x20, current, "{"
    if char in _CHANGE and char != current:
        return _CHANGE[char], char, ""
    if char in _FUNCTION and (current != "C" or char == "1"):
        return _FUNCTION[char], current, ""
    if char == "4" and current in _FUNCTION_4:
        return _FUNCTION_4[current], current, ""
    raise NotThisCode(f"CODE128 has no {{{char} in set {current}")


def _code128_plain(data: bytes, at: int, current: str) -> tuple[int, str, int]:
    byte = data[at]
    if current == "C":  # a byte is a pair of digits: 0 to 99
        if byte > 99:
            raise NotThisCode("a byte of CODE128 C is 0 to 99")
        return byte, f"{byte:02d}", 1
    if current == "B" and 0x20 <= byte < 0x80:
        return byte - 0x20, chr(byte), 1
    if current == "A" and byte < 0x60:
        return (byte - 0x20 if byte >= 0x20 else byte + 0x40), chr(byte) if byte >= 0x20 else " ", 1
    raise NotThisCode(f"byte {byte:02X} is not in set {current}")


def code39(data: bytes) -> tuple[str, str]:
    """Return modules and text; start and stop are added where they are not sent. Wide elements are three modules."""
    text = data.decode("latin-1")
    inner = text.removeprefix("*").removesuffix("*")
    if not inner or any(char not in _CODE39 or char == "*" for char in inner):
        raise NotThisCode("CODE39 holds digits, capitals and -. $/+%")
    characters = ["".join("3" if wide == "1" else "1" for wide in _CODE39[char]) for char in f"*{inner}*"]
    return _widths("1".join(characters)), f"*{inner}*"


def itf(data: bytes) -> tuple[str, str]:
    """Return modules and text of an even number of digits. Wide elements are three modules."""
    digits = _digits(data)
    if len(digits) % 2:
        raise NotThisCode("ITF holds pairs of digits")
    widths = "1111"
    for first, second in list(pairwise(digits))[::2]:
        for bar, gap in zip(_ITF[int(first)], _ITF[int(second)], strict=True):
            widths += ("3" if bar == "1" else "1") + ("3" if gap == "1" else "1")
    return _widths(widths + "311"), digits


def ean13(data: bytes) -> tuple[str, str]:
    """Return modules and text of 12 digits, or of 13 with their check digit."""
    digits = _checked(data, 12)
    left = "".join(_ean(digit, form) for digit, form in zip(digits[1:7], _EAN_FIRST[int(digits[0])], strict=True))
    right = "".join(_ean(digit, "R") for digit in digits[7:])
    return _GUARD + left + _MIDDLE + right + _GUARD, digits


def ean8(data: bytes) -> tuple[str, str]:
    """Return modules and text of 7 digits, or of 8 with their check digit."""
    digits = _checked(data, 7)
    left, right = (_ean(digit, "L") for digit in digits[:4]), (_ean(digit, "R") for digit in digits[4:])
    return _GUARD + "".join(left) + _MIDDLE + "".join(right) + _GUARD, digits


def _ean(digit: str, form: str) -> str:
    left = _EAN_L[int(digit)]
    right = left.translate(str.maketrans("01", "10"))
    return {"L": left, "R": right, "G": right[::-1]}[form]


def _checked(data: bytes, count: int) -> str:
    digits = _digits(data)
    if len(digits) not in (count, count + 1):
        raise NotThisCode(f"{count} digits, and perhaps the check digit")
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[count - 1 :: -1], start=1))
    check = str(-weighted % 10)
    if digits[count:] not in ("", check):
        raise NotThisCode(f"the check digit is {check}")
    return digits[:count] + check


def _digits(data: bytes) -> str:
    text = data.decode("latin-1")
    if not text or any(char not in "0123456789" for char in text):
        raise NotThisCode("digits only")
    return text


def _widths(widths: str) -> str:
    """Write widths of bars and gaps, a bar first, as modules."""
    return "".join(("1" if place % 2 == 0 else "0") * int(width) for place, width in enumerate(widths))
