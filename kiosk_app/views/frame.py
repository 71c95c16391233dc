"""What every screen has: texts by key, the header's step, the footer's buttons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A text of the catalogue with what is filled in; the screens translate it."""

    key: str
    args: tuple[tuple[str, str], ...] = ()


def message(key: str, **args: object) -> Message:
    """Build a message: message("lacking_digits", typed=8, wanted=10)."""
    return Message(key, tuple((name, str(value)) for name, value in args.items()))


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its text's key, what it reports when pressed, whether it may be."""

    label: str
    reports: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """Where in the service the customer is: 2 of 4, "check_bill"."""

    number: int
    of: int
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Header and footer of one screen (ux.md T6)."""

    step: Step | None = None
    back: Button | None = None
    main: Button | None = None
    hint: Message | None = None
    exit_enabled: bool = True
    tools_enabled: bool = True
    operator: Message | None = None  # who of the staff is signed in; the tools give way to the name
