"""A session and a unit on a line in virtual time: nothing sleeps."""

from collections.abc import Callable
from typing import TypeVar

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import AcceptorStarted, Event, HealthChanged
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand, AcceptorSession
from tests.hardware.bill_acceptor.unit import DISABLED, ESCROW, IDLING, Unit

ANSWER_AFTER_S = 0.01
STEPS_AT_MOST = 200_000
Wanted = TypeVar("Wanted", bound=Event)
Wire = Callable[[bytes], bytes]


def clean(data: bytes) -> bytes:
    return data


class Bench:
    """Moves time from one thing that is due to the next."""

    def __init__(self, unit: Unit | None = None, session: AcceptorSession | None = None) -> None:
        self.unit = unit or Unit()
        self.session = session or AcceptorSession()
        self.now = 100.0
        self.events: list[Event] = []
        self._health = Health(Device.BILL_ACCEPTOR, Condition.STARTING)
        self.to_unit: Wire = clean
        self.to_host: Wire = clean
        self.written: list[tuple[float, bytes]] = []
        self.react: Callable[[Event], None] = lambda _: None
        self._answers: list[tuple[float, bytes]] = []
        self.session.connected(self.now)

    def command(self, command: AcceptorCommand) -> None:
        self.session.command(command, self.now)
        self.collect()

    def collect(self) -> None:
        for event in self.session.events():
            self.events.append(event)
            if isinstance(event, HealthChanged):
                self._health = event.health
            self.react(event)

    def step(self, until: float) -> None:
        """Do what is due now, then move on, but not beyond `until`."""
        self.session.tick(self.now)
        while data := self.session.outgoing():
            self.written.append((self.now, data))
            self.session.sent(self.now)
            if answer := self.to_host(self.unit.hear(self.to_unit(data))):
                self._answers.append((self.now + ANSWER_AFTER_S, answer))
        self.collect()
        due = [at for at, _ in self._answers]
        if (wake_at := self.session.wake_at()) is not None:
            due.append(wake_at)
        self.now = max(self.now, min([*due, until]))
        for at, answer in list(self._answers):
            if at <= self.now:
                self._answers.remove((at, answer))
                self.session.receive(answer, self.now)
        self.collect()

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        for _ in range(STEPS_AT_MOST):
            if self.now >= end:
                return
            self.step(end)
        raise AssertionError("the session spins")

    def until(self, reached: Callable[[], bool], seconds: float = 60.0) -> None:
        end = self.now + seconds
        for _ in range(STEPS_AT_MOST):
            if reached():
                return
            assert self.now < end, f"not reached; last events {self.events[-5:]}"
            self.step(end)
        raise AssertionError("the session spins")

    def all(self, kind: type[Wanted]) -> list[Wanted]:
        return [event for event in self.events if isinstance(event, kind)]

    def health(self) -> tuple[Condition, str]:
        return self._health.condition, self._health.code

    def started(self) -> "Bench":
        """Bring the unit into service."""
        self.until(lambda: bool(self.all(AcceptorStarted)) and self.health() == (Condition.READY, ""))
        return self

    def opened(self) -> "Bench":
        """Bring the unit into service and enable it."""
        self.started().command(AcceptorCommand.OPEN)
        self.until(lambda: self.unit.base[0] == IDLING and not self.unit.to_tell)
        self.events.clear()
        return self

    def with_note(self, bill_type: int = 3) -> "Bench":
        """Push a note in and wait until its escrow was seen."""
        assert self.unit.insert(bill_type)
        polls = self.unit.asked.count(b"\x33")
        self.until(lambda: self.unit.asked.count(b"\x33") >= polls + 3)
        return self


def bench_in_service() -> Bench:
    """Return a bench whose unit is disabled and ready."""
    bench = Bench().started()
    assert bench.unit.base[0] == DISABLED
    return bench


def in_escrow(bench: Bench) -> bool:
    return bench.unit.base[0] == ESCROW
