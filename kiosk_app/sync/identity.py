"""The terminal's identity: a key born here, a certificate from the platform for a one-time code (ACC-1)."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ConfigDict, TypeAdapter

from kiosk_app.sync.client import Credentials, PlatformClient, tls
from kiosk_app.sync.wire import RefusedAnswer


class EnrolmentRefused(Exception):
    """The platform does not accept the code."""


class EnrolledAnswer(BaseModel):
    """Answer to an enrolment (docs/interfaces.md 2)."""

    model_config = ConfigDict(extra="forbid", strict=True)
    outcome: Literal["ok"]
    certificate: str
    authority: str


ANSWER: TypeAdapter[EnrolledAnswer | RefusedAnswer] = TypeAdapter(EnrolledAnswer | RefusedAnswer)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where key and certificate are."""

    directory: Path

    @property
    def key(self) -> Path:
        """The private key; readable by the kiosk's user alone."""
        return self.directory / "terminal.key"

    @property
    def certificate(self) -> Path:
        """The certificate."""
        return self.directory / "terminal.pem"

    @property
    def enrolled(self) -> bool:
        """True when this terminal has a certificate."""
        return self.key.exists() and self.certificate.exists()

    def credentials(self, authority: Path) -> Credentials:
        """Return the files that a connection needs."""
        return Credentials(self.key, self.certificate, authority)


def enrol(identity: Identity, terminal: str, code: str, url: str, authority: Path) -> None:
    """Make a key, ask for its certificate with the one-time code, keep both; raise EnrolmentRefused or NoAnswer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    body = {"terminal": terminal, "code": code, "csr": request.public_bytes(serialization.Encoding.PEM).decode()}
    client = PlatformClient(url, tls(None, authority))
    try:
        answer = client.call("POST", "/v1/enrolment", body, ANSWER)
    finally:
        client.close()
    if isinstance(answer, RefusedAnswer):
        raise EnrolmentRefused(answer.code)
    certificate = x509.load_pem_x509_certificate(answer.certificate.encode())
    if certificate.public_key() != key.public_key():
        raise EnrolmentRefused("CERTIFICATE_OF_ANOTHER_KEY")
    identity.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keep(identity.key, plain)
    keep(identity.certificate, answer.certificate.encode())


def keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
