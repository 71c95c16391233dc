"""What must be in a journal after a cut: everything acknowledged, nothing that was never begun, in the same order.

The story that the uncut run wrote is the measure. Because each row seals all before it, two journals with the same
number of rows and the same last hash hold the same rows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.domain.facts import (
    Booted,
    Fact,
    JournalSummed,
    Ledger,
    NoteOffered,
    ReceiptBegun,
    TenderClosed,
    WriteBegun,
    fold,
)
from kiosk_app.journal.chain import GENESIS
from kiosk_app.journal.diary import Diary, Remembered
from kiosk_app.journal.journal import good_prefix
from tests.crash.recording import Marked, Step
from tests.crash.recovery import Recovered

INTENTS = (NoteOffered, WriteBegun, TenderClosed, ReceiptBegun)


@dataclass(frozen=True, slots=True)
class Story:
    """The rows of a run that was not cut, and after each number of rows what they alone add up to."""

    facts: tuple[Fact, ...]
    heads: tuple[bytes, ...]  # heads[n] is the last hash of n rows
    ledgers: tuple[Ledger, ...]  # ledgers[n] is what n rows add up to
    diaries: tuple[Remembered, ...]  # and what they leave in the diary

    def rebooted(self, rows: int, path: Path) -> "Story":
        """Return the story in which the kiosk starts after this many rows, from the journal that the start left."""
        found = story_of(path)
        assert found.heads[: rows + 1] == self.heads[: rows + 1], "a start changes no row"
        kinds = [type(fact) for fact in found.facts[rows:]]
        assert kinds in ([Booted], [Booted, JournalSummed]), f"a start that recorded {kinds}"
        return found


def story_of(path: Path) -> Story:
    """Read the story from the journal that the uncut run left: from its rows, whatever lies beside them."""
    entries, broken = good_prefix(path)
    if broken is not None:
        raise broken
    facts, diary = tuple(entry.fact for entry in entries), Diary()
    diaries = [diary.remembered]
    for entry in entries:
        diary.hear(entry.row.wall_ms, entry.fact)
        diaries.append(diary.remembered)
    ledgers = tuple(fold(facts[:rows]) for rows in range(len(facts) + 1))
    return Story(facts, (GENESIS, *(entry.hash for entry in entries)), ledgers, tuple(diaries))


@dataclass(frozen=True, slots=True)
class Promise:
    """What the process had said, and what it had done to the world, before it was cut."""

    acked: int = 0
    begun: int = 0  # acked, or one more while an append is under way
    done: Counter[tuple[str, str]] = field(default_factory=Counter)

    def after(self, step: Step) -> "Promise":
        """Return the promise after one more step."""
        if not isinstance(step, Marked):
            return self
        word, *rest = step.text.split(" ")
        match word:
            case "begin":
                return Promise(self.acked, self.begun + 1, self.done)
            case "ack":
                return Promise(int(rest[0]), int(rest[0]), self.done)
            case _:
                return Promise(self.acked, self.begun, self.done + Counter([(rest[0], "".join(rest[1:]))]))


def problem(found: Recovered, promise: Promise, story: Story) -> str:
    """Return what is wrong with a recovered journal, or an empty text."""
    if found.refused:
        return f"refused: {found.refused}"
    if not promise.acked <= found.rows <= promise.begun:
        return f"{found.rows} rows found, {promise.acked} acknowledged, {promise.begun} begun"
    if found.head != story.heads[found.rows]:
        return f"other rows than were written, at {found.rows} rows"
    if found.ledger != story.ledgers[found.rows]:
        return "the ledger is not what the rows add up to"
    if found.diary != story.diaries[found.rows]:
        return "the diary is not what the rows say"
    return unintended(story.facts[: found.rows], promise.done)


def unintended(facts: Iterable[Fact], done: Counter[tuple[str, str]]) -> str:
    """Return what was done to the world without a durable intent (I7), or an empty text.

    Notes are counted, as the box is; anything else may be done again under one intent.
    """
    intents = Counter((type(fact).__name__, intended(fact)) for fact in facts if isinstance(fact, INTENTS))
    for deed, times in done.items():
        if intents[deed] < (times if deed[0] == NoteOffered.__name__ else 1):
            return f"{deed} was done without a durable intent"
    return ""


def intended(fact: Fact) -> str:
    """Return the sale that an intent is for; notes fall into one box, whatever the sale."""
    return "" if not isinstance(fact, WriteBegun | TenderClosed | ReceiptBegun) else fact.sale


def again(first: Recovered, second: Recovered) -> str:
    """Return what the second recovery made different from the first, or an empty text (I11)."""
    if second.refused:
        return f"the second recovery refused: {second.refused}"
    if not first.rows < first.left[0] <= first.rows + 2:
        return f"a start that found {first.rows} rows and left {first.left[0]}"
    if (second.rows, second.head) != first.left or second.ledger != first.ledger or second.diary != first.diary:
        return f"recovered twice, different: {first.rows} rows, then {second.rows}"
    if first.summary_made and second.summed != first.rows + 1:
        return f"a start summed {first.rows + 1} rows up, and the next one went on from row {second.summed}"
    return ""


def boundaries(steps: Sequence[Step]) -> int:
    """Count the calls at which a file, a name or their durability changes."""
    return sum(not isinstance(step, Marked) for step in steps)
