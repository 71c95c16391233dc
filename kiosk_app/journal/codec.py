"""Facts as canonical JSON and back, driven by the types of `domain.facts` alone.

Dataclasses become objects with every field, tuples arrays, bytes upper-case hex, enums their values. Unknown or
missing fields are refused: a journal is never guessed at.
"""

import dataclasses
import json
import types
import typing
from collections import Counter
from collections.abc import Callable
from enum import Enum
from functools import cache, partial
from json.encoder import encode_basestring
from typing import Any

from kiosk_app.domain import facts
from kiosk_app.domain.facts import Fact

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in typing.get_args(Fact)}

DECODER = json.JSONDecoder()

kind_of: Callable[[Any], Any] = type  # a key of a cache; the type checker doubts that of `type[Any]`


class NotAFact(Exception):
    """A stored row does not decode into a fact of this version."""


def encode(fact: Fact) -> tuple[str, str]:
    """Return (kind, canonical JSON body)."""
    return type(fact).__name__, text(fact)


def decode(kind: str, body: str) -> Fact:
    """Return the fact, or raise NotAFact."""
    if kind not in KINDS:
        raise NotAFact(f"unknown kind {kind!r}")
    wanted: Any = KINDS[kind]
    try:
        fact: Fact = builder(wanted)(parsed(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotAFact(f"{kind}: {error}") from error
    return fact


def parsed(body: str) -> Any:
    """Return what a JSON text holds; raise ValueError where it is none, or where anything stands around it.

    `json.loads` would look for white space before and behind, which costs as much again as a small body does.
    """
    value, end = DECODER.raw_decode(body)
    if end != len(body):
        raise ValueError(f"{len(body) - end} characters behind the value")
    return value


def text(value: Any) -> str:
    """Return a value of the domain as canonical JSON."""
    return writer(kind_of(value))(value)


@cache
def writer(kind: Any) -> Callable[[Any], str]:
    """Return the function that writes values of this type; made once a type, as an append waits for it."""
    if issubclass(kind, Enum):
        return {member: text(member.value) for member in kind}.__getitem__
    if kind is bool:
        return {True: "true", False: "false"}.__getitem__
    if issubclass(kind, int):
        return int.__repr__
    if issubclass(kind, str):
        return encode_basestring
    if kind is type(None):
        return lambda _: "null"
    if kind is bytes:
        return lambda value: f'"{value.hex().upper()}"'
    if kind is tuple:
        return lambda value: f"[{','.join([text(item) for item in value])}]"
    if dataclasses.is_dataclass(kind):
        return object_of(kind)
    raise TypeError(f"{kind.__name__} has no place in the journal")


def object_of(kind: Any) -> Callable[[Any], str]:
    """Write a dataclass as an object with its fields in order of name; without `text`, as an append waits for it."""
    names = sorted(each.name for each in dataclasses.fields(kind))
    beginnings = [(f"{encode_basestring(name)}:", name) for name in names]

    def written(value: Any) -> str:
        fields = [before + writer(kind_of(each := getattr(value, name)))(each) for before, name in beginnings]
        return f"{{{','.join(fields)}}}"

    return written


@cache
def builder(wanted: Any) -> Callable[[Any], Any]:
    """Return the function that turns JSON's types back into this one; made once a type, for a journal has many rows."""
    if isinstance(wanted, typing.NewType):
        return builder(wanted.__supertype__)
    origin, args = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        return optional(args)
    if origin is tuple:
        return tuple_of(args)
    if origin in (dict, Counter):
        return map_of(origin, args)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return dataclass_of(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return enum_of(wanted)
    if wanted is bytes:
        return lambda value: bytes.fromhex(exactly(str, value))
    return partial(exactly, wanted)


def plain(wanted: Any) -> Any:
    """Return the type of a value that stands in JSON as it is; None for a type that is built of something else."""
    while isinstance(wanted, typing.NewType):
        wanted = wanted.__supertype__
    return wanted if wanted in (int, str, bool) else None


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
        return lambda value: tuple([inner(item) for item in exactly(list, value)])
    inners = tuple(builder(each) for each in args)
    return lambda value: tuple(each(item) for each, item in zip(inners, exactly(list, value), strict=True))


def map_of(wanted: Any, args: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Build dict[K, V] or Counter[K] from an array of pairs. No fact holds a map; what facts add up to does."""
    pair = tuple_of(args if len(args) == 2 else (*args, int))
    return lambda value: wanted(dict(map(pair, exactly(list, value))))


def dataclass_of(wanted: type) -> Callable[[Any], Any]:
    """Build a dataclass from an object that has its fields and no others."""
    hints = typing.get_type_hints(wanted, vars(facts))
    in_order = [(each.name, plain(hints[each.name]), builder(hints[each.name])) for each in dataclasses.fields(wanted)]
    names = {name for name, _, _ in in_order}

    def built(value: Any) -> Any:
        if exactly(dict, value).keys() != names:
            raise KeyError(f"{wanted.__name__} has other fields: {sorted(value.keys() ^ names)}")
        # What is as it must be is taken here: a call for each value would be a third of a start's time.
        return wanted(
            *[each if type(each := value[name]) is as_it_is else inner(each) for name, as_it_is, inner in in_order]
        )

    return built
