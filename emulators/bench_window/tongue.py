"""The window's texts in English and Chinese, and how amounts are written."""

from typing import Literal

from emulators.bench_window.words import WORDS

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Tongue:
    """One language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._place = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key with its places filled; KeyError when there is none."""
        return WORDS[key][self._place].format(**values)

    def known(self, prefix: str, word: object) -> str:
        """Return the text of `prefix.word`, or the word itself, which somebody else chose."""
        key = f"{prefix}.{word}"
        return self(key) if key in WORDS else str(word)


def yuan(fen: int) -> str:
    """Write an amount of fen."""
    return f"{'-' if fen < 0 else ''}￥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def short_yuan(fen: int) -> str:
    """Write an amount without the fen where there are none."""
    return f"￥{fen // 100:,}" if fen % 100 == 0 else yuan(fen)


def amount(value: int, unit: object) -> str:
    """Write a card's or meter's amount in its unit."""
    return f"{value / 100:,.2f} kWh" if unit == "ckwh" else yuan(value)


def grouped(customer_no: str) -> str:
    """Write a customer number as the kiosk shows it."""
    return f"{customer_no[:3]} {customer_no[3:6]} {customer_no[6:]}"
