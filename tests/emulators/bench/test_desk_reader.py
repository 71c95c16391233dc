"""--pcsc: the card goes through the real PC/SC daemon, which this bench starts when none runs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulators.bench import pcsc_daemon
from tests.emulators.bench.process import Served, eventually, run

pytestmark = [pytest.mark.pcsc, pytest.mark.processes]

# pyscard lists the readers for ever once it has: a client of its own for each look
ATR_OF_CARD = """
from smartcard.CardConnection import CardConnection
from smartcard.Exceptions import NoCardException, CardConnectionException
from smartcard.System import readers
try:
    line = readers()[0].createConnection()
    line.connect(CardConnection.T0_protocol)
    print(bytes(line.getATR()).hex().upper())
except (IndexError, NoCardException, CardConnectionException):
    print("none")
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("pcsc"), "--fast", "--pcsc")
    yield served
    assert served.stop() == (0, "")


def atr() -> str:
    """Return the ATR that the daemon's client sees, or "none"."""
    done = subprocess.run([sys.executable, "-c", ATR_OF_CARD], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


def test_a_card_is_seen_taken_and_lies_through_a_power_cut(bench: Served) -> None:
    client = bench.client
    assert not (bench.run_dir / "ttyREADER").exists()
    assert (bench.run_dir / "ttyACCEPTOR").is_symlink()
    assert client.do("card_reader", "insert_card", card="li").result == "li"
    assert eventually(lambda: atr() == "3B781100001122334455667799")
    state = client.state()["card_reader"]
    assert (state["card"], state["place"], state["kind"], state["connected"]) == ("li", "inside", "pcsc", True)
    assert (state["cards"]["li"]["holder"], state["cards"]["li"]["counter"]) == ("card_reader", 3)
    assert not client.do("card_reader", "insert_card", card="wang")
    assert not client.do("meter", "insert_card", card="li")
    assert client.do("bench", "cut_power")
    assert eventually(lambda: atr() == "none")
    assert client.state()["card_reader"]["card"] == "li", "nothing pushes it out"
    assert client.do("bench", "restore_power")
    assert eventually(lambda: atr() != "none")
    assert client.do("card_reader", "take_card").result == "li"
    assert client.state()["card_reader"]["place"] == "outside"
    assert not client.do("card_reader", "take_card")


def test_a_torn_card_is_in_the_hand_again(bench: Served) -> None:
    client = bench.client
    assert not client.do("card_reader", "tear", after_commands=0), "no card"
    assert client.do("card_reader", "insert_card", card="wang")
    assert eventually(lambda: atr() != "none")
    assert client.do("card_reader", "tear", after_commands=0)
    look = ATR_OF_CARD.replace("    print(bytes", "    line.transmit([0, 0x84, 0, 0, 8])\n    print(bytes")
    assert look != ATR_OF_CARD
    subprocess.run([sys.executable, "-c", look], capture_output=True, timeout=30, check=True)
    assert eventually(lambda: client.state()["card_reader"]["place"] == "outside")
    assert client.state()["card_reader"]["cards"]["wang"]["holder"] == "hand"


def test_without_the_virtual_reader_it_is_said_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc_daemon, "SOCKET", tmp_path / "pcscd.comm")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with (
        pytest.raises(pcsc_daemon.DaemonMissing, match="apt-get install pcscd vsmartcard-vpcd"),
        pcsc_daemon.daemon_with_reader(),
    ):
        pass
    assert "--pcsc" in run("serve", "--help").stdout
