"""Takes the journal to the platform by itself, batch after batch, and has it reconciled (PAY-7, PAY-8).

Everything done is a fact before the next thing is begun, and everything may be done twice: a kiosk that is killed goes
on where its journal says it was. What fails is tried again after growing pauses, for ever.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from kiosk_app.domain.batches import (
    NUMBERS,
    TOO_LARGE,
    Batches,
    BatchFact,
    JournalBatch,
    JournalBatched,
    JournalReconciled,
    JournalRefused,
    JournalUploaded,
    followed,
    next_last,
    next_number,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.staff_events import ReconcileEnded, ReconcileProgressed, StaffEvent
from kiosk_app.sync import refusals, rounds
from kiosk_app.sync.client import NoAnswer, Rejected
from kiosk_app.sync.digest import Book, Span
from kiosk_app.sync.digest_exchange import compare
from kiosk_app.sync.identity import IdentityWrong
from kiosk_app.sync.journal_file import PACKED_AT_MOST, NothingToWrite, moment
from kiosk_app.sync.means import Clocks, Means, file_of, name_of, rows_of
from kiosk_app.sync.outgoing import AlreadyThere
from kiosk_app.sync.reconciling import reconcile
from kiosk_app.sync.refusals import number
from kiosk_app.sync.rounds import Bring, Compare, Cut, Pace, Rest, Round
from kiosk_app.sync.upload import upload
from kiosk_app.sync.watch import Watch
from kiosk_app.sync.wire import RefusedAnswer

TURN_S = 1.0
AWAITED_S = 10.0  # so long a new batch waits for the rows to go out one by one; then its file goes alone
AWAITED_TURN_S = 0.2
PASSING = frozenset({"FILE_MISSING", "UPLOAD_DAMAGED", "UPLOADS_CLOSED"})
"""Refusals of an upload that may be over the next time; every other is for ever."""

log = structlog.get_logger(__name__)


@dataclass
class Tally:
    """What came of the round under way."""

    compared: int = 0
    differing: int = 0
    left: int = 0

    def add(self, compared: int, differing: int, left: int) -> None:
        """Add one batch."""
        self.compared, self.differing, self.left = (
            self.compared + compared,
            self.differing + differing,
            self.left + left,
        )


class Refused(Exception):
    """The platform refuses what was asked, for now or for ever; the text is its code."""


@dataclass
class Courier:
    """One step at a time, in whatever thread calls `step`; only `demand` comes from another."""

    means: Means
    batches: Batches  # as the journal tells them at the start
    at: str  # of the timetable: HH:MM in China's time, "" for never
    post: Callable[[StaffEvent], None]
    clocks: Clocks = field(default_factory=Clocks)
    look_s: float = 0.0  # so often it is looked by digests whether everything agrees; 0: never
    _watch: Watch = field(default_factory=Watch)
    _look_due_s: float = 0.0
    _round: Round = field(default_factory=Round)
    _pace: Pace = field(default_factory=Pace)
    _tally: Tally = field(default_factory=Tally)
    _demanded: bool = False  # set by another thread, in one assignment
    _asked: bool = False  # somebody waits for the end of this round
    _awaited_until_s: float = 0.0
    _compared: frozenset[rounds.Key] = frozenset()  # batches, in the round that was asked for
    _looked: bool = False  # the round that was asked for has looked at older batches too
    _leaving_s: float | None = None  # until then a round's end waits for its rows to go out
    _planned_s: float | None = None  # when the timetable asked last

    def demand(self) -> None:
        """Begin a round as soon as can be; answered by ReconcileProgressed… and ReconcileEnded. From any thread."""
        self._demanded = True

    def step(self) -> float:
        """Do the next thing, if there is one; return after how many seconds to look again. Raises Ended."""
        self._begin_round()
        now_s = self.clocks.monotonic()
        step = rounds.next_step(self.batches, self._round)
        if isinstance(step, Rest):
            if self._asked and not self._looked:
                self._look_everywhere()
                return 0.0
            if self._asked and not self._all_delivered(now_s):
                return AWAITED_TURN_S
            self._end("")
            return self._look(now_s)
        if now_s < self._pace.due_s:
            return min(TURN_S, self._pace.due_s - now_s)
        if isinstance(step, Bring) and now_s < self._awaited_until_s and self.means.delivered() < step.batch.last_seq:
            return AWAITED_TURN_S
        try:
            self._do(step)
        except (NoAnswer, Rejected, Refused, IdentityWrong, AlreadyThere, NothingToWrite, OSError) as error:
            self._failed(step, error)
        return 0.0

    def _all_delivered(self, now_s: float) -> bool:
        """Let the rows about this round go out too before whoever waits compares heads; but not for ever."""
        if self._leaving_s is None:
            self._leaving_s = now_s + AWAITED_S
            self.means.hurry()
        return now_s >= self._leaving_s or self.means.delivered() >= self.means.keeper.last_row().seq

    def _begin_round(self) -> None:
        """Take what the timetable or somebody wants."""
        if self._demanded:
            self._demanded, self._asked, self._tally, self._pace = False, True, Tally(), Pace()
            self._leaving_s, self._looked, self._compared = None, False, frozenset()
            self._round = replace(self._round, wanted=True)
            self.means.hurry()
            self._tell("sending")
        now_s, before_s = self.clocks.monotonic(), self._planned_s
        if self._round.planned or (before_s is not None and now_s - before_s < rounds.BETWEEN_PLANNED_S):
            return
        day = rounds.planned_day(self.at, self.clocks.wall_ms(), self.batches.planned)
        if day and self.means.keeper.idle():
            self._planned_s = now_s
            self._round = replace(self._round, planned=day)
            self.means.hurry()

    def _do(self, step: Cut | Bring | Compare) -> None:
        match step:
            case Cut(planned):
                self._cut(planned)
            case Bring(batch):
                self._tell("uploading")
                self._bring(batch)
            case Compare(batch):
                self._tell("comparing")
                self._compare(batch)

    def _cut(self, planned: str) -> None:
        """Give the rows that are there now a name, durably, before anything else is done with them."""
        row = self.means.keeper.last_row()
        if (last := next_last(self.batches, row.seq)) < row.seq:
            row = self.means.keeper.page(last - 1).rows[0]
        day = moment(row.wall_ms)[:8]
        number = next_number(self.batches, day)
        if number not in NUMBERS:
            raise Refused("no_number")  # of this day; tomorrow there is one
        self._record(JournalBatched(day, number, self.batches.reached + 1, row.seq, planned))
        self._round = rounds.after_cut(self._round, self.batches)
        self._awaited_until_s = self.clocks.monotonic() + AWAITED_S

    def _bring(self, batch: JournalBatch) -> None:
        """Write the file, bring it, have it applied. What is refused for ever ends the batch."""
        file = file_of(self.means, batch)
        if file.stat().st_size > PACKED_AT_MOST:  # it could not even be announced
            self._refused(batch, TOO_LARGE, {})
            return
        told = upload(self.means.line, self.means.carry, file)
        if isinstance(told, RefusedAnswer):
            if told.code in PASSING:
                raise Refused(told.code)
            self._refused(batch, told.code, told.facts)
            return
        if batch.under_way:
            self._record(JournalUploaded(batch.day, batch.number, told.rows, Fen(told.sum_fen)))
        self._round = rounds.after_bringing(self._round, batch.key)

    def _refused(self, batch: JournalBatch, code: str, facts: Mapping[str, str]) -> None:
        """End the batch; what lets the next one pass is a fact, and then the next one is cut at once."""
        log.error("journal_file_refused", file=name_of(self.means.terminal, batch), code=code)
        self._round = rounds.after_comparing(rounds.after_bringing(self._round, batch.key), batch.key)
        if batch.under_way:
            self._record(JournalRefused(batch.day, batch.number, code))
            file = self.means.outgoing / name_of(self.means.terminal, batch)
            follows = refusals.consequence(self.batches, batch, code, facts, file)
            if follows is not None:
                self._record(follows)
            if follows is not None or refusals.is_halved(batch, code):
                self._round = replace(self._round, wanted=True)
        if not self._round.wanted:  # otherwise the next batch takes its rows up at once
            self._end(code)

    def _compare(self, batch: JournalBatch) -> None:
        """Have the batch reconciled; where the platform has lost files, they are brought again first."""
        told = reconcile(self.means.line, name_of(self.means.terminal, batch))
        if isinstance(told, RefusedAnswer):
            if told.code != "FILE_MISSING":
                self._refused(batch, told.code, told.facts)
                return
            first, last = (number(told.facts.get(name, "")) for name in ("first_seq", "last_seq"))
            lost = rounds.lost_files(self.batches, batch, first, last)
            if not lost:  # nobody has these rows in a file any more, and the later ones must not wait for them
                self._refused(batch, told.code, told.facts)
                return
            self._round = replace(self._round, lost=lost)
            raise Refused(told.code)
        if batch.under_way or told.differing or told.open != batch.left:
            self._record(JournalReconciled(batch.day, batch.number, told.compared, told.differing, told.open))
        self._compared |= {batch.key}
        self._tally.add(told.compared, told.differing, told.open)
        self._round = rounds.after_comparing(self._round, batch.key)
        self._pace = Pace()
        log.info("reconciled", file=name_of(self.means.terminal, batch), differing=told.differing, left=told.open)

    def _failed(self, step: rounds.Step, error: Exception) -> None:
        """Try again later; whoever waits is told now."""
        self._pace = rounds.failed(self._pace, self.clocks.monotonic(), self.clocks.chance())
        code = str(error) if isinstance(error, Refused) else error.code if isinstance(error, Rejected) else "no_answer"
        log.warning("courier_failed", step=type(step).__name__, reason=f"{type(error).__name__}: {error}")
        self._end(code)

    def _look(self, now_s: float) -> float:
        """Look by digests whether everything agrees; what lastingly differs is reconciled."""
        if not self.look_s or not self.at or now_s < self._look_due_s or not self.means.keeper.idle():
            return TURN_S
        begun, self._look_due_s = bool(self._look_due_s), now_s + self.look_s
        if not begun:  # not in the first moments of a start
            return TURN_S
        try:
            differing = self._watch.answered(compare(self.means.line, *self._question()))
        except (NoAnswer, Rejected) as error:
            log.warning("digests_failed", reason=f"{type(error).__name__}: {error}")
            return TURN_S
        if differing:
            log.warning("books_differ", sales=len(differing))
            self._suspect(differing, cut=True)
        return TURN_S

    def _look_everywhere(self) -> None:
        """Find by digests what differs in older batches; whoever asks has it compared at once."""
        self._looked = True
        try:
            differing = compare(self.means.line, *self._question(everything=True))
        except (NoAnswer, Rejected) as error:
            self._failed(Rest(), error)
        else:
            self._suspect(differing.numbers, cut=False)

    def _question(self, *, everything: bool = False) -> tuple[Book, Span]:
        for row, fact in rows_of(self.means, self._watch.heard):
            self._watch.hear(row.seq, fact)
        return self._watch.question(everything=everything)

    def _suspect(self, sales: Sequence[int], *, cut: bool) -> None:
        """Have these sales compared in the batches where they are; with `cut` the others in a new one."""
        held, unbatched = self._watch.batches_of(sales, self.batches)
        fresh = (batch.key for batch in held if cut or batch.key not in self._compared)
        doubtful = dict.fromkeys((*self._round.doubtful, *fresh))
        wanted = self._round.wanted or (cut and unbatched)
        self._round = replace(self._round, doubtful=tuple(doubtful), wanted=wanted)

    def _record(self, fact: BatchFact) -> None:
        self.means.keeper.record(fact)
        self.batches = followed(self.batches, fact)

    # --- whoever waits ---

    def _tell(self, what: str) -> None:
        if self._asked:
            self.post(ReconcileProgressed(what))

    def _end(self, code: str) -> None:
        if self._asked:
            self._asked, tally = False, self._tally
            self.post(ReconcileEnded(code, tally.compared, tally.differing, tally.left))
