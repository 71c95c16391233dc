"""The drivers as the app holds them: built by kind, started, stopped in order (ACC-4)."""

import threading
import time
from pathlib import Path

import pytest

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardInserted, CardUnusable, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import registry
from kiosk_app.hardware.card_reader.crt310.driver import Crt310Driver
from kiosk_app.hardware.card_reader.pcsc.driver import PcscDriver
from kiosk_app.runtime.ports import CardReader
from tests.hardware.card_reader.rigs import Inbox, MemoryBox, SerialMotorRig


def test_the_configured_kind_is_built(tmp_path: Path) -> None:
    settings = {"port": str(tmp_path / "none"), "baud": 19_200, "reader": "ACS"}
    motor = registry.build("crt310", settings, Inbox().arrived.put)
    desk = registry.build("pcsc", settings, Inbox().arrived.put)
    assert isinstance(motor, Crt310Driver)
    assert isinstance(desk, PcscDriver)
    ports: list[CardReader] = [motor, desk]
    assert len(ports) == 2
    assert motor.stop()
    assert desk.stop()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        registry.build("crt591", {}, Inbox().arrived.put)


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    inbox = Inbox()
    driver = registry.build("crt310", {"port": str(tmp_path / "none"), "baud": 9600}, inbox.arrived.put)
    driver.start()
    try:
        lost = inbox.wait_for(HealthChanged).health
        assert (lost.condition, lost.code) == (Condition.LOST, "line_lost")
        driver.read()
        assert inbox.wait_for(CardUnusable).problem is CardProblem.READER_LOST
        before = driver.progress
        time.sleep(0.5)
        assert driver.progress > before
    finally:
        assert driver.stop(5)


def test_a_kiosk_that_stops_closes_the_slot() -> None:
    rig = SerialMotorRig(MemoryBox())
    rig.start()
    rig.port.await_card()
    rig.when(lambda device: device.mechanism.entry.value == "switch")
    assert rig.driver.stop(5)
    rig.when(lambda device: device.mechanism.entry.value == "prohibited")
    rig.stop()


def test_a_kiosk_that_stops_hands_the_card_back() -> None:
    rig = SerialMotorRig(MemoryBox())
    rig.start()
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)
    assert rig.driver.stop(5)
    rig.when(lambda device: device.mechanism.place.value == "front")
    rig.stop()


def test_a_kiosk_that_stops_does_not_wait_for_a_reader_that_is_lost() -> None:
    rig = SerialMotorRig(MemoryBox())
    rig.start()
    rig.lose()
    began = time.monotonic()
    rig.driver.stop(2)
    assert time.monotonic() - began < 10
    rig.stop()
    assert not any(thread.name == "card-reader" for thread in threading.enumerate())
