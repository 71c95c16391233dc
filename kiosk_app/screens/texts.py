"""Texts by key in the customer's language. A key without a text shows itself, so that it is seen and reported."""

import re

from PySide6.QtCore import QTranslator

import resources
from kiosk_app.screens.lettering import Words, words
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.views.frame import Message

LANGUAGES = ("zh", "en")
"""Simplified Chinese is the source language; the others are Qt Linguist translations in resources/translations/."""


_NAMES = re.compile(r"\{(\w+)\}")


class Texts:
    """The catalogue in the language in use."""

    def __init__(self) -> None:
        self._translators: dict[str, QTranslator] = {}
        self.language = LANGUAGES[0]

    def use(self, language: str) -> None:
        """Change the language; raises FileNotFoundError when its translation is not there."""
        assert language in LANGUAGES, language
        if language != LANGUAGES[0] and language not in self._translators:
            translator = QTranslator()
            if not translator.load(str(resources.path("translations", f"kiosk_{language}.qm"))):
                raise FileNotFoundError(f"kiosk_{language}.qm")
            self._translators[language] = translator
        self.language = language

    def markup(self, key: str) -> str:
        """Return the text of a key as the catalogue has it, names and <b> included."""
        key = known(key)
        source = CATALOGUE.get(key)
        if source is None:
            return f"[{key}]"
        translator = self._translators.get(self.language)
        translated = translator.translate(key, source) if translator and self.language != LANGUAGES[0] else ""
        return translated or source

    def words(self, message: Message | str, **arguments: object) -> Words:
        """Return the text of a message of a view, or of a key of the screens' own; the message's arguments win.

        Facts come from outside and may be missing: a text with a plain form ("…_plain") then shows that.
        """
        filled = {name: str(value) for name, value in arguments.items()}
        if isinstance(message, Message):
            filled |= dict(message.args)
            message = message.key
        markup = self.markup(message)
        plain = f"{known(message)}_plain"
        if plain in CATALOGUE and not set(_NAMES.findall(markup)) <= set(filled):
            markup = self.markup(plain)
        return words(markup, filled)


DEVICE_LETTERS = {
    "bill_acceptor": "BV",
    "receipt_printer": "PR",
    "card_reader": "CR",
    "platform": "NET",
    "journal": "JR",
    "scanner": "SC",
    "kiosk": "KS",
}
"""What stands for a part in the code that staff read: "BV-CASSETTE-FULL"."""


def staff_code(code: str) -> str:
    """Write a code of the error catalogue the way it stands on the screen and is said on the telephone."""
    device, dot, rest = code.partition(".")
    parts = [DEVICE_LETTERS.get(device, device), rest] if dot else [code]
    return "-".join(parts).upper().replace("_", "-")


FAMILIES = ("why", "trouble", "problem", "error", "differ", "remedy", "state")
"""Texts about codes that come from outside."""


def known(key: str) -> str:
    """Return the key, or what stands in for a code that has no words of its own.

    Codes of refusals and of device parts come from outside: "why_bill_acceptor_motor_failure" falls back to
    "why_bill_acceptor", another reason to "why_other", another problem to "problem_other". The code itself
    is on the screen in any case.
    """
    family = key.partition("_")[0]
    if key in CATALOGUE or family not in FAMILIES:
        return key
    parent = key
    while parent != family:
        parent = parent.rpartition("_")[0]
        if parent in CATALOGUE:
            return parent
    return f"{family}_other"
