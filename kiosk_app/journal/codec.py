"""Facts as canonical JSON and back, driven by the types of `domain.facts` alone.

Dataclasses become objects with every field, tuples arrays, bytes upper-case hex, enums their values. Unknown or
missing fields are refused: a journal is never guessed at.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

from kiosk_app.domain import facts
from kiosk_app.domain.facts import Fact

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in typing.get_args(Fact)}

CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class NotAFact(Exception):
    """A stored row does not decode into a fact of this version."""


def encode(fact: Fact) -> tuple[str, str]:
    """Return (kind, canonical JSON body)."""
    return type(fact).__name__, CANONICAL.encode(plain(fact))


def decode(kind: str, body: str) -> Fact:
    """Return the fact, or raise NotAFact."""
    if kind not in KINDS:
        raise NotAFact(f"unknown kind {kind!r}")
    try:
        fact: Fact = build(KINDS[kind], json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotAFact(f"{kind}: {error}") from error
    return fact


def plain(value: Any) -> Any:
    """Turn a value of the domain into JSON's own types."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case bytes():
            return value.hex().upper()
        case tuple():
            return [plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no place in the journal")


def build(wanted: Any, value: Any) -> Any:
    """Turn JSON's types back into a value of the wanted type."""
    return builder(wanted)(value)


@cache
def builder(wanted: Any) -> Callable[[Any], Any]:
    """Return the function that builds this type; made once a type, for a journal has many rows."""
    if isinstance(wanted, typing.NewType):
        return builder(wanted.__supertype__)
    origin, args = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        return optional(args)
    if origin is tuple:
        return tuple_of(args)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return dataclass_of(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return enum_of(wanted)
    if wanted is bytes:
        return lambda value: bytes.fromhex(exactly(str, value))
    return lambda value: exactly(wanted, value)


def exactly(wanted: type, value: Any) -> Any:
    """Return the value if it has just this type: True is not 1 here. What stood there is not told (I24)."""
    if type(value) is not wanted:
        raise TypeError(f"{type(value).__name__} where {wanted.__name__} belongs")
    return value


def enum_of(wanted: type[Enum]) -> Callable[[Any], Any]:
    """Build a member of an enumeration from its value."""
    members = {member.value: member for member in wanted}

    def built(value: Any) -> Any:
        if exactly(str, value) not in members:
            raise ValueError(f"no {wanted.__name__}")
        return members[value]

    return built


def optional(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Build X | None."""
    (inner,) = (builder(each) for each in args if each is not type(None))
    return lambda value: None if value is None else inner(value)


def tuple_of(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Build tuple[X, ...] or tuple[X, Y]."""
    if len(args) == 2 and args[1] is Ellipsis:
        inner = builder(args[0])
        return lambda value: tuple(inner(item) for item in exactly(list, value))
    inners = tuple(builder(each) for each in args)
    return lambda value: tuple(each(item) for each, item in zip(inners, exactly(list, value), strict=True))


def dataclass_of(wanted: type) -> Callable[[Any], Any]:
    """Build a dataclass from an object that has its fields and no others."""
    hints = typing.get_type_hints(wanted, vars(facts))
    inners = {each.name: builder(hints[each.name]) for each in dataclasses.fields(wanted)}

    def built(value: Any) -> Any:
        if exactly(dict, value).keys() != inners.keys():
            raise KeyError(f"{wanted.__name__} has other fields: {sorted(value.keys() ^ inners.keys())}")
        return wanted(**{name: inner(value[name]) for name, inner in inners.items()})

    return built
