"""The rigs at which every story of the contract is told."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulators.meter_card.image import CardBox
from emulators.virtual_reader.reader import DAEMON_PORT
from tests.hardware.card_reader.desk_rigs import DaemonDeskRig, VirtualDeskRig
from tests.hardware.card_reader.rigs import MemoryBox, Rig, SerialMotorRig, VirtualMotorRig

NewRig = Callable[[], Rig]
VIRTUAL_RIGS: dict[str, Callable[[CardBox], Rig]] = {"motor-virtual": VirtualMotorRig, "desk-virtual": VirtualDeskRig}
REAL_RIGS: dict[str, Callable[[CardBox], Rig]] = {"motor-serial": SerialMotorRig, "desk-daemon": DaemonDeskRig}
RIGS = {**VIRTUAL_RIGS, **REAL_RIGS}
PARAMETERS = [pytest.param(name, marks=pytest.mark.pcsc if name == "desk-daemon" else ()) for name in RIGS]
SOCKET = Path("/run/pcscd/pcscd.comm")
DAEMON_S = 10.0


@pytest.fixture(params=PARAMETERS)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "desk-daemon":
        request.getfixturevalue("daemon")
    built = RIGS[request.param](MemoryBox())
    built.start()
    yield built
    built.stop()


@pytest.fixture(params=list(VIRTUAL_RIGS))
def new_rig(request: pytest.FixtureRequest) -> NewRig:
    """Build a fresh reader and fresh cards in virtual time, as often as wanted."""

    def build() -> Rig:
        built = VIRTUAL_RIGS[request.param](MemoryBox())
        built.start()
        return built

    return build


class Daemon:
    """A PC/SC daemon of our own, with the virtual reader."""

    def __init__(self) -> None:
        program = shutil.which("pcscd", path="/usr/sbin:/usr/bin")
        assert program is not None, "pcscd is one of packaging/apt-packages.txt"
        self._program = program
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        SOCKET.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen([self._program, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + DAEMON_S
        while not listens():
            assert time.monotonic() < end, "pcscd does not come up"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(DAEMON_S)
            self.process = None


def listens() -> bool:
    """True when the daemon serves and the virtual reader's port is open."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return SOCKET.exists() and probe.connect_ex(("127.0.0.1", DAEMON_PORT)) == 0


@pytest.fixture(scope="module")
def daemon(one_file_at_a_time_has_the_card_daemon: None) -> Iterator[Daemon | None]:
    """The running daemon (None), or one of our own."""
    if listens():
        yield None
        return
    own = Daemon()
    own.start()
    yield own
    own.stop()
