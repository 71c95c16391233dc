"""Who gets through the handshake (ACC-1, ACC-3, H11): the terminal port over real sockets, one bad certificate each."""

import datetime
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from platform_stub.place import Place
from platform_stub.storage.database import open_engine
from platform_stub.storage.schema import terminals
from platform_stub.terminals.authority import (
    Authority,
    new_authority,
    new_key,
    pem,
    server_certificate,
    terminal_certificate,
)
from tests.contract.platform import call
from tests.platform_stub.conftest import OTHER, TERMINAL
from tests.platform_stub.site import Site, start

pytestmark = pytest.mark.processes
BEAT = call("heartbeats").examples[0].request
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform whose core does not answer: nobody asks it here."""
    made = Site(tmp_path_factory.mktemp("tls"))
    (made.home / "token").write_text("a-token-for-these-tests")
    made.prepare_platform(TERMINAL, OTHER)
    words = ["platform_stub", "serve", "--directory", str(made.place), "--port", "0", "--enrolment-port", "0"]
    words += ["--core", "https://127.0.0.1:9", "--core-token-file", str(made.home / "token")]
    made.platform = start(made.log, *words, "--core-authority", str(made.place / "authority.pem"))
    made.enrol()
    yield made
    made.stop()


@dataclass(frozen=True)
class Papers:
    """Who signs what."""

    authority: Authority
    key: ec.EllipticCurvePrivateKey

    def identity(self, file: Path, *certificates: x509.Certificate) -> Path:
        plain = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(plain + b"".join(map(pem, certificates)))
        return file


@pytest.fixture
def papers(site: Site) -> Papers:
    return Papers(Place(site.place).authority(), new_key())


def beat(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/heartbeats", json=BEAT)


def test_a_terminal_with_its_certificate_is_let_in(site: Site) -> None:
    with site.client() as terminal:
        assert beat(terminal).json()["outcome"] == "ok"


# --- refused in the handshake ---


def of_another_authority(papers: Papers) -> list[x509.Certificate]:
    foreign = new_authority(NOW)
    return [terminal_certificate(foreign, papers.key.public_key(), TERMINAL, NOW), foreign.certificate]


def of_another_authority_with_our_name(papers: Papers) -> list[x509.Certificate]:
    foreign = Authority(new_key(), papers.authority.certificate)
    return [terminal_certificate(foreign, papers.key.public_key(), TERMINAL, NOW)]


def self_signed(papers: Papers) -> list[x509.Certificate]:
    own = Authority(papers.key, papers.authority.certificate)
    return [terminal_certificate(own, papers.key.public_key(), TERMINAL, NOW)]


def expired(papers: Papers) -> list[x509.Certificate]:
    return [terminal_certificate(papers.authority, papers.key.public_key(), TERMINAL, NOW - 91 * DAY)]


def not_yet_valid(papers: Papers) -> list[x509.Certificate]:
    return [terminal_certificate(papers.authority, papers.key.public_key(), TERMINAL, NOW + DAY)]


def for_servers(papers: Papers) -> list[x509.Certificate]:
    return [server_certificate(papers.authority, papers.key.public_key(), ["localhost"], NOW)]


def signed_by_a_terminal(papers: Papers) -> list[x509.Certificate]:
    """A terminal's certificate signs no others."""
    issuer = new_key()
    above = terminal_certificate(papers.authority, issuer.public_key(), OTHER, NOW)
    below = terminal_certificate(Authority(issuer, above), papers.key.public_key(), TERMINAL, NOW)
    return [below, above]


def signed_by_an_authority_below_ours(papers: Papers) -> list[x509.Certificate]:
    """Ours has a path of length nothing."""
    issuer = new_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "below")])
    above = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(papers.authority.certificate.subject)
        .public_key(issuer.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(issuer.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(papers.authority.key.public_key()), critical=False
        )
        .sign(papers.authority.key, hashes.SHA256())
    )
    return [terminal_certificate(Authority(issuer, above), papers.key.public_key(), TERMINAL, NOW), above]


BAD: list[Callable[[Papers], list[x509.Certificate]]] = [
    of_another_authority,
    of_another_authority_with_our_name,
    self_signed,
    expired,
    not_yet_valid,
    for_servers,
    signed_by_a_terminal,
    signed_by_an_authority_below_ours,
]


@pytest.mark.parametrize("made", BAD, ids=lambda made: made.__name__)
def test_a_bad_certificate_is_refused_in_the_handshake(
    site: Site, papers: Papers, tmp_path: Path, made: Callable[[Papers], list[x509.Certificate]]
) -> None:
    """The client hears an alert, or the end of the connection; never an answer."""
    identity = papers.identity(tmp_path / "identity.pem", *made(papers))
    reached = (site.place / "audit.jsonl").read_text()
    with site.client(identity) as stranger, pytest.raises(httpx.TransportError):
        beat(stranger)
    assert (site.place / "audit.jsonl").read_text() == reached, "the application has not even been asked"


def test_nobody_is_let_in_without_a_certificate(site: Site) -> None:
    stranger = httpx.Client(base_url=site.url, verify=site.context(), trust_env=False)
    with stranger, pytest.raises(httpx.TransportError):
        beat(stranger)


