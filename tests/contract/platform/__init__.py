"""Examples of every call of docs/interfaces.md chapters 1, 2, 5, 6, 7 and 8, for both sides of the wire.

One JSON file a call: what is asked and answered, requests that the platform refuses with 422, and answers that the
kiosk takes for none. Cards, cryptograms and MACs are those of the emulated cards with the keys of chapter 4; money and
energy are the emulated billing core's on 23 November 2026. `detail`, `as_of` and `server_time` are free to differ.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """One request and its answer."""

    call: str  # "PUT /v1/sales/{sale}"
    name: str
    path: str  # "/v1/sales/GD0117-002381"
    request: dict[str, Any] | None
    status: int
    answer: dict[str, Any]

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.call.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class BrokenRequest:
    """A request that is not of the call's shape."""

    call: str
    name: str
    path: str
    request: Any
    status: int

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.call.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class BrokenAnswer:
    """An answer from which nothing may be concluded."""

    call: str
    name: str
    status: int
    answer: Any


@dataclass(frozen=True, slots=True)
class Call:
    """Everything recorded about one call."""

    call: str
    examples: tuple[Example, ...]
    broken_requests: tuple[BrokenRequest, ...]
    broken_answers: tuple[BrokenAnswer, ...]


def call(name: str) -> Call:
    """Return what is recorded in `name`.json."""
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    title = content["call"]
    return Call(
        title,
        tuple(Example(title, **row) for row in content["examples"]),
        tuple(BrokenRequest(title, **row) for row in content["broken_requests"]),
        tuple(BrokenAnswer(title, **row) for row in content["broken_answers"]),
    )


def names() -> tuple[str, ...]:
    """Return the names of all calls: "accounts_query", …"""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def calls() -> tuple[Call, ...]:
    """Return what is recorded about all calls."""
    return tuple(call(name) for name in names())
