"""The scanner through the real process: papers held in front of it, another maker's, no mains (PAY-6)."""

import pytest

from emulators.bench_client import BenchRefused
from tests.contract.scanner import TRIGGERS
from tests.emulators.bench.conftest import Serve

pytestmark = pytest.mark.processes


def test_a_paper_in_front_is_read_when_triggered_and_makers_differ(serve: Serve) -> None:
    bench = serve("--fast")
    client, slip = bench.client, "GD0117-002381"
    with bench.open("ttySCANNER") as port:
        assert client.do("scanner", "show", code=slip)
        assert client.state()["scanner"]["reads"] == 0
        port.write(TRIGGERS["newland"]["start"])
        assert port.read(len(slip) + 1) == slip.encode() + b"\r"
        assert client.do("scanner", "set_maker", maker="gm65")
        assert client.do("scanner", "set_end", end="crlf")
        for byte in TRIGGERS["gm65"]["start"]:
            port.write(bytes((byte,)))
        answer = TRIGGERS["gm65"]["answer"]
        assert port.read(len(answer) + len(slip) + 2) == answer + slip.encode() + b"\r\n"
        assert client.do("scanner", "take_away")
        assert client.do("scanner", "take_away").why_not == "nothing is in front of the window"
        assert client.do("bench", "cut_power")
        port.timeout = 0.2
        port.write(TRIGGERS["gm65"]["start"])
        assert port.read(1) == b""
    with pytest.raises(BenchRefused):
        client.do("scanner", "show", code="")
    bench.kill()
    again = serve("--fast").client.state()["scanner"]
    assert (again["maker"], again["end"], again["shown"]) == ("gm65", "crlf", None)
