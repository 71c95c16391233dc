"""Who has the card at a reader without a shutter, and what is said to it; all I/O is the terminal's.

    none --put in while awaited--> held --eject--> offered --taken--> none
                                     `--retain--> left: it stays on the desk, and is nobody's until it is taken

The reader cannot swallow a card, and says so: `retain` is answered by CardUnusable, which ends the visit as the flow
would have it, and no fact claims that a card was kept. A card that was left is not taken for the next customer's.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    CardInserted,
    CardRead,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    Event,
    HealthChanged,
    WriteProgressed,
)
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import conversation
from kiosk_app.hardware.card_reader.apdu import Conversation, NoAnswer, PowerOn, Progress, Step, Transmit
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
from kiosk_app.hardware.card_reader.pcsc.terminal import Terminal, TerminalLost
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.card_reader.snapshot import Presented

Result = TypeVar("Result")
CARD_LEFT = "card_left"
CANNOT_SWALLOW = "this reader cannot swallow a card"


class Custody(Enum):
    """Who has the card."""

    NONE = "none"
    HELD = "held"
    OFFERED = "offered"
    LEFT = "left"


class Desk:
    """One reader and the flow's wishes; `look` and `command` are called in turn by one thread."""

    def __init__(self, terminal: Terminal, profiles: Sequence[CardProfile], post: Callable[[Event], None]) -> None:
        self._terminal, self._profiles, self._post = terminal, profiles, post
        self._awaiting = False
        self._custody = Custody.NONE
        self._presented: Presented | None = None
        self._present = False
        self._changes: int | None = None
        self._health: Health | None = None

    @property
    def lost(self) -> bool:
        """True while the reader is not there."""
        return self._health is not None and self._health.condition is Condition.LOST

    def look(self) -> None:
        """See what changed."""
        try:
            sight = self._terminal.look()
        except TerminalLost as error:
            self._lose(error)
            return
        first, exchanged = self._changes is None, self._changes not in (None, sight.changes)
        self._present, self._changes = sight.present, sight.changes
        if exchanged or not sight.present:
            self._removed()
        elif first and self._custody is Custody.NONE:
            self._custody = Custody.LEFT  # it was there before us
        if self._custody is Custody.LEFT:
            self._tell(Condition.FAULT, CARD_LEFT)
        else:
            self._tell(Condition.READY)
        if sight.present and self._awaiting and self._custody is Custody.NONE:
            self._awaiting, self._custody = False, Custody.HELD
            self._post(CardInserted())

    def command(self, command: ReaderCommand) -> None:
        """Carry out what the flow asks for, to its end."""
        match command:
            case AwaitCard():
                self._await_card()
            case Withdraw():
                self._awaiting = False
            case Eject():
                self._hand_over(Custody.OFFERED)
            case Retain():
                self._hand_over(Custody.LEFT)
            case _:
                self._talk(command)

    def release(self) -> None:
        """Let go of the card."""
        self._presented = None
        self._terminal.release()

    # --- the card's place ---

    def _await_card(self) -> None:
        self._awaiting = True
        if self._custody is Custody.HELD:
            self._custody = Custody.NONE  # it is announced again
        elif self._custody is Custody.OFFERED:
            self._custody = Custody.LEFT
        self.look()

    def _hand_over(self, to: Custody) -> None:
        """The card is the customer's; CardTaken once it is gone."""
        self._awaiting = False
        self.release()
        self.look()
        if self.lost:
            self._custody = Custody.LEFT
            self._post(CardUnusable(CardProblem.READER_LOST, "reader lost"))
        elif not self._present:
            self._post(CardTaken())
        else:
            self._custody = to
            if to is Custody.LEFT:
                self._post(CardUnusable(CardProblem.GONE, CANNOT_SWALLOW))

    def _removed(self) -> None:
        """The card that was there is not there any more."""
        before, self._custody = self._custody, Custody.NONE
        self._presented = None
        if before is Custody.HELD:
            self._post(CardUnusable(CardProblem.GONE, "taken out"))
        elif before is Custody.OFFERED:
            self._post(CardTaken())

    # --- the chip ---

    def _talk(self, command: ChipCommand) -> None:
        self.look()
        if self.lost:
            self._post(failure(command, CardProblem.READER_LOST, "reader lost"))
            return
        if isinstance(command, Read) and self._present and self._custody is Custody.NONE:
            self._custody = Custody.HELD  # taken out and put back meanwhile: its serial will tell whether it is the one
        if self._custody is not Custody.HELD:
            self._post(failure(command, CardProblem.GONE, "no card"))
            return
        if self._presented is None and not isinstance(command, Read):  # the reader was lost: it may be read again
            self._post(failure(command, CardProblem.UNREADABLE, "not read since its reset"))
            return
        event = self._said(command)
        if isinstance(event, CardUnusable | CardWriteFailed) and event.problem is CardProblem.GONE:
            self._custody, self._presented = Custody.NONE, None
        self._post(event)

    def _said(self, command: ChipCommand) -> Event:
        match command:
            case Read():
                self._presented = None
                result = self._converse(conversation.read(self._profiles))
                if not isinstance(result, Presented):
                    return result
                self._presented = result
                return CardRead(result.snapshot)
            case Challenge(length):
                return self._converse(conversation.challenge(length))
            case Authenticate(key_no, cryptogram):
                return self._converse(conversation.authenticate(key_no, cryptogram))
            case Write(order):
                assert self._presented is not None, "only a card that was read is written"
                return self._converse(conversation.write(self._presented, order))

    def _converse(self, with_card: Conversation[Result]) -> Result:
        """Carry a conversation to its end. When the reader is lost, the conversation still says what that means."""
        lost: TerminalLost | None = None
        step = next(with_card)
        try:
            while True:
                try:
                    if lost is not None and not isinstance(step, Progress):
                        raise NoAnswer(CardProblem.READER_LOST, lost.code)
                    answer = self._carry_out(step)
                except TerminalLost as error:
                    lost = error
                except NoAnswer as nothing:
                    step = with_card.throw(nothing)
                else:
                    step = with_card.send(answer)
        except StopIteration as end:
            if lost is not None:
                self._lose(lost)
            result: Result = end.value
            return result

    def _carry_out(self, step: Step) -> bytes:
        match step:
            case PowerOn():
                return self._terminal.power_on()
            case Transmit(command):
                return self._terminal.transmit(command)
            case Progress(stage):
                self._post(WriteProgressed(stage))
                return b""

    # --- health ---

    def _lose(self, error: TerminalLost) -> None:
        newly, self._changes, self._presented = not self.lost, None, None
        self._tell(Condition.LOST, error.code, error.detail)
        if newly and self._awaiting:  # said once: the flow asks for a card again at once
            self._post(CardUnusable(CardProblem.READER_LOST, error.code))

    def _tell(self, condition: Condition, code: str = "", detail: str = "") -> None:
        before, self._health = self._health, Health(Device.CARD_READER, condition, code, detail)
        if before is None or (before.condition, before.code) != (condition, code):
            self._post(HealthChanged(self._health))
