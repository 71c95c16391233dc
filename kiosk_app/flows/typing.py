"""Digits that a customer types, one keypad for all."""

from dataclasses import dataclass, replace

from kiosk_app.domain.events import DigitTyped, Event, Pressed


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the field so far."""

    digits: str = ""
    length: int = 10

    @property
    def complete(self) -> bool:
        """True when every place is filled."""
        return len(self.digits) == self.length


def typed(field: Typed, event: Event) -> Typed:
    """Return the field after a key; keys beyond the length are ignored."""
    match event:
        case DigitTyped(digit) if len(digit) == 1 and digit in "0123456789" and not field.complete:
            return replace(field, digits=field.digits + digit)
        case Pressed("backspace"):
            return replace(field, digits=field.digits[:-1])
        case Pressed("clear"):
            return replace(field, digits="")
        case _:
            return field
