"""The platform's directory: which file is what, and that only its owner reads it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from platform_stub.terminals.answer_key import AnswerKey
from platform_stub.terminals.authority import Authority, new_authority, new_key, pem, server_certificate

LOOPBACK = ("127.0.0.1", "localhost")
RENEW_BEFORE = timedelta(days=30)


class PlaceWrong(Exception):
    """A directory that is not, or already is, a platform's; the text says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is."""

    directory: Path

    @property
    def authority_certificate(self) -> Path:
        """What terminals are given to trust."""
        return self.directory / "authority.pem"

    @property
    def authority_key(self) -> Path:
        """Whoever holds this is the platform."""
        return self.directory / "authority.key"

    @property
    def answer_key(self) -> Path:
        """What answers are signed with."""
        return self.directory / "answer.key"

    @property
    def server_certificate(self) -> Path:
        """Of both listeners."""
        return self.directory / "server.pem"

    @property
    def server_key(self) -> Path:
        """Of both listeners."""
        return self.directory / "server.key"

    @property
    def audit(self) -> Path:
        """The audit trail."""
        return self.directory / "audit.jsonl"

    @property
    def core(self) -> Path:
        """Where the billing core is, as `serve` was told last."""
        return self.directory / "core.json"

    @property
    def database_url(self) -> str:
        """The database that `init` was told; SQLite in this directory where it was told none."""
        told = self.directory / "database.url"
        if told.exists():
            return told.read_text("utf-8").strip()
        return f"sqlite:///{self.directory.absolute() / 'platform.db'}"

    def make(self, hosts: Sequence[str], database_url: str | None, now: datetime) -> None:
        """Make the directory with a new authority and a server certificate; raise PlaceWrong where there is one."""
        if self.authority_key.exists() or self.authority_certificate.exists():
            raise PlaceWrong(f"{self.directory} is a platform's already")
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if database_url is not None:
            keep(self.directory / "database.url", database_url.encode())  # it may hold a password
        authority = new_authority(now)
        self.issue_server(authority, (*LOOPBACK, *hosts), now)
        keep(self.answer_key, _secret(authority.answers.key))
        keep(self.authority_key, _secret(authority.key))
        keep(self.authority_certificate, pem(authority.certificate))  # last: its presence says that all is there

    def issue_server(self, authority: Authority, hosts: Sequence[str], now: datetime) -> None:
        """Make a new key and certificate for the listeners."""
        key = new_key()
        keep(self.server_key, _secret(key))
        keep(self.server_certificate, pem(server_certificate(authority, key.public_key(), hosts, now)))

    def authority(self) -> Authority:
        """Read the authority; raise PlaceWrong where there is none."""
        try:
            key = serialization.load_pem_private_key(self.authority_key.read_bytes(), None)
            certificate = x509.load_pem_x509_certificate(self.authority_certificate.read_bytes())
            answers = serialization.load_pem_private_key(self.answer_key.read_bytes(), None)
        except (OSError, ValueError) as error:
            raise PlaceWrong(f"{self.directory} is no platform's directory; make one with `init`") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise PlaceWrong(f"{self.directory}: key and certificate of the authority do not belong together")
        if not isinstance(answers, Ed25519PrivateKey):
            raise PlaceWrong(f"{self.answer_key} is not the key of answers; `init` makes one")
        return Authority(key, certificate, AnswerKey(answers))

    def renew_server(self, now: datetime) -> bool:
        """Renew the listeners' certificate, under the same names, when its last month begins; True when it was."""
        certificate = x509.load_pem_x509_certificate(self.server_certificate.read_bytes())
        if certificate.not_valid_after_utc - now > RENEW_BEFORE:
            return False
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
        self.issue_server(self.authority(), hosts, now)
        return True


def keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all, and durable."""
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


def _secret(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
