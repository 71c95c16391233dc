"""The cabinet through the real process: a foreign master on its port, hands at its doors (fault 52)."""

import time

import pytest
from pymodbus.client import ModbusSerialClient

from emulators.bench_client import BenchRefused
from tests.contract import modbus
from tests.emulators.bench.conftest import Serve
from tests.emulators.bench.process import eventually

pytestmark = pytest.mark.processes


def test_a_foreign_master_reads_doors_and_releases_the_lock(serve: Serve) -> None:
    bench = serve()
    client = bench.client
    with ModbusSerialClient(str(bench.run_dir / "ttyCABINET"), baudrate=9600, timeout=5) as master:
        assert master.read_discrete_inputs(0, count=2, device_id=1).bits[:2] == [True, True]
        assert client.do("cabinet", "open_door", door="cash_box").why_not == "the lock holds"
        assert not master.write_coil(0, True, device_id=1).isError()
        assert client.state()["cabinet"]["lock"] == "released"
        assert client.do("cabinet", "open_door", door="cash_box")
        assert client.do("cabinet", "open_door", door="service")
        assert master.read_discrete_inputs(0, count=2, device_id=1).bits[:2] == [False, False]
        assert master.write_coil(9, True, device_id=1).isError()
    assert client.state()["cabinet"]["opened"] == ["cash_box", "service"]


def test_byte_by_byte_over_the_port(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyCABINET") as port:
        for byte in modbus.READ_INPUTS:
            port.write(bytes((byte,)))
        assert port.read(6) == bytes.fromhex("01 02 01 03 E1 89")


def test_hands_are_told_what_they_cannot_do(serve: Serve) -> None:
    client = serve("--fast").client
    assert client.do("cabinet", "close_door", door="service").why_not == "the door is shut"
    assert client.do("cabinet", "open_door", door="cash_box", key=True)
    assert client.do("cabinet", "open_door", door="cash_box").why_not == "the door is open"
    with pytest.raises(BenchRefused):
        client.do("cabinet", "open_door", door="window")


def test_doors_and_wires_outlive_a_restart_and_a_released_lock_does_not(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyCABINET") as port:
        port.write(modbus.RELAY_0_ON)
        assert port.read(8) == modbus.RELAY_0_ON
    assert bench.client.do("cabinet", "open_door", door="service")
    assert bench.client.do("cabinet", "cut_wire", door="cash_box")
    bench.kill()
    again = serve("--fast").client.state()["cabinet"]
    assert (again["service"], again["cash_box"], again["cut"]) == ("open", "closed", ["cash_box"])
    assert again["lock"] == "locked"


def test_without_mains_the_board_is_silent_and_the_lock_locked(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyCABINET") as port:
        port.write(modbus.RELAY_0_ON)
        assert port.read(8) == modbus.RELAY_0_ON
        assert bench.client.do("bench", "cut_power")
        assert bench.client.state()["cabinet"]["lock"] == "locked"
        port.timeout = 0.2
        port.write(modbus.READ_INPUTS)
        assert port.read(1) == b""
        assert bench.client.do("bench", "restore_power")
        time.sleep(0.1)  # what was cut off is stale by then
        port.timeout = 20
        assert eventually(lambda: port.write(modbus.READ_INPUTS) and port.in_waiting)
