"""The card reader with a card in it: reads, challenges, and writes file by file; a write can be torn anywhere."""

from typing import Any

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardChallenged,
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
    HealthChanged,
    WriteProgressed,
    WriteStage,
)
from kiosk_app.domain.meter_card import CardProblem, WriteOrder
from tests.simulation.devices.card import STEPS, apply_steps, cryptogram, snapshot
from tests.simulation.kiosk import End, Machine
from tests.simulation.things import MeterCard
from tests.simulation.timeline import Act
from tests.simulation.world import World

READ_MS, CHALLENGE_MS, START_MS, EJECT_MS, RETAIN_MS = 300, 50, 1_000, 300, 1_500
STEP_MS = 120
LEFT_MS, BIN_MS = 60_000, 300_000
LOST_MS = (20_000, 120_000)


class Reader:
    """Satisfies `runtime.ports.CardReader` and `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine, *, holds: bool, raw: bool = False) -> None:
        self.world, self.machine = world, machine
        self._raw = raw
        self.holds = holds  # a motor with a shutter: the card cannot be pulled
        self.card: MeterCard | None = None
        self.bin: list[MeterCard] = []
        self.offered = False
        self.life = 0
        self._awaiting = self._ready = self._letting_go = self._was_offered = False
        self._random = 0
        self._write: tuple[int, WriteOrder] | None = None  # since when
        self._action = 0

    # --- hands ---

    def insert(self, card: MeterCard) -> bool:
        """Put a card into the slot; False when it is shut."""
        if self.card is not None or not (self._awaiting and self._alive):
            return False
        self.card, self.offered, self._awaiting = card, False, False
        self._letting_go = self._was_offered = False
        self.world.watch.card_presented(card)
        self._post(CardInserted())
        return True

    def take(self) -> MeterCard | None:
        """Take the offered card out of the mouth."""
        card = self.card
        if card is None or not self.offered:
            return None
        self.card, self.offered = None, False
        self._post(CardTaken())
        return card

    def pull(self) -> MeterCard | None:
        """Pull a card that is being used; only a reader without a shutter lets it go."""
        card = self.card
        if card is None or self.holds or self.offered:
            return None
        self.world.marks.hit("card_pulled_while_written" if self._write else "card_pulled")
        writing = self._write is not None
        self._interrupt()
        self._action += 1  # whatever the driver was doing with the card has ended
        self.card = None
        gone = CardProblem.GONE
        self._post(CardWriteFailed(gone, "pulled") if writing else CardUnusable(gone, "pulled"))
        return card

    @property
    def keeps_a_card(self) -> bool:
        """True when a card is inside a working reader that was not asked to put it out."""
        return self.card is not None and not self.offered and not self._letting_go and self._alive

    # --- runtime.ports.CardReader ---

    def await_card(self) -> None:
        """Open the slot."""
        self.machine.boundary("reader.await_card")
        self._awaiting = True

    def withdraw(self) -> None:
        """Close the slot."""
        self.machine.boundary("reader.withdraw")
        self._awaiting = False

    def read(self) -> None:
        """Power on and read."""
        self.machine.boundary("reader.read")
        self._does(READ_MS, self._read)

    def challenge(self, length: int) -> None:
        """Give a random number."""
        self.machine.boundary("reader.challenge")
        self._does(CHALLENGE_MS, self._challenged, length)

    def authenticate(self, key_no: int, presented: bytes) -> None:
        """Check what the vending system computed."""
        self.machine.boundary("reader.authenticate")
        self._does(CHALLENGE_MS, self._authenticated, presented)

    def write(self, order: WriteOrder) -> None:
        """Write file by file, then read back."""
        self.machine.boundary("reader.write")
        self.world.watch.write_ordered(order, self.card)
        if not self._alive or self.card is None:
            self._post(CardWriteFailed(CardProblem.GONE))
            return
        if self.world.faults.strikes("card.refuses") or self._mac_wrong(order):
            self._does(STEP_MS, self._fail_write, CardProblem.REFUSED)
            return
        self._write = (self.world.time.now, order)
        self.machine.cut_within("power.cut_while_writing", STEP_MS * len(STEPS))
        if self.world.faults.strikes("card.write_stops"):
            steps = self.world.tape.choose(len(STEPS), "card.write_stops_after")
            self._does(STEP_MS * steps + STEP_MS // 2, self._fail_write, CardProblem.UNREADABLE)
        else:
            self._does(STEP_MS * 2, self._progress)
            self._does(STEP_MS * len(STEPS), self._written)

    def eject(self) -> None:
        """Offer the card, still held."""
        self.machine.boundary("reader.eject")
        self._letting_go = True
        self._does(EJECT_MS, self._offer)

    def retain(self) -> None:
        """Swallow the card."""
        self.machine.boundary("reader.retain")
        self._letting_go = True
        if self.card is not None and not self._was_offered and self._alive:
            self.world.watch.swallow_ordered(self.card)
        self._does(RETAIN_MS, self._retain)

    # --- what the driver does ---

    @property
    def _alive(self) -> bool:
        return self._ready and self.life == self.machine.life

    def _post(self, event: Event) -> None:
        if self._alive:
            self.machine.post(self.life, event)

    def _does(self, milliseconds: int, act: Act, *arguments: Any) -> None:
        self.world.time.after(milliseconds, self._done, self.life, self._action, act, arguments)

    def _done(self, life: int, action: int, act: Act, arguments: tuple[Any, ...]) -> None:
        if life != self.life or action != self._action or not self._alive:
            return
        act(*arguments)

    def _read(self) -> None:
        card = self.card
        if card is None:
            self._post(CardUnusable(CardProblem.GONE))
            return
        if self.world.faults.strikes("card.unreadable"):
            self._post(CardUnusable(CardProblem.UNREADABLE, "mute"))
            return
        card.random, card.authenticated = b"", 0
        self.world.watch.card_read(card)
        self._post(CardRead(snapshot(card, raw=self._raw)))

    def _challenged(self, length: int) -> None:
        if self.card is None:
            self._post(CardUnusable(CardProblem.GONE))
            return
        self._random += 1
        self.card.random = self._random.to_bytes(length, "big")
        self._post(CardChallenged(self.card.random))

    def _authenticated(self, presented: bytes) -> None:
        card = self.card
        if card is None:
            self._post(CardUnusable(CardProblem.GONE))
        elif presented != cryptogram(card.serial, card.random, card.authenticated):
            self.world.marks.hit("cryptogram_of_another_challenge")
            self._post(CardUnusable(CardProblem.REFUSED, "6300"))
        else:
            card.authenticated += 1
            self._post(CardAuthenticated())

    def _mac_wrong(self, order: WriteOrder) -> bool:
        assert self.card is not None
        return any(write.mac != self.card.random for write in order.writes) or self.card.authenticated < 2

    def _progress(self) -> None:
        self._post(WriteProgressed(WriteStage.READING_BACK))

    def _written(self) -> None:
        if self.card is None:  # pulled out while it was read back
            self._fail_write(CardProblem.GONE)
            return
        self._interrupt()
        if self.world.faults.strikes("card.read_back_fails"):
            self._post(CardWriteFailed(CardProblem.UNREADABLE, "read back"))
        else:
            self._post(CardWritten(snapshot(self.card, raw=self._raw)))

    def _fail_write(self, problem: CardProblem) -> None:
        self._interrupt()
        card = self.card
        if problem is CardProblem.REFUSED and card is not None:
            self.world.watch.card_refused(card)
        readable = card is not None and self.world.tape.choose(2, "card.can_be_read_after") == 1
        self._post(
            CardWriteFailed(
                problem, "stopped", snapshot(card, raw=self._raw) if card is not None and readable else None
            )
        )

    def _interrupt(self) -> None:
        """Apply as much of the write as there was time for."""
        if self._write is None or self.card is None:
            return
        since, order = self._write
        self._write = None
        steps = min(len(STEPS), (self.world.time.now - since) // STEP_MS)
        apply_steps(self.card, order, steps)
        if 0 < steps < len(STEPS) - 1:
            self.world.marks.hit(f"write_torn_after_{STEPS[steps - 1].replace(' ', '_')}")
        self.world.watch.card_written(self.card)

    def _offer(self) -> None:
        if self.card is None:
            self._post(CardUnusable(CardProblem.GONE))
        elif self.world.faults.strikes("card.stuck_at_eject"):
            self.world.marks.hit("card_stuck_at_eject")
            self._was_offered = True
            self.world.time.after(LEFT_MS, self._freed, self.card)
            self._post(CardUnusable(CardProblem.READER_LOST, "jam"))
        else:
            self.offered = self._was_offered = True
        self.machine.looked_at()

    def _freed(self, card: MeterCard) -> None:
        """Somebody has freed the stuck card and keeps it for its owner."""
        if self.card is card and not self.offered:
            self._swallow(card)
            self.card = None

    def _retain(self) -> None:
        if self.card is None:
            return
        unsaid = self.world.faults.strikes("card.retained_unsaid")
        card = self.card
        self._swallow(card)
        self.card, self.offered = None, False
        if unsaid:
            return
        life = self.machine.life
        self._post(CardRetained())
        if self.machine.runner is not None and self.machine.life == life:
            self.world.watch.card_retained(card)

    def _swallow(self, card: MeterCard) -> None:
        """A card falls into the bin; staff give it back to its owner."""
        self.bin.append(card)
        self.world.time.after(BIN_MS, self._given_back, card)

    def _given_back(self, card: MeterCard) -> None:
        if card in self.bin:
            self.bin.remove(card)
            self.world.marks.hit("retained_card_returned")

    # --- lives ---

    def lose(self) -> None:
        """The reader stops answering for a while; the card comes out."""
        if not self._alive or self._write is not None:
            return
        self._post(HealthChanged(Health(Device.CARD_READER, Condition.LOST, "not_answering")))
        if self.card is not None and not self.offered:
            self._post(CardUnusable(CardProblem.READER_LOST))
        self._action += 1
        self._ready = self._awaiting = False
        pause = LOST_MS[self.world.tape.choose(len(LOST_MS), "reader.lost_for")]
        self.world.time.after(pause, self._started, self.life)

    def prepare(self, life: int) -> None:
        """A new driver knows nothing."""
        self.life, self._awaiting, self._ready = life, False, False
        self._action += 1

    def begin(self, life: int) -> None:
        """Start the driver."""
        self.world.time.after(START_MS, self._started, life)

    def end(self, end: End) -> None:
        """The write stops where it is; without power the reader lets the card go by itself (HW-4)."""
        self._interrupt()
        self._ready = self._awaiting = False
        self._action += 1
        if self.card is not None and end is End.POWER:
            self._let_go()

    def _started(self, life: int) -> None:
        if life != self.machine.life or self._ready:
            return
        self._ready = True
        if self.card is not None:
            self.world.marks.hit("card_at_the_mouth_at_start" if self.offered else "card_found_inside_at_start")
            self._let_go()
        self._post(HealthChanged(Health(Device.CARD_READER, Condition.READY)))

    def _let_go(self) -> None:
        """Put a card out that nobody asks for; a minute later it is swallowed."""
        self.offered = self._was_offered = True
        self.world.time.after(LEFT_MS, self._left, self.card)
        self.machine.looked_at()

    def _left(self, card: MeterCard) -> None:
        if self.card is card and self.offered and self.life == self.machine.life and self._ready:
            self._swallow(card)
            self.card, self.offered = None, False
