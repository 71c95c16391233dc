"""A one-time code for a terminal's first certificate (ACC-1, H26): at most a day, used once, kept as a hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from cryptography import x509
from sqlalchemy import Connection, insert, update

from platform_stub.storage.schema import certificates, enrolment_codes
from platform_stub.storage.times import stamp
from platform_stub.terminals import registry
from platform_stub.terminals.authority import Authority, fingerprint, public_pem, requested_key, terminal_certificate

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else: no 0 O, no 1 I L
GROUPS, GROUP = 4, 5  # 20 characters: 99 bits, so that a fast hash is enough and guessing is not worth a counter
HOURS_AT_MOST = 24.0


class CodeWrong(Exception):
    """Wrong, expired, used, withdrawn, another terminal's, or no such terminal: one answer for all."""


def issue_code(connection: Connection, terminal: str, *, by: str, now: datetime, hours: float = HOURS_AT_MOST) -> str:
    """Make a code for a terminal, the only one that is good; raise RegistrationRefused. Nobody can read it again."""
    assert 0 < hours <= HOURS_AT_MOST, "a code lives a day at most"
    registry.usable(connection, terminal)
    registry.withdraw_codes(connection, terminal, now)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    connection.execute(
        insert(enrolment_codes).values(
            code_hash=_hash(terminal, code),
            terminal=terminal,
            issued_by=by,
            issued_at=stamp(now),
            expires_at=stamp(now + timedelta(hours=hours)),
        )
    )
    return code


def enrol(
    connection: Connection, authority: Authority, *, terminal: str, code: str, csr: str, now: datetime
) -> x509.Certificate:
    """Use a code up and return the certificate for the key in `csr`; raise CodeWrong or RequestWrong.

    Former certificates of the terminal are revoked: one terminal, one certificate.
    """
    key = requested_key(csr, terminal)
    at = stamp(now)
    good = (
        enrolment_codes.c.code_hash == _hash(terminal, code),
        enrolment_codes.c.terminal == terminal,
        enrolment_codes.c.used_at.is_(None),
        enrolment_codes.c.withdrawn_at.is_(None),
        enrolment_codes.c.expires_at > at,
    )
    if connection.execute(update(enrolment_codes).where(*good).values(used_at=at)).rowcount != 1:
        raise CodeWrong
    try:
        registry.usable(connection, terminal)
    except registry.RegistrationRefused as error:
        raise CodeWrong from error
    registry.revoke_certificates(connection, terminal, now)
    certificate = terminal_certificate(authority, key, terminal, now)
    connection.execute(
        insert(certificates).values(
            fingerprint=fingerprint(certificate),
            terminal=terminal,
            serial_number=f"{certificate.serial_number:x}",
            issued_at=at,
            not_after=stamp(certificate.not_valid_after_utc),
            public_key=public_pem(key),
        )
    )
    return certificate


def _hash(terminal: str, code: str) -> str:
    """Bind a code to its terminal; how it was typed does not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(f"{terminal}\0{plain}".encode()).hexdigest()
