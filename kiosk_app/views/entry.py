"""Typing the customer number and the password, and showing the card into the slot."""

from dataclasses import dataclass

from kiosk_app.views.frame import Frame, Message


@dataclass(frozen=True, slots=True)
class NumberView:
    """Screen 4: ten digits in groups of 3-3-4; the keypad reports DigitTyped, "clear" and "backspace"."""

    frame: Frame
    digits: str
    length: int
    status: Message  # "typed 7, 3 to go"
    problem: Message | None = None  # "the number has 10 digits, you typed 8"
    scanning: bool = False  # the bill may be shown to the scanner instead


@dataclass(frozen=True, slots=True)
class PasswordView:
    """Screen 5: dots only."""

    frame: Frame
    typed: int
    length: int
    status: Message
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class CardInsertView:
    """Screen 17: chip side, arrow."""

    frame: Frame
    title: Message
    problem: Message | None = None  # shown as a banner above the picture


@dataclass(frozen=True, slots=True)
class CardTakeView:
    """Screen 16: take your card; the money stays on the dark panel if there was any."""

    frame: Frame
    title: Message
    explanation: Message | None = None


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """A service cannot go on and no money is in: what happened, what to do next. One button."""

    frame: Frame
    title: Message
    happened: Message
    next_step: Message
    code: str = ""
    money: Message | None = None  # where the money is, other than with nobody: nothing was charged
