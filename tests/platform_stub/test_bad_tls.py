"""H11: every bad certificate and every bad protocol at the terminals' port, in one table, and none is let in.

Each case is what somebody does who wants in, over a real socket to the real process, and the word that he gets: no
handshake, or a refusal by the registry, which alone says whose a certificate is.

ACC-1, ACC-3, H12, H14; faults 22 and 57.
"""

import datetime
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import crypto

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
from tests.platform_stub.conftest import OTHER, TERMINAL, payment
from tests.platform_stub.site import Site, start

pytestmark = [
    pytest.mark.processes,
    pytest.mark.filterwarnings("ignore:.*(TLSv1|TLSv1_1|X509.sign) is deprecated:DeprecationWarning"),
]

BEAT = call("heartbeats").examples[0].request
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
NO_HANDSHAKE = "no handshake"
ANY_STRENGTH = "ALL:@SECLEVEL=0"  # the stranger's own library must not be what refuses


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform whose core does not answer: nobody gets that far."""
    made = Site(tmp_path_factory.mktemp("bad-tls"))
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
    """What a stranger can have made: here even the authority's own signature."""

    site: Site
    authority: Authority
    folder: Path
    key: Any  # of a kind that the case chooses

    def context(self, *certificates: x509.Certificate, key: Any = None) -> ssl.SSLContext:
        """Return a client that shows these certificates, strong or not."""
        plain = (key or self.key).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / "identity.pem"
        file.write_bytes(plain + b"".join(map(pem, certificates)))
        context = self.site.context()
        context.set_ciphers(ANY_STRENGTH)
        context.load_cert_chain(file)
        return context


@pytest.fixture
def papers(site: Site, tmp_path: Path) -> Papers:
    return Papers(site, Place(site.place).authority(), tmp_path, new_key())


Attempt = Callable[[Papers], str]
"""Tries to get in and returns what came of it: NO_HANDSHAKE, or a status and its code."""


def spoken(papers: Papers, context: ssl.SSLContext, method: str = "POST", **said: Any) -> str:
    """Ask something over this TLS."""
    with papers.site.client() as usual:
        usual._transport = httpx.HTTPTransport(verify=context)
        try:
            answer = usual.request(method, said.pop("path", "/v1/heartbeats"), json=said.pop("json", BEAT))
        except httpx.TransportError:
            return NO_HANDSHAKE
    return f"{answer.status_code} {answer.json()['code']}" if answer.status_code != 200 else "let in"


# --- certificates ---


