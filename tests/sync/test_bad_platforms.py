"""H11: every platform that is not ours, in one table: the kiosk's client tells it nothing and takes nothing from it."""

import datetime
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import crypto

from kiosk_app.sync.client import NoAnswer, PlatformClient
from kiosk_app.sync.line import tls
from kiosk_app.sync.wire import PLAIN
from tests.sync.conftest import Serve
from tests.sync.server import Server, saying

pytestmark = pytest.mark.filterwarnings("ignore:.*(TLSv1|TLSv1_1|X509.sign) is deprecated:DeprecationWarning")

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
ANY_STRENGTH = "ALL:@SECLEVEL=0"  # the false platform's own library must not be what refuses
SERVER, CLIENT, CODE = (
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
)
OK = {"outcome": "ok"}


def subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Issuer:
    """Somebody who signs: an authority, or whoever plays one."""

    key: ec.EllipticCurvePrivateKey
    name: str
    certificate: x509.Certificate | None = None

    def signs(self, key: Any, name: str = "platform", **changed: Any) -> x509.Certificate:
        """Sign a certificate for a server on this machine, but for what is changed."""
        hosts = changed.get("hosts", [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        begins = changed.get("begins", NOW - DAY)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject(name))
            .issuer_name(subject(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(changed.get("ends", begins + 30 * DAY))
            .add_extension(changed.get("basic", x509.BasicConstraints(ca=False, path_length=None)), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if (purpose := changed.get("purpose", SERVER)) is not None:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        if hosts:
            made = made.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        return made.sign(self.key, hashes.SHA256())


def new_issuer(name: str, path_length: int | None = 0) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    basic = x509.BasicConstraints(ca=True, path_length=path_length)
    return Issuer(key, name, Issuer(key, name).signs(key, name, basic=basic, purpose=None, hosts=[]))


OURS = new_issuer("our authority")
KEY = ec.generate_private_key(ec.SECP256R1())
Shown = tuple[Any, list[x509.Certificate]]
"""A key, and the certificates that are shown for it."""


def by_ours(**changed: Any) -> Shown:
    return KEY, [OURS.signs(KEY, **changed)]


def by_another(name: str) -> Shown:
    return KEY, [new_issuer(name).signs(KEY)]


def self_signed() -> Shown:
    return KEY, [Issuer(KEY, "platform").signs(KEY)]


def weak_key(key: Any) -> Shown:
    return key, [OURS.signs(key)]


def weak_digest() -> Shown:
    made = crypto.X509.from_cryptography(OURS.signs(KEY))
    made.sign(crypto.PKey.from_cryptography_key(OURS.key), "sha1")
    return KEY, [made.to_cryptography()]


def signature_changed() -> Shown:
    der = OURS.signs(KEY).public_bytes(serialization.Encoding.DER)
    return KEY, [x509.load_der_x509_certificate(der[:-1] + bytes((der[-1] ^ 1,)))]


def name_changed() -> Shown:
    """A good certificate for another host of the same length, with ours written into it."""
    der = OURS.signs(KEY, hosts=[x509.DNSName("remotehst")]).public_bytes(serialization.Encoding.DER)
    return KEY, [x509.load_der_x509_certificate(der.replace(b"remotehst", b"localhost"))]


def below_ours() -> Shown:
    """Ours signs no further authorities."""
    below = ec.generate_private_key(ec.SECP256R1())
    above = OURS.signs(below, "below", basic=x509.BasicConstraints(ca=True, path_length=0), purpose=None, hosts=[])
    return KEY, [Issuer(below, "below").signs(KEY), above]


def by_a_terminal() -> Shown:
    """What a terminal holds signs no platform."""
    terminal = ec.generate_private_key(ec.SECP256R1())
    above = OURS.signs(terminal, "GD-0117", purpose=CLIENT, hosts=[])
    return KEY, [Issuer(terminal, "GD-0117").signs(KEY), above]


CERTIFICATES: dict[str, Callable[[], Shown]] = {
    "another authority's": partial(by_another, "another authority"),
    "another authority's under our name": partial(by_another, OURS.name),
    "self-signed": self_signed,
    "expired": partial(by_ours, begins=NOW - 31 * DAY),
    "not yet valid": partial(by_ours, begins=NOW + DAY),
    "of another host": partial(by_ours, hosts=[x509.DNSName("platform.example")]),
    "of another address": partial(by_ours, hosts=[x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]),
    "of all hosts": partial(by_ours, hosts=[x509.DNSName("*")]),
    "named by its common name alone": partial(by_ours, name="localhost", hosts=[]),
    "a terminal's": partial(by_ours, purpose=CLIENT),
    "for signing code": partial(by_ours, purpose=CODE),
    "signed by an authority below ours": below_ours,
    "signed by a terminal": by_a_terminal,
    "its signature changed": signature_changed,
    "its name changed": name_changed,
    "RSA of 1024 bits": lambda: weak_key(rsa.generate_private_key(65_537, 1_024)),
    "P-192": lambda: weak_key(ec.generate_private_key(ec.SECP192R1())),
    "signed over SHA-1": weak_digest,
}
VERSIONS = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2)


def showing(folder: Path, shown: Shown) -> ssl.SSLContext:
    """Return the TLS of a platform that asks nobody for a certificate and shows this one."""
    key, certificates = shown
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "platform.pem"
    file.write_bytes(plain + b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ANY_STRENGTH)
    context.load_cert_chain(file)
    return context


def ask(server: Server, folder: Path) -> None:
    """Ask with our client, which trusts our authority."""
    assert OURS.certificate is not None
    authority = folder / "authority.pem"
    authority.write_bytes(OURS.certificate.public_bytes(serialization.Encoding.PEM))
    client = PlatformClient(server.url, tls(authority))
    try:
        client.call("POST", "/v1/heartbeats", {"a": "secret"}, PLAIN)
    finally:
        client.close()


@pytest.mark.parametrize("name", CERTIFICATES)
def test_h11_a_platform_with_a_bad_certificate_is_told_nothing(serve: Serve, tmp_path: Path, name: str) -> None:
    server = serve(saying(200, OK), showing(tmp_path, CERTIFICATES[name]()))
    with pytest.raises(NoAnswer, match="SSLError"):
        ask(server, tmp_path)
    assert server.requests == []
    assert server.connections == 1


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_h11_a_platform_of_an_older_tls_is_told_nothing(serve: Serve, tmp_path: Path, version: ssl.TLSVersion) -> None:
    context = showing(tmp_path, by_ours())
    context.minimum_version = context.maximum_version = version
    server = serve(saying(200, OK), context)
    with pytest.raises(NoAnswer, match=r"SSLError|ConnectionError"):
        ask(server, tmp_path)
    assert server.requests == []


def test_the_platform_with_a_good_certificate_is_asked(serve: Serve, tmp_path: Path) -> None:
    """Else everything above would be refused for nothing."""
    server = serve(saying(200, OK), showing(tmp_path, by_ours()))
    ask(server, tmp_path)
    assert server.requests[0].body == {"a": "secret"}
