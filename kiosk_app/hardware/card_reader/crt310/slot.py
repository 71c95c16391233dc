"""Who has the card: nobody, the flow, the customer to whom it is offered, or nobody who asks for it. No I/O.

    none --put in--> held --eject--> offered --taken--> none
      `--found, or slipped in--> left --put out--> … --taken, or swallowed after a minute--> none

What the reader says decides, at every look: a reader that lost its power has put the card out by itself and begins
with an open slot (protocols.md 3.1, power loss). Cards are put out held, so that a forgotten one can be swallowed.
"""

from enum import Enum

import structlog

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import CardInserted, CardRetained, CardTaken, CardUnusable, Event, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader.crt310 import protocol
from kiosk_app.hardware.card_reader.crt310.mechanics import (
    CARD_JAM,
    MOVE_S,
    TRIES,
    Rest,
    Routine,
    ask,
    held_inside,
    move,
    resynchronise,
    set_entry,
    tell_status,
)
from kiosk_app.hardware.card_reader.crt310.protocol import Answer, Entry, Operation, Place, Status
from kiosk_app.hardware.card_reader.snapshot import Presented

LEFT_S = 60.0
AGAIN_S = 0.5
POLL_S = {"idle": 2.0, "awaiting": 0.2, "held": 1.0, "offered": 0.3, "left": 2.0}

log = structlog.get_logger(__name__)


class Custody(Enum):
    """Who has the card."""

    NONE = "none"
    HELD = "held"
    OFFERED = "offered"
    LEFT = "left"


