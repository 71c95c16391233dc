"""A platform whose every byte a test decides: a real TLS server on the loopback address, one thread a connection."""

import gzip
import json
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

HEADER_AT_MOST = 64 * 1024


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]  # names in small letters
    raw: bytes  # the body as it was sent
    peer: dict[str, Any]  # the client's certificate

    @property
    def body(self) -> Any:
        """The body, unpacked and read."""
        plain = gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw
        return json.loads(plain) if plain else None


Play = Callable[[ssl.SSLSocket, Request], None]


def http(status: int, body: bytes, *headers: str) -> bytes:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def saying(status: int, answer: Any, *headers: str) -> Play:
    """Answer every request with this JSON."""
    return sending(http(status, json.dumps(answer, ensure_ascii=False).encode(), *headers))


def sending(data: bytes) -> Play:
    """Answer every request with these bytes."""
    return lambda connection, _: connection.sendall(data)


def sending_and_closing(data: bytes) -> Play:
    """Answer with these bytes and hang up."""

    def play(connection: ssl.SSLSocket, _: Request) -> None:
        connection.sendall(data)
        raise Hangup

    return play


class Hangup(Exception):
    """The scripted platform closes this connection."""


@dataclass
class Server:
    """Accepts connections until it is closed; `play` may be changed between requests."""

    context: ssl.SSLContext
    play: Play
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closed: int = 0
    reads: bool = True  # False: an open connection is not listened to any more

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.closing = threading.Event()
        self._accepting = threading.Thread(target=self._accept)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)  # its thread notices, and closes it
        for thread in (self._accepting, *self._threads):
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(raw)
            thread = threading.Thread(target=self._serve, args=(raw,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        try:
            with self.context.wrap_socket(raw, server_side=True) as connection:
                self._open.append(connection)
                while (request := self._read(connection)) is not None:
                    self.requests.append(request)
                    self.play(connection, request)
        except (Hangup, OSError):
            pass  # the caller left, or is not let in
        finally:
            raw.close()
            self.closed += 1

    def _read(self, connection: ssl.SSLSocket) -> Request | None:
        """Wait for a request as long as anybody listens."""
        while self.reads and not connection.pending():
            ready, _, _ = select.select([connection], [], [], 0.02)
            if ready and self.reads:
                break
        if not self.reads:
            self.closing.wait(30)
            return None
        return read(connection)

    def wait_until_closed(self, count: int) -> None:
        """Wait until so many connections are closed on this side."""
        wait_until(lambda: self.closed == count)


def wait_until(reached: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached"
        time.sleep(0.01)


def read(connection: ssl.SSLSocket) -> Request | None:
    """Read one request; None when the caller has left."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(4096)
        if not part:
            return None
        data += part
        assert len(data) < HEADER_AT_MOST
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Request(method, path, headers, body, dict(connection.getpeercert() or {}))
