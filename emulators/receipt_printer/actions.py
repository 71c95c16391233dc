"""What is to be done with the paper and the line, one thing after the other."""

from dataclasses import dataclass

from emulators.receipt_printer.paper import Block


class Refused(ValueError):
    """What the printer cannot do: it prints nothing then."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut the paper."""


@dataclass(frozen=True, slots=True)
class TellPaper:
    """GS r 1."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send these bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Automatic:
    """Switch the automatic status on or off."""

    wanted: int


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """A pulse for the cash drawer; none is fitted in a terminal."""


Action = Block | Cut | TellPaper | Tell | Automatic | OpenDrawer
Actions = list[Action]
