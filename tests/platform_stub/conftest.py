"""Both databases, a clock, a core, a registered terminal and a caller."""

import asyncio
import gzip
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine
from starlette.types import ASGIApp, Receive, Scope, Send

from platform_stub.api.caller import PEER
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit, audit_to
from platform_stub.platform import Platform, compose
from platform_stub.sales.bodies import Sale
from platform_stub.storage.database import open_engine
from platform_stub.storage.migrate import migrate
from platform_stub.terminals import enrolment, registry
from platform_stub.terminals.authority import Authority, new_authority, new_key
from tests.platform_stub.bound import THIS_START, Start
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.postgres import Cluster, running_cluster

NOW = datetime(2026, 11, 23, 2, 27, tzinfo=UTC)
TERMINAL, OTHER = "GD-0117", "GD-0118"
BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))

CARD: dict[str, Any] = {
    "profile": "sgcc-cpu-2013",
    "serial": "1122334455667788",
    "files": {"01": "68" + "00" * 43 + "16", "02": "0000271000000007", "05": "00" * 49},
}


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def payment(number: int = 1, fen: int = 12_000, terminal: str = "GD0117", **changed: Any) -> dict[str, Any]:
    """Return a bill payment as a terminal sends it."""
    body = {
        "sale": f"{terminal}-{number:06}",
        "kind": "bill_payment",
        "customer_no": "3104587000",
        "method": "cash",
        "paid_fen": fen,
        "notes": [{"value_fen": 1_000, "count": fen // 1_000}],
        "bill_ids": ["3104587000-2026-08"],
        "card": None,
    }
    return {**body, **changed}


def purchase(number: int = 1, fen: int = 10_000, **changed: Any) -> dict[str, Any]:
    """Return a purchase as a terminal sends it."""
    return payment(
        number, fen, **{"kind": "purchase", "customer_no": "3104587926", "bill_ids": [], "card": CARD, **changed}
    )


def sale(body: dict[str, Any]) -> Sale:
    return Sale.model_validate_json(json.dumps(body))


# --- databases ---


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as started:
        yield started


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> str:
    """A PostgreSQL database with the schema, to be copied by each test."""
    cluster.run("CREATE DATABASE migrated")
    prepare(cluster.url("migrated"))
    return "migrated"


@pytest.fixture
def fast_directory() -> Iterator[Path]:
    """A directory where a sync costs nothing: what these tests kill is never the machine."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="gridkiosk-", dir=memory if memory.is_dir() else None))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the schema and two terminals, to be copied by each test."""
    file = tmp_path_factory.mktemp("migrated") / "platform.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, fast_directory: Path) -> Iterator[str]:
    """A database with the schema and two terminals, of both kinds."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_file"), fast_directory / "platform.db")
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database(request.getfixturevalue("migrated")) as name:
        yield cluster.url(name)


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with cluster.database() as name:
        yield cluster.url(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def prepare(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    register(engine, TERMINAL)
    register(engine, OTHER)
    engine.dispose()


def register(engine: Engine, number: str) -> None:
    terminal = registry.Terminal(number, "城南供电营业厅", "GK-1", "城南路1号", "城南")
    with engine.begin() as connection:
        registry.add(connection, terminal, by="operator:test", now=NOW)


# --- the platform ---


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core(clock: Clock) -> CoreDouble:
    return CoreDouble(clock)


@pytest.fixture
def trail() -> io.StringIO:
    """What the audit trail says."""
    return io.StringIO()


@pytest.fixture
def audit(trail: io.StringIO) -> Audit:
    return audit_to(trail)


@pytest.fixture
def platform(engine: Engine, core: CoreDouble, audit: Audit, clock: Clock, authority: Authority) -> Platform:
    return compose(engine, core, audit, clock, answers=authority.answers, authority=authority)


# --- a terminal ---


@pytest.fixture(scope="session")
def authority() -> Authority:
    return new_authority(NOW)


def csr(terminal: str, key: ec.EllipticCurvePrivateKey | None = None) -> str:
    """Return a certificate request as a terminal makes it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key or new_key(), hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def enrolled(
    engine: Engine,
    authority: Authority,
    terminal: str = TERMINAL,
    now: datetime = NOW,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Enrol a terminal and return its certificate as the handshake would hand it over."""
    with engine.begin() as connection:
        code = enrolment.issue_code(connection, terminal, by="operator:test", now=now)
        request = csr(terminal, key)
        certificate = enrolment.enrol(connection, authority, terminal=terminal, code=code, csr=request, now=now)
    return certificate.public_bytes(serialization.Encoding.DER)


@dataclass
class Client:
    """Calls the application in this process, with a certificate; threads may share it."""

    app: ASGIApp
    certificate: bytes | None
    headers: dict[str, str] = field(default_factory=dict)
    start: Start = field(default_factory=lambda: THIS_START)

    def call(self, method: str, path: str, content: bytes | None = None, **headers: str) -> httpx.Response:
        async def over_tls(scope: Scope, receive: Receive, send: Send) -> None:
            await self.app({**scope, "state": {PEER: self.certificate}}, receive, send)

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=over_tls)
            async with httpx.AsyncClient(transport=transport, base_url="https://platform") as client:
                given = {**self.start.headers(), **self.headers, **headers}
                named = {name.replace("_", "-"): value for name, value in given.items()}
                return await client.request(method, path, content=content, headers=named)

        return asyncio.run(once())

    def send(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        content = None if body is None else json.dumps(body).encode()
        return self.call(method, path, content, **{"Content_Type": "application/json", **headers})

    def put(self, body: dict[str, Any]) -> httpx.Response:
        return self.send("PUT", f"/v1/sales/{body['sale']}", body)

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Send and expect a business answer."""
        answer = self.send(method, path, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def gzipped(self, method: str, path: str, content: bytes) -> httpx.Response:
        return self.call(method, path, gzip.compress(content), Content_Type="application/json", Content_Encoding="gzip")


@pytest.fixture
def client(platform: Platform, engine: Engine, authority: Authority) -> Client:
    return Client(terminal_api(platform), enrolled(engine, authority))
