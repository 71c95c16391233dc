"""Configuration of terminals by version: given until it is in effect, or refused by the terminal with its reason.

Each version holds all values that the platform configures: a terminal that missed some needs only the newest. The
terminal judges them by the rules of its own file: this program does not know them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from platform_stub.storage.schema import configurations
from platform_stub.storage.times import stamp
from platform_stub.terminals import registry

Value = bool | int | str
KEY = re.compile(r"[a-z][a-z_]{0,29}\.[a-z][a-z0-9_]{0,28}", re.ASCII)
WHOLE = re.compile(r"-?[0-9]{1,12}", re.ASCII)
VALUES_AT_MOST, TEXT_AT_MOST = 64, 200


class ConfigurationWrong(Exception):
    """What cannot be given to a terminal; the text says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A version that a terminal cannot apply, and why."""

    version: int
    reason: str


def parsed(words: Sequence[str]) -> dict[str, Value | None]:
    """Read KEY=VALUE; a number, true or false is one, anything else is text, nothing is the file's own value again."""
    values: dict[str, Value | None] = {}
    for word in words:
        key, told, text = word.partition("=")
        if not told or KEY.fullmatch(key) is None:
            raise ConfigurationWrong(f"{word}: not of the form section.key=value")
        if key in values:
            raise ConfigurationWrong(f"{key} is given twice")
        if len(text) > TEXT_AT_MOST or not text.isprintable():
            raise ConfigurationWrong(f"{key}: at most {TEXT_AT_MOST} characters, all of them printable")
        values[key] = _value(text)
    return values


def configure(
    connection: Connection, terminal: str, changes: Mapping[str, Value | None], *, by: str, now: datetime
) -> tuple[int, dict[str, Value]]:
    """Make the next version; return it and all its values. Raises RegistrationRefused or ConfigurationWrong."""
    registry.usable(connection, terminal)
    newest = _newest(connection, terminal)
    values: dict[str, Value] = {} if newest is None else json.loads(newest.content)
    merged = {**values, **changes}
    values = {key: value for key, value in merged.items() if value is not None}
    if len(values) > VALUES_AT_MOST:
        raise ConfigurationWrong(f"more than {VALUES_AT_MOST} values")
    version = 1 if newest is None else newest.version + 1
    row = {"terminal": terminal, "version": version, "content": json.dumps(values, ensure_ascii=False, sort_keys=True)}
    connection.execute(insert(configurations).values({**row, "issued_by": by, "issued_at": stamp(now)}))
    return version, values


def hear(connection: Connection, terminal: str, version: int, refused: Refusal | None, now: datetime) -> None:
    """Note which version is in effect, and which one the terminal cannot apply."""
    at = stamp(now)
    this = (configurations.c.terminal == terminal, configurations.c.version == version)
    taken = update(configurations).where(*this, configurations.c.taken_at.is_(None))
    connection.execute(taken.values(taken_at=at, refused_at=None, reason=None))
    if refused is not None:
        this = (configurations.c.terminal == terminal, configurations.c.version == refused.version)
        waits = (configurations.c.taken_at.is_(None), configurations.c.refused_at.is_(None))
        connection.execute(update(configurations).where(*this, *waits).values(refused_at=at, reason=refused.reason))


def wanted(connection: Connection, terminal: str, version: int, refused: Refusal | None) -> dict[str, Any] | None:
    """Return the newest version, unless it is in effect or the terminal has just said that it cannot apply it."""
    newest = _newest(connection, terminal)
    if newest is None or newest.version == version:
        return None
    if refused is not None and refused.version == newest.version:
        return None
    return {"version": newest.version, "values": json.loads(newest.content)}


def _newest(connection: Connection, terminal: str) -> Row[Any] | None:
    found = select(configurations).where(configurations.c.terminal == terminal)
    return connection.execute(found.order_by(configurations.c.version.desc()).limit(1)).one_or_none()


def _value(text: str) -> Value | None:
    if not text:
        return None
    if text in ("true", "false"):
        return text == "true"
    return int(text) if WHOLE.fullmatch(text) else text
