"""The motorised reader's side of the kiosk: one routine at a time, what the flow asks for first. No I/O.

no line --connected--> starting --> serving: commands, in between a look at the slot
              ^                        |
              `---- silent, or without power: lost, tried again ----'
"""

from collections import deque
from collections.abc import Callable, Sequence

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardRead, CardUnusable, CardWriteFailed, Event
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import conversation
from kiosk_app.hardware.card_reader.contract import (
    Authenticate,
    AwaitCard,
    Challenge,
    ChipCommand,
    Eject,
    Read,
    ReaderCommand,
    Retain,
    Withdraw,
    Write,
    failure,
)
from kiosk_app.hardware.card_reader.crt310.link import Ask, Link
from kiosk_app.hardware.card_reader.crt310.mechanics import Chip, ReaderLost, Rest, Resynchronise, Routine, Wish
from kiosk_app.hardware.card_reader.crt310.slot import Custody, Slot
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.card_reader.snapshot import Presented

START_AGAIN_S = 2.0
LINE_LOST = "line_lost"
Resume = Callable[[], Wish]


class Crt310Session:
    """Implements `hardware.worker.Session` for one CRT-310."""

    def __init__(self, profiles: Sequence[CardProfile]) -> None:
        self._profiles = profiles
        self._slot, self._chip, self._link = Slot(), Chip(), Link()
        self._commands: deque[ReaderCommand] = deque()
        self._routine: Routine[None] | None = None
        self._up = self._started = self._lost = False
        self._due = 0.0  # of the next look or start, or the end of a pause
        self._resting = False
        self.heard = 0  # commands taken so far; other threads may look

    @property
    def holds_card(self) -> bool:
        """True while a card is inside that somebody should get back; other threads may look."""
        return self._slot.custody is Custody.HELD

    @property
    def settled(self) -> bool:
        """True when nothing is under way and the slot is closed, as far as can be known; other threads may look."""
        return not self._up or self._lost or (self._routine is None and not self._commands and self._slot.closed)

    # --- what the worker calls ---

    def connected(self, now: float) -> None:
        """The line is open: find the reader and what is in it."""
        self._slot.now = now
        self._link, self._up, self._started, self._due = Link(), True, False, now
        if not self._lost:
            self._slot.tell(Condition.STARTING, "starting")

    def disconnected(self, now: float) -> None:
        """The line is gone."""
        self._slot.now, self._up = now, False
        self._break_off()
        self._lose(LINE_LOST)

    def command(self, command: ReaderCommand, now: float) -> None:
        """Take what the flow asks for."""
        self._slot.now = now
        if self._lost:
            self._answer_lost(command)
        else:
            self._commands.append(command)
        self.heard += 1

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self._slot.now = now
        self._link.receive(data, now)
        self._go_on(now)

    def tick(self, now: float) -> None:
        """Let time pass; begin what is next."""
        self._slot.now = now
        if not self._up:
            return
        self._link.tick(now)
        self._go_on(now)
        if self._routine is None:
            self._begin(now)

    def outgoing(self) -> bytes:
        """Return what is to be written now, once."""
        return self._link.outgoing()

    def sent(self, now: float) -> None:
        """What `outgoing` returned has left the port."""
        self._link.sent(now)

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        happened = self._slot.told[:]
        self._slot.told.clear()
        return happened

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        if not self._up:
            return None
        if self._routine is not None and not self._resting:
            return self._link.wake_at()
        return self._slot.now if self._commands and self._routine is None and self._started else self._due

    # --- routines ---

    def _begin(self, now: float) -> None:
        if self._started and self._commands:
            self._run(self._carry_out(self._commands.popleft()), now)
        elif now >= self._due:
            self._run(self._slot.look() if self._started else self._start(), now)

    def _start(self) -> Routine[None]:
        yield from self._slot.start()
        self._started, self._lost = True, False

    def _run(self, routine: Routine[None], now: float) -> None:
        self._routine = routine
        self._advance(lambda: next(routine), now)

    def _go_on(self, now: float) -> None:
        routine = self._routine
        if routine is None:
            return
        if self._resting:
            if now >= self._due:
                self._resting = False
                self._advance(lambda: next(routine), now)
        elif (result := self._link.result()) is not None:
            self._advance(lambda: routine.send(result), now)

    def _advance(self, resume: Resume, now: float) -> None:
        try:
            wish = resume()
        except StopIteration:
            self._routine, self._due = None, now + self._slot.poll_s
        except ReaderLost as lost:
            self._routine = None
            self._lose(lost.code)
            self._due = now + START_AGAIN_S
        else:
            self._wish(wish, now)

    def _wish(self, wish: Wish, now: float) -> None:
        match wish:
            case Ask():
                self._link.ask(wish, now)
            case Resynchronise():
                self._link.resynchronise(now)
            case Rest(seconds):
                self._resting, self._due = True, now + seconds

    def _break_off(self) -> None:
        """End the routine under way: it still says what became of what it was asked."""
        routine, self._routine, self._resting = self._routine, None, False
        try:
            while routine is not None:
                routine.throw(ReaderLost(LINE_LOST))
        except (StopIteration, ReaderLost):
            return

    # --- commands ---

    def _carry_out(self, command: ReaderCommand) -> Routine[None]:
        match command:
            case AwaitCard():
                yield from self._slot.await_card()
            case Withdraw():
                yield from self._slot.withdraw()
            case Eject():
                yield from self._answered(self._slot.eject(), command)
            case Retain():
                yield from self._answered(self._slot.retain(), command)
            case _:
                yield from self._talk(command)

    def _answered(self, routine: Routine[None], command: ReaderCommand) -> Routine[None]:
        """Answer the command even when the reader is lost over it."""
        try:
            yield from routine
        except ReaderLost:
            self._answer_lost(command)
            raise

    def _talk(self, command: ChipCommand) -> Routine[None]:
        """Let the card answer, bound to the card that was read in this presentation."""
        slot = self._slot
        if slot.custody is not Custody.HELD:
            slot.told.append(failure(command, CardProblem.GONE, "no card"))
            return
        if slot.presented is None and not isinstance(command, Read):  # the reader was restarted: it may be read again
            slot.told.append(failure(command, CardProblem.UNREADABLE, "not read since its reset"))
            return
        event = yield from self._said(command)
        slot.told.append(event)
        if isinstance(event, CardUnusable | CardWriteFailed) and event.problem is CardProblem.GONE:
            slot.gone()
        if (lost := self._chip.lost) is not None:
            raise lost

    def _said(self, command: ChipCommand) -> Routine[Event]:
        converse, told, presented = self._chip.converse, self._slot.told, self._slot.presented
        match command:
            case Read():
                return (yield from self._read())
            case Challenge(length):
                return (yield from converse(conversation.challenge(length), told))
            case Authenticate(key_no, cryptogram):
                return (yield from converse(conversation.authenticate(key_no, cryptogram), told))
            case Write(order):
                assert presented is not None, "only a card that was read is written"
                return (yield from converse(conversation.write(presented, order), told))

    def _read(self) -> Routine[Event]:
        slot = self._slot
        slot.presented = None
        result = yield from self._chip.converse(conversation.read(self._profiles), slot.told)
        if isinstance(result, CardUnusable) and result.problem is CardProblem.UNREADABLE:
            yield from slot.seat_again()
            result = yield from self._chip.converse(conversation.read(self._profiles), slot.told)
        if isinstance(result, Presented):
            slot.presented = result
            return CardRead(result.snapshot)
        return result

    # --- lost ---

    def _lose(self, code: str) -> None:
        if self._slot.awaiting and not self._lost:  # said once: the flow asks for a card again at once
            self._slot.told.append(CardUnusable(CardProblem.READER_LOST, code))
        self._started, self._lost = False, True
        while self._commands:
            self._answer_lost(self._commands.popleft())
        self._slot.tell(Condition.LOST, code)

    def _answer_lost(self, command: ReaderCommand) -> None:
        slot = self._slot
        match command:
            case AwaitCard():
                slot.awaiting = True
            case Withdraw():
                slot.awaiting = False
            case Eject() | Retain():
                slot.give_up()
                slot.told.append(CardUnusable(CardProblem.READER_LOST, "reader lost"))
            case _:
                slot.told.append(failure(command, CardProblem.READER_LOST, "reader lost"))
