"""The loop: one thread, real ports, real time. Ends on SIGTERM or SIGINT."""

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from emulators.bench.actions import Json
from emulators.bench.bench import Bench
from emulators.bench.json_lines import Client, ClientGone
from emulators.bench.station import SerialStation

MOST_CLIENTS = 32
SHORTEST_WAIT_S = 0.001  # whatever asks to be woken at once, again and again, cannot take the whole processor


@contextmanager
def stop_signals() -> Iterator[int]:
    """Give a descriptor that becomes readable at SIGTERM and SIGINT."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGTERM, signal.SIGINT)}
    woken_before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(woken_before)
        for each, handler in before.items():
            signal.signal(each, handler)
        os.close(reader)
        os.close(writer)


@contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """Listen on a socket of mode 0600 that appears under its name only when it answers."""
    fresh = path.with_name(path.name + ".new")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        mask = os.umask(0o177)
        try:
            server.bind(str(fresh))
        finally:
            os.umask(mask)
        server.listen()
        server.setblocking(False)
        fresh.rename(path)
        try:
            yield server
        finally:
            path.unlink(missing_ok=True)


class Server:
    """Serves a bench until `stop` becomes readable."""

    def __init__(self, bench: Bench, listener: socket.socket, stop: int) -> None:
        self._bench, self._listener, self._stop = bench, listener, stop
        self._selector = selectors.DefaultSelector()
        self._clients: dict[Client, int] = {}  # what each is listened to for
        self._lines = [each for each in bench.stations.values() if isinstance(each, SerialStation)]
        self._heard: dict[
            str, tuple[int, int]
        ] = {}  # lines that are listened to: descriptor and generation of the port

    def run(self) -> None:
        """Serve."""
        self._selector.register(self._stop, selectors.EVENT_READ)
        self._selector.register(self._listener, selectors.EVENT_READ)
        try:
            while self._turn():
                pass
        finally:
            for client in self._clients:
                client.close()
            self._selector.close()

    def _turn(self) -> bool:
        """Wait for what comes next and do it; False when it is time to end."""
        self._bench.turn(time.monotonic())
        self._listen_to_lines()
        wake_at = self._bench.wake_at()
        wait = None if wake_at is None else max(wake_at - time.monotonic(), SHORTEST_WAIT_S)
        if any(client.has_request for client in self._clients):
            wait = 0
        for key, _ in self._selector.select(wait):
            if key.fileobj == self._stop:
                return False
            if key.fileobj is self._listener:
                self._accept()
            elif isinstance(key.data, SerialStation):
                key.data.line.read(time.monotonic())
            else:
                self._with(key.data, key.data.read)
        for client in list(self._clients):
            self._with(client, partial(client.serve, self._answer))
        return True

    def _listen_to_lines(self) -> None:
        """Listen to those lines that are plugged in and have room; a new port may have an old descriptor."""
        for station in self._lines:
            line = station.line
            wanted = (line.fileno(), line.generation) if line.plugged and line.to_device.has_room else None
            heard = self._heard.get(station.name)
            if heard == wanted:
                continue
            if heard is not None:
                self._selector.unregister(heard[0])
                del self._heard[station.name]
            if wanted is not None:
                self._selector.register(wanted[0], selectors.EVENT_READ, station)
                self._heard[station.name] = wanted

    def _accept(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:  # gone before it was taken up
            return
        if len(self._clients) == MOST_CLIENTS:
            line.close()
            return
        client = Client(line)
        self._clients[client] = 0
        self._listen_to(client, selectors.EVENT_READ)

    def _with(self, client: Client, deed: Callable[[], None]) -> None:
        """Do something for a client and listen for what it wants next; hang up when that was all."""
        if client not in self._clients:  # it is gone since it was looked at
            return
        try:
            deed()
        except ClientGone:
            self._listen_to(client, 0)
            del self._clients[client]
            client.close()
            return
        reads = selectors.EVENT_READ if client.wants_to_read else 0
        self._listen_to(client, reads | (selectors.EVENT_WRITE if client.wants_to_write else 0))

    def _listen_to(self, client: Client, wanted: int) -> None:
        before, self._clients[client] = self._clients[client], wanted
        if before and not wanted:
            self._selector.unregister(client)
        elif wanted and not before:
            self._selector.register(client, wanted, client)
        elif wanted != before:
            self._selector.modify(client, wanted, client)

    def _answer(self, request: Json) -> dict[str, Json]:
        now = time.monotonic()
        answer = self._bench.answer(request, now)
        self._bench.turn(now)
        return answer
