"""Customers' passwords: hashed with Argon2id, three tries, then a lock that outlives a restart. Time is an argument."""

import math
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, RowMapping, update

from sg186_stub.answers import Refused
from sg186_stub.audit import note
from sg186_stub.schema import customers
from sg186_stub.settings import Settings

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password for the customers table."""
    return _HASHER.hash(password)


def check_password(
    connection: Connection, customer: RowMapping, password: str, now: datetime, settings: Settings
) -> Refused | None:
    """Return None for the right password, else the refusal; counts and locks in the caller's transaction."""
    seconds = int(now.timestamp())
    locked_until: int | None = customer["locked_until"]
    if locked_until is not None and seconds < locked_until:
        return _locked(locked_until - seconds)
    wrong_before = 0 if locked_until is not None else int(customer["wrong_passwords"])
    if _is_right(str(customer["password_hash"]), password):
        if wrong_before or locked_until is not None:
            _remember(connection, customer, wrong=0, locked_until=None)
        return None
    wrong = wrong_before + 1
    if wrong < settings.wrong_passwords:
        _remember(connection, customer, wrong=wrong, locked_until=None)
        return Refused("PASSWORD_WRONG", {"tries_left": str(settings.wrong_passwords - wrong)})
    _remember(connection, customer, wrong=wrong, locked_until=seconds + int(settings.lock.total_seconds()))
    note(connection, now, "customer_locked", str(customer["customer_no"]), f"{wrong} wrong passwords")
    return _locked(int(settings.lock.total_seconds()))


def _locked(seconds: int) -> Refused:
    return Refused("CUSTOMER_LOCKED", {"minutes": str(math.ceil(seconds / 60))})


def _is_right(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


def _remember(connection: Connection, customer: RowMapping, wrong: int, locked_until: int | None) -> None:
    connection.execute(
        update(customers)
        .where(customers.c.customer_no == customer["customer_no"])
        .values(wrong_passwords=wrong, locked_until=locked_until)
    )
