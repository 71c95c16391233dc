"""The listeners over real sockets (ACC-1, ACC-3): who they are, how long they wait. Refusals are in test_bad_tls."""

import datetime
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from platform_stub.place import Place
from platform_stub.terminals.authority import new_key
from tests.contract.platform import call
from tests.platform_stub.bound import THIS_START
from tests.platform_stub.conftest import OTHER, TERMINAL, csr
from tests.platform_stub.site import Site, start

pytestmark = pytest.mark.processes
BEAT = call("heartbeats").examples[0].request


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


def beat(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/heartbeats", json=BEAT)


def test_a_terminal_with_its_certificate_is_let_in(site: Site) -> None:
    with site.client() as terminal:
        assert beat(terminal).json()["outcome"] == "ok"


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


def test_acc_1_a_renewed_certificate_ends_the_former_one_also_on_an_open_connection(site: Site, tmp_path: Path) -> None:
    former = site.enrol(OTHER, tmp_path / "former.pem")
    key = new_key()
    with site.client(former) as kept:
        told = kept.post("/v1/identity/renewal", json={"csr": csr(OTHER, key)}).json()
        assert beat(kept).json()["outcome"] == "ok"
        new = tmp_path / "new.pem"
        form = serialization.PrivateFormat.PKCS8
        plain = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        new.write_bytes(plain + told["certificate"].encode())
        with site.client(new) as terminal:
            assert beat(terminal).json()["outcome"] == "ok"
        refused = beat(kept)
        assert (refused.status_code, refused.json()["code"]) == (403, "TERMINAL_REVOKED")


def head() -> bytes:
    """Return what every request says, and its number."""
    return "".join(f"{name}: {value}\r\n" for name, value in {"Host": "x", **THIS_START.headers()}.items()).encode()


def test_a_body_that_does_not_come_is_not_waited_for(site: Site) -> None:
    with raw(site, "terminal_port") as slow:
        slow.sendall(b"POST /v1/heartbeats HTTP/1.1\r\n" + head() + b"Content-Length: 100\r\n\r\n{")
        assert b"BODY_TOO_SLOW" in read_to_the_end(slow)


def test_an_idle_connection_is_kept_for_the_next_heartbeat(site: Site) -> None:
    """Also for longer than the head of a request may take."""
    with raw(site, "terminal_port") as kept:
        for pause in (11, 0):
            kept.sendall(b"GET /v1/sales/GD0117-000001 HTTP/1.1\r\n" + head() + b"\r\n")
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


def test_certificates_are_as_they_should_be(site: Site) -> None:
    server = x509.load_pem_x509_certificate((site.place / "server.pem").read_bytes())
    mine = x509.load_pem_x509_certificate(site.identity.read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2])
    lifetime = mine.not_valid_after_utc - mine.not_valid_before_utc
    assert datetime.timedelta(days=90) <= lifetime <= datetime.timedelta(days=90, minutes=10)
    for certificate, purpose in ((server, ExtendedKeyUsageOID.SERVER_AUTH), (mine, ExtendedKeyUsageOID.CLIENT_AUTH)):
        certificate.verify_directly_issued_by(Place(site.place).authority().certificate)
        assert list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [purpose]
        assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert mine.subject.rfc4514_string() == f"CN={TERMINAL}"
