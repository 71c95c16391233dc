"""The PC/SC daemon with its virtual reader: the running one, or one of our own that ends with the bench."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emulators.virtual_reader.reader import DAEMON_PORT

SOCKET = Path("/run/pcscd/pcscd.comm")
START_S, LOOK_S, END_S = 15.0, 0.1, 10.0
PACKAGES = "apt-get install pcscd vsmartcard-vpcd"


class DaemonMissing(Exception):
    """There is no PC/SC daemon with a virtual reader; the text says what to do."""


def connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    """True when somebody listens there."""
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            probe.connect(address)
        except OSError:
            return False
        return True


def reader_listens() -> bool:
    """True when the daemon waits for a card in the virtual reader."""
    return connects(socket.AF_INET, ("127.0.0.1", DAEMON_PORT))


@contextmanager
def daemon_with_reader() -> Iterator[None]:
    """Have a daemon while the context lasts, or raise DaemonMissing."""
    if connects(socket.AF_UNIX, str(SOCKET)):  # this also wakes one that the system starts when it is asked
        if not _comes(lambda: True):
            raise DaemonMissing(f"pcscd runs without the virtual reader: {PACKAGES}, then restart pcscd")
        yield
        return
    program = shutil.which("pcscd", path="/usr/sbin:/usr/bin")
    if program is None or not Path("/etc/reader.conf.d/vpcd").exists():
        raise DaemonMissing(f"--pcsc needs pcscd and its virtual reader: {PACKAGES}")
    try:
        SOCKET.parent.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise DaemonMissing("pcscd does not run, and only root may start it: systemctl start pcscd.socket") from error
    with subprocess.Popen([program, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            if not _comes(lambda: process.poll() is None):
                raise DaemonMissing(f"{program} -f does not come up; run it by hand to see why")
            yield
        finally:
            process.terminate()
            process.wait(END_S)


def _comes(may_come: Callable[[], bool]) -> bool:
    """Wait for the virtual reader's port."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and may_come():
        if reader_listens():
            return True
        time.sleep(LOOK_S)
    return False
