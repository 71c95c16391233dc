"""The dark panel is the money: right column, one large number, its state below, from the first note to the slip."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.domain.money import Fen
from kiosk_app.screens.lettering import Align, Type, Words
from kiosk_app.screens.painted import Amount, ProgressBar
from kiosk_app.screens.screen import Box, Icon, Look, Text, surface

PANEL: Box = (652, 96, 348, 552)
INNER_LEFT, INNER_WIDTH = 24, 300
RULES, TEXTS = 4, 16
"""How many of each a panel can have; they are made once (T20: nothing of the view before is kept)."""

LONG = 11
"""A value of more characters stays at its size with large text, so that its label has room."""


@dataclass(frozen=True, slots=True)
class Line:
    """A label and a value. `size` of the value in pixels; `lacking` is the amber one."""

    label: Words
    value: str
    size: int = 24
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Large:
    """A label with a value in large letters under it."""

    label: Words
    value: str | Fen
    size: int = 48


@dataclass(frozen=True, slots=True)
class Small:
    """A remark of one or more lines."""

    text: Words
    lines: int = 1


Part = Line | Rule | Large | Small


@dataclass(frozen=True, slots=True)
class Money:
    """What the panel says."""

    label: Words
    amount: Fen
    safe: tuple[str, Words] | None = None  # icon and word
    bar: float | None = None
    parts: tuple[Part, ...] = ()
    note: Words | None = None
    note_lines: int = 1
    note_ruled: bool = False


class MoneyPanel(QFrame):
    """Places its parts from the top down."""

    def __init__(self, parent: QWidget, look: Look, box: Box = PANEL) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("surface", "money")
        self.setGeometry(*box)
        self._label = Text(self, look, (INNER_LEFT, 24, INNER_WIDTH, 36), Type(28, line=36), "on_dark")
        self._amount = Amount(self, (INNER_LEFT, 60, INNER_WIDTH + 12, 84))
        self._bar = ProgressBar(self, (INNER_LEFT, 171, INNER_WIDTH, 16))
        self._safe_icon = Icon(self, (INNER_LEFT, 0, 30, 30), "shield-check", "mint", 2.25)
        self._safe = Text(self, look, (64, 0, 260, 32), Type(24, bold=True, line=32), "mint")
        self._note = Text(self, look, (INNER_LEFT, 0, INNER_WIDTH, 30), _NOTE, "on_dark_2")
        self._note_rule = surface(self, "rule", (INNER_LEFT, 0, INNER_WIDTH, 2))
        self._rules = [surface(self, "rule", (INNER_LEFT, 0, INNER_WIDTH, 2)) for _ in range(RULES)]
        self._lacking = surface(self, "lacking", (INNER_LEFT - 12, 0, INNER_WIDTH + 24, 66))
        self._texts = [Text(self, look, (0, 0, 1, 1), _NOTE) for _ in range(TEXTS)]
        self._second = Amount(self, (INNER_LEFT, 0, INNER_WIDTH, 60))
        self._used_texts = self._used_rules = 0

    def show_money(self, money: Money) -> None:
        """Show it; called with the same money it looks the same."""
        self._used_texts = self._used_rules = 0
        for unused in (*self._rules, *self._texts, self._lacking, self._second):
            unused.hide()
        self._label.say(money.label)
        self._amount.show_amount(money.amount)
        y = self._place_safe(money)
        for part in money.parts:
            y = self._place(part, y)
        self._place_note(money)

    def _place_safe(self, money: Money) -> int:
        y = 159
        self._bar.setVisible(money.bar is not None)
        if money.bar is not None:
            self._bar.show_part(money.bar)
            y += 12 + 16 + 10
        else:
            y += 4
        self._safe_icon.setVisible(money.safe is not None)
        self._safe.setVisible(money.safe is not None)
        if money.safe is None:
            return y - 4
        icon, word = money.safe
        self._safe_icon.change(icon, "mint")
        self._safe_icon.move(INNER_LEFT, y + 1)
        self._safe.move(64, y)
        self._safe.say(word)
        return y + 32

    def _place(self, part: Part, y: int) -> int:
        match part:
            case Rule():
                self._add_rule(y + 14)
                return y + 30
            case Line():
                return self._place_line(part, y)
            case Large():
                return self._place_large(part, y)
            case Small(text, lines):
                self._add((INNER_LEFT, y, INNER_WIDTH, 30 * lines), _NOTE, "on_dark_2", text)
                return y + 30 * lines

    def _place_line(self, line: Line, y: int) -> int:
        high = {24: 44, 28: 46, 32: 48, 36: 66}[line.size]
        if line.lacking:
            y += 8
            self._lacking.setGeometry(INNER_LEFT - 12, y, INNER_WIDTH + 24, high)
            self._lacking.show()
        shift = round((line.size - 24) * 0.44)
        high_text = high - 4 if line.size > 28 else high
        tones = ("on_amber", "on_amber") if line.lacking else ("on_dark_2", "on_dark")
        kind = Type(line.size, bold=True, line=44, align=Align.RIGHT, grows=len(line.value) <= LONG)
        value = self._add((INNER_LEFT, y, INNER_WIDTH, high_text), kind, tones[1], Words(line.value))
        label_box = (INNER_LEFT, y + shift, INNER_WIDTH - round(value.text_width()) - 10, high_text)
        label = self._add(label_box, Type(24, line=44), tones[0], line.label)
        if label.clipped():
            value.restyle(replace(kind, grows=False))
            label.resize(INNER_WIDTH - round(value.text_width()) - 10, high_text)
        return y + high

    def _place_large(self, large: Large, y: int) -> int:
        label = 44 if large.size == 28 else 36
        self._add((INNER_LEFT, y, INNER_WIDTH, label), _LABEL, "on_dark_2", large.label)
        if isinstance(large.value, str):
            size = large.size
            kind = Type(size, bold=True, line=round(size * 1.33), spacing=-0.5 if size > 36 else 0, grows=False)
            self._add((INNER_LEFT, y + label, INNER_WIDTH + 4, kind_height(size)), kind, "on_dark", Words(large.value))
            return y + label + kind_height(size)
        self._second.setGeometry(INNER_LEFT, y + 36, INNER_WIDTH, 60)
        self._second.show_amount(large.value, largest=large.size)
        self._second.show()
        return y + 96

    def _add(self, box: Box, kind: Type, tone: str, said: Words) -> Text:
        text = self._texts[self._used_texts]
        self._used_texts += 1
        text.setGeometry(*box)
        text.restyle(kind)
        text.tint(tone)
        text.say(said)
        text.show()
        return text

    def _add_rule(self, y: int) -> None:
        rule = self._rules[self._used_rules]
        self._used_rules += 1
        rule.move(INNER_LEFT, y)
        rule.show()

    def _place_note(self, money: Money) -> None:
        self._note.setVisible(money.note is not None)
        self._note_rule.setVisible(money.note is not None and money.note_ruled)
        high = 30 * money.note_lines
        self._note.setGeometry(INNER_LEFT, self.height() - 24 - high, INNER_WIDTH, high)
        self._note_rule.move(INNER_LEFT, self.height() - 24 - high - 16)
        if money.note is not None:
            self._note.say(money.note)


def kind_height(size: int) -> int:
    """Height of a line of large letters, in pixels."""
    return round(size * 1.33)


_LABEL = Type(24, line=36)
_NOTE = Type(22, line=30, wrap=True)
