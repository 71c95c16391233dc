"""The real process on real ports: a program that nobody here wrote reads and writes them (fault 35)."""

import json
import os
import socket
import stat
import time
from pathlib import Path

import pytest
import serial

from emulators.bench_client import BenchClient, BenchRefused
from emulators.motor_reader.device import FRAME_SILENCE_S
from tests.emulators.bench.conftest import Serve
from tests.emulators.bench.process import READER_EMPTY, READER_STATUS, ask_reader, eventually, run

pytestmark = pytest.mark.processes


def test_the_reader_answers_through_its_port(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyREADER") as port:
        assert ask_reader(port, READER_STATUS, len(READER_EMPTY)) == READER_EMPTY


def test_bytes_take_their_time_on_the_line(serve: Serve) -> None:
    """At 9600 baud 7 + 1 + 1 + 10 bytes take at least 19.8 ms."""
    bench = serve()
    with bench.open("ttyREADER") as port:
        began = time.monotonic()
        assert ask_reader(port, READER_STATUS, len(READER_EMPTY)) == READER_EMPTY
        assert time.monotonic() - began >= (len(READER_STATUS) + 2 + len(READER_EMPTY)) * 10 / 9600


def test_a_card_goes_in_and_comes_out(serve: Serve) -> None:
    bench = serve("--fast")
    assert bench.client.do("card_reader", "insert_card", card="wang").result == "wang"
    assert eventually(lambda: bench.client.state()["card_reader"]["place"] == "inside")
    assert bench.client.state()["card_reader"]["cards"]["wang"]["holder"] == "card_reader"
    refusal = bench.client.do("card_reader", "take_card")
    assert not refusal
    assert refusal.why_not == "no card within reach"
    with bench.open("ttyREADER") as port:
        assert ask_reader(port, bytes.fromhex("02000232300301"), 8)[-3] == 0x59
    assert eventually(lambda: bench.client.do("card_reader", "take_card"))
    state = bench.client.state()["card_reader"]
    assert (state["place"], state["card"], state["cards"]["wang"]["holder"]) == ("outside", "", "hand")


def test_pulled_out_the_port_hangs_up_and_comes_back_under_its_name(serve: Serve) -> None:
    bench = serve("--fast")
    link = bench.run_dir / "ttyREADER"
    with bench.open("ttyREADER") as port:
        assert bench.client.do("card_reader", "unplug")
        assert not link.is_symlink()
        with pytest.raises((serial.SerialException, OSError)):
            port.read(1)
    with pytest.raises(serial.SerialException):
        bench.open("ttyREADER")
    assert bench.client.state()["card_reader"]["plugged"] is False
    assert not bench.client.do("card_reader", "unplug")
    for _ in range(3):
        assert bench.client.do("card_reader", "plug")
        with bench.open("ttyREADER") as port:
            assert ask_reader(port, READER_STATUS, len(READER_EMPTY)) == READER_EMPTY
        assert bench.client.do("card_reader", "unplug")


def test_a_command_in_flight_is_lost_with_the_cable(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyREADER") as port:
        port.write(READER_STATUS[:-1])
        assert bench.client.do("card_reader", "unplug")
        assert bench.client.do("card_reader", "plug")
    with bench.open("ttyREADER") as port:
        time.sleep(2 * FRAME_SILENCE_S)  # a frame that was cut off is stale by then
        port.reset_input_buffer()
        assert ask_reader(port, READER_STATUS, len(READER_EMPTY)) == READER_EMPTY


def test_without_power_nothing_answers_and_the_card_has_come_out(serve: Serve) -> None:
    """HW-4: the reader ejects the card when the power fails."""
    bench = serve("--fast")
    assert bench.client.do("card_reader", "insert_card", card="li")
    assert eventually(lambda: bench.client.state()["card_reader"]["place"] == "inside")
    assert bench.client.do("bench", "cut_power")
    assert eventually(lambda: bench.client.state()["card_reader"]["power"] == "off")
    assert bench.client.state()["card_reader"]["place"] == "mouth"
    with bench.open("ttyREADER") as port:
        port.timeout = 0.2
        port.write(READER_STATUS)
        assert port.read(1) == b""
        assert bench.client.do("bench", "restore_power")
        port.timeout = 20
        assert eventually(lambda: port.write(READER_STATUS) and port.in_waiting)
    assert bench.client.do("card_reader", "take_card").result == "li"


def test_a_restart_finds_cards_and_meters_where_they_were(serve: Serve) -> None:
    bench = serve("--fast")
    assert bench.client.do("card_reader", "insert_card", card="wang")
    assert eventually(lambda: bench.client.state()["card_reader"]["place"] == "inside")
    shown = bench.client.do("meter", "insert_card", card="chen").result
    assert (shown["credited"], shown["counter"], shown["remaining"]) == (20_000, 12, 20_560)
    bench.kill()
    assert (bench.run_dir / "ttyREADER").is_symlink()
    again = serve("--fast")
    state = again.client.state()
    assert (state["card_reader"]["card"], state["card_reader"]["place"]) == ("wang", "inside")
    assert state["meter"]["meters"]["000086315766"]["remaining"] == 20_560
    assert not again.client.do("meter", "insert_card", card="wang"), "it is in the reader"
    assert again.client.do("meter", "insert_card", card="chen").result["credited"] == 0


def test_an_end_in_order_leaves_neither_ports_nor_socket(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyREADER"):
        assert bench.stop() == (0, "")
    left = {path.name for path in bench.run_dir.iterdir()}
    assert not any(name.startswith(("tty", "bench.sock")) for name in left)


def test_one_bench_a_folder(serve: Serve) -> None:
    bench = serve("--fast")
    second = run("serve", "--run-dir", str(bench.run_dir))
    assert (second.returncode, second.stdout) == (2, "")
    assert "another bench runs in" in second.stderr
    assert bench.client.state()["card_reader"]["plugged"] is True


def test_a_folder_that_is_no_folder_or_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / ("x" * 100)):
        refused = run("serve", "--run-dir", str(path))
        assert refused.returncode == 2
        assert refused.stderr.startswith("emulators: ")
        assert "Traceback" not in refused.stderr


def test_memory_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    for content in ("{", "[]", '{"card": "nobody", "place": "inside", "length": "normal", "bin": []}'):
        (tmp_path / "memory" / "card_reader.json").write_text(content)
        refused = run("serve", "--run-dir", str(tmp_path))
        assert refused.returncode == 2
        assert "card_reader.json" in refused.stderr
        assert "remove it to begin afresh" in refused.stderr


def test_only_the_owner_can_use_the_socket(serve: Serve) -> None:
    bench = serve("--fast")
    assert stat.S_IMODE((bench.run_dir / "bench.sock").stat().st_mode) == 0o600


def test_wrong_requests_are_told_why(serve: Serve) -> None:
    bench = serve("--fast")
    for device, action, arguments, why in (
        ("toaster", "insert_card", {}, "there is no device toaster; there are: bench "),
        ("card_reader", "explode", {}, "card_reader has no action explode; it has: "),
        ("card_reader", "insert_card", {}, "insert_card needs card=text"),
        ("card_reader", "insert_card", {"card": 7}, "card is not card=text: 7"),
        ("card_reader", "insert_card", {"card": "nobody"}, "there is no card nobody; there are: blank "),
        ("card_reader", "insert_card", {"card": "wang", "length": "round"}, "length is not [length=normal|long|short]"),
        ("card_reader", "jam", {"hard": True}, "jam has no argument hard; it has: none"),
    ):
        with pytest.raises(BenchRefused) as refusal:
            bench.client.do(device, action, **arguments)
        assert str(refusal.value).startswith(why)
    assert bench.client.state()["card_reader"]["card"] == ""


def test_whatever_comes_through_the_socket_the_bench_stands(serve: Serve) -> None:
    bench = serve("--fast")
    path = str(bench.run_dir / "bench.sock")
    for said in (b"\xff\xfe\n", b"[]\n", b"7\n", b"{}\n", b'{"ask": "state", "more": 1}\n', b"[" * 50_000 + b"\n"):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(path)
            line.sendall(said)
            with line.makefile() as answers:
                assert json.loads(answers.readline())["outcome"] == "refused"
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(path)
        line.sendall(b"x" * 70_000)
        with line.makefile() as answers:
            assert "at most" in json.loads(answers.readline())["why"]
            assert answers.readline() == "", "hung up"
    assert bench.client.state()["card_reader"]["plugged"] is True


def test_a_client_that_never_reads_holds_up_nobody(serve: Serve) -> None:
    """Its requests stay unread once its answers are not fetched; devices and other clients go on."""
    bench = serve("--fast")
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(bench.run_dir / "bench.sock"))
        line.settimeout(2)
        with pytest.raises(TimeoutError):
            line.sendall(b'{"ask": "state"}\n' * 1_000_000)
        for _ in range(5):
            assert bench.client.do("card_reader", "jam")
        with bench.open("ttyREADER") as port:
            assert ask_reader(port, READER_STATUS, len(READER_EMPTY)) == READER_EMPTY
    assert bench.client.state()["card_reader"]["jammed"] is True


def test_many_lines_at_once_are_answered_in_their_order_also_after_the_sender_has_finished(serve: Serve) -> None:
    bench = serve("--fast")
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(str(bench.run_dir / "bench.sock"))
        line.sendall(b"".join(b'{"do": "toaster%d", "action": "x", "arguments": {}}\n' % at for at in range(300)))
        line.shutdown(socket.SHUT_WR)
        with line.makefile() as answers:
            told = [json.loads(text)["why"].partition(";")[0] for text in answers]
    assert told == [f"there is no device toaster{at}" for at in range(300)]


def test_the_server_loads_no_qt(serve: Serve) -> None:
    bench = serve("--fast")
    maps = bench.maps()
    assert "python" in maps
    assert "Qt6" not in maps


def test_an_idle_bench_uses_no_processor(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyREADER"):
        bench.client.do("card_reader", "unplug")
        before = os.times()
        used = sum(map(int, Path(f"/proc/{bench.process.pid}/stat").read_text().split()[13:15]))
        time.sleep(1)
        later = sum(map(int, Path(f"/proc/{bench.process.pid}/stat").read_text().split()[13:15]))
        assert os.times().elapsed > before.elapsed
        assert later - used <= 10, "ticks of 10 ms within a second"


def test_people_at_a_shell(serve: Serve) -> None:
    bench = serve("--fast")
    place = ["--run-dir", str(bench.run_dir)]
    done = run("do", "card_reader", "insert_card", "card=wang", *place)
    assert (done.returncode, done.stdout) == (0, '"wang"\n')
    again = run("do", "card_reader", "insert_card", "card=wang", *place)
    assert (again.returncode, again.stderr) == (1, "not possible now: the card wang is not in the hand: card_reader\n")
    wrong = run("do", "card_reader", "insert_card", "wang", *place)
    assert (wrong.returncode, wrong.stderr) == (2, "emulators: an argument is name=value, not 'wang'\n")
    assert json.loads(run("state", *place).stdout)["card_reader"]["card"] == "wang"
    assert "insert_card card=text [length=normal|long|short]" in run("actions", *place).stdout
    shown = run("--help").stdout
    assert "python -m emulators do card_reader insert_card card=wang" in shown
    bench.stop()
    absent = run("state", *place)
    assert absent.returncode == 2
    assert "No such file" in absent.stderr
    with pytest.raises(OSError, match="No such file"):
        BenchClient(bench.run_dir / "bench.sock").state()
