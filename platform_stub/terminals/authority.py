"""The platform's own certificate authority (ACC-1): EC P-256, for its own two listeners and for the terminals.

Certificates for servers say server, those for terminals say client: neither passes for the other.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from platform_stub.terminals.answer_key import AnswerKey, new_answer_key

AUTHORITY_DAYS, SERVER_DAYS, TERMINAL_DAYS = 7_300, 730, 90
BEHIND = timedelta(minutes=5)  # clocks that are a little behind


class RequestWrong(Exception):
    """A certificate request that cannot be granted; the text says why, for the technician."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs; whoever holds its key is the platform."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    answers: AnswerKey = field(default_factory=new_answer_key)


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a key."""
    return ec.generate_private_key(ec.SECP256R1())


def new_authority(now: datetime, name: str = "GridKiosk platform authority") -> Authority:
    """Make an authority that signs certificates of its own and no further authorities."""
    key = new_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key.public_key(), now, now + timedelta(days=AUTHORITY_DAYS))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def server_certificate(
    authority: Authority, key: ec.EllipticCurvePublicKey, hosts: Sequence[str], now: datetime
) -> x509.Certificate:
    """Sign a certificate for the platform's listeners under these names and addresses."""
    assert hosts, "a server has a name"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "GridKiosk platform")])
    names = x509.SubjectAlternativeName([_name(host) for host in hosts])
    until = min(now + timedelta(days=SERVER_DAYS), authority.certificate.not_valid_after_utc)
    builder = _leaf(authority, subject, key, now, until, ExtendedKeyUsageOID.SERVER_AUTH)
    return builder.add_extension(names, critical=False).sign(authority.key, hashes.SHA256())


def terminal_certificate(
    authority: Authority, key: ec.EllipticCurvePublicKey, terminal: str, now: datetime
) -> x509.Certificate:
    """Sign a terminal's certificate: its common name is its number; it is good for TERMINAL_DAYS."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal)])
    until = min(now + timedelta(days=TERMINAL_DAYS), authority.certificate.not_valid_after_utc)
    builder = _leaf(authority, subject, key, now, until, ExtendedKeyUsageOID.CLIENT_AUTH)
    return builder.sign(authority.key, hashes.SHA256())


def requested_key(csr: str, terminal: str) -> ec.EllipticCurvePublicKey:
    """Return the key of a certificate request (PEM): P-256, signed with itself, for this terminal; or RequestWrong."""
    try:
        request = x509.load_pem_x509_csr(csr.encode("ascii"))
        key, signed = request.public_key(), request.is_signature_valid
        names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise RequestWrong("not a certificate request") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestWrong("the key is not on P-256")
    if not signed:
        raise RequestWrong("the request is not signed with its own key")
    if [name.value for name in names] != [terminal]:
        raise RequestWrong("the request is not for this terminal")
    return key


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 by which the registry knows a certificate."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def public_pem(key: ec.EllipticCurvePublicKey) -> str:
    """Return a public key as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEHIND)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _leaf(
    authority: Authority,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    until: datetime,
    purpose: x509.ObjectIdentifier,
) -> x509.CertificateBuilder:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return (
        _builder(subject, authority.certificate.subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(issuer, critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
