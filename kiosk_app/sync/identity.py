"""The terminal's identity: a key born here, a certificate from the platform for a one-time code (ACC-1)."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ConfigDict, TypeAdapter

from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.line import tls
from kiosk_app.sync.wire import RefusedAnswer

HEAD_FILE = "head.json"
"""The highest head of the journal that the platform has counter-signed, beside the identity (`sync.witness`)."""


class EnrolmentRefused(Exception):
    """The platform does not accept the code, or its certificate is not for this terminal and key."""


class IdentityWrong(Exception):
    """A file that does not hold a terminal's key."""


class EnrolledAnswer(BaseModel):
    """Answer to an enrolment (docs/interfaces.md 2)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)
    outcome: Literal["ok"]
    certificate: str
    authority: str
    answer_key: str


ANSWER: TypeAdapter[EnrolledAnswer | RefusedAnswer] = TypeAdapter(EnrolledAnswer | RefusedAnswer)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where key and certificate are."""

    directory: Path

    @property
    def file(self) -> Path:
        """Key, certificate and the platform's answer key, PEM, for the kiosk's user alone: replaced together."""
        return self.directory / "terminal.pem"

    @property
    def enrolled(self) -> bool:
        """True when this terminal has a certificate."""
        return self.file.exists()


def enrol(identity: Identity, terminal: str, code: str, url: str, authority: Path) -> None:
    """Make a key, ask for its certificate with the one-time code, keep both.

    Raises EnrolmentRefused, NoAnswer, Rejected or OSError; an identity that is there already is then left as it was.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    body = {"terminal": terminal, "code": code, "csr": request_for(key, terminal)}
    client = PlatformClient(url, tls(authority))
    try:
        answer = client.call("POST", "/v1/enrolment", body, ANSWER)
    finally:
        client.close()
    if isinstance(answer, RefusedAnswer):
        raise EnrolmentRefused(answer.code)
    certificate = certificate_for(answer.certificate, terminal, key.public_key())
    answers = answer_key_of(answer.answer_key)
    identity.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity.directory.chmod(0o700)
    keep(identity.file, identity_pem(key, certificate, answers))
    (identity.directory / HEAD_FILE).unlink(missing_ok=True)  # who is enrolled anew begins anew


def request_for(key: ec.EllipticCurvePrivateKey, terminal: str) -> str:
    """Return the request for a terminal's certificate, PEM."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def identity_pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, answers: bytes) -> bytes:
    """Return an identity as it is kept: key, certificate, the platform's key of answers."""
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return plain + certificate.public_bytes(serialization.Encoding.PEM) + answers


def signing_key(file: Path) -> ec.EllipticCurvePrivateKey:
    """Read the terminal's key, which also signs its journal files; raise IdentityWrong or OSError."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise IdentityWrong(f"{file} holds no key that can be read") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise IdentityWrong(f"{file}: the key is not on P-256")
    return key


def answer_key_of(pem: str) -> bytes:
    """Return the key that the platform signs with, as it is kept; raise EnrolmentRefused."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EnrolmentRefused("ANSWER_KEY_UNREADABLE") from error
    if not isinstance(key, Ed25519PublicKey):
        raise EnrolmentRefused("ANSWER_KEY_UNREADABLE")
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificate_for(pem: str, terminal: str, key: ec.EllipticCurvePublicKey) -> x509.Certificate:
    """Read a certificate and see that it is this terminal's and this key's, or raise EnrolmentRefused."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        same_key = certificate.public_key() == key
    except ValueError as error:
        raise EnrolmentRefused("CERTIFICATE_UNREADABLE") from error
    if not same_key:
        raise EnrolmentRefused("CERTIFICATE_OF_ANOTHER_KEY")
    if [name.value for name in names] != [terminal]:
        raise EnrolmentRefused("CERTIFICATE_OF_ANOTHER_TERMINAL")
    return certificate


def keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)  # a key lies nowhere but where it is looked for
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
