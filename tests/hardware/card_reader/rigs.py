"""A driver, a reader and a pair of hands: the same stories are told at each of these rigs (ACC-4)."""

import os
import queue
import select
import threading
import time
import tty
from typing import Protocol, TypeVar

from emulators.meter_card.card import MeterCard, card_of
from emulators.meter_card.cards import sample_cards
from emulators.meter_card.image import CardBox, CardImage
from emulators.motor_reader.device import CardReaderDevice
from emulators.motor_reader.mechanism import FAST, Inserted
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.crt310.driver import Crt310Driver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.runtime.ports import CardReader
from tests.hardware.card_reader.stage import Stage

Wanted = TypeVar("Wanted", bound=Event)
WAIT_S = 20.0
LOOK_S = 0.01


class MemoryBox(CardBox):
    """The customers' cards without a disk; every look gives a card of its own."""

    def __init__(self) -> None:
        self._cards: dict[str, str] = {}
        for name, card in sample_cards().items():
            self.put(name, card)

    def names(self) -> list[str]:
        return sorted(self._cards)

    def put(self, name: str, image: CardImage) -> None:
        self._cards[name] = image.to_json()

    def look(self, name: str) -> CardImage:
        return CardImage.from_json(self._cards[name])


class Rig(Protocol):
    """What a story needs."""

    has_shutter: bool  # a motorised reader: holds the card, can swallow it
    sees_mute_cards: bool
    can_be_unplugged: bool

    @property
    def port(self) -> CardReader: ...

    @property
    def box(self) -> CardBox: ...

    @property
    def present(self) -> bool:
        """True while a card is in the reader, or in its mouth."""

    def start(self) -> None:
        """Bring driver and reader into service."""

    def stop(self) -> None:
        """End whatever runs."""

    def insert(self, name: str) -> None:
        """Put a card of the box in."""

    def take(self) -> None:
        """Take the card out of the mouth, or off the desk."""

    def pull(self) -> None:
        """Take the card by force, wherever it is."""

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        """Plan that the chip loses its power."""

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        """Return the next event of this kind; whatever came before it is forgotten."""

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        """Return the next event of one of these kinds; whatever came before it is forgotten."""

    def quiet(self, seconds: float) -> list[Event]:
        """Let time pass and return what happened meanwhile, health apart."""

    def lose(self) -> None:
        """Unplug the reader."""

    def find(self) -> None:
        """Plug it in again."""


def ready(event: Event) -> bool:
    return isinstance(event, HealthChanged) and event.health.condition is Condition.READY


def lost(event: Event) -> bool:
    return isinstance(event, HealthChanged) and event.health.condition is Condition.LOST


class VirtualMotorRig:
    """The session of the motorised reader and its emulator, in virtual time."""

    has_shutter = sees_mute_cards = can_be_unplugged = True

    def __init__(self, box: CardBox) -> None:
        self.box, self.stage = box, Stage(FAST)
        self.port: CardReader = self.stage.port

    @property
    def present(self) -> bool:
        return self.stage.device.mechanism.card is not None

    def start(self) -> None:
        self.stage.connect()
        self.stage.until(lambda: self.stage.health == (Condition.READY, ""))
        self.stage.events.clear()

    def stop(self) -> None:
        assert self.stage.session.outgoing() == b""

    def insert(self, name: str) -> None:
        self.stage.run(1)  # the slot opens
        self.stage.insert(name, card_of(self.box, name))

    def take(self) -> None:
        self.stage.run(1)
        self.stage.device.pull(self.stage.now)

    def pull(self) -> None:
        mechanism = self.stage.device.mechanism
        assert mechanism.card is not None
        mechanism.leave_contact(mechanism.place.OUTSIDE)
        mechanism.card, mechanism.place, mechanism.motion = None, mechanism.place.OUTSIDE, None

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        card = self.stage.device.mechanism.card
        assert card is not None
        assert isinstance(card.chip, MeterCard)
        plan(card.chip, after_bytes, after_commands, garble)

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        return self.stage.wait_for(kind)

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        return self.stage.wait_for_any(*kinds)

    def quiet(self, seconds: float) -> list[Event]:
        self.stage.run(seconds)
        heard: list[Event] = [event for event in self.stage.events if not isinstance(event, HealthChanged)]
        self.stage.events.clear()
        return heard

    def lose(self) -> None:
        self.stage.disconnect()

    def find(self) -> None:
        self.stage.connect()


def plan(chip: MeterCard, after_bytes: int | None, after_commands: int | None, garble: int | None) -> None:
    if after_bytes is not None:
        chip.tear_after_bytes(after_bytes, garble)
    if after_commands is not None:
        chip.tear_after_commands(after_commands)


