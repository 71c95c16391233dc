"""A terminal's next certificate, asked for with the one it has (ACC-1).

The former one works until the new one was used: the terminal may be cut off at any moment between asking and having
the new one on its disk. Asked again, the one that was not used is void: it may have come to nobody.
"""

from datetime import datetime

from cryptography import x509
from sqlalchemy import Connection, insert, select, update

from platform_stub.storage.schema import certificates
from platform_stub.storage.times import stamp
from platform_stub.terminals.authority import (
    Authority,
    fingerprint,
    public_pem,
    requested_key,
    terminal_certificate,
)


class KeyNotNew(Exception):
    """The request is for a key that the terminal has or had."""


def renew(
    connection: Connection, authority: Authority, *, terminal: str, csr: str, former: str, now: datetime
) -> x509.Certificate:
    """Return a certificate for the key in `csr`; raise KeyNotNew or RequestWrong.

    `former` is the fingerprint of the certificate that the terminal asks with.
    """
    key, at = requested_key(csr, terminal), stamp(now)
    told = public_pem(key)
    same = select(certificates.c.fingerprint).where(certificates.c.public_key == told)
    if connection.execute(same).first() is not None:
        raise KeyNotNew
    unused = (
        certificates.c.terminal == terminal,
        certificates.c.renews.is_not(None),
        certificates.c.taken_up_at.is_(None),
        certificates.c.revoked_at.is_(None),
    )
    connection.execute(update(certificates).where(*unused).values(revoked_at=at))
    certificate = terminal_certificate(authority, key, terminal, now)
    row = {"fingerprint": fingerprint(certificate), "terminal": terminal, "issued_at": at, "public_key": told}
    row |= {"serial_number": f"{certificate.serial_number:x}", "renews": former}
    row["not_after"] = stamp(certificate.not_valid_after_utc)
    connection.execute(insert(certificates).values(row))
    return certificate


def take_up(connection: Connection, known_as: str, now: datetime) -> bool:
    """Note that a certificate is used; at the first use the terminal's others are void. True when it was the first."""
    this = (
        certificates.c.fingerprint == known_as,
        certificates.c.renews.is_not(None),
        certificates.c.taken_up_at.is_(None),
    )
    terminal = connection.execute(select(certificates.c.terminal).where(*this)).scalar_one_or_none()
    if terminal is None:
        return False
    connection.execute(update(certificates).where(*this).values(taken_up_at=stamp(now)))
    others = (
        certificates.c.terminal == terminal,
        certificates.c.fingerprint != known_as,
        certificates.c.revoked_at.is_(None),
    )
    connection.execute(update(certificates).where(*others).values(revoked_at=stamp(now)))
    return True
