"""What the reader is asked, step by step: routines that yield a command or a pause and are sent the answer. No I/O."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from kiosk_app.domain.events import Event, WriteProgressed
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader.apdu import Conversation, NoAnswer, PowerOn, Progress, Step, Transmit
from kiosk_app.hardware.card_reader.crt310 import protocol
from kiosk_app.hardware.card_reader.crt310.link import Ask, Outcome
from kiosk_app.hardware.card_reader.crt310.protocol import (
    CLOSE_ENTRY,
    OPEN_ENTRY,
    Answer,
    Entry,
    Operation,
    Place,
    Refusal,
    Refused,
    Reply,
    Status,
)

TELL_S = 3.0  # it answers only when the motor has stopped
MOVE_S = 20.0
CHIP_S = 5.0  # a chip may ask for more time again and again
TRIES = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Resynchronise:
    """End whatever the reader is doing for somebody else."""


Wish = Ask | Rest | Resynchronise
Result = TypeVar("Result")
Routine = Generator[Wish, Reply | Outcome | None, Result]


class ReaderLost(Exception):
    """The reader does not answer, or says that it cannot work; `code` is the part at fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


NOT_ANSWERING, MALFORMED, SHUTTER, CARD_JAM = "not_answering", "malformed_answers", "shutter", "card_jam"
UNABLE = {Refusal.SUPPLY_VOLTAGE: "supply_voltage", Refusal.BACKUP_POWER: "backup_power"}


def ask(payload: bytes, patience_s: float = TELL_S, *, repeatable: bool = True) -> Routine[Reply | None]:
    """Give one command; None when its answer is lost. Raises ReaderLost when the reader is silent or without power."""
    result = yield Ask(payload, patience_s, repeatable)
    if result is Outcome.SILENT:
        raise ReaderLost(NOT_ANSWERING)
    if isinstance(result, Refused) and result.reason in UNABLE:
        raise ReaderLost(UNABLE[Refusal(result.reason)])
    return result if isinstance(result, Answer | Refused) else None


def resynchronise() -> Routine[None]:
    """Bring the line to rest; ReaderLost when nobody is there."""
    if (yield Resynchronise()) is Outcome.SILENT:
        raise ReaderLost(NOT_ANSWERING)


def tell_status() -> Routine[Status]:
    """Ask where the card is."""
    for _ in range(TRIES):
        reply = yield from ask(protocol.TELL_STATUS)
        if reply is not None and (status := protocol.parse_status(reply)) is not None:
            return status
    raise ReaderLost(MALFORMED)


def set_entry(*, opened: bool) -> Routine[Status]:
    """Open or close the slot and see that it is: the operation byte of this answer is misprinted in the manual."""
    wanted = Entry.SWITCH if opened else Entry.PROHIBITED
    for _ in range(TRIES):
        yield from ask(OPEN_ENTRY if opened else CLOSE_ENTRY)
        status = yield from tell_status()
        if status.entry is wanted and not status.rear_open:
            return status
    raise ReaderLost(SHUTTER)


def move(payload: bytes) -> Routine[int]:
    """Move the card; return the operation byte, 0 when the answer is lost or a refusal: the status tells then."""
    reply = yield from ask(payload, MOVE_S, repeatable=False)
    return reply.operation if isinstance(reply, Answer) else 0


class Chip:
    """The chip at the reader's contacts; carries conversations with it."""

    def __init__(self) -> None:
        self.lost: ReaderLost | None = None  # the reader was lost in the last conversation
        self._protocol = protocol.T0

    def converse(self, conversation: Conversation[Result], told: list[Event]) -> Routine[Result]:
        """Carry a conversation to its end. When the reader is lost, the conversation still says what that means."""
        self.lost = None
        step = next(conversation)
        try:
            while True:
                try:
                    if self.lost is not None and not isinstance(step, Progress):
                        raise NoAnswer(CardProblem.READER_LOST, self.lost.code)
                    answer = yield from self._carry_out(step, told)
                except ReaderLost as error:
                    self.lost = error
                except NoAnswer as nothing:
                    step = conversation.throw(nothing)
                else:
                    step = conversation.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result

    def _carry_out(self, step: Step, told: list[Event]) -> Routine[bytes]:
        match step:
            case PowerOn():
                return (yield from self._power_on())
            case Transmit(command, repeatable):
                return (yield from self._transmit(command, repeatable=repeatable))
            case Progress(stage):
                told.append(WriteProgressed(stage))
                return b""

    def _power_on(self) -> Routine[bytes]:
        reply = yield from ask(protocol.CHIP_RESET, CHIP_S)
        if isinstance(reply, Answer) and reply.operation == Operation.WRONG_POSITION:
            yield from move(protocol.TO_CONTACTS)
            reply = yield from ask(protocol.CHIP_RESET, CHIP_S)
        atr = said(reply)
        assert isinstance(reply, Answer), "only an answer says something"
        self._protocol = protocol.T_OF_RESET[reply.operation]
        return atr

    def _transmit(self, command: bytes, *, repeatable: bool) -> Routine[bytes]:
        payload = protocol.exchange(command, self._protocol)
        return said((yield from ask(payload, CHIP_S, repeatable=repeatable)))


def said(reply: Reply | None) -> bytes:
    """Return what the chip said, or raise NoAnswer."""
    if reply is None:
        raise NoAnswer(CardProblem.UNREADABLE, "answer lost")
    if isinstance(reply, Refused):
        raise NoAnswer(CardProblem.UNREADABLE, f"refused {reply.reason:02X}")
    if reply.operation == Operation.NO_CARD:
        raise NoAnswer(CardProblem.GONE, "no card")
    data = protocol.parse_chip_data(reply)
    if data is None:
        raise NoAnswer(CardProblem.UNREADABLE, f"no answer of the chip: {reply.operation:02X}")
    return data


def held_inside(place: Place) -> bool:
    """True where no hand reaches the card."""
    return place in (Place.INSIDE, Place.CONTACTS, Place.REAR, Place.LONG_CARD, Place.SHORT_CARD)