class PtyReader:
    """The emulated reader on the far end of a pseudo-terminal, in a thread of its own."""

    def __init__(self) -> None:
        self.device = CardReaderDevice(FAST)
        self.lock = threading.Lock()
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        tty.setraw(self._ours)
        self.port = os.ttyname(self._theirs)
        self.deaf = threading.Event()  # the cable is out
        self._stop_reader, self._stop_writer = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            with self.lock:
                wake_at = self.device.wake_at()
            wait = 0.05 if wake_at is None else min(0.05, max(0.0, wake_at - time.monotonic()))
            ready_now, _, _ = select.select([self._ours, self._stop_reader], [], [], wait)
            if self._stop_reader in ready_now:
                return
            data = os.read(self._ours, 4096) if self._ours in ready_now else b""
            with self.lock:
                if data and not self.deaf.is_set():
                    self.device.receive(data, time.monotonic())
                self.device.tick(time.monotonic())
                answer = self.device.outgoing()
            if answer and not self.deaf.is_set():
                os.write(self._ours, answer)

    def close(self) -> None:
        os.write(self._stop_writer, b"!")
        self._thread.join(5)
        for end in (self._ours, self._theirs, self._stop_reader, self._stop_writer):
            os.close(end)


class Inbox:
    """Takes the events of a driver's thread."""

    def __init__(self) -> None:
        self.arrived: queue.Queue[Event] = queue.Queue()

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        while True:
            event = self.arrived.get(timeout=WAIT_S)
            if isinstance(event, kind):
                return event

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        while True:
            event = self.arrived.get(timeout=WAIT_S)
            if isinstance(event, kinds):
                return event

    def wait_until(self, state: str) -> None:
        """Wait for a change of health to "ready" or "lost"."""
        wanted = ready if state == "ready" else lost
        while not wanted(self.arrived.get(timeout=WAIT_S)):
            pass

    def quiet(self, seconds: float) -> list[Event]:
        time.sleep(seconds)
        heard: list[Event] = []
        while not self.arrived.empty():
            heard.append(self.arrived.get())
        return [event for event in heard if not isinstance(event, HealthChanged)]


class SerialMotorRig:
    """The real driver on a pseudo-terminal, with threads and real time."""

    has_shutter = sees_mute_cards = can_be_unplugged = True

    def __init__(self, box: CardBox) -> None:
        self.box, self.reader, self.inbox = box, PtyReader(), Inbox()
        self.driver = Crt310Driver(SerialLine(self.reader.port).open, self.inbox.arrived.put, profiles.load())
        self.port: CardReader = self.driver

    @property
    def present(self) -> bool:
        with self.reader.lock:
            return self.reader.device.mechanism.card is not None

    def start(self) -> None:
        self.driver.start()
        self.inbox.wait_until("ready")

    def stop(self) -> None:
        assert self.driver.stop(5)
        self.reader.close()

    def insert(self, name: str) -> None:
        self.when(lambda device: device.mechanism.entry.value == "switch")
        with self.reader.lock:
            self.reader.device.insert(Inserted(name, card_of(self.box, name)), time.monotonic())

    def take(self) -> None:
        self.when(lambda device: device.mechanism.place.value == "front")
        with self.reader.lock:
            self.reader.device.pull(time.monotonic())

    def pull(self) -> None:
        with self.reader.lock:
            mechanism = self.reader.device.mechanism
            assert mechanism.card is not None
            mechanism.leave_contact(mechanism.place.OUTSIDE)
            mechanism.card, mechanism.place, mechanism.motion = None, mechanism.place.OUTSIDE, None

    def tear(
        self, after_bytes: int | None = None, after_commands: int | None = None, garble: int | None = None
    ) -> None:
        with self.reader.lock:
            card = self.reader.device.mechanism.card
            assert card is not None
            assert isinstance(card.chip, MeterCard)
            plan(card.chip, after_bytes, after_commands, garble)

    def wait_for(self, kind: type[Wanted]) -> Wanted:
        return self.inbox.wait_for(kind)

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        return self.inbox.wait_for_any(*kinds)

    def quiet(self, seconds: float) -> list[Event]:
        return self.inbox.quiet(min(seconds, 1.0))

    def lose(self) -> None:
        self.reader.deaf.set()

    def find(self) -> None:
        self.reader.deaf.clear()

    def when(self, holds: "Look") -> None:
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            with self.reader.lock:
                if holds(self.reader.device):
                    return
            time.sleep(LOOK_S)
        raise AssertionError("the reader never came to it")


class Look(Protocol):
    def __call__(self, device: CardReaderDevice, /) -> bool: ...
