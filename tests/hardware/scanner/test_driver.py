"""The driver on a real port: the emulated scanner of the bench (UI-1, PAY-6, fault 35)."""

import queue
from collections.abc import Iterator

import pytest

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import CodeScanned, Event, HealthChanged
from kiosk_app.hardware.scanner.driver import ScannerDriver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.runtime.ports import Scanner
from tests.contract.slip_code import SLIPS
from tests.emulators.bench.process import Served, eventually

pytestmark = pytest.mark.processes

WAIT_S = 20.0


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("bench"), "--fast")
    yield served
    served.stop()


def test_a_slip_is_scanned_through_a_pulled_cable(bench: Served) -> None:
    told: queue.Queue[Event] = queue.Queue()
    driver = ScannerDriver(SerialLine(str(bench.run_dir / "ttySCANNER")), "newland", told.put)
    port: Scanner = driver
    driver.start()
    try:
        assert bench.client.do("scanner", "show", code=SLIPS[0]["code"])
        port.await_code()
        assert told.get(timeout=WAIT_S) == HealthChanged(Health(Device.SCANNER, Condition.READY))
        assert told.get(timeout=WAIT_S) == CodeScanned(SLIPS[0]["code"])
        assert bench.client.do("scanner", "take_away")
        assert bench.client.do("scanner", "unplug")
        assert bench.client.do("scanner", "plug")
        assert eventually(lambda: bench.client.state()["scanner"]["lamp"] == "lit"), "it looks on by itself"
        assert bench.client.do("scanner", "show", code="https://example.com/")
        assert told.get(timeout=WAIT_S) == HealthChanged(Health(Device.SCANNER, Condition.LOST, "not_answering"))
        assert told.get(timeout=WAIT_S) == HealthChanged(Health(Device.SCANNER, Condition.READY))
        assert told.get(timeout=WAIT_S) == CodeScanned("")
        port.stop_awaiting()
        assert eventually(lambda: bench.client.state()["scanner"]["lamp"] == "dark")
        assert told.empty()
        assert driver.progress > 0
    finally:
        assert driver.stop(5)