def leaf(papers: Papers, key: Any, **changed: Any) -> x509.CertificateBuilder:
    """Begin a certificate as our authority makes them for terminals, but for what is changed; None leaves it out."""
    names = changed.get("names", [TERMINAL])
    parts: dict[str, x509.ExtensionType | None] = {
        "basic": x509.BasicConstraints(ca=False, path_length=None),
        "issuer": x509.AuthorityKeyIdentifier.from_issuer_public_key(papers.authority.key.public_key()),
        "purpose": x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]),
        **{name: part for name, part in changed.items() if name != "names"},
    }
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names]))
        .issuer_name(papers.authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    for name, part in parts.items():
        if part is not None:
            made = made.add_extension(part, critical=name in ("basic", "odd"))
    return made


def shown(papers: Papers, *certificates: x509.Certificate, key: Any = None) -> str:
    return spoken(papers, papers.context(*certificates, key=key))


def no_certificate(papers: Papers) -> str:
    return spoken(papers, papers.site.context())


def of_another_authority(papers: Papers) -> str:
    foreign = new_authority(NOW)
    return shown(papers, terminal_certificate(foreign, papers.key.public_key(), TERMINAL, NOW), foreign.certificate)


def of_another_authority_with_our_name(papers: Papers) -> str:
    foreign = Authority(new_key(), papers.authority.certificate)
    return shown(papers, terminal_certificate(foreign, papers.key.public_key(), TERMINAL, NOW))


def self_signed(papers: Papers) -> str:
    own = Authority(papers.key, papers.authority.certificate)
    return shown(papers, terminal_certificate(own, papers.key.public_key(), TERMINAL, NOW))


def at(when: datetime.datetime, papers: Papers) -> str:
    return shown(papers, terminal_certificate(papers.authority, papers.key.public_key(), TERMINAL, when))


def for_servers(papers: Papers) -> str:
    return shown(papers, server_certificate(papers.authority, papers.key.public_key(), ["localhost"], NOW))


def for_code(papers: Papers) -> str:
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    return shown(papers, leaf(papers, papers.key, purpose=purpose).sign(papers.authority.key, hashes.SHA256()))


def signed_by_a_terminal(papers: Papers) -> str:
    """A terminal's certificate signs no others."""
    issuer = new_key()
    above = terminal_certificate(papers.authority, issuer.public_key(), OTHER, NOW)
    below = terminal_certificate(Authority(issuer, above), papers.key.public_key(), TERMINAL, NOW)
    return shown(papers, below, above)


def signed_by_an_authority_below_ours(papers: Papers) -> str:
    """Ours has a path of length nothing."""
    issuer = new_key()
    basic = x509.BasicConstraints(ca=True, path_length=0)
    made = leaf(papers, issuer, names=["below"], basic=basic, purpose=None)
    above = made.sign(papers.authority.key, hashes.SHA256())
    return shown(papers, terminal_certificate(Authority(issuer, above), papers.key.public_key(), TERMINAL, NOW), above)


def signature_changed(papers: Papers) -> str:
    """The last bits of a good certificate's signature are turned over."""
    good = terminal_certificate(papers.authority, papers.key.public_key(), TERMINAL, NOW)
    der = good.public_bytes(serialization.Encoding.DER)
    return shown(papers, x509.load_der_x509_certificate(der[:-1] + bytes((der[-1] ^ 1,))))


def name_changed(papers: Papers) -> str:
    """Another terminal's number is written into a good certificate."""
    good = terminal_certificate(papers.authority, papers.key.public_key(), OTHER, NOW)
    der = good.public_bytes(serialization.Encoding.DER)
    assert der.count(OTHER.encode()) == 1
    return shown(papers, x509.load_der_x509_certificate(der.replace(OTHER.encode(), TERMINAL.encode())))


def weak_key(key: Any, papers: Papers) -> str:
    return shown(papers, leaf(papers, key).sign(papers.authority.key, hashes.SHA256()), key=key)


def weak_digest(papers: Papers) -> str:
    """Our own library would not sign it; another one does."""
    made = crypto.X509.from_cryptography(leaf(papers, papers.key).sign(papers.authority.key, hashes.SHA256()))
    made.sign(crypto.PKey.from_cryptography_key(papers.authority.key), "sha1")
    weak = made.to_cryptography()
    assert isinstance(weak.signature_hash_algorithm, hashes.SHA1)
    return shown(papers, weak)


def unknown_critical_extension(papers: Papers) -> str:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")
    return shown(papers, leaf(papers, papers.key, odd=odd).sign(papers.authority.key, hashes.SHA256()))


def without_its_issuers_key(papers: Papers) -> str:
    """RFC 5280 asks for the authority key identifier; we ask for what RFC 5280 asks for."""
    return shown(papers, leaf(papers, papers.key, issuer=None).sign(papers.authority.key, hashes.SHA256()))


def stolen_certificate(papers: Papers) -> str:
    """The certificate of an enrolled terminal, which is no secret, and another key."""
    mine = x509.load_pem_x509_certificate(
        papers.site.identity.read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2]
    )
    with pytest.raises(ssl.SSLError, match="KEY_VALUES_MISMATCH"):
        papers.context(mine)
    return NO_HANDSHAKE


def never_issued(papers: Papers) -> str:
    """Signed by our own authority, and yet nobody's: the authority alone decides nothing."""
    return at(NOW, papers)


def two_names(papers: Papers) -> str:
    return shown(papers, leaf(papers, papers.key, names=[TERMINAL, OTHER]).sign(papers.authority.key, hashes.SHA256()))


def no_name(papers: Papers) -> str:
    return shown(papers, leaf(papers, papers.key, names=[]).sign(papers.authority.key, hashes.SHA256()))


# --- protocols ---


def older(version: ssl.TLSVersion, port: str, papers: Papers) -> str:
    """Speak only that version; it is the platform that hangs up."""
    context = papers.site.context(papers.site.identity)
    context.set_ciphers(ANY_STRENGTH)
    context.minimum_version = context.maximum_version = version
    with connected(papers, port) as plain, pytest.raises(ssl.SSLError, match=r"closed \(EOF\)|alert protocol version"):
        context.wrap_socket(plain, server_hostname="127.0.0.1")
    return NO_HANDSHAKE


def said_in_clear(said: bytes, port: str, papers: Papers) -> str:
    """Say something that is no TLS; nothing comes back but an alert, or the end."""
    with connected(papers, port) as plain:
        plain.sendall(said)
        answer = b""
        try:
            while part := plain.recv(1_000):
                answer += part
        except ConnectionError:
            pass
    assert not answer or (answer[0], len(answer)) == (21, 7), answer
    return NO_HANDSHAKE


def connected(papers: Papers, port: str) -> socket.socket:
    assert papers.site.platform is not None
    return socket.create_connection(("127.0.0.1", papers.site.platform.ports[port]), 20)


SSL_3_HELLO = bytes.fromhex("160300002f0100002b0300") + bytes(32) + bytes.fromhex("00000400ff00350100")
HTTP = b"GET /v1/heartbeats HTTP/1.1\r\nHost: platform\r\n\r\n"

# --- what the registry refuses ---


def enrolled_anew(papers: Papers) -> Path:
    return papers.site.enrol(OTHER, papers.folder / "other.pem")


def revoked(papers: Papers) -> str:
    """At once, also on the connection that is open."""
    with papers.site.client(enrolled_anew(papers)) as terminal:
        assert terminal.post("/v1/heartbeats", json=BEAT).json()["outcome"] == "ok"
        assert "1 certificate revoked" in papers.site.command("terminal", "revoke", OTHER)
        answer = terminal.post("/v1/heartbeats", json=BEAT)
    return f"{answer.status_code} {answer.json()['code']}"


