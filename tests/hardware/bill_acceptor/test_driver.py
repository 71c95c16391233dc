"""The driver over a pseudo-terminal, against a scripted unit on the other end."""

import os
import queue
import select
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    AcceptorStarted,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteReturned,
    NoteStacked,
    PowerUpNote,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note, NoteCount
from kiosk_app.hardware import worker
from kiosk_app.hardware.bill_acceptor.counter import StackedNotes
from kiosk_app.hardware.bill_acceptor.driver import BillAcceptorDriver, build
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.runtime.ports import BillAcceptor
from tests.hardware.bill_acceptor.unit import DISABLED, IDLING, Unit

PATIENCE_S = 30
HUNDRED = Note(Fen(10_000), 3)
Wanted = TypeVar("Wanted", bound=Event)


class Peer:
    """A unit on the far end of a pseudo-terminal, in a thread of its own; `name` is where the kiosk finds it."""

    def __init__(self, link: Path) -> None:
        self.unit, self.name = Unit(), link
        self.lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] = (-1, -1)

    def plug(self) -> None:
        self._stopping.clear()
        self._ends = os.openpty()  # its own end of the slave stays open, so that the kiosk may come and go
        self.name.symlink_to(os.ttyname(self._ends[1]))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def unplug(self) -> None:
        if self._thread is not None:
            self._stopping.set()
            self._thread.join(PATIENCE_S)
            self._thread = None
            self.name.unlink()
            for end in self._ends:
                os.close(end)

    def do(self, act: Callable[[Unit], object]) -> None:
        with self.lock:
            act(self.unit)

    def until(self, reached: Callable[[Unit], object]) -> None:
        """Wait until the unit is so."""
        for _ in range(PATIENCE_S * 100):
            with self.lock:
                if reached(self.unit):
                    return
            self._stopping.wait(0.01)
        raise AssertionError("the unit never got there")

    def _serve(self) -> None:
        master, buffer = self._ends[0], b""
        while not self._stopping.is_set():
            ready, _, _ = select.select([master], [], [], 0.02)
            if ready:
                buffer += os.read(master, 4096)
            while len(buffer) >= 3 and len(buffer) >= buffer[2]:
                frame, buffer = buffer[: buffer[2]], buffer[buffer[2] :]
                with self.lock:
                    answer = self.unit.hear(frame)
                os.write(master, answer)


class Kiosk:
    """A driver and what it posted."""

    def __init__(self, driver: BillAcceptorDriver, posted: "queue.Queue[Event]", durable: list[object]) -> None:
        self.driver, self._posted, self.events = driver, posted, list[Event]()
        self.durable = durable  # what the file of the count held when a stacked note was posted

    def until(self, kind: type[Wanted]) -> Wanted:
        while True:
            event = self._posted.get(timeout=PATIENCE_S)
            self.events.append(event)
            if isinstance(event, kind):
                return event

    def until_condition(self, condition: Condition) -> None:
        while self.until(HealthChanged).health.condition is not condition:
            pass


@pytest.fixture
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    peer = Peer(tmp_path_factory.mktemp("line") / "ttyACCEPTOR")
    peer.plug()
    yield peer
    peer.unplug()


@pytest.fixture
def kiosk(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    monkeypatch.setattr(worker, "REOPEN_LAST_S", 0.2)
    posted: queue.Queue[Event] = queue.Queue()
    counts = peer.name.with_name("stacked.json")
    durable: list[object] = []

    def post(event: Event) -> None:
        if isinstance(event, NoteStacked):
            durable.append(StackedNotes(counts).counts)
        posted.put(event)

    driver = build(SerialLine(str(peer.name)), post, lambda: "10:28:41", counts)
    driver.start()
    yield Kiosk(driver, posted, durable)
    assert driver.stop(PATIENCE_S)


def test_the_driver_is_the_port_of_the_runner(peer: Peer) -> None:
    port: BillAcceptor = build(SerialLine(str(peer.name)), lambda _: None, str)
    assert isinstance(port, BillAcceptorDriver)
    assert port.counts is None, "nobody wants to know"


def test_a_note_goes_from_the_slot_into_the_box_and_another_comes_back(peer: Peer, kiosk: Kiosk) -> None:
    kiosk.until_condition(Condition.READY)
    assert AcceptorStarted(PowerUpNote.NONE) in kiosk.events
    kiosk.driver.open()
    peer.until(lambda unit: unit.base[0] == IDLING)
    peer.do(lambda unit: unit.insert(3))
    assert kiosk.until(NoteEscrowed).note == HUNDRED
    kiosk.driver.stack()
    assert kiosk.until(NoteStacked) == NoteStacked(HUNDRED, "10:28:41")
    kiosk.driver.acknowledge()
    peer.until(lambda unit: not unit.to_tell)
    peer.do(lambda unit: unit.insert(2))
    kiosk.until(NoteEscrowed)
    kiosk.driver.give_back()
    kiosk.until(NoteReturned)
    kiosk.driver.close()
    peer.until(lambda unit: unit.base[0] == DISABLED)
    assert kiosk.driver.progress > 0
    assert peer.unit.box == [(1, 3)]
    assert peer.unit.back == [(2, 2)]
    assert kiosk.driver.counts == (NoteCount(Fen(10_000), 1),), "PAY-10: what it stacked, not what it handed back"
    assert kiosk.durable == [kiosk.driver.counts], "it was counted before the flow heard of it: a kill loses no count"


def test_the_line_vanishes_with_a_note_moving_and_tells_its_fate_when_it_is_back(peer: Peer, kiosk: Kiosk) -> None:
    """Fault 35, I12."""
    kiosk.until_condition(Condition.READY)
    kiosk.driver.open()
    peer.until(lambda unit: unit.base[0] == IDLING)
    peer.do(lambda unit: unit.insert(3))
    kiosk.until(NoteEscrowed)
    peer.do(lambda unit: unit.mute.add(0x33))  # the answers stop, then the line goes
    kiosk.driver.stack()
    peer.until(lambda unit: unit.stack_orders)
    peer.unplug()
    kiosk.until(NoteLost)
    kiosk.until_condition(Condition.LOST)
    peer.do(lambda unit: unit.mute.clear())
    peer.plug()
    started = kiosk.until(AcceptorStarted)
    assert started == AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)
    kiosk.driver.acknowledge()
    kiosk.until_condition(Condition.READY)


def test_stopping_disables_the_unit_first(peer: Peer, kiosk: Kiosk) -> None:
    """I18: nothing is pulled in while nobody would count it."""
    kiosk.until_condition(Condition.READY)
    kiosk.driver.open()
    peer.until(lambda unit: unit.base[0] == IDLING)
    assert kiosk.driver.stop(PATIENCE_S)
    assert peer.unit.base[0] == DISABLED


def test_stopping_without_a_line_is_quick_and_without_an_end_is_told(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 9: a device thread hangs."""
    missing = str(tmp_path_factory.mktemp("line") / "ttyACCEPTOR")
    driver = build(SerialLine(missing), lambda _: None, str)
    driver.start()
    assert driver.stop(PATIENCE_S)
    hanging = threading.Event()

    def post(_: Event) -> None:
        hanging.wait(PATIENCE_S)

    driver = build(SerialLine(missing), post, str)
    driver.start()
    monkeypatch.setattr(type(driver._session), "closed", False)
    assert not driver.stop(0.05)
    hanging.set()
    assert driver.stop(0) or driver._worker.stop(PATIENCE_S)