class Slot:
    """The slot and the card in it; its methods are routines that run one at a time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: list[Event] = []
        self.awaiting = False
        self.custody = Custody.NONE
        self.presented: Presented | None = None
        self._opened = False
        self._left_at = 0.0
        self._version = ""
        self._health: Health | None = None

    @property
    def closed(self) -> bool:
        """True when nobody can put a card in."""
        return not self._opened

    @property
    def poll_s(self) -> float:
        """How soon to look again."""
        if self.custody is Custody.NONE:
            return POLL_S["awaiting" if self.awaiting else "idle"]
        return POLL_S[self.custody.value]

    # --- routines ---

    def start(self) -> Routine[None]:
        """Initialise the reader and close its slot at once: after a reset everybody may put a card in."""
        yield from resynchronise()
        yield from self._reset()
        yield from self.look()

    def look(self) -> Routine[None]:
        """See where the card is, and do what follows from it."""
        status = yield from tell_status()
        if (status.entry is Entry.PROHIBITED) is self._opened or status.rear_open:
            log.warning("card_reader_restarted")
            status = yield from self._prepare()
        match self.custody:
            case Custody.HELD:
                self._look_after_held(status.place)
            case Custody.OFFERED:
                yield from self._look_after_offered(status.place)
            case Custody.LEFT:
                yield from self._look_after_left(status.place)
            case Custody.NONE:
                yield from self._look_at_empty(status)
        if self.custody is not Custody.LEFT:
            self.tell(Condition.READY)

    def await_card(self) -> Routine[None]:
        """Open the slot, as soon as it is empty."""
        self.awaiting = True
        if self.custody is Custody.HELD:
            self.awaiting = False
            self.told.append(CardInserted())
        yield from self.look()

    def withdraw(self) -> Routine[None]:
        """Close the slot; a card that slipped in is put out again."""
        self.awaiting = False
        yield from self.look()

    def eject(self) -> Routine[None]:
        """Offer the card, still held."""
        self.presented, self.awaiting = None, False
        place = yield from self._put_out()
        if held_inside(place):
            self._leave(CARD_JAM)
            self.told.append(CardUnusable(CardProblem.READER_LOST, CARD_JAM))
        elif place in (Place.FRONT, Place.MOUTH):
            self.custody = Custody.OFFERED
        else:
            self._taken()

    def retain(self) -> Routine[None]:
        """Swallow the card."""
        self.presented, self.awaiting = None, False
        status = yield from tell_status()
        if status.place is Place.NONE:
            self._taken()
            return
        operation, place = yield from self._capture()
        if place is Place.NONE and operation in (Operation.NO_CARD, Operation.FAILED):
            self._taken()  # a hand was faster
        elif place in (Place.NONE, Place.CAPTURED):
            self.custody = Custody.NONE
            self.told.append(CardRetained())
        elif operation == Operation.WRONG_POSITION:
            self._leave("card_in_mouth")
            self.told.append(CardUnusable(CardProblem.GONE, "the card is not held any more"))
        else:
            self._leave(CARD_JAM)
            self.told.append(CardUnusable(CardProblem.READER_LOST, CARD_JAM))

    def seat_again(self) -> Routine[None]:
        """Lift the contacts off the chip and set them down again."""
        yield from move(protocol.TO_INSIDE)
        yield from move(protocol.TO_CONTACTS)

    # --- what the session says ---

    def give_up(self) -> None:
        """The reader is lost, and the flow was told so: whatever is inside is handed back when the reader is."""
        self.presented, self.awaiting = None, False
        if self.custody is not Custody.NONE:
            self.custody, self._left_at = Custody.LEFT, self.now

    def gone(self) -> None:
        """The flow was told that the card is gone."""
        self.presented, self.custody = None, Custody.NONE

    def tell(self, condition: Condition, code: str = "") -> None:
        """Report the reader's health when it changed."""
        before, self._health = self._health, Health(Device.CARD_READER, condition, code, self._version)
        if before is None or (before.condition, before.code) != (condition, code):
            self.told.append(HealthChanged(self._health))

    # --- parts ---

    def _reset(self) -> Routine[None]:
        reply = yield from ask(protocol.RESET, MOVE_S)
        self._version = reply.data.decode("ascii", "replace").strip() if isinstance(reply, Answer) else ""
        yield from self._prepare()

    def _prepare(self) -> Routine[Status]:
        self.presented, self._opened = None, False
        status = yield from set_entry(opened=False)
        yield from ask(protocol.STOP_AT_CONTACTS)
        return status

    def _open(self, *, opened: bool) -> Routine[None]:
        if self._opened is not opened:
            yield from set_entry(opened=opened)
            self._opened = opened

    def _look_after_held(self, place: Place) -> None:
        if held_inside(place):
            return
        self.gone()
        self.told.append(CardUnusable(CardProblem.GONE, f"found at {place.name.lower()}"))
        if place in (Place.FRONT, Place.MOUTH):
            self._leave("card_left")

    def _look_after_offered(self, place: Place) -> Routine[None]:
        if place is Place.NONE:
            self._taken()
        elif held_inside(place):
            yield from self.eject()

    def _look_after_left(self, place: Place) -> Routine[None]:
        if held_inside(place):
            place = yield from self._put_out()
        if place in (Place.NONE, Place.CAPTURED):
            self.gone()
        elif place is Place.FRONT and self.now >= self._left_at + LEFT_S:
            yield from self._capture()
            log.warning("card_swallowed", reason="nobody took it")
        else:
            self.tell(Condition.FAULT, CARD_JAM if held_inside(place) else "card_left")

    def _look_at_empty(self, status: Status) -> Routine[None]:
        if status.place in (Place.NONE, Place.CAPTURED):
            yield from self._open(opened=self.awaiting)
            return
        yield from self._open(opened=False)
        if status.place in (Place.LONG_CARD, Place.SHORT_CARD):
            yield from self._throw_out()
        elif self.awaiting and status.place is not Place.MOUTH:
            yield from self._take_in()
        else:
            log.warning("card_found", place=status.place.name.lower())
            self._leave("card_left")
            yield from self._look_after_left(status.place)

    def _take_in(self) -> Routine[None]:
        status = yield from tell_status()
        if status.place is not Place.CONTACTS:
            yield from move(protocol.TO_CONTACTS)
            status = yield from tell_status()
        if status.place is Place.CONTACTS:
            self.awaiting, self.custody = False, Custody.HELD
            self.told.append(CardInserted())
        elif status.place is not Place.NONE:
            self._leave(CARD_JAM)
            self.told.append(CardUnusable(CardProblem.UNREADABLE, CARD_JAM))

    def _throw_out(self) -> Routine[None]:
        """Something of another length than a card leaves at the rear: it cannot be moved otherwise."""
        yield from move(protocol.ABNORMAL_OUT)
        status = yield from tell_status()
        if held_inside(status.place):
            self._leave(CARD_JAM)
        if self.awaiting:
            self.told.append(CardUnusable(CardProblem.NOT_A_CUSTOMER_CARD, "not of a card's length"))

    def _put_out(self) -> Routine[Place]:
        status = yield from tell_status()
        for turn in range(TRIES):
            if not held_inside(status.place):
                break
            if turn:
                yield Rest(AGAIN_S)
            if turn == TRIES - 1:
                yield from self._reset()
            yield from ask(protocol.CHIP_OFF)
            abnormal = status.place in (Place.LONG_CARD, Place.SHORT_CARD)  # moved in no other way
            yield from move(protocol.ABNORMAL_OUT if abnormal else protocol.TO_FRONT_HELD)
            status = yield from tell_status()
        return status.place

    def _capture(self) -> Routine[tuple[int, Place]]:
        operation = yield from move(protocol.CAPTURE)
        status = yield from tell_status()
        return operation, status.place

    def _taken(self) -> None:
        self.gone()
        self.told.append(CardTaken())

    def _leave(self, code: str) -> None:
        self.presented, self.custody, self._left_at = None, Custody.LEFT, self.now
        self.tell(Condition.FAULT, code)