def replaced(papers: Papers) -> str:
    """A terminal that is enrolled again has another certificate; the former one counts no more."""
    former = enrolled_anew(papers)
    papers.site.command("terminal", "revoke", OTHER)
    papers.site.enrol(OTHER, papers.folder / "again.pem")
    return spoken(papers, papers.site.context(former))


def scrapped(papers: Papers) -> str:
    """I22: in repair it still says how it is; written off it is refused whatever it asks for."""
    identity = enrolled_anew(papers)
    engine = open_engine(papers.site.database_url)

    def set_status(status: int) -> None:
        with engine.begin() as connection:
            connection.execute(terminals.update().where(terminals.c.terminal == OTHER).values(status=status))

    try:
        set_status(1)
        assert spoken(papers, papers.site.context(identity)) == "let in", "in repair it still says how it is"
        set_status(2)
        context = papers.site.context(identity)
        sale = payment(terminal="GD0118")
        answers = {
            spoken(papers, context),
            spoken(papers, context, "PUT", path=f"/v1/sales/{sale['sale']}", json=sale),
            spoken(papers, context, path="/v1/facts", json=call("facts").examples[0].request),
        }
        return " and ".join(sorted(answers))
    finally:
        set_status(0)
        engine.dispose()


def for_another_terminals_sale(papers: Papers) -> str:
    """H14."""
    foreign = payment(terminal="GD0118")
    context = papers.site.context(papers.site.identity)
    return spoken(papers, context, "PUT", path=f"/v1/sales/{foreign['sale']}", json=foreign)


TABLE: dict[str, tuple[Attempt, str]] = {
    "no certificate": (no_certificate, NO_HANDSHAKE),
    "another authority's": (of_another_authority, NO_HANDSHAKE),
    "another authority's under our name": (of_another_authority_with_our_name, NO_HANDSHAKE),
    "self-signed": (self_signed, NO_HANDSHAKE),
    "expired": (partial(at, NOW - 91 * DAY), NO_HANDSHAKE),
    "not yet valid": (partial(at, NOW + DAY), NO_HANDSHAKE),
    "a server's": (for_servers, NO_HANDSHAKE),
    "for signing code": (for_code, NO_HANDSHAKE),
    "signed by a terminal": (signed_by_a_terminal, NO_HANDSHAKE),
    "signed by an authority below ours": (signed_by_an_authority_below_ours, NO_HANDSHAKE),
    "its signature changed": (signature_changed, NO_HANDSHAKE),
    "its name changed": (name_changed, NO_HANDSHAKE),
    "RSA of 1024 bits": (lambda papers: weak_key(rsa.generate_private_key(65_537, 1_024), papers), NO_HANDSHAKE),
    "P-192": (lambda papers: weak_key(ec.generate_private_key(ec.SECP192R1()), papers), NO_HANDSHAKE),
    "signed over SHA-1": (weak_digest, NO_HANDSHAKE),
    "an unknown critical extension": (unknown_critical_extension, NO_HANDSHAKE),
    "without its issuer's key": (without_its_issuers_key, NO_HANDSHAKE),
    "no name": (no_name, NO_HANDSHAKE),
    "a terminal's, without its key": (stolen_certificate, NO_HANDSHAKE),
    **{
        f"{version.name} at the {port}": (partial(older, version, port), NO_HANDSHAKE)
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2)
        for port in ("terminal_port", "enrolment_port")
    },
    **{
        f"{name} at the {port}": (partial(said_in_clear, said, port), NO_HANDSHAKE)
        for name, said in {"SSL 3": SSL_3_HELLO, "HTTP": HTTP, "noise": bytes(range(256))}.items()
        for port in ("terminal_port", "enrolment_port")
    },
    "never issued": (never_issued, "403 TERMINAL_UNKNOWN"),
    "two names": (two_names, "403 TERMINAL_UNKNOWN"),
    "revoked": (revoked, "403 TERMINAL_REVOKED"),
    "replaced": (replaced, "403 TERMINAL_REVOKED"),
    "scrapped": (scrapped, "403 TERMINAL_SCRAPPED"),
    "for another terminal's sale": (for_another_terminals_sale, "403 FOREIGN_SALE"),
}


@pytest.mark.parametrize("name", TABLE)
def test_h11_nobody_is_let_in(site: Site, papers: Papers, name: str) -> None:
    attempt, word = TABLE[name]
    reached = (site.place / "audit.jsonl").read_text()
    assert attempt(papers) == word
    if word == NO_HANDSHAKE:
        assert (site.place / "audit.jsonl").read_text() == reached, "the application has not even been asked"
    assert site.sales() == []


def test_a_terminal_with_its_certificate_is_let_in(site: Site, papers: Papers) -> None:
    """Else everything above would be refused for nothing."""
    assert spoken(papers, papers.site.context(site.identity)) == "let in"
    weak = site.context(site.identity)
    weak.set_ciphers(ANY_STRENGTH)
    assert spoken(papers, weak) == "let in"
