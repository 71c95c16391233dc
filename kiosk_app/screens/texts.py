"""Texts by key in the customer's language. A key without a text shows itself, so that it is seen and reported."""

from PySide6.QtCore import QTranslator

import resources
from kiosk_app.screens.lettering import Words, words
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.views.frame import Message

LANGUAGES = ("zh", "en")
"""Simplified Chinese is the source language; the others are Qt Linguist translations in resources/translations/."""


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
        """Return the text of a message of a view, or of a key of the screens' own; the message's arguments win."""
        filled = {name: str(value) for name, value in arguments.items()}
        if isinstance(message, Message):
            return words(self.markup(message.key), filled | dict(message.args))
        return words(self.markup(message), filled)


def known(key: str) -> str:
    """Return the key, or what stands in for a code that has no words of its own.

    Codes of refusals and of device parts come from outside: "why_bill_acceptor_motor_failure" falls back to
    "why_bill_acceptor", another reason to "why_other", another problem to "problem_other". The code itself
    is on the screen in any case.
    """
    family = key.partition("_")[0]
    if key in CATALOGUE or family not in ("why", "problem"):
        return key
    parent = key
    while parent != family:
        parent = parent.rpartition("_")[0]
        if parent in CATALOGUE:
            return parent
    return f"{family}_other"
