"""Batches of the journal on their way to the platform: cut once, brought, compared (PAY-7, PAY-8, I20).

A batch is a range of rows under a name for ever. The next one begins after the last that was reconciled, so a batch
that the platform refuses for good is taken up by the one after it: without the sale for which it was refused
(`JournalSetAside`), behind the rows that an applied file has (`JournalCovered`), or half as long where it was too
large. What is known of them comes from the journal alone.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk_app.domain.money import Fen

NUMBERS = range(1, 1_000)
"""A day's batches; the file's name has three digits."""


@dataclass(frozen=True, slots=True)
class JournalBatched:
    """Intent: these rows make one file, and this is its name for ever."""

    day: str  # yyyyMMdd of the last row's wall clock
    number: int  # within the day
    first_seq: int
    last_seq: int
    planned: str  # yyyyMMdd for which the timetable asked; "" where a person or the platform did


@dataclass(frozen=True, slots=True)
class JournalUploaded:
    """The platform has applied the file, whole."""

    day: str
    number: int
    sales: int
    total: Fen


@dataclass(frozen=True, slots=True)
class JournalRefused:
    """The platform refuses this file for good, with its code; its rows go into the next one."""

    day: str
    number: int
    code: str


@dataclass(frozen=True, slots=True)
class JournalSetAside:
    """The platform refuses every file with this sale, with this code: from here on it stands in none."""

    about: str  # the sale's number
    code: str


@dataclass(frozen=True, slots=True)
class JournalCovered:
    """The platform says that a file which it applied has the rows up to this one: the next batch begins behind it."""

    last_seq: int


@dataclass(frozen=True, slots=True)
class JournalReconciled:
    """Terminal, platform and billing core were compared; `left` sales are not made good yet."""

    day: str
    number: int
    compared: int
    differing: int
    left: int


BatchFact = JournalBatched | JournalUploaded | JournalRefused | JournalSetAside | JournalCovered | JournalReconciled
TOO_LARGE = "FILE_TOO_LARGE"


class Stage(StrEnum):
    """How far a batch has come."""

    CUT = "cut"
    UPLOADED = "uploaded"
    RECONCILED = "reconciled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class JournalBatch:
    """One batch as the journal tells it."""

    day: str
    number: int
    first_seq: int
    last_seq: int
    planned: str
    stage: Stage = Stage.CUT
    left: int = 0
    code: str = ""  # for which it was refused

    @property
    def key(self) -> tuple[str, int]:
        """What names it."""
        return self.day, self.number

    @property
    def under_way(self) -> bool:
        """True until it is reconciled or refused."""
        return self.stage in (Stage.CUT, Stage.UPLOADED)


@dataclass(frozen=True, slots=True)
class Batches:
    """Every batch of this terminal, oldest first. The map is updated in place."""

    known: dict[tuple[str, int], JournalBatch] = field(default_factory=dict)
    reconciled: int = 0  # the last row of the last batch that was reconciled
    planned: str = ""  # the day for which the timetable's last batch was
    covered: int = 0  # the last row that an applied file has beyond those
    aside: tuple[str, ...] = ()  # sales that stand in no file
    refused: str = ""  # the code of the last refusal; "" again once a batch was reconciled after it

    @property
    def reached(self) -> int:
        """The row behind which the next batch begins."""
        return max(self.reconciled, self.covered)


def followed(batches: Batches, fact: BatchFact) -> Batches:
    """Return the batches after one more fact. The old ones are spent."""
    if isinstance(fact, JournalBatched):
        batch = JournalBatch(fact.day, fact.number, fact.first_seq, fact.last_seq, fact.planned)
        batches.known[batch.key] = batch
        return replace(batches, planned=fact.planned or batches.planned)
    if isinstance(fact, JournalSetAside):
        return replace(batches, aside=tuple(dict.fromkeys((*batches.aside, fact.about))))
    if isinstance(fact, JournalCovered):
        return replace(batches, covered=max(batches.covered, fact.last_seq))
    key = fact.day, fact.number
    if (known := batches.known.get(key)) is None:
        return batches
    match fact:
        case JournalUploaded() if known.stage is Stage.CUT:
            batches.known[key] = replace(known, stage=Stage.UPLOADED)
        case JournalRefused() if known.under_way:
            batches.known[key] = replace(known, stage=Stage.REFUSED, code=fact.code)
            return replace(batches, refused=fact.code)
        case JournalReconciled() if known.stage is not Stage.REFUSED:
            batches.known[key] = replace(known, stage=Stage.RECONCILED, left=fact.left)
            return replace(batches, reconciled=max(batches.reconciled, known.last_seq), refused="")
    return batches


def next_number(batches: Batches, day: str) -> int:
    """Return a number that no batch of this day has; beyond NUMBERS where the day has no more."""
    return 1 + max((number for taken, number in batches.known if taken == day), default=0)


def next_last(batches: Batches, newest: int) -> int:
    """Return the row with which the next batch ends: the newest, or the middle of one that was too large."""
    first = batches.reached + 1
    large = [batch.last_seq for batch in batches.known.values() if batch.code == TOO_LARGE and batch.first_seq == first]
    return min(newest, (first + min(large)) // 2) if large else newest
