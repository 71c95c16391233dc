"""First passwords of the terminals' operators (OPS-3): one-time, made here, printed once, known to nobody afterwards.

A terminal's operators are its own: what goes to it is a numbered grant - who, in which role, and the argon2id hash of
a password that must be changed at its first use - or the word that an account is closed. A terminal asks for what is
behind the last one that it has kept, so each is applied once, in order, whatever is lost on the way.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import Connection, func, insert, select, update

from platform_stub.storage.schema import operator_grants
from platform_stub.storage.times import stamp
from platform_stub.terminals import registry

NUMBER, NAME_AT_MOST = re.compile(r"[0-9]{4,8}", re.ASCII), 12
LENGTH, DIFFERENT_AT_LEAST = 8, 4
STRAIGHT = "01234567890", "09876543210"
GRANTS_AT_MOST = 50  # in one answer; the terminal asks for the rest


class Role(StrEnum):
    """What an operator is at the terminal for."""

    COLLECTOR = "collector"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a terminal is told about one operator; an empty hash closes the account."""

    no: int  # among the terminal's own, from 1
    number: str
    name: str
    role: str
    hash: str


def issue(connection: Connection, terminal: str, number: str, name: str, role: Role, *, by: str, now: datetime) -> str:
    """Make a first password and return it; the account's former password is void once the terminal has heard of it.

    Raises RegistrationRefused.
    """
    registry.usable(connection, terminal)
    if NUMBER.fullmatch(number) is None:
        raise registry.RegistrationRefused("an operator's number has 4 to 8 digits")
    if not 1 <= len(name) <= NAME_AT_MOST or not name.isprintable():
        raise registry.RegistrationRefused(f"an operator's name has 1 to {NAME_AT_MOST} characters")
    password = first_password(number)
    _add(connection, terminal, number, name, role, hasher().hash(password), by=by, now=now)
    return password


def close(connection: Connection, terminal: str, number: str, *, by: str, now: datetime) -> None:
    """Let nobody in any more under this number. Raises RegistrationRefused where it was never granted."""
    last = _last(connection, terminal, number)
    if last is None or not last.hash:
        raise registry.RegistrationRefused(f"{terminal} has no operator {number}")
    _add(connection, terminal, number, last.name, Role(last.role), "", by=by, now=now)


def behind(connection: Connection, terminal: str, after: int, now: datetime) -> list[Grant]:
    """Return the grants behind number `after`, in order; what is not behind it has arrived."""
    mine = operator_grants.c.terminal == terminal
    arrived = update(operator_grants).where(mine, operator_grants.c.no <= after, operator_grants.c.arrived_at.is_(None))
    connection.execute(arrived.values(arrived_at=stamp(now)))
    found = select(operator_grants).where(mine, operator_grants.c.no > after).order_by(operator_grants.c.no)
    rows = connection.execute(found.limit(GRANTS_AT_MOST))
    return [Grant(row.no, row.number, row.name, row.role, row.hash) for row in rows]


def first_password(number: str) -> str:
    """Return eight digits that no terminal would call too simple."""
    while True:
        digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
        simple = any(digits in row for row in STRAIGHT) or number in digits or digits in number
        if len(set(digits)) >= DIFFERENT_AT_LEAST and not simple:
            return digits


@cache
def hasher() -> PasswordHasher:
    """Return argon2id with the parameters that terminals verify with: 64 MiB, three passes, four lanes."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def _last(connection: Connection, terminal: str, number: str) -> Grant | None:
    found = select(operator_grants).where(operator_grants.c.terminal == terminal, operator_grants.c.number == number)
    for row in connection.execute(found.order_by(operator_grants.c.no.desc()).limit(1)):
        return Grant(row.no, row.number, row.name, row.role, row.hash)
    return None


def _add(
    connection: Connection, terminal: str, number: str, name: str, role: Role, hashed: str, *, by: str, now: datetime
) -> None:
    highest = select(func.coalesce(func.max(operator_grants.c.no), 0)).where(operator_grants.c.terminal == terminal)
    no = int(connection.execute(highest).scalar_one()) + 1
    values = {"terminal": terminal, "no": no, "number": number, "name": name, "role": role.value, "hash": hashed}
    connection.execute(insert(operator_grants).values(**values, granted_by=by, granted_at=stamp(now)))
