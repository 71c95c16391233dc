"""The service manager is told that all is well only while every part really moves (fault 9)."""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol


class Worker(Protocol):
    """A thread of ours, as starting, stopping and watching need it."""

    @property
    def progress(self) -> int:
        """Grows with every turn of its loop."""

    def start(self) -> None:
        """Start the thread."""

    def stop(self, deadline_s: float = ...) -> bool:
        """End it; False if it did not end in time."""


def progress_of(worker: Worker) -> Callable[[], int]:
    """Return a function that reads a worker's progress."""
    return lambda: worker.progress


def notify(message: str) -> None:
    """Send one message to the service manager, if there is one (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect(address)
        line.send(message.encode())


class Watchdog:
    """Compares each part's progress with what it was; one part that stands still keeps the message back."""

    def __init__(self, parts: Mapping[str, Callable[[], int]], send: Callable[[str], None] = notify) -> None:
        self._parts, self._send = parts, send
        self._before: dict[str, int] = {}

    def look(self) -> tuple[str, ...]:
        """Return the parts that stand still; tell the service manager when there are none."""
        now = {name: progress() for name, progress in self._parts.items()}
        still = tuple(name for name, count in now.items() if self._before.get(name) == count)
        self._before = now
        if not still:
            self._send("WATCHDOG=1")
        return still
