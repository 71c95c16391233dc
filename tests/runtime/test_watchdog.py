"""The service manager hears that all is well only while every part moves (fault 9, I28)."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk_app.runtime.watchdog import Watchdog, notify


class Parts:
    """Counters that move when told."""

    def __init__(self, *names: str) -> None:
        self.counts = dict.fromkeys(names, 0)
        self.sent: list[str] = []
        self.watchdog = Watchdog({name: self._reader(name) for name in names}, self.sent.append)

    def _reader(self, name: str):  # type: ignore[no-untyped-def]  # a closure over one name
        return lambda: self.counts[name]

    def move(self, *names: str) -> None:
        for name in names:
            self.counts[name] += 1


def test_all_is_well_while_everything_moves() -> None:
    parts = Parts("event_loop", "platform")
    for _ in range(3):
        parts.move("event_loop", "platform")
        assert parts.watchdog.look() == ()
    assert parts.sent == ["WATCHDOG=1"] * 3


def test_the_first_look_has_nothing_to_compare_with() -> None:
    parts = Parts("event_loop")
    assert parts.watchdog.look() == ()
    assert parts.sent == ["WATCHDOG=1"]


@pytest.mark.parametrize("stalled", ["event_loop", "bill_acceptor", "platform"])
def test_one_part_that_stands_still_keeps_the_message_back(stalled: str) -> None:
    names = ("event_loop", "bill_acceptor", "platform")
    parts = Parts(*names)
    parts.watchdog.look()
    parts.sent.clear()
    for _ in range(3):
        parts.move(*(name for name in names if name != stalled))
        assert parts.watchdog.look() == (stalled,)
    assert parts.sent == []


def test_every_part_that_stands_still_is_named() -> None:
    parts = Parts("event_loop", "bill_acceptor", "platform")
    parts.watchdog.look()
    parts.move("bill_acceptor")
    assert parts.watchdog.look() == ("event_loop", "platform")


def test_a_part_that_moves_again_is_well_again() -> None:
    parts = Parts("event_loop")
    parts.watchdog.look()
    assert parts.watchdog.look() == ("event_loop",)
    parts.move("event_loop")
    assert parts.watchdog.look() == ()
    assert parts.sent == ["WATCHDOG=1"] * 2


# --- sd_notify over a real socket ----------------------------------------------------------------


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Be the service manager: a datagram socket in the file system, or in the abstract name space."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        if request.param == "path":
            address, told = str(tmp_path / "notify"), str(tmp_path / "notify")
        else:
            name = f"gridkiosk-test-{os.getpid()}"
            address, told = f"\0{name}", f"@{name}"
        line.bind(address)
        line.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", told)
        yield line


def test_a_message_arrives_as_it_is(manager: socket.socket) -> None:
    notify("READY=1")
    assert manager.recv(100) == b"READY=1"


def test_the_watchdog_speaks_to_the_service_manager(manager: socket.socket) -> None:
    Watchdog({"event_loop": iter(range(9)).__next__}).look()
    assert manager.recv(100) == b"WATCHDOG=1"


def test_without_a_service_manager_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no_socket)
    for address in (None, ""):
        if address is None:
            monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
        else:
            monkeypatch.setenv("NOTIFY_SOCKET", address)
        notify("READY=1")


def test_a_service_manager_that_is_gone_does_not_stop_the_kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (tmp_path / "nobody", tmp_path, Path("x" * 200)):
        monkeypatch.setenv("NOTIFY_SOCKET", str(address))
        notify("READY=1")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as full:
        full.bind(str(tmp_path / "full"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "full"))
        notify("READY=1")
        assert full.recv(10) == b"READY=1"
