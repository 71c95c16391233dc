"""The operators' file: written whole, durable when a call returns, never older than what was answered.

JSON, `{"operators": {number: {name, role, hash, must_change}}, "tries": {number: {wrong, locked_ms}}, "granted": no}`.
`granted` is the number of the platform's last word on operators. `tries` has numbers that nobody has as well, so that
they are locked like any other. `locked_ms` is what was left of a lock when the file was written: a start counts it down
from there, so neither a restart nor a clock that was set shortens it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk_app.domain.staff import Operator, Role

STRANGERS_AT_MOST = 256
Number = Annotated[str, Field(pattern=r"^[0-9]{4,8}$")]


class AccountsBroken(Exception):
    """The file is not what was written: nobody gets in until it is made anew."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Account(_Shape):
    """One operator's entry."""

    name: Annotated[str, Field(min_length=1, max_length=12)]
    role: Role
    hash: str  # argon2id with its parameters and salt
    must_change: bool


class Tries(_Shape):
    """Wrong passwords in a row for one number."""

    wrong: Annotated[int, Field(ge=0)] = 0
    locked_ms: Annotated[int, Field(ge=0)] = 0


class _Content(_Shape):
    operators: dict[Number, Account] = {}
    tries: dict[Number, Tries] = {}
    granted: Annotated[int, Field(ge=0)] = 0


@dataclass
class Accounts:
    """The file in memory; every change goes to disk before it counts."""

    path: Path
    operators: dict[str, Account] = field(default_factory=dict)
    tries: dict[str, Tries] = field(default_factory=dict)
    granted: int = 0  # number of the platform's last word on operators that is in the file

    def __post_init__(self) -> None:
        self._read()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the file alone, as it is now: `kiosk operators add` may write while the kiosk runs.

        Raises AccountsBroken, and OSError where the disk does not take it.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._read()
            yield
        finally:
            os.close(handle)

    def _read(self) -> None:
        """Read the file; none means that nobody has an account yet."""
        try:
            content = _Content.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            content = _Content()
        except (ValidationError, OSError) as error:
            raise AccountsBroken(f"{self.path}: {type(error).__name__}") from error
        self.operators, self.tries, self.granted = dict(content.operators), dict(content.tries), content.granted

    def operator(self, number: str) -> Operator | None:
        """Return who has this number."""
        found = self.operators.get(number)
        return Operator(number, found.name, found.role) if found else None

    def save(self) -> None:
        """Write the whole file durably: beside it, synced, renamed, the folder synced."""
        whole = _Content(operators=self.operators, tries=self.tries, granted=self.granted)
        content = whole.model_dump(mode="json")
        beside = self.path.with_suffix(".part")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, sort_keys=True, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def forget_strangers(self) -> None:
        """Keep the file small: beyond so many numbers that nobody has, the least suspicious go first."""
        strangers = sorted(
            (number for number in self.tries if number not in self.operators),
            key=lambda number: (self.tries[number].locked_ms, self.tries[number].wrong),
        )
        for number in strangers[: max(0, len(strangers) - STRANGERS_AT_MOST)]:
            del self.tries[number]
