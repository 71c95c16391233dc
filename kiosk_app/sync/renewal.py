"""The terminal's next certificate: asked for by the kiosk itself at two thirds of the present one's life (ACC-1).

The new key is born here. Nothing is written before the platform's answer is whole and fits; then key, certificate and
the platform's answer key are replaced in one file, in one rename. Killed before it, the former identity is there and
works, for the platform lets it go only when the new one is used; killed after it, the new one is there and works.

What time it is, the platform says: the terminal's own clock may be anything (I23, faults 21 and 22).
"""

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import TypeAdapter

from kiosk_app.sync.client import NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.identity import EnrolmentRefused, Identity, certificate_for, identity_pem, keep, request_for
from kiosk_app.sync.wire import RefusedAnswer, RenewalAnswer
from kiosk_app.sync.witness import answer_key

RETRY = timedelta(minutes=10)
ANSWER: TypeAdapter[RenewalAnswer | RefusedAnswer] = TypeAdapter(RenewalAnswer | RefusedAnswer)

log = structlog.get_logger(__name__)


class Renewal:
    """Looks at each heartbeat's answer whether the certificate is due, in the platform's thread."""

    def __init__(self, identity: Identity, terminal: str, authority: Path) -> None:
        self._identity, self._terminal, self._authority = identity, terminal, authority
        self._not_before: datetime | None = None  # after a failure

    def look(self, client: PlatformClient, now: datetime) -> bool:
        """Renew if it is due; True when the identity is another one now, and the next call must be made with it.

        `now` is the platform's time. Raises nothing: what fails is tried again while the former one is good.
        """
        try:
            if not due(self._identity, now) or (self._not_before is not None and now < self._not_before):
                return False
            renew(client, self._identity, self._terminal, self._authority)
        except (NoAnswer, Rejected, EnrolmentRefused, OSError, ValueError) as error:
            self._not_before = now + RETRY
            log.warning("renewal_failed", reason=str(error) or type(error).__name__)
            return False
        self._not_before = None
        log.info("renewed")
        return True


def certificate_of(identity: Identity) -> x509.Certificate:
    """Return the terminal's certificate; raise OSError or ValueError."""
    return x509.load_pem_x509_certificate(identity.file.read_bytes())


def due(identity: Identity, now: datetime) -> bool:
    """Tell whether two thirds of the certificate's life are over."""
    certificate = certificate_of(identity)
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return now >= begin + (end - begin) * 2 / 3


def renew(client: PlatformClient, identity: Identity, terminal: str, authority: Path) -> None:
    """Make a key, ask for its certificate with the one that is there, and put both in its place.

    Raises NoAnswer, Rejected, EnrolmentRefused, OSError or ValueError; the identity is then left as it was.
    """
    former, answers = certificate_of(identity), answer_key(identity)
    if answers is None:
        raise EnrolmentRefused("ANSWER_KEY_UNREADABLE")
    key = ec.generate_private_key(ec.SECP256R1())
    answer = client.call("POST", "/v1/identity/renewal", {"csr": request_for(key, terminal)}, ANSWER)
    if isinstance(answer, RefusedAnswer):
        raise EnrolmentRefused(answer.code)
    certificate = certificate_for(answer.certificate, terminal, key.public_key())
    see_that_it_serves(certificate, former, authority)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    kept = identity_pem(key, certificate, answers.public_bytes(serialization.Encoding.PEM, form))
    keep(identity.file, kept)


def see_that_it_serves(certificate: x509.Certificate, former: x509.Certificate, authority: Path) -> None:
    """Raise EnrolmentRefused for what would put a worse identity in place of one that works."""
    try:
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.read_bytes()))
    except (InvalidSignature, ValueError, TypeError) as error:
        raise EnrolmentRefused("CERTIFICATE_OF_ANOTHER_AUTHORITY") from error
    if certificate.not_valid_after_utc <= former.not_valid_after_utc:
        raise EnrolmentRefused("CERTIFICATE_NOT_LONGER")
