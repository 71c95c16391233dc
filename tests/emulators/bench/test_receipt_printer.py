"""Slips through the real process: bytes in at the port, pictures and texts in the tray (HW-7)."""

import pytest
import serial
from PIL import Image

from emulators.bench_client import BenchRefused
from tests.emulators.bench.conftest import Serve
from tests.emulators.bench.process import eventually

pytestmark = pytest.mark.processes

INIT, CHINESE, LF, CUT, BARRIER = b"\x1b@", b"\x1c&", b"\n", b"\x1dV\x42\x00", b"\x1dr\x01"
STATUS = b"\x10\x04"


def slip(*lines: str) -> bytes:
    """A slip with a barrier behind."""
    return INIT + CHINESE + b"".join(line.encode("gb18030") + LF for line in lines) + CUT + BARRIER


def ask(port: serial.Serial, question: int) -> int:
    """DLE EOT."""
    port.write(STATUS + bytes([question]))
    return port.read(1)[0]


@pytest.mark.parametrize("pace", [["--fast"], []], ids=["fast", "real pace"])
def test_a_slip_falls_into_the_tray(serve: Serve, pace: list[str]) -> None:
    bench = serve(*pace)
    with bench.open("ttyPRINTER", 19200) as port:
        assert [ask(port, question) for question in (1, 2, 3, 4)] == [0x12] * 4
        port.write(slip("【 缴费凭证 】", "实收现金      ￥400.00"))
        assert port.read(1) == b"\x00", "printed, and paper is there"
    tray = bench.run_dir / "receipts"
    assert eventually((tray / "0001.txt").exists)
    assert "实收现金" in (tray / "0001.txt").read_text(encoding="utf-8")
    with Image.open(tray / "0001.png") as picture:
        assert picture.width == 576
    state = bench.client.state()["receipt_printer"]
    assert state["slips"] == 1
    assert "￥400.00" in state["last_slip"]


def test_paper_cover_and_knife_are_told_and_mended(serve: Serve) -> None:
    bench = serve("--fast")
    client = bench.client
    with bench.open("ttyPRINTER", 19200) as port:
        assert client.do("receipt_printer", "open_cover")
        assert not client.do("receipt_printer", "open_cover"), "it is open"
        assert (ask(port, 1), ask(port, 2)) == (0x1A, 0x16)
        assert client.do("receipt_printer", "close_cover")
        assert client.do("receipt_printer", "leave_paper", mm=100)
        assert ask(port, 4) == 0x1E, "near its end"
        assert client.do("receipt_printer", "leave_paper", mm=0)
        assert ask(port, 2) == 0x32
        assert client.do("receipt_printer", "load_paper")
        assert client.do("receipt_printer", "block_cutter")
        port.write(slip("stuck"))
        assert eventually(lambda: client.state()["receipt_printer"]["cutter_error"])
        assert ask(port, 3) == 0x1A
        assert client.do("receipt_printer", "free_cutter")
        port.write(b"\x10\x05\x01")
        assert port.read(1) == b"\x00"
    assert client.state()["receipt_printer"]["slips"] == 1
    for arguments in ({"metres": 0}, {"metres": 201}):
        with pytest.raises(BenchRefused):
            client.do("receipt_printer", "load_paper", **arguments)
    with pytest.raises(BenchRefused):
        client.do("receipt_printer", "leave_paper", mm=-1)


def test_a_long_job_at_full_speed_loses_no_byte(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyPRINTER", 19200) as port:
        for _ in range(3):
            port.write(slip(*(f"line {number:03}  一二三四五六七八九十" for number in range(60))))
            assert port.read_until(b"\x00")[-1:] == b"\x00"
    state = bench.client.state()["receipt_printer"]
    assert (state["lost_bytes"], state["unknown"], state["slips"]) == (0, [], 3)


def test_the_tray_and_the_roll_outlive_a_restart(serve: Serve) -> None:
    bench = serve("--fast")
    assert bench.client.do("receipt_printer", "leave_paper", mm=3_000)
    assert bench.client.do("receipt_printer", "break_mechanism")
    bench.kill()
    again = serve("--fast")
    state = again.client.state()["receipt_printer"]
    assert (state["paper_mm"], state["near_end"], state["broken"], state["state"]) == (3_000, True, True, "broken")
    assert again.client.do("receipt_printer", "repair")
    with again.open("ttyPRINTER", 19200) as port:
        port.write(slip("again"))
        assert eventually(lambda: again.client.state()["receipt_printer"]["slips"]) == 1
    again.kill()
    third = serve("--fast")
    assert third.client.state()["receipt_printer"]["slips"] == 1
    assert "again" in third.client.state()["receipt_printer"]["last_slip"]
