"""Notes through the real process: what a peer on the wire is told, and where the notes truly are (HW-3, CARD-2)."""

import time

import pytest
import serial

from emulators.bench_client import BenchClient, BenchRefused
from tests.emulators.bench.conftest import Serve
from tests.emulators.bench.process import PATIENCE_S, eventually

pytestmark = pytest.mark.processes

POLL, ACK = "020306 33DA81", "02030600C282"
RESET, STACK, RETURN = "02030630 41B3", "02030635ECE4", "0203063677D6"
ENABLE_ALL = "02030C34FFFFFFFFFFFFFEF7"
DISABLED, IDLING, STACKING, POWER_UP_IN_STACKER = 0x19, 0x14, 0x17, 0x12
ESCROW, STACKED, RETURNED, REJECTING = 0x80, 0x81, 0x82, 0x1C


class Master:
    """A CCNET master of the frames that are printed in the protocol (protocols.md 1.10)."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def say(self, frame: str) -> bytes:
        """Send a frame, return the payload of the answer; none to ACK."""
        self._port.write(bytes.fromhex(frame))
        if frame == ACK:
            return b""
        head = self._port.read(3)
        return self._port.read(head[2] - 3)[:-2]

    def poll(self) -> bytes:
        """Poll and acknowledge."""
        answer = self.say(POLL)
        self.say(ACK)
        time.sleep(0.02)
        return answer

    def until(self, state: int) -> bytes:
        """Poll until the unit says this."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if (answer := self.poll())[0] == state:
                return answer
        raise AssertionError(f"never {state:02X}")

    def start(self) -> None:
        """Bring the unit into service."""
        assert self.say(RESET) == b"\x00"
        self.until(DISABLED)
        assert self.say(ENABLE_ALL) == b"\x00"
        self.until(IDLING)


def cassette(client: BenchClient) -> list[int]:
    """Return the values in the box, in fen."""
    return [note["fen"] for note in client.state()["bill_acceptor"]["cassette"]]


@pytest.mark.parametrize("pace", [["--fast"], []], ids=["fast", "real pace"])
def test_a_note_goes_into_the_box_and_only_the_box_counts(serve: Serve, pace: list[str]) -> None:
    bench = serve(*pace)
    client = bench.client
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        assert not client.do("bill_acceptor", "insert_note", fen=10_000), "not enabled"
        master.start()
        assert client.do("bill_acceptor", "insert_note", fen=10_000)
        assert master.until(ESCROW) == bytes([ESCROW, 3])
        assert cassette(client) == []
        assert master.say(STACK) == b"\x00"
        assert master.until(STACKED) == bytes([STACKED, 3])
        assert cassette(client) == [10_000]


def test_a_note_handed_back_and_one_refused_are_with_the_customer(serve: Serve) -> None:
    bench = serve("--fast")
    client = bench.client
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        master.start()
        assert client.do("bill_acceptor", "insert_note", fen=2_000, series="1999")
        assert master.until(ESCROW) == bytes([ESCROW, 5])
        assert master.say(RETURN) == b"\x00"
        assert master.until(RETURNED) == bytes([RETURNED, 5])
        master.until(IDLING)
        assert client.do("bill_acceptor", "insert_note", fen=5_000, flaw="magnetic")
        assert master.until(REJECTING) == bytes([REJECTING, 0x61])
        master.until(IDLING)
    state = client.state()["bill_acceptor"]
    assert [note["fen"] for note in state["returned"]] == [2_000, 5_000]
    assert (state["cassette"], state["lost"], state["notes_given_back"]) == ([], [], 2)


def test_a_cut_while_stacking_and_a_restart_lose_no_note(serve: Serve) -> None:
    """Protocols.md 1.6, state 12: after the power failure the unit says where it found the note."""
    bench = serve("--fast")
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        master.start()
        assert bench.client.do("bill_acceptor", "set_timing", stacking_ms=60_000)
        assert bench.client.do("bill_acceptor", "insert_note", fen=5_000)
        master.until(ESCROW)
        assert master.say(STACK) == b"\x00"
        assert bench.client.state()["bill_acceptor"]["state"] == "stacking"
        assert eventually(lambda: bench.client.do("bill_acceptor", "cut_power"))
        assert bench.client.do("bill_acceptor", "restore_power")
        assert eventually(lambda: bench.client.state()["bill_acceptor"]["power"] == "on")
    bench.kill()
    again = serve("--fast")
    state = again.client.state()["bill_acceptor"]
    assert [(note["fen"], note["place"]) for note in state["inside"]] == [(5_000, "escrow")]
    assert state["lost"] == []
    with again.open("ttyACCEPTOR") as port:
        master = Master(port)
        assert master.poll()[0] == 0x11, "bill in validator: it had not left escrow"
        assert master.say(RESET) == b"\x00"
        master.until(DISABLED)
    assert [note["fen"] for note in again.client.state()["bill_acceptor"]["returned"]] == [5_000]


def test_a_restart_keeps_the_cassette(serve: Serve) -> None:
    bench = serve("--fast")
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        master.start()
        for fen in (10_000, 1_000):
            assert bench.client.do("bill_acceptor", "insert_note", fen=fen)
            master.until(ESCROW)
            assert master.say(STACK) == b"\x00"
            master.until(STACKED)
            master.until(IDLING)
    bench.kill()
    again = serve("--fast")
    assert cassette(again.client) == [10_000, 1_000]
    taken = again.client.do("bill_acceptor", "take_out_cassette")
    assert [note["fen"] for note in taken.result] == [10_000, 1_000]
    assert again.stop() == (0, "")
    third = serve("--fast")
    assert cassette(third.client) == []
    assert third.client.state()["bill_acceptor"]["cassette_in"] is False
    assert third.client.do("bill_acceptor", "put_back_cassette", empty=False)
    assert cassette(third.client) == [10_000, 1_000]


def test_planned_faults_strike_whole_frames_at_real_pace_too(serve: Serve) -> None:
    bench = serve()
    with bench.open("ttyACCEPTOR") as port:
        master = Master(port)
        assert bench.client.do("bill_acceptor", "line_fault", fault="command_refused")
        assert master.say(POLL) == b"\xff"
        assert master.say(POLL)[0] == 0x10
        assert bench.client.do("bill_acceptor", "line_fault", fault="command_lost")
        port.timeout = 0.3
        port.write(bytes.fromhex(POLL))
        assert port.read(1) == b""
        port.timeout = PATIENCE_S
        assert master.say(POLL)[0] == 0x10


def test_what_is_no_note_or_no_fault_is_refused(serve: Serve) -> None:
    client = serve("--fast").client
    for action, arguments in (
        ("insert_note", {"fen": 0}),
        ("insert_note", {"fen": 100, "flaw": "ugly"}),
        ("fail", {"failure": "coffee"}),
        ("line_fault", {"fault": "gremlins"}),
        ("line_fault", {"fault": "answer_lost", "times": 0}),
        ("set_timing", {"stacking_ms": -1}),
        ("be_silent", {"ms": 10_000_000}),
        ("fill_cassette", {"free": -1}),
        ("jam", {"where": "heaven"}),
    ):
        with pytest.raises(BenchRefused):
            client.do("bill_acceptor", action, **arguments)
    assert not client.do("bill_acceptor", "clear_jam"), "nothing is jammed"
    assert client.state()["bill_acceptor"]["lost"] == []