@pytest.mark.parametrize("port", ["terminal_port", "enrolment_port"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:.*TLSv1_1 is deprecated:DeprecationWarning")
def test_an_older_tls_is_refused(site: Site, port: str, version: ssl.TLSVersion) -> None:
    assert site.platform is not None
    context = site.context(site.identity)
    context.minimum_version = context.maximum_version = version
    plain = socket.create_connection(("127.0.0.1", site.platform.ports[port]), 10)
    with plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize("port", ["terminal_port", "enrolment_port"])
def test_without_tls_nobody_answers(site: Site, port: str) -> None:
    assert site.platform is not None
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{site.platform.ports[port]}/", trust_env=False)


def test_the_platform_proves_itself_by_its_own_authority_and_name(site: Site) -> None:
    anybody = httpx.Client(verify=ssl.create_default_context(), trust_env=False)
    with anybody, pytest.raises(httpx.ConnectError, match="verify failed"):
        anybody.get(site.enrolment_url)
    with site.client(url=site.url.replace("127.0.0.1", "localhost")) as terminal:
        assert beat(terminal).status_code == 200
    context = site.context()
    assert site.platform is not None
    plain = socket.create_connection(("127.0.0.1", site.platform.ports["enrolment_port"]), 10)
    with plain, pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        context.wrap_socket(plain, server_hostname="platform.example")


# --- refused after it, by the registry ---


def test_a_certificate_that_the_registry_never_issued_is_refused(site: Site, papers: Papers, tmp_path: Path) -> None:
    """Signed by our own authority, and yet nobody's: the authority alone decides nothing."""
    made = terminal_certificate(papers.authority, papers.key.public_key(), TERMINAL, NOW)
    with site.client(papers.identity(tmp_path / "identity.pem", made)) as stranger:
        answer = beat(stranger)
    assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_UNKNOWN")


def test_a_revoked_terminal_is_refused_at_once_also_on_an_open_connection(site: Site, tmp_path: Path) -> None:
    identity = site.enrol(OTHER, tmp_path / "other.pem")
    with site.client(identity) as terminal:
        assert beat(terminal).status_code == 200
        assert "1 certificate revoked" in site.command("terminal", "revoke", OTHER)
        answer = beat(terminal)
        assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_REVOKED")
    again = site.enrol(OTHER, tmp_path / "again.pem")
    with site.client(again) as terminal, site.client(identity) as former:
        assert beat(terminal).status_code == 200
        assert beat(former).status_code == 403


def test_a_scrapped_terminal_is_refused(site: Site, tmp_path: Path) -> None:
    """I22."""
    identity = site.enrol(OTHER, tmp_path / "other.pem")
    engine = open_engine(site.database_url)

    def set_status(status: int) -> None:
        with engine.begin() as connection:
            connection.execute(terminals.update().where(terminals.c.terminal == OTHER).values(status=status))

    try:
        with site.client(identity) as terminal:
            set_status(1)
            assert beat(terminal).status_code == 200, "in repair it still says how it is"
            set_status(2)
            answer = beat(terminal)
            assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_SCRAPPED")
    finally:
        set_status(0)
        engine.dispose()


# --- what keeps a listener from being held up (IFC-3, fault 26, H18) ---


def raw(site: Site, port: str) -> ssl.SSLSocket:
    assert site.platform is not None
    context = site.context(site.identity)
    plain = socket.create_connection(("127.0.0.1", site.platform.ports[port]), 30)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


def read_to_the_end(connection: ssl.SSLSocket) -> bytes:
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except (ConnectionError, ssl.SSLError):
        pass
    return received


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET /v1/sales/GD0117-000001 HTTP/1.1\r\nHost: x\r\nX-Slow: "],
    ids=["nothing", "half a head"],
)
def test_a_connection_on_which_nothing_is_asked_is_ended(site: Site, beginning: bytes) -> None:
    with raw(site, "enrolment_port") as idle:
        idle.sendall(beginning)
        started = time.monotonic()
        assert read_to_the_end(idle) == b""
        assert time.monotonic() - started < 25


def test_a_body_that_does_not_come_is_not_waited_for(site: Site) -> None:
    with raw(site, "terminal_port") as slow:
        slow.sendall(b"POST /v1/heartbeats HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert b"BODY_TOO_SLOW" in read_to_the_end(slow)


def test_an_idle_connection_is_kept_for_the_next_heartbeat(site: Site) -> None:
    """Also for longer than the head of a request may take."""
    with raw(site, "terminal_port") as kept:
        for pause in (11, 0):
            kept.sendall(b"GET /v1/sales/GD0117-000001 HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                part = kept.recv(65_536)
                assert part, "the connection ended"
                answer += part
            assert b"SALE_UNHEARD" in answer
            time.sleep(pause)


def test_the_servers_say_nothing_about_themselves(site: Site) -> None:
    with site.client() as terminal:
        for path in ("/", "/docs", "/openapi.json", "/v1/enrolment", "/v1/nowhere"):
            answer = terminal.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND"), path
            assert "server" not in answer.headers
        assert terminal.get("/v1/heartbeats").json()["code"] == "METHOD_NOT_ALLOWED"
    answer = httpx.post(
        f"{site.enrolment_url}/v1/heartbeats", json=BEAT, verify=site.context(site.identity), trust_env=False
    )
    assert answer.status_code == 404, "the enrolment port knows enrolment and nothing else"


def test_certificates_are_as_they_should_be(site: Site, papers: Papers) -> None:
    server = x509.load_pem_x509_certificate((site.place / "server.pem").read_bytes())
    mine = x509.load_pem_x509_certificate(site.identity.read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2])
    lifetime = mine.not_valid_after_utc - mine.not_valid_before_utc
    assert datetime.timedelta(days=90) <= lifetime <= datetime.timedelta(days=90, minutes=10)
    for certificate, purpose in ((server, ExtendedKeyUsageOID.SERVER_AUTH), (mine, ExtendedKeyUsageOID.CLIENT_AUTH)):
        certificate.verify_directly_issued_by(papers.authority.certificate)
        assert list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [purpose]
        assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert mine.subject.rfc4514_string() == f"CN={TERMINAL}"
