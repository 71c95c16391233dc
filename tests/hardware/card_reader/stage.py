"""The motorised reader's session and the emulated reader on a line in virtual time: nothing sleeps."""

from collections.abc import Callable
from typing import TypeVar

from emulators.meter_card.card import MeterCard
from emulators.motor_reader.device import CardReaderDevice
from emulators.motor_reader.mechanism import USUAL, Inserted, Length, Pace
from kiosk_app.domain.device import Condition, Health
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.contract import CommandedReader, ReaderCommand
from kiosk_app.hardware.card_reader.crt310.session import Crt310Session

PROFILES = profiles.load()
STEPS_AT_MOST = 100_000
BYTE_S = 10 / 9600
DEVICE_LOOK_S = 0.02
Wire = Callable[[bytes], bytes]
Wanted = TypeVar("Wanted", bound=Event)


def clean(data: bytes) -> bytes:
    return data


class Stage:
    """Moves time from one thing that is due to the next."""

    def __init__(self, pace: Pace = USUAL) -> None:
        self.device = CardReaderDevice(pace)
        self.session = Crt310Session(PROFILES)
        self.port = CommandedReader(self._command)
        self.now = 100.0
        self.events: list[Event] = []
        self.written: list[bytes] = []
        self.to_device: Wire = clean
        self.to_host: Wire = clean
        self._health: Health | None = None
        self._arriving: list[tuple[float, bytes]] = []
        self._up = False

    def _command(self, command: ReaderCommand) -> None:
        self.session.command(command, self.now)

    # the line

    def connect(self) -> None:
        self._up = True
        self.session.connected(self.now)

    def disconnect(self) -> None:
        self._up = False
        self._arriving.clear()
        self.device.outgoing()
        self.session.disconnected(self.now)
        self._collect()

    # hands

    def insert(self, name: str, card: MeterCard, length: Length = Length.NORMAL) -> None:
        self.device.insert(Inserted(name, card, length), self.now)

    # time

    def run(self, seconds: float) -> list[Event]:
        """Let time pass; return what happened in it."""
        already, end = len(self.events), self.now + seconds
        self._until(lambda: self.now >= end, end)
        return self.events[already:]

    def wait_for(self, kind: type[Wanted], seconds: float = 60.0) -> Wanted:
        """Let time pass until such an event has happened; it and what came before it are taken off the list."""
        event = self._next((kind,), seconds)
        assert isinstance(event, kind)
        return event

    def wait_for_any(self, *kinds: type[Event]) -> Event:
        return self._next(kinds, 60.0)

    def _next(self, kinds: tuple[type, ...], seconds: float) -> Event:
        end = self.now + seconds
        self._until(lambda: any(isinstance(event, kinds) for event in self.events) or self.now >= end, end)
        at = next((at for at, event in enumerate(self.events) if isinstance(event, kinds)), None)
        assert at is not None, f"none of {kinds}; {self.events}"
        found = self.events[at]
        del self.events[: at + 1]
        return found

    def until(self, reached: Callable[[], bool], seconds: float = 60.0) -> None:
        end = self.now + seconds
        self._until(lambda: reached() or self.now >= end, end)
        assert reached(), f"not reached; {self.events}"

    @property
    def health(self) -> tuple[Condition, str] | None:
        return (self._health.condition, self._health.code) if self._health is not None else None

    def _until(self, reached: Callable[[], bool], end: float) -> None:
        for _ in range(STEPS_AT_MOST):
            self._turn()
            if reached():
                return
            self._advance(end)
        raise AssertionError("the session spins")

    def _turn(self) -> None:
        if self._up:
            self.session.tick(self.now)
            while data := self.session.outgoing():
                self.written.append(data)
                self.now += BYTE_S * len(data)
                self.session.sent(self.now)
                self.device.receive(self.to_device(data), self.now)
        self.device.tick(self.now)
        if (data := self.device.outgoing()) and self._up and (heard := self.to_host(data)):
            self._arriving.append((self.now + BYTE_S * len(data), heard))
        self._collect()

    def _advance(self, end: float) -> None:
        wanted = [self.session.wake_at() if self._up else None, self.device.wake_at(), end]
        wanted += [at for at, _ in self._arriving]
        earliest = min(at for at in wanted if at is not None)
        self.now = max(self.now + 1e-6, earliest)
        for at, data in list(self._arriving):
            if at <= self.now:
                self._arriving.remove((at, data))
                self.session.receive(data, self.now)
        self._collect()

    def _collect(self) -> None:
        for event in self.session.events():
            self.events.append(event)
            if isinstance(event, HealthChanged):
                self._health = event.health


def ready(pace: Pace = USUAL) -> Stage:
    """Return a stage whose reader is in service."""
    stage = Stage(pace)
    stage.connect()
    stage.until(lambda: stage.health == (Condition.READY, ""))
    stage.events.clear()
    return stage
