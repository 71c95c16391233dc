"""Two listeners in one process: TLS 1.3 only, terminals by certificate, enrolment by code (IFC-3).

uvicorn does not tell an application whose certificate a connection has, nor end a connection on which nobody asks
anything; the protocol below does both.
"""

import asyncio
import contextlib
import json
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from platform_stub.api.caller import PEER
from platform_stub.place import Place

HEAD_S = 10.0  # from the handshake, or the first byte of a request, to the end of its head
IDLE_S = 75  # a terminal's connection between two heartbeats
STOP_S = 12  # longer than a request may take
TERMINALS_AT_MOST, ENROLLING_AT_MOST = 512, 32
THREADS = 80


@dataclass(frozen=True, slots=True)
class Listener:
    """One application on one port."""

    app: FastAPI
    host: str
    port: int
    context: ssl.SSLContext
    at_most: int


def server_context(place: Place, *, terminals_only: bool) -> ssl.SSLContext:
    """Return a context for TLS 1.3; with `terminals_only`, nobody without a certificate of our authority gets in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(place.server_certificate, place.server_key)
    if terminals_only:
        context.load_verify_locations(place.authority_certificate)
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    return context


class BoundedProtocol(H11Protocol):
    """Hands the peer's certificate to each request, and ends a connection whose request does not get on."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Keep the certificate that the handshake accepted."""
        super().connection_made(transport)
        connection = transport.get_extra_info("ssl_object")
        assert connection is not None, "there is no listener without TLS"
        self.app_state = {**self.app_state, PEER: connection.getpeercert(binary_form=True)}
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Read on; the head of a request has HEAD_S from its first byte."""
        if self._head_timer is None and self._is_idle():
            self._wait_for_head()
        super().data_received(data)
        if not self._is_idle():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, whatever uvicorn declares
        return cycle is None or cycle.response_complete

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self._is_idle():
            self.transport.abort()


class QuietServer(uvicorn.Server):
    """One of several servers in one process: signals are taken by who runs them all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def serve(
    listeners: dict[str, Listener], others: dict[str, int], *, started: Callable[[], None], stopped: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT; print the ports, and `others`, as one JSON line once all accept."""
    asyncio.run(_serve(listeners, others, started, stopped))


def listening(host: str, port: int) -> socket.socket:
    """Listen; what is accepted sends at once.

    asyncio leaves Nagle's algorithm on where a socket was made without naming TCP, as `create_server` does; then the
    second half of each answer waits 40 ms for the peer to acknowledge the first. Accepted sockets inherit the option.
    """
    made = socket.create_server((host, port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


async def _serve(
    listeners: dict[str, Listener],
    others: dict[str, int],
    started: Callable[[], None],
    stopped: Callable[[], None],
) -> None:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    with contextlib.ExitStack() as sockets:
        bound = {name: sockets.enter_context(listening(each.host, each.port)) for name, each in listeners.items()}
        servers = [QuietServer(_config(each)) for each in listeners.values()]

        def stop() -> None:
            for server in servers:
                server.should_exit = True

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        ports: dict[str, Any] = {name: each.getsockname()[1] for name, each in bound.items()}
        pairs = zip(servers, bound.values(), strict=True)
        running = [asyncio.create_task(server.serve(sockets=[each])) for server, each in pairs]
        while not all(server.started for server in servers):
            if any(task.done() for task in running):
                break  # one cannot start: gathering says why
            await asyncio.sleep(0.01)
        else:
            started()
            print(json.dumps({**ports, **others}), flush=True)  # noqa: T201 - for the caller to read
        try:
            await asyncio.gather(*running)
        finally:
            await asyncio.to_thread(stopped)


def _config(listener: Listener) -> uvicorn.Config:
    return uvicorn.Config(
        listener.app,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=listener.at_most,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=STOP_S,
        ssl_context_factory=lambda _config, _default: listener.context,
    )
