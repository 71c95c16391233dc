"""Serving the core: TLS 1.3 only, one process, and a connection that can be dropped without an answer."""

import asyncio
import json
import socket
import ssl
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


class DroppableProtocol(H11Protocol):
    """Tells each request how to drop its own connection, as `scope["state"]["hang_up"]`."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "hang_up": self._hang_up}, _loop)

    def _hang_up(self) -> None:
        self.transport.abort()


class AnnouncingServer(uvicorn.Server):
    """Says on stdout which port it got, once it accepts."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start accepting, then announce it."""
        await super().startup(sockets)
        assert sockets is not None
        print(json.dumps({"listening": sockets[0].getsockname()[1]}), flush=True)  # noqa: T201 - for the caller to read


def serve(app: FastAPI, *, host: str, port: int, certificate: Path, key: Path) -> None:
    """Serve until told to stop by a signal."""
    config = uvicorn.Config(
        app,
        http=DroppableProtocol,
        ws="none",
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    config.load()
    assert config.ssl is not None
    config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    with socket.create_server((host, port)) as listening:
        # Accepted sockets inherit it; without it the second half of each answer waits 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        AnnouncingServer(config).run(sockets=[listening])
