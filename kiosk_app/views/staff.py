"""What staff see: a form with the keypad, the overview, why it may not be settled, and a statement with its actions."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen
from kiosk_app.views.frame import Button, Frame, Message


@dataclass(frozen=True, slots=True)
class FormField:
    """One field; touching it makes it the current one (RowTouched with its index)."""

    label: Message
    shown: str  # digits, or dots
    current: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """A1, A9, and the count of the cash box: up to six fields beside the keypad."""

    frame: Frame
    title: Message
    below: Message
    fields: tuple[FormField, ...]
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the overview, with what it is above and a remark below."""

    label: Message
    value: Message
    remark: Message


@dataclass(frozen=True, slots=True)
class PartRow:
    """One device: its state as a pill in words, never by colour alone."""

    part: str  # "bill_acceptor", "cash_box", …
    detail: Message
    tone: str  # "ok", "attention", "fault", "none"
    state: Message
    code: str = ""  # "receipt_printer.paper_end": stands in place of the detail, as it is said on the telephone


@dataclass(frozen=True, slots=True)
class OverviewView:
    """A2: rail, figures, a pill for every device."""

    frame: Frame
    rail: tuple[Button, ...]  # the first is where we are
    figures: tuple[Figure, ...]
    parts: tuple[PartRow, ...]  # two in a line


@dataclass(frozen=True, slots=True)
class Tally:
    """Number of transactions and their sum."""

    label: Message
    count: int
    total: Fen


@dataclass(frozen=True, slots=True)
class DifferRow:
    """One transaction that differs."""

    sale: str
    amount: Fen
    terminal: str  # "SUCCEEDED", "UNKNOWN", "FAILED", "NONE"
    platform: str
    why: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Advice:
    """Where there are no rows to show: what may be behind it, and what to do."""

    heading: Message
    story: Message
    next_step: Message
    offline: bool = False


@dataclass(frozen=True, slots=True)
class DiffersView:
    """A4 where it may not be settled: the platform's own code, both figures, the rows (PAY-9)."""

    frame: Frame
    title: Message
    happened: Message
    tallies: tuple[Tally, ...]  # terminal, platform, difference; none where the platform compared nothing
    rows: tuple[DifferRow, ...]
    more: int  # rows that have no place
    safe: Message
    advice: Advice  # in place of rows, where there are none
    printing: Button | None = None  # puts the rows on paper, where there are any


@dataclass(frozen=True, slots=True)
class StatementView:
    """A4 otherwise: what stands, line by line, and what may be done now."""

    frame: Frame
    title: Message
    below: Message
    heads: tuple[Message, ...]  # two to five columns, the first at the left
    rows: tuple[tuple[Message, ...], ...]
    notice: Message
    severity: str  # "info", "attention", "fault"
    buttons: tuple[Button, ...] = ()  # at most two
    choices: tuple[Message, ...] = ()  # RowTouched with its index
    chosen: int = -1
