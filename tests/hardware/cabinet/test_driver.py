"""The driver on real ports: the emulated board of the bench, and one that pymodbus plays (I18, I19, faults 35, 52)."""

import asyncio
import os
import queue
import select
import threading
import tty
from collections.abc import Iterator

import pytest
from pymodbus.framer import FramerType
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from kiosk_app.domain.events import Event
from kiosk_app.domain.staff import Door, DoorState
from kiosk_app.domain.staff_events import BoxStuck, DoorChanged
from kiosk_app.hardware.cabinet.driver import CabinetDriver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.runtime.staffing import Cabinet
from tests.emulators.bench.process import Served, eventually

pytestmark = pytest.mark.processes

WAIT_S = 20.0
READ_COILS, READ_INPUTS = 1, 2
SHUT = [DoorChanged(Door.SERVICE, DoorState.CLOSED), DoorChanged(Door.CASH_BOX, DoorState.CLOSED)]
LOST = [DoorChanged(Door.SERVICE, DoorState.UNKNOWN), DoorChanged(Door.CASH_BOX, DoorState.UNKNOWN)]
BOX_OPEN = DoorChanged(Door.CASH_BOX, DoorState.OPEN)


class Heard:
    """What a driver has told, in order."""

    def __init__(self, port: str) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self.driver = CabinetDriver(SerialLine(port), 1, self._events.put)
        self.driver.start()

    def next(self, count: int = 1) -> list[Event]:
        """Wait for so many events."""
        return [self._events.get(timeout=WAIT_S) for _ in range(count)]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("bench"), "--fast")
    yield served
    served.stop()


@pytest.fixture
def heard(bench: Served) -> Iterator[Heard]:
    heard = Heard(str(bench.run_dir / "ttyCABINET"))
    assert heard.next(2) == SHUT
    yield heard
    assert heard.driver.stop(5)


def test_the_lock_is_released_the_door_opened_and_shut(bench: Served, heard: Heard) -> None:
    port: Cabinet = heard.driver
    port.open_cash_box()
    assert eventually(lambda: bench.client.state()["cabinet"]["lock"] == "released")
    assert bench.client.do("cabinet", "open_door", door="cash_box")
    assert heard.next() == [BOX_OPEN]
    assert eventually(lambda: bench.client.state()["cabinet"]["lock"] == "locked"), "an open door needs no lock"
    assert bench.client.do("cabinet", "close_door", door="cash_box")
    assert heard.next() == [SHUT[1]]
    assert heard.driver.progress > 0


def test_a_key_or_a_cut_wire_is_told_as_an_open_door(bench: Served, heard: Heard) -> None:
    assert bench.client.do("cabinet", "open_door", door="cash_box", key=True)
    assert heard.next() == [BOX_OPEN]
    assert bench.client.do("cabinet", "cut_wire", door="service")
    assert heard.next() == [DoorChanged(Door.SERVICE, DoorState.OPEN)]
    assert bench.client.do("cabinet", "close_door", door="cash_box")
    assert bench.client.do("cabinet", "mend_wire", door="service")
    assert sorted(heard.next(2), key=str) == sorted(SHUT, key=str)


def test_fault_35_a_cable_that_is_pulled_makes_the_doors_unknown_until_it_is_back(bench: Served, heard: Heard) -> None:
    assert bench.client.do("cabinet", "unplug")
    assert heard.next(2) == LOST
    heard.driver.open_cash_box()
    assert bench.client.do("cabinet", "open_door", door="service"), "nobody sees it now"
    assert bench.client.do("cabinet", "plug")
    told = heard.next(3)
    assert told == [
        BoxStuck("cabinet_lost"),
        DoorChanged(Door.SERVICE, DoorState.OPEN),
        DoorChanged(Door.CASH_BOX, DoorState.CLOSED),
    ]
    assert bench.client.do("cabinet", "close_door", door="service")
    assert heard.next() == [SHUT[0]]


def test_a_board_without_power_is_unknown_not_closed(bench: Served, heard: Heard) -> None:
    assert bench.client.do("cabinet", "cut_power")
    assert heard.next(2) == LOST
    assert bench.client.do("cabinet", "restore_power")
    assert heard.next(2) == SHUT


class Cable:
    """Two pseudo-terminals back to back: what is written into one end's port comes out of the other's."""

    def __init__(self) -> None:
        self._ends = [os.openpty() for _ in range(2)]
        for end in (each for pair in self._ends for each in pair):
            tty.setraw(end)
        self.ports = [os.ttyname(theirs) for _, theirs in self._ends]
        self._stop_reader, self._stop_writer = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def _carry(self) -> None:
        (left, _), (right, _) = self._ends
        to = {left: right, right: left}
        while True:
            ready, _, _ = select.select([left, right, self._stop_reader], [], [])
            if self._stop_reader in ready:
                return
            for end in ready:
                os.write(to[end], os.read(end, 4096))

    def close(self) -> None:
        """Take it away."""
        os.write(self._stop_writer, b"!")
        self._thread.join(WAIT_S)
        for end in (*(each for pair in self._ends for each in pair), self._stop_reader, self._stop_writer):
            os.close(end)


class ForeignBoard:
    """A board that pymodbus plays: inputs 0 and 1 are the doors, coil 0 the lock."""

    def __init__(self, port: str) -> None:
        self._port, self._loop, self._up = port, asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._up.wait(WAIT_S)

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        lit = [SimData(0, count=8, values=True, datatype=DataType.BITS)]  # released, as a run that died has left it
        unused = [SimData(0, values=0, datatype=DataType.REGISTERS)]
        device = SimDevice(1, simdata=(lit, lit, unused, unused))
        self._server = ModbusSerialServer(device, framer=FramerType.RTU, port=self._port, baudrate=9600)
        await self._server.serve_forever(background=True)
        self._up.set()
        await self._done.wait()
        await self._server.shutdown()  # type: ignore[no-untyped-call]  # pymodbus leaves it so

    def released(self) -> bool:
        """True while relay 0 is on."""
        asked = self._server.async_getValues(1, READ_COILS, 0, 1)
        found = asyncio.run_coroutine_threadsafe(asked, self._loop).result(WAIT_S)
        assert isinstance(found, list), found
        return bool(found[0])

    def opens(self, door: int) -> None:
        """Open a door's contact."""
        told = self._server.async_setValues(1, READ_INPUTS, door, [False])
        assert asyncio.run_coroutine_threadsafe(told, self._loop).result(WAIT_S) is None

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(WAIT_S)
        self._loop.close()


def test_pymodbus_as_the_board() -> None:
    cable = Cable()
    board = ForeignBoard(cable.ports[1])
    heard = Heard(cable.ports[0])
    try:
        assert heard.next(2) == SHUT
        assert not board.released(), "a start locks first"
        heard.driver.open_cash_box()
        assert eventually(board.released)
        board.opens(1)
        assert heard.next() == [BOX_OPEN]
        assert eventually(lambda: not board.released())
    finally:
        stopped = heard.driver.stop(5)
        board.close()
        cable.close()
    assert stopped
