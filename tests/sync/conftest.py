"""Certificates of a platform and a terminal, a scripted platform that has them, and a worker that asks it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from kiosk_app.sync import worker as worker_module
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.line import tls
from tests.sync.server import Play, Server, saying
from tests.sync.worker_stage import Stage, Start, Town

TERMINAL = "GD-0117"


@dataclass(frozen=True)
class Papers:
    """The platform's authority, its certificate, and a terminal's identity."""

    authority: trustme.CA
    folder: Path

    @property
    def authority_file(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def identity_file(self) -> Path:
        return self.folder / "terminal.pem"


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("papers")
    papers = Papers(trustme.CA(), folder)
    papers.authority.cert_pem.write_to_path(papers.authority_file)
    terminal = papers.authority.issue_cert(common_name=TERMINAL)
    papers.identity_file.write_bytes(
        terminal.private_key_pem.bytes() + b"".join(each.bytes() for each in terminal.cert_chain_pems)
    )
    return papers


def server_context(papers: Papers, certificate: trustme.LeafCert | None = None) -> ssl.SSLContext:
    """Return TLS as the platform has it: nobody without a certificate of its authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (certificate or papers.authority.issue_cert("localhost")).configure_cert(context)
    papers.authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


Serve = Callable[..., Server]


@pytest.fixture
def serve(papers: Papers) -> Iterator[Serve]:
    """Start a platform: `serve(play)`; it is closed at the end of the test."""
    with ExitStack() as stack:

        def start(play: Play | None = None, context: ssl.SSLContext | None = None) -> Server:
            server = Server(context or server_context(papers), play or saying(200, {"outcome": "ok"}))
            return stack.enter_context(server)

        yield start


Connect = Callable[[Server], PlatformClient]


@pytest.fixture
def connect(papers: Papers) -> Iterator[Connect]:
    """Connect as the enrolled terminal."""
    clients: list[PlatformClient] = []

    def to(server: Server) -> PlatformClient:
        client = PlatformClient(server.url, tls(papers.authority_file, papers.identity_file))
        clients.append(client)
        return client

    yield to
    for client in clients:
        client.close()


@pytest.fixture
def town(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Start a platform for a worker whose pauses are short: what happens is tested, not how long it takes."""
    monkeypatch.setattr(worker_module, "PAUSE_S", 0.02)
    monkeypatch.setattr(worker_module, "LOST_HEARTBEAT_S", 0.05)
    return Town(serve)


@pytest.fixture
def start(town: Town, papers: Papers) -> Iterator[Start]:
    """Start a worker on the town's platform; it is stopped at the end."""
    stages: list[Stage] = []

    def begin(heartbeat_s: float = 30.0, connect: Callable[[], PlatformClient] | None = None) -> Stage:
        def to_town() -> PlatformClient:
            return PlatformClient(town.server.url, tls(papers.authority_file, papers.identity_file))

        stage = Stage(connect or to_town, heartbeat_s)
        stages.append(stage)
        stage.worker.start()
        return stage

    yield begin
    for stage in stages:
        assert stage.worker.stop(10.0)
