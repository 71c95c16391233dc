"""Registered terminals and who may speak for them (ACC-1, PLAT-1)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from platform_stub.sales.bodies import sale_prefix
from platform_stub.storage.schema import IN_SERVICE, SCRAPPED, certificates, enrolment_codes, terminals
from platform_stub.storage.times import stamp

NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}", re.ASCII)
Refusal = Literal["TERMINAL_UNKNOWN", "TERMINAL_REVOKED", "TERMINAL_SCRAPPED", "CERTIFICATE_EXPIRED"]


class RegistrationRefused(Exception):
    """What cannot be registered; the text says why."""


class Stranger(Exception):
    """A certificate that nobody may speak with any more, and why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it is registered."""

    terminal: str
    name: str
    type: str
    address: str
    region: str


def add(connection: Connection, terminal: Terminal, *, by: str, now: datetime) -> None:
    """Register a terminal, in service; raise RegistrationRefused."""
    if NUMBER.fullmatch(terminal.terminal) is None:
        raise RegistrationRefused(f"{terminal.terminal}: a terminal's number is like GD-0117")
    if _status(connection, terminal.terminal) is not None:
        raise RegistrationRefused(f"{terminal.terminal} is registered already")
    connection.execute(
        insert(terminals).values(
            terminal=terminal.terminal,
            sale_prefix=sale_prefix(terminal.terminal),
            name=terminal.name,
            type=terminal.type,
            address=terminal.address,
            region=terminal.region,
            status=IN_SERVICE,
            registered_by=by,
            registered_at=stamp(now),
        )
    )


def usable(connection: Connection, terminal: str) -> None:
    """Raise RegistrationRefused for a terminal that is not registered, or scrapped."""
    status = _status(connection, terminal)
    if status is None:
        raise RegistrationRefused(f"{terminal} is not registered")
    if status == SCRAPPED:
        raise RegistrationRefused(f"{terminal} is scrapped")


def hold(connection: Connection, terminal: str) -> int:
    """Let nobody else hold this terminal until this transaction is over; return its status."""
    mine = select(terminals.c.status).where(terminals.c.terminal == terminal)
    return int(connection.execute(mine.with_for_update(key_share=True)).scalar_one())


def revoke(connection: Connection, terminal: str, now: datetime) -> int:
    """Refuse the terminal from now on, whatever certificate or code it has; return how many certificates went."""
    if _status(connection, terminal) is None:
        raise RegistrationRefused(f"{terminal} is not registered")
    withdraw_codes(connection, terminal, now)
    return revoke_certificates(connection, terminal, now)


def withdraw_codes(connection: Connection, terminal: str, now: datetime) -> None:
    """Make the terminal's open enrolment codes void."""
    still_open = (
        enrolment_codes.c.terminal == terminal,
        enrolment_codes.c.used_at.is_(None),
        enrolment_codes.c.withdrawn_at.is_(None),
    )
    connection.execute(update(enrolment_codes).where(*still_open).values(withdrawn_at=stamp(now)))


def revoke_certificates(connection: Connection, terminal: str, now: datetime) -> int:
    """Revoke every certificate of the terminal."""
    valid = (certificates.c.terminal == terminal, certificates.c.revoked_at.is_(None))
    return connection.execute(update(certificates).where(*valid).values(revoked_at=stamp(now))).rowcount


def identify(connection: Connection, fingerprint: str, now: datetime) -> str:
    """Return whose certificate this is; raise Stranger unless it may be spoken with now."""
    found = (
        select(certificates.c.terminal, certificates.c.revoked_at, certificates.c.not_after, terminals.c.status)
        .join(terminals, certificates.c.terminal == terminals.c.terminal)
        .where(certificates.c.fingerprint == fingerprint)
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        raise Stranger("TERMINAL_UNKNOWN")
    if row.status == SCRAPPED:
        raise Stranger("TERMINAL_SCRAPPED")
    if row.revoked_at is not None:
        raise Stranger("TERMINAL_REVOKED")
    if row.not_after <= stamp(now):  # the handshake has looked too, but a connection may outlive its certificate
        raise Stranger("CERTIFICATE_EXPIRED")
    return str(row.terminal)


def public_keys(connection: Connection, terminal: str) -> list[str]:
    """Return the keys that a terminal has or had, PEM, the newest first: what it signed stays signed."""
    found = select(certificates.c.public_key).where(
        certificates.c.terminal == terminal, certificates.c.public_key.is_not(None)
    )
    return list(connection.execute(found.order_by(certificates.c.issued_at.desc())).scalars())


def _status(connection: Connection, terminal: str) -> int | None:
    status: int | None = connection.execute(
        select(terminals.c.status).where(terminals.c.terminal == terminal)
    ).scalar_one_or_none()
    return status
