"""A place with its authority, terminals with certificates, and an FTPS server in this process."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from platform_stub.audit import Audit
from platform_stub.files.ftps import FtpsServer, Listening, tls_context
from platform_stub.files.uploads import Uploads
from platform_stub.place import Place
from platform_stub.terminals import enrolment
from platform_stub.terminals.authority import new_key
from tests.contract.journal_file import KEY
from tests.platform_stub.conftest import OTHER, TERMINAL, Clock


@dataclass(frozen=True)
class Member:
    """A terminal with its identity in one file, and the authority that it trusts."""

    number: str
    file: Path
    key: ec.EllipticCurvePrivateKey
    authority: Path

    def context(self, *, identity: bool = True) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.authority))
        if identity:
            context.load_cert_chain(self.file)
        return context


def member(engine: Engine, place: Place, directory: Path, number: str, key: ec.EllipticCurvePrivateKey) -> Member:
    now = datetime.now(UTC)  # the handshake goes by the machine's clock
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, number)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    csr = request.public_bytes(serialization.Encoding.PEM).decode()
    with engine.begin() as connection:
        code = enrolment.issue_code(connection, number, by="operator:test", now=now)
        issued = enrolment.enrol(connection, place.authority(), terminal=number, code=code, csr=csr, now=now)
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = directory / f"{number}.pem"
    file.write_bytes(plain + issued.public_bytes(serialization.Encoding.PEM))
    return Member(number, file, key, place.authority_certificate)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(tmp_path_factory.mktemp("place") / "platform")
    made.make([], None, datetime.now(UTC))
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def database_url(sqlite_file: Path, fast_directory: Path) -> str:
    (fast_directory / "platform.db").write_bytes(sqlite_file.read_bytes())
    return f"sqlite:///{fast_directory / 'platform.db'}"


@pytest.fixture
def terminal(engine: Engine, place: Place, tmp_path: Path) -> Member:
    return member(engine, place, tmp_path, TERMINAL, KEY)


@pytest.fixture
def other(engine: Engine, place: Place, tmp_path: Path) -> Member:
    return member(engine, place, tmp_path, OTHER, new_key())


@pytest.fixture
def ftps(place: Place) -> Iterator[FtpsServer]:
    server = FtpsServer(tls_context(place), Listening("127.0.0.1", 0, failed_login_s=0.01))
    yield server
    server.stop()


@pytest.fixture
def uploads(engine: Engine, clock: Clock, audit: Audit, fast_directory: Path, ftps: FtpsServer) -> Uploads:
    made = Uploads(engine, clock, audit, fast_directory / "uploads", ("127.0.0.1", ftps.port))
    ftps.start(made)
    return made
